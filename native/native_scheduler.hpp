// Time and turns on the desktop: the steady clock, timers in one queue, and what other threads hand over to this one.
// Owned by Desktop, made first and destroyed last. Everything but post_from_thread() belongs to the thread that runs it.
#pragma once

#include <deque>
#include <mutex>
#include <vector>

#include "core/base/scheduler.hpp"
#include "core/base/timer_queue.hpp"

namespace quern::native {

class NativeScheduler final : public Scheduler {
 public:
  // `wake` ends the wait of the loop, and may be called from any thread.
  explicit NativeScheduler(void (*wake)()) : wake_(wake) {}
  NativeScheduler(const NativeScheduler&) = delete;
  NativeScheduler& operator=(const NativeScheduler&) = delete;
  ~NativeScheduler() override;

  TimePoint now() const override;
  WallTime wall_now() const override;
  void post(Callback callback) override;
  TimerId after(Duration delay, Callback callback) override;
  void cancel(TimerId timer) override;

  // Runs `callback` on the loop's thread, after what was handed over before it.
  void post_from_thread(Callback callback);

  void run_due();                      // one turn: what was posted before it, then the timers that are due
  std::optional<Duration> next_due();  // until the next turn has something to do; nullopt: nothing waits

 private:
  void take_over();

  void (*wake_)();
  bool is_ending_ = false;  // what is dropped now may still call us
  std::deque<Callback> posted_;
  TimerQueue timers_;
  std::mutex mutex_;
  std::vector<Callback> handed_over_;  // under mutex_
};

}  // namespace quern::native
