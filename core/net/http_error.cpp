#include "core/net/http_error.hpp"

#include "core/net/retry_after.hpp"

namespace quern {

ErrorKind kind_of_status(int status) {
  switch (status) {
    case 401: return ErrorKind::authentication;
    case 403: return ErrorKind::authorization;
    case 404:
    case 410: return ErrorKind::not_found;
    case 408: return ErrorKind::timeout;
    case 409:
    case 412: return ErrorKind::conflict;
    case 429: return ErrorKind::rate_limited;
    default: return status >= 400 && status < 500 ? ErrorKind::validation : ErrorKind::server;
  }
}

Error error_of(const HttpResponse& response, ErrorBodyReader read_body, WallTime now) {
  Error error{.kind = kind_of_status(response.status), .status = response.status};
  error.message = "HTTP " + std::to_string(response.status);  // unless the body says it better
  if (read_body) read_body(response.body, error);
  if (const auto header = find_header(response.headers, "Retry-After"))
    error.retry_after = parse_retry_after(*header, now);
  return error;
}

}  // namespace quern
