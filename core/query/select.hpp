// The part of cached data that a reader wants: a function of T that answers R, or Result<R> where it can fail.
// It runs once for each new T and each new function. Two functions are the same when they are of one type (one lambda in
// the source) and captured the same bytes; one that captured what has no plain bytes (a string, a vector) runs again
// whenever options are given anew, in a view each frame: capture numbers, or select without captures.
#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <memory>
#include <type_traits>
#include <utility>

#include "core/base/error.hpp"
#include "core/query/data.hpp"
#include "core/query/detail/shared_function.hpp"

namespace quern::query {

namespace detail {

// A function's identity: its type, and a copy of what it captured.
struct SelectIdentity {
  const void* type = nullptr;  // null: like no other
  std::size_t size = 0;
  unsigned char bytes[24] = {};
  bool is_same_as(const SelectIdentity& other) const {
    return type && type == other.type && std::memcmp(bytes, other.bytes, size) == 0;
  }
};

template <class F>
SelectIdentity select_identity(const F& function) {
  SelectIdentity identity;
  if constexpr (std::is_empty_v<F>) {
    identity.type = data_type<F>();
  } else if constexpr (std::has_unique_object_representations_v<F> && sizeof(F) <= sizeof(identity.bytes)) {
    identity.type = data_type<F>();
    identity.size = sizeof(F);
    std::memcpy(identity.bytes, &function, sizeof(F));
  }
  return identity;
}

struct ErasedSelect {
  SharedFunction<Result<Data>(const Data&)> run;  // empty: R is T
  SelectIdentity identity;
};

template <class R>
Result<Data> to_selected(R value) {
  return std::make_shared<const R>(std::move(value));
}
template <class R>
Result<Data> to_selected(std::shared_ptr<const R> value) {
  return value;
}
template <class R>
Result<Data> to_selected(Result<R> value) {
  if (!value) return fail(std::move(value.error()));
  return std::make_shared<const R>(std::move(*value));
}

}  // namespace detail

template <class T, class R>
class Select {
 public:
  Select() = default;
  template <class F>
    requires std::invocable<const F&, const T&> && (!std::same_as<std::remove_cvref_t<F>, Select>)
  Select(F function) {  // NOLINT(google-explicit-constructor)
    erased_.identity = detail::select_identity(function);
    erased_.run = [function = std::move(function)](const Data& data) -> Result<Data> {
      return detail::to_selected<R>(function(*static_cast<const T*>(data.get())));
    };
  }
  const detail::ErasedSelect& erased() const { return erased_; }

 private:
  detail::ErasedSelect erased_;
};

}  // namespace quern::query
