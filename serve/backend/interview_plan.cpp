#include "serve/backend/interview_plan.hpp"

#include <algorithm>

#include "core/api/text_format.hpp"
#include "serve/documents/contact_text.hpp"
#include "serve/documents/entry_parser.hpp"
#include "serve/documents/letter_case.hpp"
#include "serve/documents/plain_text.hpp"
#include "serve/documents/resume_dates.hpp"
#include "serve/documents/resume_layout.hpp"
#include "serve/documents/resume_parser.hpp"
#include "serve/documents/resume_words.hpp"

namespace quern::serve {
namespace {

using enum Question;

constexpr std::size_t most_steps_back = 5;  // each is a resume
constexpr int most_tries = 2;               // then the question is let go, and nothing is written down for it

bool says_something(std::string_view text) {
  return count_letters(text) > 0 || text.find_first_of("0123456789") != std::string_view::npos;
}
bool has_digit(std::string_view text) { return text.find_first_of("0123456789") != std::string_view::npos; }

// One point a line, a semicolon or, in one line of several sentences, a sentence.
std::vector<std::string> split_points(std::string_view text) {
  std::vector<std::string> points;
  for (auto line : split_lines(text)) {
    strip_bullet(line);
    for (auto& part : split_text(line, ";")) {
      std::size_t begin = 0;
      for (auto at = part.find(". "); at != std::string::npos; at = part.find(". ", at + 2)) {
        const auto next = std::string_view{part}.substr(at + 2);
        const bool begins_sentence = !next.empty() && to_small_letters(next.substr(0, 2)) != next.substr(0, 2);
        if (!begins_sentence) continue;
        points.push_back(part.substr(begin, at + 1 - begin));
        begin = at + 2;
      }
      points.push_back(part.substr(begin));
    }
  }
  std::erase_if(points, [](const std::string& point) { return !says_something(point); });
  return points;
}

DocumentText as_line(std::string_view text) { return {TextLine::plain(clean_line(text), true)}; }

// A line with lines in it, as one: people write company, position and dates under each other.
std::string as_one_line(std::string_view text) {
  std::string line;
  for (const auto& part : split_lines(text)) {
    if (!part.empty()) line += (line.empty() ? "" : ", ") + part;
  }
  return line;
}

}  // namespace

std::string InterviewPlan::opening() const {
  return std::string{phrase(Phrase::opening, language_)} + "\n\n" + std::string{question_text(name, language_)};
}

Resume InterviewPlan::resume() const {
  auto resume = state_.resume;
  // A job or school that was begun and about which nothing was said is none.
  std::erase_if(resume.work_experience, [](const WorkExperience& job) { return job == WorkExperience{}; });
  std::erase_if(resume.education, [](const Education& school) { return school == Education{}; });
  if (resume.contact_info.full_name.empty()) resume.contact_info.full_name = "—";
  keep_limits(resume);
  return resume;
}

// How far along the plan the question stands; jobs and schools that follow do not turn it back.
double InterviewPlan::progress() const { return static_cast<double>(state_.furthest) / static_cast<double>(done); }

std::string InterviewPlan::answer(std::string_view text) {
  if (is_back(text)) return go_back();
  if (const auto correction = read_correction(text); correction.field != Correction::none) return correct(correction);
  if (state_.question == done) return std::string{retry_text(done, language_)};
  const auto before = state_;
  const bool is_empty = !says_something(text) && !is_skip(text);
  const auto taken = is_empty ? Taken::no : is_skip(text) ? Taken::skipped : take(text);
  if (taken == Taken::no) {
    const bool lets_go = state_.question != check && ++state_.tries > most_tries;
    if (!lets_go) return std::string{retry_text(state_.question, language_)};
  }
  before_.push_back(before);
  if (before_.size() > most_steps_back) before_.erase(before_.begin());
  const bool is_skipped = taken != Taken::yes;
  go_on();
  state_.furthest = std::max(state_.furthest, state_.question);
  state_.tries = 0;
  return ask(is_skipped ? Phrase::skipped : Phrase::thanks);
}

std::string InterviewPlan::go_back() {
  if (before_.empty())
    return std::string{phrase(Phrase::nothing_before, language_)} + ' ' +
           std::string{question_text(state_.question, language_)};
  state_ = std::move(before_.back());
  state_.tries = 0;
  before_.pop_back();
  return ask(Phrase::back);
}

std::string InterviewPlan::ask(Phrase before) const {
  std::string text{phrase(before, language_)};
  if (state_.question == check) text = draft();
  return text + "\n\n" + std::string{question_text(state_.question, language_)};
}

std::string InterviewPlan::draft() const {
  return std::string{phrase(Phrase::draft, language_)} + "\n\n" + write_plain_text(lay_out(resume(), language_));
}

std::string InterviewPlan::correct(const ReadCorrection& correction) {
  auto& contact = state_.resume.contact_info;
  const auto& value = correction.value;
  const auto has_job = !state_.resume.work_experience.empty();
  const auto has_school = !state_.resume.education.empty();
  bool is_done = says_something(value);
  const auto period = parse_period(value);
  switch (correction.field) {
    case Correction::name: is_done = is_done && take_name(value) == Taken::yes; break;
    case Correction::email:
      if ((is_done = is_email(value))) contact.email = value;
      break;
    case Correction::phone:
      if ((is_done = looks_like_phone(value))) contact.phone = value;
      break;
    case Correction::address:
      if (is_done) contact.address = value;
      break;
    case Correction::goal:
      if (is_done) state_.resume.summary = value;
      break;
    case Correction::company:
      if ((is_done = is_done && has_job)) last_job().company = value;
      break;
    case Correction::position:
      if ((is_done = is_done && has_job)) last_job().position = value;
      break;
    case Correction::degree:
      if ((is_done = is_done && has_school)) last_school().degree = value;
      break;
    case Correction::school:
      if ((is_done = is_done && has_school)) last_school().institution = value;
      break;
    case Correction::skills:
      if (is_done) state_.resume.skills = split_list(value);
      break;
    case Correction::dates:
      if ((is_done = period && has_job)) {
        last_job().start_date = period->start;
        last_job().end_date = period->end;
        last_job().is_current = period->is_current ? std::optional{true} : std::nullopt;
      }
      break;
    default: is_done = false;
  }
  if (!is_done) return std::string{phrase(Phrase::cannot_correct, language_)};
  return ask(Phrase::corrected);
}

InterviewPlan::Taken InterviewPlan::take(std::string_view text) {
  switch (state_.question) {
    case name: return take_name(text);
    case contacts: return take_contacts(text);
    case goal: return take_goal(text);
    case job:
    case more_jobs: return take_job(text);
    case job_company:
    case job_position:
    case job_dates: return take_job_part(text);
    case job_duties:
    case job_results: return take_duties(text);
    case school:
    case more_schools:
    case school_degree:
    case school_year: return take_school(text);
    case certificates: return take_certificates(text);
    case check: return take_check(text);
    default: break;
  }
  if (is_no(text)) return Taken::skipped;  // lists
  auto& list = state_.question == job_skills ? last_job().skills : state_.resume.skills;
  for (const auto& line : split_lines(text)) {
    for (auto& item : split_list(line)) {
      if (says_something(item)) list.push_back(std::move(item));
    }
  }
  return Taken::yes;
}

InterviewPlan::Taken InterviewPlan::take_name(std::string_view text) {
  if (is_no(text) || is_yes(text)) return Taken::no;
  auto line = clean_line(text);
  while (line.ends_with('.') || line.ends_with(',')) line.pop_back();
  for (const std::string_view before : {"меня зовут ", "my name is ", "i am ", "i'm "}) {
    if (to_small_letters(line).starts_with(before)) line.erase(0, before.size());
  }
  if (count_letters(line) < 2 || line.size() > 120 || has_digit(line) || line.find('@') != std::string::npos)
    return Taken::no;
  state_.resume.contact_info.full_name = line;
  return Taken::yes;
}

InterviewPlan::Taken InterviewPlan::take_contacts(std::string_view text) {
  if (is_no(text)) return Taken::skipped;
  auto& contact = state_.resume.contact_info;
  const auto before = contact;
  for (const auto& line : split_lines(text)) {
    if (line.empty()) continue;
    for (const auto& rest : serve::take_contacts(line, contact)) {
      // A word or two that are nothing else: the city.
      const bool is_place =
          !contact.address && rest.size() < 80 && count_letters(rest) > 2 && !has_digit(rest) && !is_no(rest);
      if (is_place) contact.address = rest;
    }
  }
  return contact == before ? Taken::no : Taken::yes;
}

InterviewPlan::Taken InterviewPlan::take_goal(std::string_view text) {
  if (is_no(text)) return Taken::skipped;
  std::string summary;
  for (const auto& line : split_lines(text)) {
    if (!line.empty()) summary += (summary.empty() ? "" : "\n") + line;
  }
  state_.resume.summary = summary;
  return Taken::yes;
}

InterviewPlan::Taken InterviewPlan::take_job(std::string_view text) {
  if (is_no(text)) return Taken::skipped;
  if (is_yes(text)) return Taken::no;
  const auto line = as_one_line(text);
  auto jobs = parse_jobs(as_line(line));
  WorkExperience found = jobs.empty() ? WorkExperience{} : std::move(jobs.front());
  const bool is_sentence = found.company.size() > 120 || found.position.size() > 120;
  if (is_sentence || (found.company.empty() && found.position.empty())) {
    // A sentence: its dates are read, its words kept, and the rest is asked for.
    const auto period = find_period(line);
    found = {.description = line};
    if (period && period->is_range) {
      found.start_date = period->period.start;
      found.end_date = period->period.end;
      if (period->period.is_current) found.is_current = true;
    }
  }
  // As it was asked for, the company stands first, unless the words say otherwise.
  const bool is_clear = sounds_like_position(found.position) || sounds_like_company(found.company);
  if (!is_clear && !found.position.empty()) std::swap(found.company, found.position);
  if (sounds_like_position(found.company) && found.position.empty()) std::swap(found.company, found.position);
  state_.resume.work_experience.push_back(std::move(found));
  ++state_.jobs_asked;
  return Taken::yes;
}

InterviewPlan::Taken InterviewPlan::take_job_part(std::string_view text) {
  const auto line = as_one_line(text);
  if (state_.question == job_dates) {
    const auto found = find_period(line);
    auto period = parse_period(line);
    if (!period && found) period = found->period;
    if (!period) return Taken::no;
    last_job().start_date = period->start;
    last_job().end_date = period->end;
    if (period->is_current) last_job().is_current = true;
    return Taken::yes;
  }
  if (is_no(line)) return Taken::skipped;
  if (count_letters(line) < 2 || line.size() > 300) return Taken::no;
  (state_.question == job_company ? last_job().company : last_job().position) = line;
  return Taken::yes;
}

InterviewPlan::Taken InterviewPlan::take_duties(std::string_view text) {
  if (is_no(text)) return Taken::skipped;
  if (state_.question == job_results && !has_digit(text) && count_letters(text) < 4) return Taken::no;
  for (auto& point : split_points(text)) last_job().responsibilities.push_back(std::move(point));
  return Taken::yes;
}

InterviewPlan::Taken InterviewPlan::take_school(std::string_view text) {
  const auto line = as_one_line(text);
  if (state_.question == school_year) {
    const auto found = find_period(line);
    if (!found) return is_no(line) ? Taken::skipped : Taken::no;
    last_school().graduation_date = found->period.end ? found->period.end : found->period.start;
    return Taken::yes;
  }
  if (is_no(line)) return Taken::skipped;
  if (state_.question == school_degree) {
    if (count_letters(line) < 2) return Taken::no;
    last_school().degree = line;
    return Taken::yes;
  }
  if (is_yes(line) || count_letters(line) < 2) return Taken::no;
  auto schools = parse_education(as_line(line));
  auto found = schools.empty() ? Education{} : std::move(schools.front());
  if (found.institution.empty()) found = {.institution = line.substr(0, 480)};
  state_.resume.education.push_back(std::move(found));
  return Taken::yes;
}

InterviewPlan::Taken InterviewPlan::take_certificates(std::string_view text) {
  if (is_no(text)) return Taken::skipped;
  DocumentText lines;
  for (const auto& line : split_lines(text)) {
    for (auto& part : split_text(line, ";")) {
      strip_bullet(part);
      if (says_something(part)) lines.push_back(TextLine::plain(part));
    }
  }
  for (auto& found : parse_certifications(lines)) state_.resume.certifications.push_back(std::move(found));
  return lines.empty() ? Taken::no : Taken::yes;
}

InterviewPlan::Taken InterviewPlan::take_check(std::string_view text) {
  return is_yes(text) ? Taken::yes : Taken::no;  // "no": it is asked what to change
}

// Which question comes next; those that were answered with others are left out.
void InterviewPlan::go_on() {
  const auto asked = state_.question;
  if (asked >= job && asked <= more_jobs) return go_on_with_job();
  if (asked >= school && asked <= more_schools) return go_on_with_school();
  state_.question = static_cast<Question>(static_cast<int>(asked) + 1);
}

void InterviewPlan::go_on_with_job() {
  auto& jobs = state_.resume.work_experience;
  const auto asked = state_.question;
  const bool is_about_a_job = (asked != job && asked != more_jobs) || state_.jobs_asked > before_.back().jobs_asked;
  if (!is_about_a_job || jobs.empty()) {
    state_.question = school;
    return;
  }
  const auto& last = jobs.back();
  const auto after = [asked](Question question) { return asked == job || asked == more_jobs || asked < question; };
  if (last.company.empty() && after(job_company)) {
    state_.question = job_company;
  } else if (last.position.empty() && after(job_position)) {
    state_.question = job_position;
  } else if (!last.start_date && !last.end_date && after(job_dates)) {
    state_.question = job_dates;
  } else if (after(job_duties)) {
    state_.question = job_duties;
  } else if (after(job_results) && !last.responsibilities.empty() &&
             std::ranges::none_of(last.responsibilities, has_digit)) {
    state_.question = job_results;
  } else if (after(job_skills)) {
    state_.question = job_skills;
  } else {
    state_.question = more_jobs;
  }
}

void InterviewPlan::go_on_with_school() {
  auto& schools = state_.resume.education;
  const auto asked = state_.question;
  const bool is_new = schools.size() > before_.back().resume.education.size();
  const bool is_about_a_school = (asked == school_degree || asked == school_year) || is_new;
  if (!is_about_a_school) {
    state_.question = certificates;
    return;
  }
  const auto& last = schools.back();
  if (last.degree.empty() && !last.field_of_study && is_new) {
    state_.question = school_degree;
  } else if (!last.graduation_date && asked != school_year) {
    state_.question = school_year;
  } else {
    state_.question = more_schools;
  }
}

}  // namespace quern::serve
