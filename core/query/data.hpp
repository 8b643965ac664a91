// Cached data without its type: shared, immutable, with what the cache must know of the type (no RTTI in WASM).
#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "core/query/sharing.hpp"

namespace quern::query {

using Data = std::shared_ptr<const void>;

// One object a type: its address is the type's name. `equal` is operator==, or null where there is none, and then
// every answer counts as new.
struct DataType {
  bool (*equal)(const void*, const void*);
  Data (*share)(const Data& old, const Data& next) = nullptr;  // where its parts are shared too: sharing.hpp
};

// In place of void, where something must be kept: the answer of a mutation that has none, variables of one that needs none.
struct None {
  bool operator==(const None&) const = default;
};
template <class T>
using Stored = std::conditional_t<std::is_void_v<T>, None, T>;

namespace detail {

template <class T>
bool equal_data(const void* a, const void* b) {
  return *static_cast<const T*>(a) == *static_cast<const T*>(b);
}

template <class T>
Data share_data(const Data& old, const Data& next) {
  auto shared = std::static_pointer_cast<const T>(next);
  Sharing<std::shared_ptr<const T>>::adopt(std::static_pointer_cast<const T>(old), shared);
  return shared;
}

template <class T>
constexpr DataType make_data_type() {
  if constexpr (Shareable<T>) {
    return {nullptr, &share_data<T>};
  } else if constexpr (std::equality_comparable<T>) {
    return {&equal_data<T>};
  } else {
    return {nullptr};
  }
}

template <class T>
struct DataTypeOf {
  inline static DataType value = make_data_type<T>();  // not const: no linker may fold two types into one
};

}  // namespace detail

template <class T>
const DataType* data_type() {
  return &detail::DataTypeOf<T>::value;
}

template <class T>
std::shared_ptr<const T> as(const Data& data) {
  return std::static_pointer_cast<const T>(data);
}

namespace detail {

// What is cached of a function's answer: it may answer the value, or a pointer to it.
template <class T>
std::shared_ptr<const T> to_shared(T value) {
  return std::make_shared<const T>(std::move(value));
}
template <class T>
std::shared_ptr<const T> to_shared(std::shared_ptr<const T> value) {
  return value;
}

}  // namespace detail

// Data of whatever type, which knows the type it has.
struct AnyData {
  Data data;
  const DataType* type = nullptr;

  template <class T>
  static AnyData of(T value) {
    return {std::make_shared<const T>(std::move(value)), data_type<T>()};
  }
  explicit operator bool() const { return data != nullptr; }
  template <class T>
  std::shared_ptr<const T> as() const {  // null where it is of another type, or nothing
    return type == data_type<T>() ? query::as<T>(data) : nullptr;
  }
};

// Structural sharing: the old pointer, if the new data says the same; else the old pointers of its equal parts.
inline Data keep_equal(const DataType* type, const Data& old, Data next) {
  if (old && next && type->share) return type->share(old, next);
  if (old == next || (old && next && type->equal && type->equal(old.get(), next.get()))) return old;
  return next;
}

}  // namespace quern::query
