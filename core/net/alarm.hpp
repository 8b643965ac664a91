// One timer at a time, which knows whether it came in time. A machine that slept, or a page that was frozen, runs it far
// too late: by the steady clock, or by the wall's where the steady one stood still.
// Owned by what it wakes, and may be destroyed inside its own callback.
#pragma once

#include "core/base/scheduler.hpp"

namespace quern {

class Alarm {
 public:
  using Callback = UniqueFunction<void(bool is_late)>;

  explicit Alarm(Scheduler& scheduler) : scheduler_(scheduler) {}
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm() { cancel(); }

  void set(Duration delay, Callback callback);  // in place of the one that was set
  void cancel();
  bool is_set() const { return timer_ != Scheduler::TimerId::none; }

 private:
  Scheduler& scheduler_;
  Scheduler::TimerId timer_ = Scheduler::TimerId::none;
};

}  // namespace quern
