// One thread for what may make the loop wait: files that are synced. Jobs run in the order they came.
// Owned by Desktop; outlives who hands it jobs. At its end all that was handed over is done, so that nothing is lost.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "core/base/unique_function.hpp"

namespace quern::native {

class Worker {
 public:
  Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker();

  void run(UniqueFunction<void()> job);

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable has_news_;
  std::deque<UniqueFunction<void()>> jobs_;  // under mutex_
  bool is_ending_ = false;                   // under mutex_
  std::thread thread_;                       // last: it begins with all the others there
};

}  // namespace quern::native
