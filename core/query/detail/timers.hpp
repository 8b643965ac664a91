// Every deadline of a client in one heap, behind one timer of the platform.
// A Timer is a member of what waits (a query's gc, an observer's staleness, a retry) and leaves the heap when it dies.
// Moving a deadline later costs nothing: the old one fires, and the owner, asked, sets it again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/scheduler.hpp"

namespace quern::query {

inline constexpr Duration forever = Duration::max();
// `time + delay`, which for an endless delay is the end of time.
TimePoint deadline(TimePoint time, Duration delay);

class TimerHeap;

class Timer {
 public:
  using Fire = void (*)(void* owner);
  Timer(Fire fire, void* owner) : fire_(fire), owner_(owner) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { cancel(); }

  bool is_set() const { return heap_ != nullptr; }
  TimePoint due() const { return due_; }
  void cancel();

 private:
  friend class TimerHeap;
  Fire fire_;
  void* owner_;
  TimerHeap* heap_ = nullptr;
  std::size_t place_ = 0;
  TimePoint due_{};
  std::uint64_t order_ = 0;
};

class TimerHeap {
 public:
  explicit TimerHeap(Scheduler& scheduler);
  ~TimerHeap();

  // Fires once at `due`, on a turn of its own, unless it is set again or cancelled before. The end of time never comes.
  void set(Timer& timer, TimePoint due);
  std::size_t size() const { return heap_.size(); }
  void shut_down();  // no timer fires or is set any more, and the scheduler is not touched again

 private:
  friend class Timer;
  void remove(Timer& timer);
  void place(std::size_t at, Timer* timer);
  void sift_up(std::size_t at);
  void sift_down(std::size_t at);
  void arm();
  void run_due();

  Scheduler& scheduler_;
  std::vector<Timer*> heap_;
  std::uint64_t last_order_ = 0;
  Scheduler::TimerId platform_timer_ = Scheduler::TimerId::none;
  TimePoint platform_due_{};
  bool is_shut_ = false;
  std::shared_ptr<TimerHeap*> self_;  // what the platform's timer holds: empty once this is gone
};

}  // namespace quern::query
