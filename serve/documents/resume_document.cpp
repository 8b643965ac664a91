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
