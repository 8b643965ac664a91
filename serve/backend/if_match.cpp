#include "serve/backend/if_match.hpp"

#include <charconv>

#include "core/api/encode.hpp"
#include "serve/http/error_answer.hpp"

namespace quern {
namespace serve {
namespace {

// The contract's error, and beside it the version there is.
struct StaleVersion {
  std::string detail = "it was changed meanwhile";
  std::string error_code = "stale_version";
  std::string error_type = "conflict";
  std::int64_t version = 0;
};

std::optional<std::int64_t> parse_version(std::string_view text) {
  const bool is_quoted = text.size() > 2 && text.front() == '"' && text.back() == '"';
  if (is_quoted) text = text.substr(1, text.size() - 2);
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc{} || end != text.data() + text.size() || version < 0) return std::nullopt;
  return version;
}

}  // namespace
}  // namespace serve

template <> struct Schema<serve::StaleVersion> {
  static constexpr schema::Field fields[] = {
      field<&serve::StaleVersion::detail>("detail"),
      field<&serve::StaleVersion::error_code>("error_code"),
      field<&serve::StaleVersion::error_type>("error_type"),
      field<&serve::StaleVersion::version>("version"),
  };
  static constexpr schema::Table table{fields};
};

namespace serve {

std::optional<Response> check_if_match(const Request& request, std::int64_t current) {
  const auto given = request.headers.find("if-match");
  if (!given) {
    if (current == 0) return std::nullopt;
    return error_answer(400, "bad_request", "this call needs If-Match: the version it changes");
  }
  const auto version = parse_version(*given);
  if (!version) return error_answer(400, "bad_request", "If-Match must be a version");
  if (*version == current) return std::nullopt;
  auto answer = json_answer(409, encode(StaleVersion{.version = current}));
  set_etag(answer, current);
  return answer;
}

void set_etag(Response& response, std::int64_t version) {
  response.headers.set("etag", '"' + std::to_string(version) + '"');
}

}  // namespace serve
}  // namespace quern
