// A callable that is moved, never copied, and called by its owner: std::move_only_function, which libc++ 19 lacks.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include "core/base/callable.hpp"

namespace quern {

template <class Signature>
class UniqueFunction;

template <class R, class... Args>
class UniqueFunction<R(Args...)> {
 public:
  UniqueFunction() = default;
  UniqueFunction(std::nullptr_t) {}  // NOLINT(google-explicit-constructor): reads as std::function does

  template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, UniqueFunction> && std::is_invocable_r_v<R, F&, Args...>)
  UniqueFunction(F&& function)  // NOLINT(google-explicit-constructor)
      : callable_(
            std::make_unique<detail::CallableOf<Root, std::remove_cvref_t<F>, R(Args...)>>(std::forward<F>(function))) {
  }

  R operator()(Args... args) { return callable_->call(std::forward<Args>(args)...); }
  explicit operator bool() const { return callable_ != nullptr; }

 private:
  struct Root {
    virtual ~Root() = default;
  };
  std::unique_ptr<detail::Callable<Root, R(Args...)>> callable_;
};

}  // namespace quern
