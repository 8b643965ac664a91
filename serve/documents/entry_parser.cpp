#include "serve/documents/entry_parser.hpp"

#include <algorithm>

#include "core/base/real_text.hpp"
#include "serve/documents/letter_case.hpp"
#include "serve/documents/resume_dates.hpp"
#include "serve/documents/resume_layout.hpp"
#include "serve/documents/resume_words.hpp"

namespace quern::serve {
namespace {

using Lines = std::span<const TextLine>;

bool is_heading(const TextLine& line) { return line.kind == TextLine::Kind::heading; }
bool is_bullet(const TextLine& line) { return line.kind == TextLine::Kind::bullet; }

// Short, and no sentence: it may be a name of something.
bool could_be_title(const TextLine& line) {
  if (is_bullet(line)) return false;
  const auto text = line.text();
  if (text.empty() || text.size() > 200 || find_label(text)) return false;
  return std::string_view{";:!?"}.find(text.back()) == std::string_view::npos &&
         !(text.back() == '.' && text.size() > 30);
}

std::string_view trim_marks(std::string_view text) {
  while (true) {
    const auto before = text.size();
    text = trim_spaces(text);
    for (const std::string_view mark : {",", "|", "—", "–", "-", "·", "•", "(", ")", "/", ";"}) {
      const bool closes = mark == ")" && text.find('(') != std::string_view::npos;
      const bool opens = mark == "(" && text.find(')') != std::string_view::npos;
      if (text.starts_with(mark) && !opens) text.remove_prefix(mark.size());
      if (text.ends_with(mark) && !closes) text.remove_suffix(mark.size());
    }
    if (text.size() == before) return text;
  }
}

// The name part of a header line and the period in it: "Mill | Mar 2019 – Present". Where the period stands behind a bar
// of its own, nothing else of the line is looked at.
struct HeaderLine {
  std::string text;
  Period period;
  bool has_bar = false;
};

// In a document that tells its entries, one date among words is part of a name: "Course (2018)".
HeaderLine read_header(std::string_view text, bool is_told = false) {
  constexpr std::string_view bar = " | ";
  if (const auto at = text.rfind(bar); at != std::string_view::npos) {
    if (auto period = parse_period(text.substr(at + bar.size()))) {
      return {.text = std::string{text.substr(0, at)}, .period = *std::move(period), .has_bar = true};
    }
  }
  if (is_present_word(text)) return {.period = {.is_current = true}};
  const auto found = find_period(text);
  const bool is_all = found && found->begin == 0 && found->end == text.size();
  if (!found || (is_told && !is_all && !found->is_range)) return {.text = std::string{trim_spaces(text)}};
  auto before = trim_marks(text.substr(0, found->begin));
  auto after = trim_marks(text.substr(found->end));
  // hh.ru: "(3 года 2 месяца)" says the same again
  if (const auto small = to_small_letters(after);
      !after.empty() && is_digit(after[0]) &&
      (small.find("год") != std::string::npos || small.find("лет") != std::string::npos ||
       small.find("мес") != std::string::npos || small.find("yr") != std::string::npos ||
       small.find("mo") != std::string::npos || small.find("year") != std::string::npos)) {
    after = {};
  }
  std::string rest{before};
  if (!after.empty()) rest += (rest.empty() ? "" : ", ") + std::string{after};
  return {.text = std::move(rest), .period = found->period};
}

// Whether the lines are laid out as plain text of this program: groups set off by a gap, each with one or two lines at
// the margin and the rest indented or bullets.
bool has_own_groups(Lines lines) {
  if (lines.empty() || !lines.front().has_gap) return false;
  std::size_t at_margin = 0;
  bool has_body = false;
  std::size_t singles = 0;
  std::size_t groups = 0;
  const auto end_group = [&] {
    if (at_margin == 1 && !has_body) ++singles;
    at_margin = 0;
    has_body = false;
  };
  for (const auto& line : lines) {
    if (line.has_gap || &line == &lines.front()) {
      end_group();
      ++groups;
      if (line.is_detail || is_bullet(line)) return false;
    }
    if (line.is_detail || is_bullet(line)) {
      has_body = true;
    } else {
      if (has_body || ++at_margin > 2) return false;
    }
  }
  end_group();
  return groups > 0 && singles == 0;
}

std::vector<Lines> split_at(Lines lines, const std::vector<bool>& starts) {
  std::vector<Lines> entries;
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= lines.size(); ++i) {
    if (i < lines.size() && !starts[i]) continue;
    if (i > begin) entries.push_back(lines.subspan(begin, i - begin));
    begin = i;
  }
  return entries;
}

// By headings, or by the groups of plain text; nothing where the document says neither.
std::vector<Lines> split_as_told(Lines lines) {
  std::vector<bool> starts(lines.size());
  if (std::ranges::any_of(lines, is_heading)) {
    for (std::size_t i = 0; i < lines.size(); ++i) starts[i] = is_heading(lines[i]);
    return split_at(lines, starts);
  }
  if (!has_own_groups(lines)) return {};
  for (std::size_t i = 0; i < lines.size(); ++i) starts[i] = lines[i].has_gap;
  return split_at(lines, starts);
}

// Is this the line a job's dates stand on?
bool has_dates(const TextLine& line) {
  if (is_bullet(line)) return false;
  const auto text = line.text();
  const auto found = find_period(text);
  if (!found) return false;
  const auto rest = text.size() - (found->end - found->begin);
  return found->is_range ? rest < 200 : rest < 80 && !text.ends_with('.');
}

// By the lines with dates: a job begins up to two lines before its own, where those are titles.
std::vector<Lines> split_by_dates(Lines lines) {
  std::vector<bool> starts(lines.size());
  std::size_t taken = 0;  // lines before it are of earlier entries
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!has_dates(lines[i])) continue;
    auto begin = i;
    const bool is_bare = read_header(lines[i].text()).text.empty();
    const std::size_t most = is_bare ? 2 : 1;
    while (begin > taken && i - begin < most && !lines[begin].has_gap && could_be_title(lines[begin - 1])) {
      const auto text = lines[begin - 1].text();
      const bool sounds_right = sounds_like_position(text) || sounds_like_company(text);
      const bool is_set_off = begin - 1 == taken || lines[begin - 1].has_gap || is_bullet(lines[begin - 2]);
      if (!sounds_right && !is_set_off && !(is_bare && begin == i)) break;
      --begin;
    }
    starts[begin] = true;
    taken = i + 1;
  }
  return split_at(lines, starts);
}

