// What our function objects hold: something callable, behind one virtual call.
// Root is what the owner needs of it: a virtual destructor at least, a count where owners share it.
#pragma once

#include <type_traits>
#include <utility>

namespace quern::detail {

template <class Root, class Signature>
struct Callable;

template <class Root, class R, class... Args>
struct Callable<Root, R(Args...)> : Root {
  virtual R call(Args... args) = 0;
};

template <class Root, class F, class Signature>
struct CallableOf;

template <class Root, class F, class R, class... Args>
struct CallableOf<Root, F, R(Args...)> final : Callable<Root, R(Args...)> {
  explicit CallableOf(F own_function) : function(std::move(own_function)) {}
  R call(Args... args) override {
    if constexpr (std::is_void_v<R>) {
      function(std::forward<Args>(args)...);
    } else {
      return function(std::forward<Args>(args)...);
    }
  }
  F function;
};

}  // namespace quern::detail
