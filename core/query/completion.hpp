// The end of something begun: await it for its Result, or let it go.
#pragma once

#include <memory>
#include <utility>

#include "core/base/task.hpp"

namespace quern::query {

class Completion {
 public:
  explicit Completion(Future<void> future) : future_(std::move(future)) {}
  bool await_ready() const noexcept { return future_.await_ready(); }
  void await_suspend(std::coroutine_handle<> waiter) noexcept { future_.await_suspend(waiter); }
  Result<void> await_resume() { return future_.await_resume(); }

 private:
  Future<void> future_;
};

// Several at once: complete when the last copy of its shared pointer is gone, with the first error there was.
class Gathering {
 public:
  Gathering() = default;
  Gathering(const Gathering&) = delete;
  Gathering& operator=(const Gathering&) = delete;
  ~Gathering() { promise_.resolve(std::move(result_)); }
  Completion completion() const { return Completion{promise_.future()}; }
  void failed(const Error& error) {
    if (result_) result_ = fail(error);
  }

 private:
  Promise<void> promise_;
  Result<void> result_;
};

}  // namespace quern::query