// The lines of an entry that name it, then the rest.
struct Entry {
  std::vector<HeaderLine> headers;
  Period period;
  Lines body;
};

// "Engineer at Mill Ltd": both names on one line.
bool says_both(const HeaderLine& header) {
  if (header.text.find(" at ") != std::string::npos || header.text.find(" @ ") != std::string::npos) return true;
  for (const std::string_view separator : {" | ", " — ", " – ", ", "}) {
    const auto at = header.text.find(separator);
    if (at == std::string::npos) continue;
    const auto first = std::string_view{header.text}.substr(0, at);
    const auto second = std::string_view{header.text}.substr(at);
    return (sounds_like_position(first) && sounds_like_company(second)) ||
           (sounds_like_company(first) && sounds_like_position(second));
  }
  return false;
}

Entry read_entry(Lines lines, bool is_told) {
  Entry entry;
  std::size_t used = 0;
  while (used < lines.size() && used < 3) {
    const auto& line = lines[used];
    const auto text = line.text();
    const bool is_first = used == 0;
    if (!is_first && (!could_be_title(line) || line.kind != TextLine::Kind::plain)) break;
    if (is_first && (is_bullet(line) || (!is_told && !could_be_title(line) && !has_dates(line)))) break;
    auto header = read_header(text, is_told);
    const bool names_enough =
        entry.headers.size() >= 2 || (!is_told && !entry.headers.empty() && says_both(entry.headers.front()));
    const bool is_needed = header.text.empty() ? entry.period.is_empty() : !names_enough;
    if (!is_needed || (!header.period.is_empty() && !entry.period.is_empty())) break;
    // A third line is only for the dates, or for a name when dates came first.
    if (used == 2 && header.period.is_empty() && entry.headers.size() >= 2) break;
    // "Engineer, Google" already says both: what follows is text, unless the document sets it off.
    const bool could_be_text = !is_told && !is_first && header.period.is_empty() && !entry.headers.empty() &&
                               !sounds_like_position(text) && !sounds_like_company(text) && text.size() > 60;
    if (could_be_text) break;
    if (entry.period.is_empty()) entry.period = header.period;
    if (!header.text.empty()) entry.headers.push_back(std::move(header));
    ++used;
    if (is_told && used == 2 && !entry.period.is_empty() && entry.headers.size() == 2) break;
  }
  entry.body = lines.subspan(used);
  return entry;
}

