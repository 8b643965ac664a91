#include "serve/http/header_parameters.hpp"

#include <algorithm>

#include "serve/http/headers.hpp"

namespace quern::serve {
namespace {

// From behind the opening quote to behind the closing one.
std::optional<std::string> take_quoted(std::string_view& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return out;
    }
    const bool is_escape = text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\');
    out += text[is_escape ? ++i : i];
  }
  return std::nullopt;
}

std::optional<std::string> take_value(std::string_view& text) {
  if (text.starts_with('"')) {
    text.remove_prefix(1);
    return take_quoted(text);
  }
  const auto end = std::min(text.find(';'), text.size());
  const auto value = trim(text.substr(0, end));
  text.remove_prefix(end);
  if (value.empty() || value.find_first_of(" \t\",") != std::string_view::npos) return std::nullopt;
  return std::string{value};
}

}  // namespace

const std::string* HeaderParameters::find(std::string_view name) const {
  const auto found = std::ranges::find(parameters, name, [](const auto& pair) { return std::string_view{pair.first}; });
  return found == parameters.end() ? nullptr : &found->second;
}

std::optional<HeaderParameters> parse_parameters(std::string_view text) {
  const auto first = std::min(text.find(';'), text.size());
  HeaderParameters parsed{.value = std::string{trim(text.substr(0, first))}};
  if (parsed.value.empty()) return std::nullopt;
  text.remove_prefix(first);
  while (true) {
    text = trim(text);
    if (text.empty()) return parsed;
    if (!text.starts_with(';')) return std::nullopt;
    text = trim(text.substr(1));
    if (text.empty()) return parsed;  // one semicolon at the end is common
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    auto name = to_lower(trim(text.substr(0, equals)));
    text = trim(text.substr(equals + 1));
    auto value = take_value(text);
    if (name.empty() || name.find_first_of(" \t\";,") != std::string::npos || !value || parsed.find(name)) {
      return std::nullopt;
    }
    parsed.parameters.emplace_back(std::move(name), *std::move(value));
  }
}

}  // namespace quern::serve
