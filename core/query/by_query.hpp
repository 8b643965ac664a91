// A setting: a value, or a function of the query that is asked each time it matters.
//   .enabled = false, .enabled = [](const Query& list) { return list.state().data == nullptr; }
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include "core/query/detail/shared_function.hpp"

namespace quern::query {

class Query;

template <class T>
class ByQuery {
 public:
  using Rule = SharedFunction<T(const Query&)>;

  ByQuery() = default;
  // NOLINTBEGIN(google-explicit-constructor)
  template <class U>
    requires(std::convertible_to<U, T> && !std::is_invocable_v<U&, const Query&> &&
             (!std::same_as<T, bool> || std::same_as<U, bool>))  // no number and no pointer stands for yes
  ByQuery(U value) : value_(std::move(value)) {}
  template <class F>
    requires std::is_invocable_r_v<T, F&, const Query&>
  ByQuery(F rule) : rule_(std::move(rule)) {}
  // NOLINTEND(google-explicit-constructor)

  T operator()(const Query& query) const { return rule_ ? rule_(query) : value_; }
  bool is_rule() const { return static_cast<bool>(rule_); }
  const T& value() const { return value_; }  // where it is no rule

 private:
  T value_{};
  Rule rule_;
};

}  // namespace quern::query
