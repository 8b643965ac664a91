// HTTP to one server by libcurl, with its cookies and its own Origin.
// Owned by Desktop; outlived by the network thread it is given. An exchange lives from send() until its answer, its
// timeout or its stop token, whichever is first.
// Errors  as core/net/http_transport.hpp says; a body longer than the request allows is `decode`, "too_large".
#pragma once

#include <unordered_map>

#include "core/net/http_transport.hpp"
#include "native/native_scheduler.hpp"
#include "native/network_thread.hpp"

namespace quern::native {

class CurlTransport final : public HttpTransport {
 public:
  CurlTransport(NetworkThread& network, NativeScheduler& scheduler, std::string origin)
      : network_(network),
        scheduler_(scheduler),
        origin_(std::move(origin)) {}

  Task<Result<HttpResponse>> send(HttpRequest request, StopToken stop) override;
  bool is_idle() const { return running_.empty(); }

 private:
  void settle(std::uint64_t call, Result<HttpResponse> answer);

  NetworkThread& network_;
  NativeScheduler& scheduler_;
  std::string origin_;
  std::unordered_map<std::uint64_t, Promise<HttpResponse>> running_;
  std::uint64_t last_call_ = 0;
};

}  // namespace quern::native
