// Every deadline of a client in one queue, behind one timer of the platform.
// A Timer is a member of what waits (a query's gc, an observer's staleness, a retry) and leaves the queue when it dies.
// Moving a deadline later costs nothing: the old one fires, and the owner, asked, sets it again.
// Most deadlines of a program are of a few lengths, so those of one length come in the order they are due: they stand in
// runs, where to set, to cancel and to take the earliest costs the same however many there are. A heap takes the others.
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

class DeadlineQueue;

class Timer {
 public:
  using Fire = void (*)(void* owner);
  Timer(Fire fire, void* owner) : fire_(fire), owner_(owner) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { cancel(); }

  bool is_set() const { return queue_ != nullptr; }
  TimePoint due() const { return due_; }
  void cancel();

 private:
  friend class DeadlineQueue;
  bool is_before(const Timer& other) const { return due_ != other.due_ ? due_ < other.due_ : order_ < other.order_; }

  Fire fire_;
  void* owner_;
  DeadlineQueue* queue_ = nullptr;
  TimePoint due_{};
  std::uint64_t order_ = 0;
  std::uint32_t run_ = 0;    // DeadlineQueue::run_count: it is in the heap
  std::uint32_t place_ = 0;  // there
  Timer* previous_ = nullptr;
  Timer* next_ = nullptr;
};

class DeadlineQueue {
 public:
  explicit DeadlineQueue(Scheduler& scheduler);
  ~DeadlineQueue();

  // Fires once at `due`, on a turn of its own, unless it is set again or cancelled before. The end of time never comes.
  void set(Timer& timer, TimePoint due);
  std::size_t size() const { return size_; }
  void shut_down();  // no timer fires or is set any more, and the scheduler is not touched again

 private:
  friend class Timer;
  struct Run {  // in the order they are due
    Timer* first = nullptr;
    Timer* last = nullptr;
  };
  static constexpr std::uint32_t run_count = 4;

  std::uint32_t run_for(TimePoint due) const;
  void append(Timer& timer, std::uint32_t run);
  void remove(Timer& timer);
  void remove_from_run(Timer& timer);
  void remove_from_heap(const Timer& timer);
  Timer* earliest() const;
  void place(std::size_t at, Timer* timer);
  void sift_up(std::size_t at);
  void sift_down(std::size_t at);
  void arm();
  void run_due();

  Scheduler& scheduler_;
  Run runs_[run_count];
  std::vector<Timer*> heap_;
  std::size_t size_ = 0;
  std::uint64_t last_order_ = 0;
  Scheduler::TimerId platform_timer_ = Scheduler::TimerId::none;
  TimePoint platform_due_{};
  bool is_shut_ = false;
  std::shared_ptr<DeadlineQueue*> self_;  // what the platform's timer holds: empty once this is gone
};

}  // namespace quern::query
