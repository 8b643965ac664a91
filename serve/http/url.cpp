#include "serve/http/url.hpp"

#include <algorithm>

#include "core/api/utf8.hpp"

namespace quern::serve {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<std::string> decode_percent(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (out.find('\0') != std::string::npos || find_invalid_utf8(out) != out.size()) return std::nullopt;
  return out;
}

std::optional<QueryParameters> parse_query(std::string_view query) {
  const auto decode = [](std::string_view text) {
    std::string spaced{text};
    std::ranges::replace(spaced, '+', ' ');
    return decode_percent(spaced);
  };
  QueryParameters parameters;
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto pair = query.substr(0, end);
    if (!pair.empty()) {
      const auto equals = pair.find('=');
      auto name = decode(pair.substr(0, equals));
      auto value = equals == std::string_view::npos ? std::string{} : decode(pair.substr(equals + 1));
      if (!name || !value) return std::nullopt;
      parameters.emplace_back(*std::move(name), *std::move(value));
    }
    if (end == std::string_view::npos) break;
    query.remove_prefix(end + 1);
  }
  return parameters;
}

}  // namespace quern::serve
