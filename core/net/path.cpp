#include "core/net/path.hpp"

namespace quern {
namespace {

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

// Dots are folded away by whoever parses the URL, encoded or not: DELETE of project ".." would be DELETE of its parent.
bool names_nothing(std::string_view part) { return part.empty() || part == "." || part == ".."; }

}  // namespace

std::string percent_encode(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 0xFU];
  }
  return out;
}

Path join_path(std::string_view base, std::initializer_list<PathPart> parts) {
  Path joined{.text = std::string(base), .route = std::string(base)};
  bool is_whole = true;
  for (const auto& part : parts) {
    if (names_nothing(part.text)) is_whole = false;
    joined.text += '/' + percent_encode(part.text);
    joined.route += '/';
    joined.route += part.is_variable ? std::string_view(":") : part.text;
  }
  if (!is_whole) joined.text.clear();
  return joined;
}

}  // namespace quern