// "Engineer — Mill", "Mill, engineer": two names on a line.
std::vector<std::string> split_names(const std::string& text) {
  for (const std::string_view separator : {" | ", " — ", " – ", " @ ", " - ", " at ", ", "}) {
    const auto at = text.find(separator);
    if (at == std::string::npos) continue;
    return {std::string{trim_spaces(std::string_view{text}.substr(0, at))},
            std::string{trim_spaces(std::string_view{text}.substr(at + separator.size()))}};
  }
  return {text};
}

void name_job(const Entry& entry, bool is_told, WorkExperience& job) {
  if (entry.headers.empty()) return;
  const auto& first = entry.headers[0];
  if (entry.headers.size() >= 2) {
    const auto& second = entry.headers[1];
    job.position = first.text;
    job.company = second.text;
    const bool second_is_position = sounds_like_position(second.text) && !sounds_like_position(first.text);
    const bool first_is_company = !is_told && sounds_like_company(first.text) && !sounds_like_company(second.text) &&
                                  !sounds_like_position(first.text);
    const bool is_other_way = !second.has_bar && (second_is_position || first_is_company);
    if (is_other_way) std::swap(job.position, job.company);
    return;
  }
  const auto names = first.has_bar && !says_both(first) ? std::vector{first.text} : split_names(first.text);
  if (names.size() == 2) {
    job.position = names[0];
    job.company = names[1];
    const bool is_other_way = (sounds_like_position(names[1]) && !sounds_like_position(names[0])) ||
                              (sounds_like_company(names[0]) && !sounds_like_company(names[1]));
    if (is_other_way) std::swap(job.position, job.company);
    return;
  }
  const bool is_company = first.has_bar || (sounds_like_company(first.text) && !sounds_like_position(first.text));
  (is_company ? job.company : job.position) = first.text;
}

void append_line(std::optional<std::string>& text, std::string_view line) {
  if (line.empty()) return;
  if (!text) text.emplace();
  if (!text->empty()) *text += '\n';
  *text += line;
}

void append_items(std::vector<std::string>& items, std::string_view text) {
  for (auto& item : split_list(text)) items.push_back(std::move(item));
}

WorkExperience read_job(Lines lines, bool is_told) {
  const auto entry = read_entry(lines, is_told);
  WorkExperience job;
  name_job(entry, is_told, job);
  job.start_date = entry.period.start;
  job.end_date = entry.period.end;
  if (entry.period.is_current) job.is_current = true;
  for (const auto& line : entry.body) {
    const auto text = line.text();
    const auto labelled = find_label(text);
    if (is_bullet(line)) {
      job.responsibilities.push_back(text);
    } else if (labelled && labelled->label == Label::skills && !labelled->value.empty()) {
      append_items(job.skills, labelled->value);
    } else {
      append_line(job.description, text);
    }
  }
  return job;
}

// A label's value into its place; false where there is none.
bool take_labelled(const Labelled& labelled, Education& education) {
  switch (labelled.label) {
    case Label::field_of_study:
      if (education.field_of_study) return false;
      education.field_of_study = std::string{labelled.value};
      return true;
    case Label::gpa: {
      std::string digits{labelled.value.substr(0, labelled.value.find_first_of(" /"))};
      std::ranges::replace(digits, ',', '.');
      const bool is_number = !digits.empty() && is_digit(digits[0]) && is_digit(digits.back()) &&
                             digits.find_first_not_of("0123456789.") == std::string::npos &&
                             std::ranges::count(digits, '.') <= 1 && digits.size() <= 20 &&
                             !(digits.size() > 1 && digits[0] == '0' && digits[1] != '.');
      const auto number = is_number ? parse_real(digits) : std::nullopt;
      if (!number || *number > 1000 || education.gpa || digits.size() != labelled.value.size()) return false;
      education.gpa = number;
      return true;
    }
    case Label::honors: append_items(education.honors, labelled.value); return true;
    case Label::courses: append_items(education.relevant_courses, labelled.value); return true;
    case Label::skills: append_items(education.skills, labelled.value); return true;
    default: return false;
  }
}

void name_school(const Entry& entry, Education& education) {
  std::vector<std::string> names;
  bool has_bar = false;
  for (const auto& header : entry.headers) {
    names.push_back(header.text);
    has_bar = has_bar || header.has_bar;
  }
  const bool is_one_line = names.size() == 1;
  if (is_one_line && !has_bar) names = split_list(names[0]);
  if (names.size() == 1) names = split_names(names[0]);
  if (names.empty()) return;
  // The school is the name that sounds like one, else the first.
  std::size_t school = 0;
  if (!sounds_like_school(names[0]) && !has_bar) {
    for (std::size_t i = 1; i < names.size(); ++i) {
      if (sounds_like_school(names[i])) {
        school = i;
        break;
      }
    }
  }
  education.institution = names[school];
  names.erase(names.begin() + static_cast<std::ptrdiff_t>(school));
  if (names.empty()) return;
  std::size_t degree = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (sounds_like_degree(names[i])) {
      degree = i;
      break;
    }
  }
  education.degree = names[degree];
  names.erase(names.begin() + static_cast<std::ptrdiff_t>(degree));
  for (const auto& rest : names) {
    if (education.field_of_study) {
      *education.field_of_study += ", " + rest;
    } else {
      education.field_of_study = rest;
    }
  }
}

