// What a platform gives the library: time and turns. This one is a plain loop over the machine's clocks, for a command line
// tool; a program that has a loop already (a window's, a browser's) hands these calls to that.
// Owned by the program, and outlives the QueryClient. One thread: whoever comes from another posts through a queue of its
// own.
#pragma once

#include <chrono>
#include <concepts>
#include <deque>
#include <thread>
#include <utility>

#include <quern/base/scheduler.hpp>
#include <quern/base/timer_queue.hpp>

class EventLoop final : public quern::Scheduler {
 public:
  quern::TimePoint now() const override {
    return quern::TimePoint{std::chrono::duration_cast<quern::Duration>(Steady::now() - start_)};
  }
  quern::WallTime wall_now() const override {
    return std::chrono::time_point_cast<quern::Duration>(std::chrono::system_clock::now());
  }

  void post(Callback callback) override { posted_.push_back(std::move(callback)); }
  TimerId after(quern::Duration delay, Callback callback) override {
    return timers_.add(now() + (delay < quern::Duration{0} ? quern::Duration{0} : delay), std::move(callback));
  }
  void cancel(TimerId timer) override { timers_.cancel(timer); }

  // Runs turns until `is_done`, or until nothing is left that could change it. Answers whether it is.
  bool run_until(std::predicate auto is_done) {
    while (!is_done()) {
      if (!posted_.empty()) {
        auto callback = std::move(posted_.front());
        posted_.pop_front();
        callback();
      } else if (const auto due = timers_.next_due()) {
        if (*due > now()) std::this_thread::sleep_until(start_ + due->time_since_epoch());
        timers_.run(now());
      } else {
        return false;
      }
    }
    return true;
  }

 private:
  using Steady = std::chrono::steady_clock;
  const Steady::time_point start_ = Steady::now();
  std::deque<Callback> posted_;
  quern::TimerQueue timers_;
};
