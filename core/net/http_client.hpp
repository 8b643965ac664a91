// The way every call of the API goes: our own rate limit, the headers of the contract, a deadline, one refresh of the
// session on 401 and a repeat, errors mapped to kinds, repeats after faults that pass.
// Errors  Result<HttpResponse>: any 2xx is a value; all else an Error of the status's kind, or network, timeout,
//         cancelled, rate_limited (ours: status 0, `retry_after` says how long), decode (too large, or not JSON).
// Lives   as long as the session of the app. Destroying it ends its calls with `cancelled`; what it was given, and who
//         waits for those calls, must still be alive then.
// Source  contract, sections 1 and 2; docs/decisions/0005-session-client.md.
#pragma once

#include "core/base/random.hpp"
#include "core/base/scheduler.hpp"
#include "core/base/unique_function.hpp"
#include "core/net/http_error.hpp"
#include "core/net/rate_limiter.hpp"
#include "core/net/request.hpp"
#include "core/net/session_refresh.hpp"

namespace quern {

class HttpClient {
 public:
  HttpClient(HttpTransport& transport, Scheduler& scheduler, Random& random, ErrorBodyReader read_error_body);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();

  Task<Result<HttpResponse>> send(Request request, StopToken stop = {});

  // Called when the session is over and no refresh brings it back: once, until an answer shows that there is one again.
  // The call that found out answers its 401 afterwards.
  void on_session_expired(UniqueFunction<void()> listener) { session_expired_ = std::move(listener); }

 private:
  // One try of a request: with the refresh and repeat that a 401 may cost.
  Task<Result<HttpResponse>> send_once(Request request, StopToken stop);
  // One HTTP exchange, its errors mapped.
  Task<Result<HttpResponse>> exchange(HttpRequest request, std::string route, StopToken stop);
  Task<Result<HttpResponse>> exchange_unlimited(HttpRequest request, StopToken stop);
  Task<Result<void>> refresh();
  void note_expired();

  HttpTransport& transport_;
  Scheduler& scheduler_;
  Random& random_;
  ErrorBodyReader read_error_body_;
  RateLimiter limiter_;
  SessionRefresh refresh_;
  bool is_expired_ = false;
  UniqueFunction<void()> session_expired_;
  StopSource lifetime_;
};

}  // namespace quern
