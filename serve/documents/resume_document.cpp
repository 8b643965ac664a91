#include "serve/documents/resume_document.hpp"

#include <algorithm>
#include <array>

#include "serve/documents/docx.hpp"
#include "serve/documents/markdown.hpp"
#include "serve/documents/pdf.hpp"
#include "serve/documents/plain_text.hpp"
#include "serve/documents/resume_layout.hpp"
#include "serve/documents/resume_parser.hpp"

namespace quern::serve {
namespace {

struct Format {
  std::string_view name, content_type;
};
constexpr std::array formats = {
    Format{"md", "text/markdown; charset=utf-8"},
    Format{"txt", "text/plain; charset=utf-8"},
    Format{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    Format{"pdf", "application/pdf"},
};
constexpr std::array<std::string_view, 4> sources = {"docx", "pdf-boxes", "md", "txt"};

Result<DocumentText> read_document(std::string bytes, ResumeSource source) {
  switch (source) {
    case ResumeSource::docx: return read_docx(bytes);
    case ResumeSource::pdf_boxes: return read_pdf_boxes(std::move(bytes));
    case ResumeSource::markdown: return read_markdown(bytes);
    case ResumeSource::text: break;
  }
  return read_plain_text(bytes);
}

}  // namespace

std::optional<ResumeFormat> parse_resume_format(std::string_view name) {
  const auto found = std::ranges::find(formats, name, &Format::name);
  if (found == formats.end()) return std::nullopt;
  return static_cast<ResumeFormat>(found - formats.begin());
}

std::string_view format_name(ResumeFormat format) { return formats[static_cast<std::size_t>(format)].name; }

std::string_view content_type_of(ResumeFormat format) { return formats[static_cast<std::size_t>(format)].content_type; }

std::optional<Language> parse_language(std::string_view name) {
  if (name == "ru") return Language::russian;
  if (name == "en") return Language::english;
  return std::nullopt;
}

std::string_view language_name(Language language) { return language == Language::russian ? "ru" : "en"; }

Result<std::string> write_resume(const Resume& resume, ResumeFormat format, Language language) {
  const auto document = lay_out(resume, language);
  switch (format) {
    case ResumeFormat::markdown: return write_markdown(document);
    case ResumeFormat::text: return write_plain_text(document);
    case ResumeFormat::docx: return write_docx(document, language);
    case ResumeFormat::pdf: break;
  }
  return write_pdf(document, language);
}

std::optional<ResumeSource> parse_resume_source(std::string_view name) {
  const auto found = std::ranges::find(sources, name);
  if (found == sources.end()) return std::nullopt;
  return static_cast<ResumeSource>(found - sources.begin());
}

Result<Resume> read_resume(std::string bytes, ResumeSource source) {
  auto document = read_document(std::move(bytes), source);
  if (!document) return fail(document.error());
  const bool has_text = std::ranges::any_of(*document, [](const TextLine& line) { return !line.text().empty(); });
  if (!has_text) {
    return fail(Error{.kind = ErrorKind::validation,
                      .status = 422,
                      .code = "validation",
                      .message = "there is no text in the file; a scan must be made into text first"});
  }
  return parse_resume(*document);
}

}  // namespace quern::serve
