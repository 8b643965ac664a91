// One HTTP exchange, as core asks the platform for it: emscripten-fetch in the browser, a script in tests.
// Shape   paths are of our own origin and begin with "/"; a body is bytes.
// Errors  Result: network (no answer), timeout (past the request's own), cancelled (its stop token). Any status is an answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/stop_token.hpp"
#include "core/base/task.hpp"

namespace quern {

enum class HttpMethod : std::uint8_t { get, post, put, patch, del };
std::string_view format_method(HttpMethod method);  // "GET", … "DELETE"

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;
// Names compare without case; nullopt where there is none.
std::optional<std::string_view> find_header(const HttpHeaders& headers, std::string_view name);

struct HttpRequest {
  HttpMethod method = HttpMethod::get;
  std::string path;  // with its query: "/api/projects?limit=20"
  HttpHeaders headers;
  std::string body;
  Duration timeout{15'000};  // the transport ends the exchange after it
  std::size_t max_response_bytes = std::size_t{16}
                                   << 20U;  // a transport that can, gives up on a longer body (decode, "too_large")
};

struct HttpResponse {
  int status = 0;
  HttpHeaders headers;
  std::string body;
};

class HttpTransport {
 public:
  virtual ~HttpTransport() = default;
  virtual Task<Result<HttpResponse>> send(HttpRequest request, StopToken stop) = 0;
};

}  // namespace quern
