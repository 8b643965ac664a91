#include "serve/documents/resume_layout.hpp"

#include <algorithm>

#include "core/base/real_text.hpp"
#include "serve/documents/contact_text.hpp"
#include "serve/documents/letter_case.hpp"
#include "serve/documents/resume_dates.hpp"
#include "serve/documents/resume_words.hpp"

namespace quern::serve {
namespace {

constexpr std::string_view bar = " | ";

class Layout {
 public:
  explicit Layout(Language language) : language_(language) {}

  void name(const std::string& text) { lines_.push_back(heading_line(1, text)); }
  void section(Section section) { lines_.push_back(heading_line(2, std::string{heading_of(section, language_)})); }
  void entry(const std::string& text) { lines_.push_back(heading_line(3, text)); }
  void detail(const std::string& left, const std::string& right) {
    if (left.empty() && right.empty()) return;
    auto line = TextLine::plain(left.empty() || right.empty() ? left + right : left + std::string{bar} + right);
    line.is_detail = true;
    lines_.push_back(std::move(line));
  }
  void label(Label label, const std::string& value) {
    if (!value.empty()) lines_.push_back(TextLine::plain(std::string{label_of(label, language_)} + ": " + value));
  }
  void text(const std::optional<std::string>& text) {
    if (!text) return;
    for (auto& line : split_lines(*text)) {
      if (!line.empty()) lines_.push_back(TextLine::plain(std::move(line)));
    }
  }
  void bullets(const std::vector<std::string>& items) {
    for (const auto& item : items) {
      auto line = TextLine::plain(clean_line(item));
      line.kind = TextLine::Kind::bullet;
      if (!line.text().empty()) lines_.push_back(std::move(line));
    }
  }
  void line(TextLine line) { lines_.push_back(std::move(line)); }
  Language language() const { return language_; }
  DocumentText take() { return std::move(lines_); }

 private:
  static TextLine heading_line(int level, const std::string& text) {
    auto line = TextLine::plain(clean_line(text), true);
    line.kind = TextLine::Kind::heading;
    line.level = level;
    return line;
  }
  Language language_;
  DocumentText lines_;
};

// With its label where it would not be known for what it is.
std::string labelled(Label label, const std::string& value, bool needs_it, Language language) {
  return needs_it ? std::string{label_of(label, language)} + ": " + value : value;
}

void lay_out_contacts(const ContactInfo& contact, Layout& layout) {
  TextLine line{.is_detail = true};
  const auto add = [&line](std::string text, std::string url = {}) {
    if (!line.runs.empty()) line.runs.push_back({.text = std::string{bar}});
    line.runs.push_back({.text = std::move(text), .url = std::move(url)});
  };
  const auto language = layout.language();
  if (contact.email) add(*contact.email, "mailto:" + *contact.email);
  if (contact.phone) {
    const auto phone = clean_line(*contact.phone);
    add(labelled(Label::phone, phone, !looks_like_phone(phone), language));
  }
  if (contact.address) {
    const auto address = clean_line(*contact.address);
    add(labelled(Label::address, address, line.runs.empty() || has_contacts(address), language));
  }
  if (!line.runs.empty()) layout.line(std::exchange(line, TextLine{.is_detail = true}));
  for (const auto& link : contact.links) {
    const auto name = clean_line(link.name);
    if (name.empty()) {
      add(link.url, link.url);
    } else {
      add(name + ": ");
      line.runs.push_back({.text = link.url, .url = link.url});
    }
  }
  if (!line.runs.empty()) layout.line(std::move(line));
}

std::string date_text(const std::optional<std::string>& date, Language language) {
  return date ? format_date(*date, language) : std::string{};
}

void lay_out_job(const WorkExperience& job, Layout& layout) {
  const Period period{.start = job.start_date, .end = job.end_date, .is_current = job.is_current.value_or(false)};
  const auto dates = format_period(period, layout.language());
  const auto company = clean_line(job.company);
  const auto position = clean_line(job.position);
  if (position.empty()) {
    layout.entry(dates.empty() ? company : company + std::string{bar} + dates);
  } else {
    layout.entry(position);
    layout.detail(company, dates);
  }
  layout.text(job.description);
  layout.bullets(job.responsibilities);
  layout.label(Label::skills, join_list(job.skills));
}

void lay_out_education(const Education& education, Layout& layout) {
  layout.entry(clean_line(education.institution));
  layout.detail(clean_line(education.degree), date_text(education.graduation_date, layout.language()));
  layout.label(Label::field_of_study, clean_line(education.field_of_study.value_or("")));
  if (education.gpa) layout.label(Label::gpa, format_real(*education.gpa));
  layout.label(Label::honors, join_list(education.honors));
  layout.label(Label::courses, join_list(education.relevant_courses));
  layout.label(Label::skills, join_list(education.skills));
}

void lay_out_certification(const Certification& certification, Layout& layout) {
  layout.entry(clean_line(certification.name));
  layout.detail(clean_line(certification.issuer), date_text(certification.date_obtained, layout.language()));
  layout.label(Label::valid_until, date_text(certification.expiration_date, layout.language()));
  layout.label(Label::credential_id, clean_line(certification.credential_id.value_or("")));
}

void count_alphabets(std::string_view text, int& cyrillic, int& latin) {
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (u == 0xD0 || u == 0xD1) ++cyrillic;
    if ((u | 0x20U) >= 'a' && (u | 0x20U) <= 'z') ++latin;
  }
}

}  // namespace

