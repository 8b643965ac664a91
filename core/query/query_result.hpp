// What one reader sees of a query at one moment: a snapshot, cheap to copy, good for as long as it is kept.
#pragma once

#include <cassert>
#include <memory>

#include "core/query/query_state.hpp"

namespace quern::query {

class ObserverCore;

struct ResultState {
  Data data;  // selected, or the placeholder
  SharedError error;
  SharedError failure_reason;
  QueryStatus status = QueryStatus::pending;
  FetchStatus fetch_status = FetchStatus::idle;
  FetchDirection direction = FetchDirection::none;
  bool has_next = false;
  bool has_previous = false;
  TimePoint updated_at{};
  TimePoint error_updated_at{};
  int failure_count = 0;
  bool is_stale = false;
  bool is_placeholder = false;
  bool is_optimistic = false;
  bool is_enabled = true;
  bool is_fetched = false;
  bool is_fetched_after_mount = false;
  bool operator==(const ResultState&) const = default;
};

class ResultBase {
 public:
  explicit ResultBase(std::shared_ptr<const ResultState> state, std::weak_ptr<ObserverCore> observer = {})
      : state_(std::move(state)),
        observer_(std::move(observer)) {}

  QueryStatus status() const { return state_->status; }
  FetchStatus fetch_status() const { return state_->fetch_status; }
  bool is_pending() const { return state_->status == QueryStatus::pending; }  // nothing is known yet
  bool is_error() const { return state_->status == QueryStatus::error; }  // the last fetch failed; has_data() may hold
  bool is_success() const { return state_->status == QueryStatus::success; }
  bool is_fetching() const { return state_->fetch_status == FetchStatus::fetching; }
  bool is_paused() const { return state_->fetch_status == FetchStatus::paused; }  // wants a connection, or focus
  bool is_loading() const { return is_pending() && is_fetching(); }
  bool is_refetching() const { return !is_pending() && is_fetching(); }
  bool is_stale() const { return state_->is_stale; }
  bool is_placeholder() const { return state_->is_placeholder; }
  bool is_optimistic() const { return state_->is_optimistic; }  // a pending write is in what is shown
  bool is_enabled() const { return state_->is_enabled; }
  bool is_fetched() const { return state_->is_fetched; }  // a fetch has ended, well or badly
  bool is_fetched_after_mount() const { return state_->is_fetched_after_mount; }
  bool has_data() const { return state_->data != nullptr; }

  const Error& error() const {
    assert(state_->error && "error() of a result without one");
    return *state_->error;
  }
  bool has_error() const { return state_->error != nullptr; }
  int failure_count() const { return state_->failure_count; }
  const Error* failure_reason() const { return state_->failure_reason.get(); }
  TimePoint updated_at() const { return state_->updated_at; }
  TimePoint error_updated_at() const { return state_->error_updated_at; }

  // Fetches again, also when it is disabled; a running fetch is begun anew. Nothing once its reader is gone.
  void refetch() const;

  bool is_same_as(const ResultBase& other) const { return state_ == other.state_; }

 protected:
  std::shared_ptr<const ResultState> state_;
  std::weak_ptr<ObserverCore> observer_;
};

template <class R>
class QueryResult : public ResultBase {
 public:
  explicit QueryResult(ResultBase base) : ResultBase(std::move(base)) {}
  std::shared_ptr<const R> data() const { return as<R>(state_->data); }  // null where has_data() is false
  const R& operator*() const {
    assert(has_data());
    return *static_cast<const R*>(state_->data.get());
  }
  const R* operator->() const { return &**this; }
};

}  // namespace quern::query
