// Coroutines of one thread: Task<T> is an async function's answer, Promise<T> and Future<T> join one to callbacks.
//
// A Task starts at once, when its function is called: awaiting one that has already finished costs no suspension and no
// stack, so a loop over completed children is as safe as a plain loop (lazy tasks overflowed WASM's stack after some
// thousand rounds: docs/decisions/0002-eager-tasks.md). Dropping an unfinished Task lets it run to its end by itself;
// what ends it early is its stop token. So a coroutine takes its arguments by value, and after each co_await looks
// things up again.
#pragma once

#include <cassert>
#include <coroutine>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "core/base/error.hpp"

namespace quern {

template <class T = void>
class Task;

namespace detail {

struct TaskPromiseBase {
  std::coroutine_handle<> continuation;
  bool done = false;
  bool detached = false;

  // A detached frame runs off its end and frees itself; any other waits here for its Task to take the value.
  struct FinalAwaiter {
    TaskPromiseBase& promise;
    bool await_ready() const noexcept {
      promise.done = true;
      return promise.detached;
    }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<>) const noexcept {
      return promise.continuation ? promise.continuation : std::noop_coroutine();
    }
    void await_resume() const noexcept {}
  };

  std::suspend_never initial_suspend() const noexcept { return {}; }
  FinalAwaiter final_suspend() noexcept { return {*this}; }
  [[noreturn]] void unhandled_exception() const noexcept { std::abort(); }
};

template <class T>
struct TaskPromise : TaskPromiseBase {
  std::optional<T> value;
  Task<T> get_return_object();
  template <class U>
  void return_value(U&& answer) {
    value.emplace(std::forward<U>(answer));
  }
  T take() { return std::move(*value); }
};

template <>
struct TaskPromise<void> : TaskPromiseBase {
  Task<void> get_return_object();
  void return_void() const noexcept {}
  void take() const noexcept {}
};

}  // namespace detail

template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::TaskPromise<T>;

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      detach();
      handle_ = std::exchange(other.handle_, nullptr);
    }
    return *this;
  }
  ~Task() { detach(); }

  bool is_done() const { return !handle_ || handle_.promise().done; }

  // Lets it run on with nobody waiting. A Task that is dropped does the same.
  void detach() {
    if (!handle_) return;
    auto handle = std::exchange(handle_, nullptr);
    if (handle.promise().done) {
      handle.destroy();
    } else {
      handle.promise().detached = true;
    }
  }

  // One waiter; the answer is moved out to it.
  bool await_ready() const noexcept { return handle_.promise().done; }
  void await_suspend(std::coroutine_handle<> waiter) noexcept { handle_.promise().continuation = waiter; }
  T await_resume() { return handle_.promise().take(); }

 private:
  friend promise_type;
  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

namespace detail {
template <class T>
Task<T> TaskPromise<T>::get_return_object() {
  return Task<T>{std::coroutine_handle<TaskPromise<T>>::from_promise(*this)};
}
inline Task<void> TaskPromise<void>::get_return_object() {
  return Task<void>{std::coroutine_handle<TaskPromise<void>>::from_promise(*this)};
}

template <class T>
struct FutureState {
  std::optional<Result<T>> answer;
  std::coroutine_handle<> waiter;
};
}  // namespace detail

// The waiting end: `co_await` it once, for a Result<T>.
template <class T>
class [[nodiscard]] Future {
 public:
  bool await_ready() const noexcept { return state_->answer.has_value(); }
  void await_suspend(std::coroutine_handle<> waiter) noexcept { state_->waiter = waiter; }
  Result<T> await_resume() { return std::move(*state_->answer); }

 private:
  template <class U>
  friend class Promise;
  explicit Future(std::shared_ptr<detail::FutureState<T>> state) : state_(std::move(state)) {}
  std::shared_ptr<detail::FutureState<T>> state_;
};

// The answering end. The first resolve() counts and resumes the waiter before it returns; later ones do nothing.
// One dropped unanswered answers `cancelled`, so that no coroutine waits for ever.
template <class T>
class Promise {
 public:
  Promise() : state_(std::make_shared<detail::FutureState<T>>()) {}
  Promise(Promise&&) noexcept = default;
  Promise& operator=(Promise&& other) noexcept {
    if (this == &other) return *this;
    Promise old{std::move(*this)};  // answers `cancelled` at the end, when this is another already
    state_ = std::move(other.state_);
    return *this;
  }
  ~Promise() {
    if (state_) resolve(fail(Error::cancelled()));
  }

  Future<T> future() const { return Future<T>{state_}; }  // at most once
  bool is_resolved() const { return state_->answer.has_value(); }

  void resolve(Result<T> answer) {
    const auto state = state_;  // the waiter may destroy this promise
    if (!state || state->answer) return;
    state->answer.emplace(std::move(answer));
    if (auto waiter = std::exchange(state->waiter, nullptr)) waiter.resume();
  }

 private:
  std::shared_ptr<detail::FutureState<T>> state_;
};

}  // namespace quern
