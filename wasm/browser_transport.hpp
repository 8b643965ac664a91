// HTTP by the page's fetch(): same origin, the session's cookie goes with it.
// Owned by Page. An exchange lives from send() until its answer, its timeout or its stop token, whichever is first.
#pragma once

#include <unordered_map>

#include "core/net/http_transport.hpp"

namespace quern::wasm {

class BrowserTransport final : public HttpTransport {
 public:
  Task<Result<HttpResponse>> send(HttpRequest request, StopToken stop) override;

  enum class Outcome : std::uint8_t { answer, network, timeout };
  // The inbox holds the headers (lines, name and value in turn), then the body.
  void on_fetch(std::uint32_t id, Outcome outcome, int status, std::size_t headers_size, std::size_t body_size);

 private:
  void abort(std::uint32_t id);
  void settle(std::uint32_t id, Result<HttpResponse> answer);

  std::unordered_map<std::uint32_t, Promise<HttpResponse>> running_;
  std::uint32_t last_id_ = 0;
};

}  // namespace quern::wasm
