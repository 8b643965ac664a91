#include "wasm/browser_scheduler.hpp"

#include <algorithm>

#include "wasm/js.hpp"

namespace quern::wasm {
namespace {

constexpr double longest_timeout_ms = 2147483647;  // setTimeout's; a longer one would fire at once

}  // namespace

TimePoint BrowserScheduler::now() const { return TimePoint{Duration{static_cast<std::int64_t>(quern_js_now())}}; }

WallTime BrowserScheduler::wall_now() const {
  return WallTime{Duration{static_cast<std::int64_t>(quern_js_wall_now())}};
}

void BrowserScheduler::post(Callback callback) {
  if (posted_.empty()) quern_js_request_turn();
  posted_.push_back(std::move(callback));
}

Scheduler::TimerId BrowserScheduler::after(Duration delay, Callback callback) {
  const auto id = timers_.add(now() + std::max(delay, Duration::zero()), std::move(callback));
  arm();
  return id;
}

void BrowserScheduler::cancel(TimerId timer) { timers_.cancel(timer); }

void BrowserScheduler::on_turn() {
  auto callbacks = std::exchange(posted_, {});
  for (auto& callback : callbacks) callback();
}

void BrowserScheduler::on_timer() {
  armed_for_.reset();
  timers_.run(now());
  arm();
}

// A cancelled timer leaves the timeout set: it finds nothing due, and arms the next one.
void BrowserScheduler::arm() {
  const auto due = timers_.next_due();
  if (!due || (armed_for_ && *armed_for_ <= *due)) return;
  armed_for_ = due;
  const auto delay = static_cast<double>((*due - now()).count());
  quern_js_set_timer(std::clamp(delay, 0.0, longest_timeout_ms));
}

}  // namespace quern::wasm
