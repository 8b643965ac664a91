#include "serve/http/router.hpp"

#include <algorithm>

#include "serve/http/error_answer.hpp"
#include "serve/http/url.hpp"

namespace quern::serve {
namespace {

std::string_view take_segment(std::string_view& path) {
  const auto end = path.find('/');
  const auto segment = path.substr(0, end);
  path.remove_prefix(end == std::string_view::npos ? path.size() : end + 1);
  return segment;
}

}  // namespace

std::optional<std::vector<std::string>> match_path(std::string_view pattern, std::string_view path) {
  // Most patterns part before their first brace: that costs one comparison.
  const auto fixed = pattern.substr(0, pattern.find('{'));
  if (!path.starts_with(fixed)) return std::nullopt;
  if (std::ranges::count(pattern, '/') != std::ranges::count(path, '/')) return std::nullopt;
  std::vector<std::string> parameters;
  while (!pattern.empty()) {
    const auto wanted = take_segment(pattern);
    const auto segment = take_segment(path);
    if (!wanted.starts_with('{')) {
      if (wanted != segment) return std::nullopt;
      continue;
    }
    auto value = decode_percent(segment);
    if (!value || value->empty()) return std::nullopt;
    parameters.push_back(*std::move(value));
  }
  return parameters;
}

Response no_route_answer(const std::vector<Method>& allowed) {
  if (allowed.empty()) return error_answer(404, "not_found", "there is nothing here");
  auto response = error_answer(405, "bad_request", "this path has no such method");
  std::string methods;
  for (const auto method : allowed) {
    if (!methods.empty()) methods += ", ";
    methods += format_method(method);
    if (method == Method::get) methods += ", HEAD";
  }
  response.headers.set("allow", methods);
  return response;
}

}  // namespace quern::serve
