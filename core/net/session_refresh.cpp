#include "core/net/session_refresh.hpp"

namespace quern {

Task<Result<void>> SessionRefresh::join(StopToken stop) {
  const auto waiter = std::make_shared<Promise<void>>();
  auto answer = waiter->future();
  waiters_.push_back(waiter);
  const StopCallback on_stop{stop, [waiter] { waiter->resolve(fail(Error::cancelled())); }};
  if (!is_running_) run().detach();
  co_return co_await answer;
}

Task<void> SessionRefresh::run() {
  is_running_ = true;
  const Result<void> result = co_await call_();
  is_running_ = false;
  if (result) ++epoch_;
  // A waiter may do anything, joining again included: `this` is not touched past here.
  const auto waiters = std::exchange(waiters_, {});
  for (const auto& waiter : waiters) waiter->resolve(result);
}

}  // namespace quern
