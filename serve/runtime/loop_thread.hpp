// A Scheduler with a thread of its own: the one on which the BFF, the backend and SQLite run, so that none of them
// needs a lock and no socket waits for a disk.
// post() and after() may be called from any thread. settle() waits until what was posted before has run, stop() drops what
// has not; both are called from another thread.
#pragma once

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

  void settle();
  void stop();

 private:
  void run();
  Callback next();  // waits; empty when stopped

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Callback> posted_;
  std::map<std::pair<TimePoint, TimerId>, Callback> timers_;
  std::uint64_t last_timer_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace quern::serve
