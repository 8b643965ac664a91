// Text by lines, and words without what stands around them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace quern::serve {

// The next line of `rest`, without its end; nullopt when there is none.
inline std::optional<std::string_view> take_line(std::string_view& rest) {
  if (rest.empty()) return std::nullopt;
  const auto end = rest.find('\n');
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

inline std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Runs of spaces as one, none at the ends.
inline std::string join_spaces(std::string_view text) {
  std::string out;
  for (const char c : trim_blanks(text)) {
    const bool is_space = c == ' ' || c == '\t' || c == '\n';
    if (!is_space)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace quern::serve
