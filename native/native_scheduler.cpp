#include "native/native_scheduler.hpp"

#include <algorithm>
#include <utility>

namespace quern::native {

NativeScheduler::~NativeScheduler() { is_ending_ = true; }

TimePoint NativeScheduler::now() const {
  return TimePoint{std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch())};
}

WallTime NativeScheduler::wall_now() const {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

void NativeScheduler::post(Callback callback) {
  if (!is_ending_) posted_.push_back(std::move(callback));
}

Scheduler::TimerId NativeScheduler::after(Duration delay, Callback callback) {
  if (is_ending_) return TimerId::none;
  return timers_.add(now() + std::max(delay, Duration::zero()), std::move(callback));
}

void NativeScheduler::cancel(TimerId timer) {
  if (!is_ending_) timers_.cancel(timer);
}

void NativeScheduler::post_from_thread(Callback callback) {
  {
    const std::scoped_lock lock{mutex_};
    handed_over_.push_back(std::move(callback));
  }
  wake_();
}

void NativeScheduler::take_over() {
  const std::scoped_lock lock{mutex_};
  for (auto& callback : handed_over_) posted_.push_back(std::move(callback));
  handed_over_.clear();
}

void NativeScheduler::run_due() {
  take_over();
  for (auto callbacks = std::exchange(posted_, {}); !callbacks.empty(); callbacks.pop_front()) callbacks.front()();
  timers_.run(now());
}

std::optional<Duration> NativeScheduler::next_due() {
  take_over();
  if (!posted_.empty()) return Duration::zero();
  const auto due = timers_.next_due();
  if (!due) return std::nullopt;
  return std::max(*due - now(), Duration::zero());
}

}  // namespace quern::native
