// One member of a PATCH body: left alone (absent), cleared (null), or set.
// A member that cannot be cleared is a std::optional with the rule not_null() in its table.
#pragma once

#include <optional>
#include <utility>

namespace quern {

template <class T>
class Patch {
 public:
  Patch() = default;  // absent
  Patch(T value)
      : state_(std::optional<T>(std::move(value))) {}  // NOLINT(google-explicit-constructor): reads as the body does
  static Patch null() {
    Patch patch;
    patch.state_.emplace(std::nullopt);
    return patch;
  }

  bool is_absent() const { return !state_; }
  bool is_null() const { return state_ && !*state_; }
  bool has_value() const { return state_ && *state_; }
  const T& value() const { return **state_; }

  T& emplace() { return *state_.emplace(T{}); }  // set, to a fresh value

  void apply_to(std::optional<T>& target) const {
    if (state_) target = *state_;
  }
  bool operator==(const Patch&) const = default;

 private:
  std::optional<std::optional<T>> state_;
};

}  // namespace quern
