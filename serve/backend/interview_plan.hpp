// The built-in interview: a plan of questions that reads answers and builds a resume of them. It invents nothing.
// State   follows from the person's messages alone, in order: the same messages give the same questions, resume and
//         progress, so what is stored is enough to go on after a restart.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/api/resume.hpp"
#include "serve/backend/interview_words.hpp"

namespace quern::serve {

class InterviewPlan {
 public:
  explicit InterviewPlan(Language language) : language_(language) {}

  std::string opening() const;
  std::string answer(std::string_view text);  // what to say to it
  double progress() const;
  Resume resume() const;

 private:
  // All that an answer may change, so that "back" can put the state before it again.
  struct State {
    Question question = Question::name;
    Question furthest = Question::name;
    int tries = 0;  // at this question
    Resume resume;
    std::size_t jobs_asked = 0;
  };
  enum class Taken : std::uint8_t { yes, no, skipped };

  std::string go_back();
  std::string correct(const ReadCorrection& correction);
  Taken take(std::string_view text);
  Taken take_name(std::string_view text);
  Taken take_contacts(std::string_view text);
  Taken take_goal(std::string_view text);
  Taken take_job(std::string_view text);
  Taken take_job_part(std::string_view text);
  Taken take_duties(std::string_view text);
  Taken take_school(std::string_view text);
  Taken take_certificates(std::string_view text);
  Taken take_check(std::string_view text);
  void go_on();
  void go_on_with_job();
  void go_on_with_school();
  std::string ask(Phrase before) const;
  std::string draft() const;
  WorkExperience& last_job() { return state_.resume.work_experience.back(); }
  Education& last_school() { return state_.resume.education.back(); }

  Language language_;
  State state_;
  std::vector<State> before_;  // for "back"
};

}  // namespace quern::serve
