#include "serve/backend/list_parameters.hpp"

#include <charconv>

#include "core/api/utf8.hpp"
#include "serve/http/headers.hpp"
#include "serve/http/url.hpp"

namespace quern::serve {
namespace {

constexpr std::size_t longest_search = 200;
constexpr std::int64_t furthest_offset = 1'000'000'000;

Error not_decoded() {
  return {.kind = ErrorKind::validation, .status = 400, .code = "bad_request", .message = "the query does not decode"};
}

Error bad_limit() { return invalid_parameter("limit", "must be a number from 1 to 100"); }

std::optional<std::int64_t> parse_number(std::string_view text, std::int64_t min, std::int64_t max) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < min || number > max) return std::nullopt;
  return number;
}

}  // namespace

Error invalid_parameter(std::string_view name, std::string message) {
  return {.kind = ErrorKind::validation,
          .status = 422,
          .code = "validation",
          .message = message,
          .fields = {{std::string{name}, message, "format"}}};
}

Result<ListParameters> parse_list_parameters(std::string_view query) {
  const auto pairs = parse_query(query);
  if (!pairs) return fail(not_decoded());
  ListParameters parameters;
  for (const auto& [name, value] : *pairs) {
    if (name == "search") {
      parameters.search = trim(value);
      if (count_code_points(parameters.search) > longest_search) {
        return fail(invalid_parameter("search", "must be at most 200 characters"));
      }
    } else if (name == "offset") {
      const auto number = parse_number(value, 0, furthest_offset);
      if (!number) return fail(invalid_parameter("offset", "must be a number from 0"));
      parameters.offset = *number;
    } else if (name == "limit") {
      const auto number = parse_number(value, 1, max_page_limit);
      if (!number) return fail(bad_limit());
      parameters.limit = *number;
    }
  }
  return parameters;
}

Result<MessageListParams> parse_message_parameters(std::string_view query) {
  const auto pairs = parse_query(query);
  if (!pairs) return fail(not_decoded());
  MessageListParams parameters{.limit = message_page_limit};
  int cursors = 0;
  const auto take_cursor = [&](MessageId& cursor, const std::string& value) {
    if (value.empty()) return;
    cursor = MessageId{value};
    ++cursors;
  };
  for (const auto& [name, value] : *pairs) {
    if (name == "chat_id") parameters.chat_id = ChatId{value};
    if (name == "before_id") take_cursor(parameters.before_id, value);
    if (name == "after_id") take_cursor(parameters.after_id, value);
    if (name == "around_id") take_cursor(parameters.around_id, value);
    if (name == "at") {
      parameters.at = parse_iso8601(value);
      if (!parameters.at) return fail(invalid_parameter("at", "must be a time, as in 2026-11-25T12:00:00Z"));
      ++cursors;
    }
    if (name == "limit") {
      const auto number = parse_number(value, 1, max_page_limit);
      if (!number) return fail(bad_limit());
      parameters.limit = *number;
    }
  }
  if (parameters.chat_id.is_empty()) return fail(invalid_parameter("chat_id", "is needed"));
  if (cursors > 1)
    return fail(invalid_parameter("before_id", "goes with no other of before_id, after_id, around_id and at"));
  return parameters;
}

Result<MessageSearchParams> parse_search_parameters(std::string_view query) {
  const auto pairs = parse_query(query);
  if (!pairs) return fail(not_decoded());
  const auto page = parse_list_parameters(query);
  if (!page) return fail(page.error());
  MessageSearchParams parameters{.q = {}, .chat_id = {}, .offset = page->offset, .limit = page->limit};
  for (const auto& [name, value] : *pairs) {
    if (name == "q") parameters.q = trim(value);
    if (name == "chat_id") parameters.chat_id = ChatId{value};
  }
  if (parameters.q.empty()) return fail(invalid_parameter("q", "is needed"));
  if (count_code_points(parameters.q) > longest_search) {
    return fail(invalid_parameter("q", "must be at most 200 characters"));
  }
  return parameters;
}

}  // namespace quern::serve
