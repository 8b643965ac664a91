#include "serve/bff/csrf.hpp"

#include <algorithm>

#include "serve/http/error_answer.hpp"

namespace quern::serve {
namespace {

Response refuse(std::string_view why) { return error_answer(403, "csrf", why); }

std::optional<Response> check_origin(const Headers& headers, const std::vector<std::string>& origins) {
  if (headers.count("origin") != 1) return refuse("this call needs an Origin");
  if (std::ranges::find(origins, headers.get("origin")) == origins.end()) {
    return refuse("this call comes from another origin");
  }
  if (const auto site = headers.find("sec-fetch-site"); site && *site != "same-origin") {
    return refuse("this call comes from another site");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Response> check_csrf(const Request& request, const std::vector<std::string>& origins) {
  if (is_safe(request.method)) return std::nullopt;
  if (auto refused = check_origin(request.headers, origins)) return refused;
  if (request.headers.get("x-requested-with") != "quern") return refuse("this call needs X-Requested-With: quern");
  return std::nullopt;
}

std::optional<Response> check_stream_origin(const Request& request, const std::vector<std::string>& origins) {
  if (request.headers.count("origin") > 0) return check_origin(request.headers, origins);
  const auto site = request.headers.find("sec-fetch-site");
  if (site && *site != "same-origin") return refuse("this call comes from another site");
  return std::nullopt;
}

std::optional<Response> check_socket_origin(const Request& request, const std::vector<std::string>& origins) {
  return check_origin(request.headers, origins);
}

}  // namespace quern::serve
