// The formats a resume is written in, by their names, and the two languages by theirs.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "serve/documents/language.hpp"

namespace quern::serve {

enum class ResumeFormat : std::uint8_t { markdown, text, docx, pdf };
std::optional<ResumeFormat> parse_resume_format(std::string_view name);  // "md", "txt", "docx", "pdf"
std::string_view format_name(ResumeFormat format);
std::string_view content_type_of(ResumeFormat format);

std::optional<Language> parse_language(std::string_view name);  // "ru", "en"
std::string_view language_name(Language language);

}  // namespace quern::serve
