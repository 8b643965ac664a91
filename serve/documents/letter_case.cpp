#include "serve/documents/letter_case.hpp"

#include <utility>

#include "core/api/utf8.hpp"

namespace quern::serve {
namespace {

// The second byte of а…я and of А…Я; ё and Ё both become е.
void append_small(std::string& out, std::string_view letter) {
  const auto first = static_cast<unsigned char>(letter[0]);
  const auto second = letter.size() == 2 ? static_cast<unsigned char>(letter[1]) : 0;
  if (letter.size() == 1 && letter[0] >= 'A' && letter[0] <= 'Z') {
    out += static_cast<char>(letter[0] - 'A' + 'a');
  } else if (first == 0xD0 && (second == 0x81)) {
    out += "е";
  } else if (first == 0xD1 && second == 0x91) {
    out += "е";
  } else if (first == 0xD0 && second >= 0x90 && second <= 0x9F) {  // А…П to а…п
    out += {'\xD0', static_cast<char>(second + 0x20)};
  } else if (first == 0xD0 && second >= 0xA0 && second <= 0xAF) {  // Р…Я to р…я
    out += {'\xD1', static_cast<char>(second - 0x20)};
  } else {
    out += letter;
  }
}

bool is_any_space(std::string_view letter) {
  return letter == " " || letter == "\t" || letter == "\r" || letter == "\n" || letter == "\u00A0" ||
         letter == "\u202F" || letter == "\u2003" || letter == "\u2002" || letter == "\u2009" || letter == "\f" ||
         letter == "\v";
}

// Soft hyphens, zero-width marks, the byte order mark, and control characters say nothing.
bool is_silent(std::string_view letter) {
  return letter == "\u00AD" || letter == "\u200B" || letter == "\uFEFF" || letter == "\u200E" || letter == "\u200F" ||
         static_cast<unsigned char>(letter[0]) < 0x20 || letter == "\x7F";
}

template <class Take>
void for_each_letter(std::string_view text, Take take) {
  while (!text.empty()) {
    const auto size = utf8_sequence(text);
    if (size > 0) take(text.substr(0, size));
    text.remove_prefix(size > 0 ? size : 1);
  }
}

}  // namespace

std::string to_small_letters(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_letter(text, [&out](std::string_view letter) { append_small(out, letter); });
  return out;
}

std::string clean_line(std::string_view text) {
  std::string out;
  bool has_space = false;
  for_each_letter(text, [&](std::string_view letter) {
    if (is_any_space(letter)) {
      has_space = !out.empty();
    } else if (!is_silent(letter)) {
      if (std::exchange(has_space, false)) out += ' ';
      out += letter;
    }
  });
  return out;
}

std::string_view trim_spaces(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool starts_with_letter_or_digit(std::string_view text) {
  if (text.empty()) return false;
  const auto c = static_cast<unsigned char>(text[0]);
  return (c | 0x20U) - 'a' < 26U || is_digit(text[0]) || c == 0xD0 || c == 0xD1 || c == 0xC3 || c == 0xC5;
}

std::size_t count_letters(std::string_view text) {
  std::size_t count = 0;
  for_each_letter(text, [&count](std::string_view letter) {
    const auto c = static_cast<unsigned char>(letter[0]);
    if (c >= 0xC3 || ((c | 0x20U) >= 'a' && (c | 0x20U) <= 'z')) ++count;
  });
  return count;
}

std::vector<std::string> split_text(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  while (true) {
    const auto end = text.find(separator);
    if (const auto part = trim_spaces(text.substr(0, end)); !part.empty()) parts.emplace_back(part);
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + separator.size());
  }
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (true) {
    const auto end = text.find('\n');
    lines.push_back(clean_line(text.substr(0, end)));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

}  // namespace quern::serve
