#include "core/base/sleep.hpp"

namespace quern {

Task<Result<void>> sleep(Scheduler& scheduler, Duration delay, StopToken stop) {
  if (stop.stop_requested()) co_return fail(Error::cancelled());
  Promise<void> promise;
  auto answer = promise.future();
  // The timer owns the promise: cancelling it, or destroying the scheduler, drops the promise, which answers `cancelled`.
  const auto timer = scheduler.after(delay, [promise = std::move(promise)]() mutable { promise.resolve({}); });
  const StopCallback on_stop{stop, [&scheduler, timer] { scheduler.cancel(timer); }};
  co_return co_await answer;
}

}  // namespace quern
