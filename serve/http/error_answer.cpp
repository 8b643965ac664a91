#include "serve/http/error_answer.hpp"

#include <algorithm>

#include "core/api/error_body.hpp"

namespace quern::serve {
namespace {

ErrorKind kind_of(int status) {
  switch (status) {
    case 401: return ErrorKind::authentication;
    case 403: return ErrorKind::authorization;
    case 404: return ErrorKind::not_found;
    case 409: return ErrorKind::conflict;
    case 429: return ErrorKind::rate_limited;
    default: return status >= 500 ? ErrorKind::server : ErrorKind::validation;
  }
}

}  // namespace

Response json_answer(int status, std::string json) {
  return {.status = status,
          .headers = {{"content-type", "application/json"}, {"cache-control", "no-store"}},
          .body = std::move(json)};
}

Response error_answer(const Error& error) {
  auto response = json_answer(error.status, format_error_body(error));
  if (error.retry_after) {
    const auto seconds = std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(*error.retry_after).count());
    response.headers.set("retry-after", std::to_string(seconds));
  }
  return response;
}

Response error_answer(int status, std::string_view code, std::string_view detail) {
  return error_answer(
      Error{.kind = kind_of(status), .status = status, .code = std::string{code}, .message = std::string{detail}});
}

Response field_error_answer(std::string_view path, std::string_view type, std::string_view message) {
  return error_answer(Error{.kind = ErrorKind::validation,
                            .status = 422,
                            .code = "validation",
                            .message = std::string{message},
                            .fields = {{std::string{path}, std::string{message}, std::string{type}}}});
}

Response retry_answer(int status, std::string_view code, std::string_view detail, Duration retry_after) {
  return error_answer(Error{.kind = kind_of(status),
                            .status = status,
                            .code = std::string{code},
                            .message = std::string{detail},
                            .retry_after = retry_after});
}

}  // namespace quern::serve
