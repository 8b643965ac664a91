// Timers in order of their time, then of their setting; cancelling one destroys its callback at once.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "core/base/scheduler.hpp"

namespace quern {

class TimerHeap {
 public:
  using Callback = Scheduler::Callback;
  using TimerId = Scheduler::TimerId;

  TimerId add(TimePoint due, Callback callback);
  void cancel(TimerId id);
  // Runs what is due. Timers set by what it runs wait for the next call.
  void run(TimePoint now);
  std::optional<TimePoint> next_due();

 private:
  struct Entry {
    TimePoint due;
    std::uint64_t id;
    bool operator>(const Entry& other) const { return due != other.due ? due > other.due : id > other.id; }
  };
  void drop_cancelled();

  std::vector<Entry> heap_;  // earliest first
  std::unordered_map<std::uint64_t, Callback> callbacks_;
  std::uint64_t last_id_ = 0;
};

}  // namespace quern
