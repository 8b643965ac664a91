// Time and turns in a page: performance.now(), one setTimeout for the earliest of all timers, a MessageChannel for what
// is posted (setTimeout would wait 4 ms).
// Owned by Page. Its two entry points are called by JavaScript.
#pragma once

#include <vector>

#include "core/base/scheduler.hpp"
#include "core/base/timer_queue.hpp"

namespace quern::wasm {

class BrowserScheduler final : public Scheduler {
 public:
  TimePoint now() const override;
  WallTime wall_now() const override;
  void post(Callback callback) override;
  TimerId after(Duration delay, Callback callback) override;
  void cancel(TimerId timer) override;

  void on_timer();
  void on_turn();

 private:
  void arm();

  TimerQueue timers_;
  std::vector<Callback> posted_;
  std::optional<TimePoint> armed_for_;
};

}  // namespace quern::wasm
