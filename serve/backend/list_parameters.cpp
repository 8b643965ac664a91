#include "serve/backend/list_parameters.hpp"

#include <charconv>

#include "core/api/utf8.hpp"
#include "serve/http/headers.hpp"
#include "serve/http/url.hpp"

namespace quern::serve {
namespace {

constexpr std::size_t longest_search = 200;
constexpr std::int64_t furthest_offset = 1'000'000'000;

Error invalid(std::string field, std::string message) {
  return {.kind = ErrorKind::validation,
          .status = 422,
          .code = "validation",
          .message = message,
          .fields = {{std::move(field), message, "format"}}};
}

std::optional<std::int64_t> parse_number(std::string_view text, std::int64_t min, std::int64_t max) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < min || number > max) return std::nullopt;
  return number;
}

}  // namespace

Result<ListParameters> parse_list_parameters(std::string_view query) {
  const auto pairs = parse_query(query);
  if (!pairs) {
    return fail(Error{
        .kind = ErrorKind::validation, .status = 400, .code = "bad_request", .message = "the query does not decode"});
  }
  ListParameters parameters;
  for (const auto& [name, value] : *pairs) {
    if (name == "search") {
      parameters.search = trim(value);
      if (count_code_points(parameters.search) > longest_search) {
        return fail(invalid("search", "must be at most 200 characters"));
      }
    } else if (name == "offset") {
      const auto number = parse_number(value, 0, furthest_offset);
      if (!number) return fail(invalid("offset", "must be a number from 0"));
      parameters.offset = *number;
    } else if (name == "limit") {
      const auto number = parse_number(value, 1, max_page_limit);
      if (!number) return fail(invalid("limit", "must be a number from 1 to 100"));
      parameters.limit = *number;
    }
  }
  return parameters;
}

}  // namespace quern::serve
