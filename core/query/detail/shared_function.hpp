// A callable that is copied by pointer: std::function's use in options, at a fraction of its code. One type costs one
// virtual call and a destructor; copying, moving and dropping are shared by all. Copies are one callable.
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include "core/base/callable.hpp"

namespace quern::query {

namespace detail {

struct SharedCallable {
  virtual ~SharedCallable() = default;
  int owners = 1;
};

// Not inlined: each options object holds a dozen.
class SharedCallablePointer {
 public:
  SharedCallablePointer() = default;
  explicit SharedCallablePointer(SharedCallable* callable) : callable_(callable) {}
  SharedCallablePointer(const SharedCallablePointer& other);
  SharedCallablePointer(SharedCallablePointer&& other) noexcept : callable_(std::exchange(other.callable_, nullptr)) {}
  SharedCallablePointer& operator=(SharedCallablePointer other) noexcept {
    std::swap(callable_, other.callable_);
    return *this;
  }
  ~SharedCallablePointer();
  SharedCallable* get() const { return callable_; }

 private:
  SharedCallable* callable_ = nullptr;
};

}  // namespace detail

template <class Signature>
class SharedFunction;

template <class R, class... Args>
class SharedFunction<R(Args...)> {
 public:
  SharedFunction() = default;
  SharedFunction(std::nullptr_t) {}  // NOLINT(google-explicit-constructor)
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, SharedFunction> && std::is_invocable_r_v<R, F&, Args...>)
  SharedFunction(F function)  // NOLINT(google-explicit-constructor)
      : callable_(new quern::detail::CallableOf<detail::SharedCallable, F, R(Args...)>(std::move(function))) {}

  R operator()(Args... args) const {
    return static_cast<Callable*>(callable_.get())->call(std::forward<Args>(args)...);
  }
  explicit operator bool() const { return callable_.get() != nullptr; }

 private:
  using Callable = quern::detail::Callable<detail::SharedCallable, R(Args...)>;
  detail::SharedCallablePointer callable_;
};

}  // namespace quern::query
