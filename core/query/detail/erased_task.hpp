// A Task<Result<T>> that answers Result<Data>: one awaiting coroutine serves all T, each T costs a conversion.
#pragma once

#include <coroutine>
#include <memory>
#include <type_traits>
#include <utility>

#include "core/base/task.hpp"
#include "core/query/data.hpp"

namespace quern::query::detail {

class ErasedTask {
 public:
  template <class T>
  ErasedTask(Task<Result<T>> task) : task_(std::make_unique<Holder<T>>(std::move(task))) {}  // NOLINT

  bool await_ready() const noexcept { return task_->is_done(); }
  void await_suspend(std::coroutine_handle<> waiter) noexcept { task_->wake(waiter); }
  Result<Data> await_resume() { return task_->take(); }

 private:
  struct Base {
    virtual ~Base() = default;
    virtual bool is_done() const noexcept = 0;
    virtual void wake(std::coroutine_handle<> waiter) noexcept = 0;
    virtual Result<Data> take() = 0;
  };

  template <class T>
  struct Holder final : Base {
    explicit Holder(Task<Result<T>> own_task) : task(std::move(own_task)) {}
    bool is_done() const noexcept override { return task.await_ready(); }
    void wake(std::coroutine_handle<> waiter) noexcept override { task.await_suspend(waiter); }
    Result<Data> take() override {
      auto answer = task.await_resume();
      if (!answer) return fail(std::move(answer.error()));
      if constexpr (std::is_void_v<T>) {
        return std::make_shared<const None>();
      } else {
        return to_shared(std::move(*answer));
      }
    }
    Task<Result<T>> task;
  };

  std::unique_ptr<Base> task_;
};

}  // namespace quern::query::detail
