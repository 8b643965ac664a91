#include "core/net/deadline.hpp"

#include <memory>

namespace quern {
namespace {

// Shared by the waiter and by the transport's coroutine, which may outlive it.
struct Exchange {
  Promise<HttpResponse> answer;
  StopSource abort;

  // The answer goes first: a transport that hears the stop would answer `cancelled` in its place.
  static void give_up(const std::shared_ptr<Exchange>& exchange, Error error) {
    exchange->answer.resolve(fail(std::move(error)));
    exchange->abort.request_stop();
  }
};

Task<void> pass_on(HttpTransport& transport, HttpRequest request, std::shared_ptr<Exchange> exchange) {
  auto answer = co_await transport.send(std::move(request), exchange->abort.token());
  exchange->answer.resolve(std::move(answer));
}

}  // namespace

Task<Result<HttpResponse>> send_with_deadline(HttpTransport& transport, Scheduler& scheduler, HttpRequest request,
                                              StopToken stop) {
  if (stop.stop_requested()) co_return fail(Error::cancelled());
  const auto exchange = std::make_shared<Exchange>();
  auto answer = exchange->answer.future();
  const auto timer = scheduler.after(request.timeout, [exchange] {
    Exchange::give_up(exchange, {.kind = ErrorKind::timeout, .message = "no answer in time"});
  });
  const StopCallback on_stop{stop, [exchange] { Exchange::give_up(exchange, Error::cancelled()); }};
  pass_on(transport, std::move(request), exchange).detach();
  auto result = co_await answer;
  scheduler.cancel(timer);
  co_return result;
}

}  // namespace quern
