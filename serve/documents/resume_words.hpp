// What resumes say in Russian and English: the words this program writes, and the many it understands.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "serve/documents/language.hpp"

namespace quern::serve {

enum class Section : std::uint8_t { contacts, summary, experience, education, certifications, skills, other };

// What is written before a value: "Навыки: C++".
enum class Label : std::uint8_t {
  email,
  phone,
  address,
  skills,
  field_of_study,
  gpa,
  honors,
  courses,
  valid_until,
  credential_id,
};

std::string_view heading_of(Section section, Language language);
std::string_view label_of(Label label, Language language);

// Which section a line opens, in either language: "ОПЫТ РАБОТЫ:", "Work Experience". nullopt where it is no heading.
// `other` is a section that resumes have and this one has no place for: languages, interests.
std::optional<Section> find_heading(std::string_view line);

// "Навыки: C++, SQL" as skills and "C++, SQL".
struct Labelled {
  Label label;
  std::string_view value;
};
std::optional<Labelled> find_label(std::string_view line);

// "настоящее время", "н.в.", "present", "now".
bool is_present_word(std::string_view text);
std::string_view present_word(Language language);

// 1..12 of "март", "марта", "мар.", "March", "Mar", "Sept"; 0 where it is no month.
int parse_month(std::string_view word);
std::string_view month_name(int month, Language language);     // "март", "Mar"
std::string_view month_of_date(int month, Language language);  // "марта", "Mar"

// Words that companies, positions and schools are known by: -1 sounds like none of it.
bool sounds_like_position(std::string_view text);
bool sounds_like_company(std::string_view text);
bool sounds_like_school(std::string_view text);
bool sounds_like_degree(std::string_view text);

}  // namespace quern::serve
