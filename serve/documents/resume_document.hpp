// The door of this library: a resume as a document of a format, and back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/api/resume.hpp"
#include "core/base/error.hpp"
#include "serve/documents/resume_format.hpp"

namespace quern::serve {

Result<std::string> write_resume(const Resume& resume, ResumeFormat format, Language language);

// What people's files are read as: DOCX itself; the words of a PDF, as `pdftotext -bbox-layout` gives them; text.
enum class ResumeSource : std::uint8_t { docx, pdf_boxes, markdown, text };
std::optional<ResumeSource> parse_resume_source(std::string_view name);  // "docx", "pdf-boxes", "md", "txt"
// Errors: validation with status 422 and the sentence for the person.
Result<Resume> read_resume(std::string bytes, ResumeSource source);

}  // namespace quern::serve
