// What a place that writes shows of its latest mutation: a snapshot, that does not change while it is kept.
#pragma once

#include <cassert>
#include <memory>
#include <utility>

#include "core/query/detail/mutation_observer_core.hpp"
#include "core/query/mutation_options.hpp"

namespace quern::query {

template <class V, class T = void>
class MutationResult {
 public:
  explicit MutationResult(SharedMutationState state) : state_(std::move(state)) {}

  MutationStatus status() const { return state_->status; }
  bool is_idle() const { return status() == MutationStatus::idle; }
  bool is_pending() const { return status() == MutationStatus::pending; }
  bool is_error() const { return status() == MutationStatus::error; }
  bool is_success() const { return status() == MutationStatus::success; }
  bool is_paused() const { return state_->is_paused; }
  const Error& error() const {
    assert(state_->error && "error() of a mutation without one");
    return *state_->error;
  }
  std::shared_ptr<const Stored<T>> data() const { return as<Stored<T>>(state_->data); }  // null before success
  std::shared_ptr<const V> variables() const { return as<V>(state_->variables); }        // null while idle
  template <class C>
  std::shared_ptr<const C> kept() const {  // by on_mutate
    return state_->context.as<C>();
  }
  int failure_count() const { return state_->failure_count; }
  SharedError failure_reason() const { return state_->failure_reason; }
  TimePoint submitted_at() const { return state_->submitted_at; }
  bool is_same_as(const MutationResult& other) const { return state_ == other.state_; }

 private:
  SharedMutationState state_;
};

namespace detail {

template <class V, class T>
ErasedMutateCallbacks erase(const MutateCallbacks<V, T>& callbacks) {
  return {callbacks.on_success.erased(), callbacks.on_error.erased(), callbacks.on_settled.erased()};
}

}  // namespace detail

}  // namespace quern::query
