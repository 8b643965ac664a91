#include "serve/documents/document_text.hpp"

#include "serve/documents/letter_case.hpp"

namespace quern::serve {

std::string TextLine::text() const {
  std::string all;
  for (const auto& run : runs) all += run.text;
  return all;
}

TextLine TextLine::plain(std::string text, bool has_gap) {
  return {.has_gap = has_gap, .runs = {{.text = std::move(text)}}};
}

bool strip_bullet(std::string& text) {
  constexpr std::string_view bullets[] = {"•", "●", "▪", "■", "◦", "○", "‣", "·",      "∙",      "–",
                                          "—", "-", "*", "➢", "✓", "✔", "o", "\uF0B7", "\uF0A7", "\uF0D8"};
  for (const auto bullet : bullets) {
    if (!text.starts_with(bullet)) continue;
    const auto rest = std::string_view{text}.substr(bullet.size());
    const bool may_touch = bullet.size() == 3 && bullet != "–" && bullet != "—";  // "•text" is seen
    if (!rest.starts_with(' ') && !(may_touch && !rest.empty())) continue;
    text = std::string{trim_spaces(rest)};
    return true;
  }
  return false;
}

}  // namespace quern::serve
