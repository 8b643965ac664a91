// A platform's timers, in order of their time, then of their setting; cancelling one destroys its callback at once.
// Each costs a look at those before it: they are few, since a QueryClient sets one for all of its deadlines.
#pragma once

#include <optional>
#include <vector>

#include "core/base/scheduler.hpp"

namespace quern {

class TimerQueue {
 public:
  using Callback = Scheduler::Callback;
  using TimerId = Scheduler::TimerId;

  TimerQueue() = default;
  TimerQueue(const TimerQueue&) = delete;
  TimerQueue& operator=(const TimerQueue&) = delete;
  ~TimerQueue();  // what is dropped may still call this

  TimerId add(TimePoint due, Callback callback);
  void cancel(TimerId id);
  // Runs what is due. Timers set by what it runs wait for the next call.
  void run(TimePoint now);
  std::optional<TimePoint> next_due() const;

 private:
  struct Entry {
    TimePoint due;
    TimerId id;
    Callback callback;
  };
  std::vector<Entry> entries_;  // latest first
  std::uint64_t last_id_ = 0;
};

}  // namespace quern
