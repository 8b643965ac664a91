// Structural sharing below the whole answer: which parts of new data say the same as the old, and keep the old pointers.
// Shape   Sharing<T>::adopt(old, next) puts old's pointer wherever a part of next is equal, and answers whether all of it was.
//         Ready: shared_ptr<const X>, vectors (by place), optionals. An aggregate says which members it has:
//           template <> struct quern::query::Sharing<List> : quern::query::ShareMembers<&List::items, &List::total> {};
//         Anything else is compared by ==; a type with neither is new each time.
// Cost    one pass, over a copy of the pointers; types that hold no shared part are not copied and not touched.
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace quern::query {

template <class T>
struct Sharing;  // specialized for what has parts to share

template <class T>
concept Shareable = requires(const T& old, T& next) {
  { Sharing<T>::adopt(old, next) } -> std::same_as<bool>;
};

// A part of whatever type: adopted where it can be, compared where not.
template <class T>
bool adopt_equal(const T& old, T& next) {
  if constexpr (Shareable<T>) {
    return Sharing<T>::adopt(old, next);
  } else if constexpr (std::equality_comparable<T>) {
    return old == next;
  } else {
    return false;
  }
}

template <class X>
struct Sharing<std::shared_ptr<const X>> {
  static bool adopt(const std::shared_ptr<const X>& old, std::shared_ptr<const X>& next) {
    if (old == next) return true;
    if (!old || !next) return false;
    if constexpr (Shareable<X>) {
      X copy = *next;
      const bool equal = Sharing<X>::adopt(*old, copy);
      next = equal ? old : std::make_shared<const X>(std::move(copy));
      return equal;
    } else if constexpr (std::equality_comparable<X>) {
      if (*old != *next) return false;
      next = old;
      return true;
    } else {
      return false;
    }
  }
};

template <Shareable X>
struct Sharing<std::vector<X>> {
  static bool adopt(const std::vector<X>& old, std::vector<X>& next) {
    bool equal = old.size() == next.size();
    for (std::size_t i = 0; i < old.size() && i < next.size(); ++i) {
      if (!adopt_equal(old[i], next[i])) equal = false;
    }
    return equal;
  }
};

template <Shareable X>
struct Sharing<std::optional<X>> {
  static bool adopt(const std::optional<X>& old, std::optional<X>& next) {
    if (!old || !next) return old.has_value() == next.has_value();
    return adopt_equal(*old, *next);
  }
};

template <auto... Members>
struct ShareMembers {
  template <class T>
  static bool adopt(const T& old, T& next) {
    bool equal = true;  // all of them are looked at, also after a difference
    ((equal = adopt_equal(old.*Members, next.*Members) && equal), ...);
    return equal;
  }
};

}  // namespace quern::query
