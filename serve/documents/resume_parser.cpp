#include "serve/documents/resume_parser.hpp"

#include <algorithm>
#include <map>

#include "core/api/utf8.hpp"
#include "serve/documents/contact_text.hpp"
#include "serve/documents/entry_parser.hpp"
#include "serve/documents/letter_case.hpp"
#include "serve/documents/resume_dates.hpp"
#include "serve/documents/resume_layout.hpp"
#include "serve/documents/resume_words.hpp"

namespace quern::serve {
namespace {

constexpr std::int64_t longest_item = 2'000;  // characters

// A document in parts: what stands before the first heading, then each section with its heading.
struct Part {
  std::optional<Section> section;  // nullopt: before any heading
  std::string title;
  DocumentText lines;
};

bool is_heading(const TextLine& line) { return line.kind == TextLine::Kind::heading; }
bool is_bullet(const TextLine& line) { return line.kind == TextLine::Kind::bullet; }

// The greatest heading that opens a section we know: headings as great as that open one too, smaller ones an entry.
int section_level(const DocumentText& document) {
  int level = 0;
  for (const auto& line : document) {
    if (is_heading(line) && find_heading(line.text()) && (level == 0 || line.level < level)) level = line.level;
  }
  return level;
}

std::optional<Section> opens_section(const TextLine& line, int level, bool is_first) {
  if (is_bullet(line)) return std::nullopt;
  const auto known = find_heading(line.text());
  if (is_heading(line) && level > 0) {
    if (line.level > level) return std::nullopt;
    if (known) return known;
    return is_first || line.level < level ? std::nullopt : std::optional{Section::other};
  }
  // In a document that has headings, a line of text that reads like one is text, unless nothing else is there.
  if (known && level > 0 && !line.has_gap) return std::nullopt;
  return known;
}

std::vector<Part> split_parts(const DocumentText& document) {
  std::vector<Part> parts(1);
  const auto level = section_level(document);
  bool is_first = true;
  for (const auto& line : document) {
    if (line.text().empty()) continue;
    if (const auto section = opens_section(line, level, is_first)) {
      parts.push_back({.section = section, .title = line.text(), .lines = {}});
    } else {
      parts.back().lines.push_back(line);
    }
    is_first = false;
  }
  return parts;
}

void append_text(std::optional<std::string>& text, std::string_view line) {
  if (line.empty()) return;
  if (!text) text.emplace();
  if (!text->empty()) *text += '\n';
  *text += line;
}

std::string as_text(const TextLine& line) { return (is_bullet(line) ? "• " : "") + line.text(); }

bool is_document_title(std::string_view text) {
  const auto small = to_small_letters(text);
  return small == "резюме" || small == "resume" || small == "cv" || small == "curriculum vitae";
}

// Before the headings, and under "Contacts": ways to reach the person, the name, and what they say of themselves first.
void read_header(const Part& part, Resume& resume) {
  const bool has_name_heading =
      std::ranges::any_of(part.lines, [](const TextLine& line) { return is_heading(line) && line.level == 1; });
  for (const auto& line : part.lines) {
    const auto text = line.text();
    auto& contact = resume.contact_info;
    if (is_document_title(text) && !is_heading(line)) continue;
    const bool is_name_line = is_heading(line) && line.level == 1 && !has_contacts(text);
    if (is_name_line && contact.full_name.empty()) {
      contact.full_name = text;
      continue;
    }
    if (const auto labelled = find_label(text); labelled && labelled->label == Label::skills) {
      for (auto& item : split_list(labelled->value)) resume.skills.push_back(std::move(item));
      continue;
    }
    for (const auto& rest : take_contacts(text, contact)) {
      const bool is_untouched = rest == text;
      const bool is_name = contact.full_name.empty() && !has_name_heading && rest.size() <= 120 && !is_bullet(line) &&
                           rest.find_first_of("0123456789@") == std::string::npos && count_letters(rest) > 1;
      if (is_name) {
        contact.full_name = rest;
      } else {
        append_text(resume.summary, is_untouched ? as_text(line) : rest);
      }
    }
  }
}

void read_skills(const Part& part, Resume& resume) {
  for (const auto& line : part.lines) {
    std::string_view text;
    const auto whole = line.text();
    text = whole;
    // "Databases: PostgreSQL, Redis"
    const auto colon = text.find(": ");
    const bool has_label = part.lines.size() > 1 && colon != std::string_view::npos && colon < text.find(',');
    if (has_label) text.remove_prefix(colon + 2);
    for (auto& item : split_list(text)) resume.skills.push_back(std::move(item));
  }
}

void read_other(const Part& part, Resume& resume) {
  if (part.lines.size() == 1) {
    append_text(resume.summary, part.title + (part.title.ends_with(':') ? " " : ": ") + as_text(part.lines.front()));
    return;
  }
  append_text(resume.summary, part.title);
  for (const auto& line : part.lines) append_text(resume.summary, as_text(line));
}

void read_part(const Part& part, Resume& resume) {
  if (!part.section || *part.section == Section::contacts) return read_header(part, resume);
  const auto append = [](auto& list, auto more) {
    for (auto& item : more) list.push_back(std::move(item));
  };
  switch (*part.section) {
    case Section::summary:
      for (const auto& line : part.lines) append_text(resume.summary, as_text(line));
      return;
    case Section::experience: return append(resume.work_experience, parse_jobs(part.lines));
    case Section::education: return append(resume.education, parse_education(part.lines));
    case Section::certifications: return append(resume.certifications, parse_certifications(part.lines));
    case Section::skills: return read_skills(part, resume);
    default: return read_other(part, resume);
  }
}

// The first `most` characters.
void cut(std::string& text, std::int64_t most) {
  std::size_t end = 0;
  for (std::int64_t count = 0; count < most && end < text.size(); ++count) {
    end += std::max<std::size_t>(1, utf8_sequence(std::string_view{text}.substr(end)));
  }
  text.resize(std::min(end, text.size()));
}

void cut(std::optional<std::string>& text, std::int64_t most) {
  if (!text) return;
  cut(*text, most);
  if (text->empty()) text.reset();
}

void cut_item(std::string& item) { cut(item, longest_item); }
template <class Item>
void cut_item(Item&) {}

template <class Item>
void cut_list(std::vector<Item>& list) {
  for (auto& item : list) cut_item(item);
  if (list.size() > static_cast<std::size_t>(max_resume_list)) list.resize(static_cast<std::size_t>(max_resume_list));
}

}  // namespace

void keep_limits(Resume& resume) {
  auto& contact = resume.contact_info;
  cut(contact.full_name, max_resume_line);
  cut(contact.phone, max_resume_line);
  cut(contact.address, max_resume_line);
  cut_list(contact.links);
  for (auto& link : contact.links) cut(link.name, max_resume_line);
  cut(resume.summary, max_resume_text);
  cut_list(resume.work_experience);
  for (auto& job : resume.work_experience) {
    cut(job.company, max_resume_line);
    cut(job.position, max_resume_line);
    cut(job.start_date, max_resume_line);
    cut(job.end_date, max_resume_line);
    cut(job.description, max_resume_text);
    cut_list(job.responsibilities);
    cut_list(job.skills);
  }
  cut_list(resume.education);
  for (auto& education : resume.education) {
    cut(education.institution, max_resume_line);
    cut(education.degree, max_resume_line);
    cut(education.field_of_study, max_resume_line);
    cut(education.graduation_date, max_resume_line);
    cut_list(education.honors);
    cut_list(education.relevant_courses);
    cut_list(education.skills);
  }
  cut_list(resume.certifications);
  for (auto& certification : resume.certifications) {
    cut(certification.name, max_resume_line);
    cut(certification.issuer, max_resume_line);
    cut(certification.date_obtained, max_resume_line);
    cut(certification.expiration_date, max_resume_line);
    cut(certification.credential_id, max_resume_line);
  }
  cut_list(resume.skills);
}

Resume parse_resume(const DocumentText& document) {
  Resume resume;
  for (const auto& part : split_parts(document)) read_part(part, resume);
  auto& name = resume.contact_info.full_name;
  if (name.empty()) name = "—";  // there is none in it; a resume must have one, and the person sees that it lacks
  std::erase_if(resume.certifications, [](const Certification& item) { return item.name.empty(); });
  keep_limits(resume);
  return resume;
}

}  // namespace quern::serve
