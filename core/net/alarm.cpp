#include "core/net/alarm.hpp"

#include <utility>

namespace quern {
namespace {

constexpr Duration sleep_at_least{5'000};  // less is a busy machine

}  // namespace

void Alarm::set(Duration delay, Callback callback) {
  cancel();
  const auto due = scheduler_.now() + delay;
  const auto wall_due = scheduler_.wall_now() + delay;
  timer_ = scheduler_.after(delay, [this, due, wall_due, callback = std::move(callback)]() mutable {
    timer_ = Scheduler::TimerId::none;
    callback(scheduler_.now() - due >= sleep_at_least || scheduler_.wall_now() - wall_due >= sleep_at_least);
  });
}

void Alarm::cancel() { scheduler_.cancel(std::exchange(timer_, Scheduler::TimerId::none)); }

}  // namespace quern