Education read_school(Lines lines, bool is_told) {
  const auto entry = read_entry(lines, is_told);
  Education education;
  name_school(entry, education);
  education.graduation_date = entry.period.end ? entry.period.end : entry.period.start;
  for (const auto& line : entry.body) {
    const auto text = line.text();
    const auto labelled = find_label(text);
    if (labelled && !labelled->value.empty() && take_labelled(*labelled, education)) continue;
    if (!is_bullet(line) && !education.field_of_study && could_be_title(line) && !labelled) {
      education.field_of_study = text;
    } else {
      education.honors.push_back(text);
    }
  }
  return education;
}

// A school begins with a line that sounds like one, or with dates where the one before has its own.
std::vector<Lines> split_schools(Lines lines) {
  std::vector<bool> starts(lines.size());
  bool has_school = false;
  bool has_date = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto text = lines[i].text();
    const bool is_school = could_be_title(lines[i]) && sounds_like_school(text);
    const bool is_dated = has_dates(lines[i]);
    const bool begins = i > 0 && ((is_school && has_school) || (is_dated && has_date) ||
                                  (lines[i].has_gap && has_school && (is_school || is_dated)));
    if (begins) {
      // Dates on the line before belong to what follows them.
      const bool is_date_before = has_school && has_date && i > 0 && has_dates(lines[i - 1]) && !is_dated &&
                                  read_header(lines[i - 1].text()).text.empty();
      starts[is_date_before ? i - 1 : i] = true;
      has_school = false;
      has_date = is_date_before;
    }
    has_school = has_school || is_school;
    has_date = has_date || is_dated;
  }
  return split_at(lines, starts);
}

Certification read_certificate(Lines lines, bool is_told) {
  Certification certification;
  if (!is_told) {
    const auto header = read_header(lines[0].text());
    const auto names = split_names(header.text);
    certification.name = names[0].empty() ? lines[0].text() : names[0];
    if (names.size() == 2) certification.issuer = names[1];
    certification.date_obtained = header.period.start;
    certification.expiration_date = header.period.end;
    return certification;
  }
  certification.name = lines[0].text();
  for (const auto& line : lines.subspan(1)) {
    const auto text = line.text();
    if (const auto labelled = find_label(text); labelled && labelled->label == Label::valid_until) {
      certification.expiration_date = parse_date(labelled->value).value_or(std::string{labelled->value});
    } else if (labelled && labelled->label == Label::credential_id) {
      certification.credential_id = std::string{labelled->value};
    } else if (certification.issuer.empty() && !certification.date_obtained) {
      const auto header = read_header(text, true);
      certification.issuer = header.text;
      certification.date_obtained = header.period.start ? header.period.start : header.period.end;
    } else {
      certification.name += ", " + text;
    }
  }
  return certification;
}

}  // namespace

std::vector<WorkExperience> parse_jobs(Lines lines) {
  std::vector<WorkExperience> jobs;
  auto entries = split_as_told(lines);
  const bool is_told = !entries.empty();
  if (!is_told) entries = split_by_dates(lines);
  for (const auto entry : entries) {
    auto job = read_job(entry, is_told);
    // Headings that are only a company's, with a heading of the position under it, are one.
    jobs.push_back(std::move(job));
  }
  return jobs;
}

std::vector<Education> parse_education(Lines lines) {
  std::vector<Education> schools;
  auto entries = split_as_told(lines);
  const bool is_told = !entries.empty();
  if (!is_told) entries = split_schools(lines);
  for (const auto entry : entries) schools.push_back(read_school(entry, is_told));
  return schools;
}

std::vector<Certification> parse_certifications(Lines lines) {
  std::vector<Certification> certifications;
  auto entries = split_as_told(lines);
  const bool is_told = !entries.empty();
  if (!is_told) {
    for (std::size_t i = 0; i < lines.size(); ++i) entries.push_back(lines.subspan(i, 1));
  }
  for (const auto entry : entries) certifications.push_back(read_certificate(entry, is_told));
  return certifications;
}

}  // namespace quern::serve
