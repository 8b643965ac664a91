// The desktop's scheduler without a window: turns until a condition holds, woken by other threads.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>

#include "native/native_scheduler.hpp"

namespace quern::test {

class Loop {
 public:
  Loop() { news = 0; }
  native::NativeScheduler scheduler{[] {
    ++news;
    news.notify_all();
  }};

  // A condition that never comes hangs, and is cut by CTest.
  void run_until(const std::function<bool()>& is_so) {
    for (;;) {
      const auto seen = news.load();
      scheduler.run_due();
      if (is_so()) return;
      if (!scheduler.next_due()) news.wait(seen);
    }
  }

  template <class T>
  Result<T> wait(Task<Result<T>> task) {
    std::optional<Result<T>> answer;
    const auto kept = keep(std::move(task), &answer);
    run_until([&] { return answer.has_value(); });
    return *answer;
  }

 private:
  template <class T>
  static Task<void> keep(Task<Result<T>> task, std::optional<Result<T>>* answer) {
    answer->emplace(co_await task);
  }
  static inline std::atomic<int> news;
};

}  // namespace quern::test