DocumentText lay_out(const Resume& resume, Language language) {
  Layout layout{language};
  layout.name(resume.contact_info.full_name);
  lay_out_contacts(resume.contact_info, layout);
  if (resume.summary && !trim_spaces(*resume.summary).empty()) {
    layout.section(Section::summary);
    layout.text(resume.summary);
  }
  if (!resume.work_experience.empty()) layout.section(Section::experience);
  for (const auto& job : resume.work_experience) lay_out_job(job, layout);
  if (!resume.education.empty()) layout.section(Section::education);
  for (const auto& education : resume.education) lay_out_education(education, layout);
  if (!resume.certifications.empty()) layout.section(Section::certifications);
  for (const auto& certification : resume.certifications) lay_out_certification(certification, layout);
  if (!resume.skills.empty()) {
    layout.section(Section::skills);
    layout.line(TextLine::plain(join_list(resume.skills)));
  }
  return layout.take();
}

// Company names and skills are often Latin in a Russian resume: what the person wrote of themselves counts twice.
Language language_of(const Resume& resume) {
  int cyrillic = 0;
  int latin = 0;
  const auto count = [&](std::string_view text) { count_alphabets(text, cyrillic, latin); };
  count(resume.contact_info.full_name);
  if (resume.summary) count(*resume.summary);
  for (const auto& job : resume.work_experience) {
    count(job.position);
    if (job.description) count(*job.description);
    for (const auto& item : job.responsibilities) count(item);
  }
  for (const auto& education : resume.education) count(education.institution + education.degree);
  return cyrillic * 2 > latin ? Language::russian : Language::english;
}

std::string join_list(const std::vector<std::string>& items) {
  const bool has_comma =
      std::ranges::any_of(items, [](const std::string& item) { return item.find(',') != std::string::npos; });
  const std::string separator = has_comma ? "; " : ", ";
  std::string text;
  for (const auto& item : items) {
    const auto clean = clean_line(item);
    if (!clean.empty()) text += (text.empty() ? "" : separator) + clean;
  }
  if (has_comma && items.size() == 1) text += ';';  // it is one item, not several
  return text;
}

std::vector<std::string> split_list(std::string_view text) {
  for (const std::string_view separator : {" • ", " · ", " | ", ";"}) {
    if (text.find(separator) != std::string_view::npos) return split_text(text, separator);
  }
  std::vector<std::string> items;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '(') ++depth;
    if (i < text.size() && text[i] == ')' && depth > 0) --depth;
    const bool is_end = i == text.size() || (text[i] == ',' && depth == 0);
    if (!is_end) continue;
    if (const auto item = trim_spaces(text.substr(begin, i - begin)); !item.empty()) items.emplace_back(item);
    begin = i + 1;
  }
  return items;
}

}  // namespace quern::serve
