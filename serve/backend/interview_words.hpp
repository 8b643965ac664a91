// What the built-in interviewer says, and the short answers it knows, in Russian and English.
#pragma once

#include <string>
#include <string_view>

#include "serve/documents/language.hpp"

namespace quern::serve {

// What is asked, in the order it is asked.
enum class Question : std::uint8_t {
  name,
  contacts,
  goal,
  job,          // company, position and dates; also whether there is one
  job_company,  // these three only where the answer before did not say it
  job_position,
  job_dates,
  job_duties,
  job_results,  // only where no duty has a number in it
  job_skills,
  more_jobs,
  school,
  school_degree,
  school_year,
  more_schools,
  certificates,
  skills,
  languages,
  check,
  done,
};

std::string_view question_text(Question question, Language language);
std::string_view retry_text(Question question, Language language);  // when an answer did not make sense

enum class Phrase : std::uint8_t { opening, thanks, skipped, corrected, cannot_correct, back, draft, nothing_before };
std::string_view phrase(Phrase phrase, Language language);

bool is_skip(std::string_view answer);  // "пропустить", "skip"
bool is_no(std::string_view answer);    // "нет", "no", "none"
bool is_yes(std::string_view answer);   // "да", "готово", "yes", "done"
bool is_back(std::string_view answer);  // "назад", "back"

// "исправить телефон: …", "change email to …": which field, and the new value.
enum class Correction : std::uint8_t {
  none,
  unknown,
  name,
  email,
  phone,
  address,
  goal,
  company,
  position,
  dates,
  skills,
  degree,
  school
};
struct ReadCorrection {
  Correction field = Correction::none;
  std::string value;
};
ReadCorrection read_correction(std::string_view answer);

}  // namespace quern::serve
