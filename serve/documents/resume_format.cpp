#include "serve/documents/resume_format.hpp"

#include <algorithm>
#include <array>

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

}  // namespace quern::serve
