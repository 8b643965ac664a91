// A Scheduler whose work never overlaps: the BFF, the backend and SQLite run on it, so that none of them needs a lock and
// no socket waits for a disk that writes. It has a thread of its own; a read may also run on the thread that brings it,
// while nothing of the loop's own runs or waits (run_or_post): two changes of thread would be most of its price. Who comes
// with a read meanwhile leaves it to that thread, and does not wait.
// post() and after() may be called from any thread. settle() waits until what was posted before has run, stop() drops what
// has not; both are called from another thread, and not from inside the loop's work.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "core/base/scheduler.hpp"

namespace quern::serve {

class LoopThread final : public Scheduler {
 public:
  LoopThread();
  ~LoopThread() override;

  TimePoint now() const override;
  WallTime wall_now() const override;
  void post(Callback callback) override;
  TimerId after(Duration delay, Callback callback) override;
  void cancel(TimerId timer) override;
  void run_or_post(Callback callback);

  void settle();
  void stop();

  struct Stats {
    std::size_t waiting = 0;              // callbacks, now
    std::uint64_t turns = 0;              // callbacks that ran
    std::chrono::nanoseconds waited{0};   // by all that were posted, in all
    std::chrono::nanoseconds busy{0};     // in all
    std::chrono::nanoseconds running{0};  // the one that runs now, if one does
  };
  Stats stats() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Posted {
    Clock::time_point since;
    Callback callback;
    bool is_read = false;
  };
  void run();
  Callback next(std::unique_lock<std::mutex>& lock);  // waits; empty when stopped
  Callback take_posted();
  // Unlocks while it runs.
  void run_one(std::unique_lock<std::mutex>& lock, Callback callback);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Posted> posted_;
  std::map<std::pair<TimePoint, TimerId>, Callback> timers_;
  std::uint64_t last_timer_ = 0;
  bool running_ = false;  // a callback runs, on whichever thread
  Clock::time_point running_since_;
  bool is_thread_held_up_ = false;  // the loop's own thread waits for that callback to end
  bool stopping_ = false;
  Stats stats_;
  std::thread thread_;
};

}  // namespace quern::serve
