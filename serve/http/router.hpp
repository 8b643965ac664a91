// Which handler answers a method and a path. A pattern's "{id}" takes one segment, decoded.
// The table is plain data, so that a test can walk it beside openapi.yaml.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "serve/http/message.hpp"

namespace quern::serve {

// The segments that the pattern's braces took; nullopt when the path is another, or a segment does not decode.
std::optional<std::vector<std::string>> match_path(std::string_view pattern, std::string_view path);

template <class Route>  // has .method and .pattern
struct RouteMatch {
  const Route* route = nullptr;
  std::vector<std::string> parameters;
  std::vector<Method> allowed;  // what the path has, when `route` is null for its method alone
};

template <class Route>
RouteMatch<Route> find_route(std::span<const Route> routes, Method method, std::string_view path) {
  const auto wanted = method == Method::head ? Method::get : method;  // HEAD is GET without its body
  RouteMatch<Route> found;
  bool is_plain = false;  // a path that is in the table as it stands is no id: "/api/messages/search"
  for (const auto& route : routes) is_plain = is_plain || route.pattern == path;
  for (const auto& route : routes) {
    if (is_plain && route.pattern != path) continue;
    auto parameters = match_path(route.pattern, path);
    if (!parameters) continue;
    found.allowed.push_back(route.method);
    if (route.method != wanted) continue;
    found.route = &route;
    found.parameters = *std::move(parameters);
    return found;
  }
  return found;
}

// 404, or 405 with Allow.
Response no_route_answer(const std::vector<Method>& allowed);

}  // namespace quern::serve
