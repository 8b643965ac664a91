// One piece of cached data: its key, its state, its fetch, and who watches it.
// Owned by QueryCache until gc_time after its last observer left; observers own it too, so one that is removed while it
// is watched stays theirs, and is the cache's again when its key is next asked for.
// Data, once present, stays until it is replaced, reset or collected; an error joins it. A state changes whole, in
// change(); listeners hear of it at the end of the batch.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/query/detail/erased_options.hpp"
#include "core/query/detail/query_fetch.hpp"
#include "core/query/detail/runtime.hpp"
#include "core/query/layers.hpp"
#include "core/query/query_state.hpp"

namespace quern::query {

class QueryCache;
class ObserverCore;
struct KeyNode;

class Query : public std::enable_shared_from_this<Query> {
 public:
  Query(std::shared_ptr<Runtime> runtime, QueryCache& cache, Key key, const DataType* type);
  ~Query();

  const Key& key() const { return key_; }
  const DataType* type() const { return type_; }
  const QueryState& state() const { return state_; }
  const SharedOptions& options() const { return options_; }
  Meta meta() const { return options_ ? options_->meta() : nullptr; }

  // What a reader sees: the server's word with the optimistic layers over it.
  const Data& shown();
  bool has_layers() const { return patches_.first() != nullptr; }

  std::size_t observers() const { return observer_count_; }
  bool is_active() const;    // somebody watches, and wants it fetched
  bool is_disabled() const;  // nobody wants it fetched, or it never was
  bool is_fixed() const;
  bool is_stale() const;  // for one of its observers, or without data
  bool is_stale_by(const StaleTime& stale_time) const;
  bool is_fetching() const { return fetch_ != nullptr; }
  bool is_cached() const { return cached_self_ != nullptr; }
  const ObserverCore* first_observer() const { return first_observer_; }
  const PatchList& patches() const { return patches_; }
  std::optional<TimePoint> gc_at() const {  // none while it is in use, or for ever
    if (observer_count_ > 0 || fetch_ || !gc_timer_.is_set()) return std::nullopt;
    return gc_timer_.due();
  }

  // ---- what the client and the observers do with it; each opens a batch of its own where it tells somebody.
  enum class WhileFetching : std::uint8_t { join, restart };

  void use_options(const SharedOptions& options);
  struct FetchRequest {
    FetchCause cause = FetchCause::request;
    WhileFetching mode = WhileFetching::join;
    FetchDirection direction = FetchDirection::none;  // a page asked for twice is one fetch
  };
  // Fetches with these options (with its own where they have no function). `answer` is called once, later.
  void fetch(const SharedOptions& options, FetchRequest request, FetchWaiter answer = nullptr);
  void refetch(FetchRequest request, FetchWaiter answer) { fetch(preferred_options(), request, std::move(answer)); }
  // Fetches again, or remembers to when the running first fetch began before this.
  void refetch_after_invalidation(FetchRequest request, FetchWaiter answer);
  void set_data(Data data, std::optional<TimePoint> updated_at);
  void patch_data(Data data);  // part of it is newer: its age, error and invalidation stay as they are
  void restore(Data data, TimePoint updated_at, bool is_invalidated);  // from a life before
  void invalidate();
  void cancel(bool is_reverting);
  void reset();
  void forget();  // removed from the cache: an unwatched fetch ends, the state is as new
  void on_focus();
  void on_online();

  void add_observer(ObserverCore& observer);
  void remove_observer(ObserverCore& observer);
  void count_observer(const ObserverCore& observer, int by);
  void hold() { ++holds_; }  // as watched, until release(): an observer is about to move within a frame
  void release();
  void wait_for_gc();  // from now, if it is not in use

  void add_patch(std::shared_ptr<Layer> layer, std::size_t place);
  void remove_patch(LaidPatch* patch);
  // A fetch that began before the layer's write was accepted may answer with the world before it: begin it again.
  void restart_fetch_before(std::uint64_t sequence);

 private:
  friend class QueryFetch;
  friend class QueryCache;
  friend class KeyIndex;
  friend class ObserverCore;

  void change(QueryState next, QueryChange what, FetchCause cause = FetchCause::none);
  void fetch_succeeded(QueryFetch& fetch, Data data);
  void fetch_failed(QueryFetch& fetch, Error error);
  void tell_of_end(const Error* error);
  bool is_other(const FetchRequest& request) const;
  void end_fetch(bool is_stopping);
  SharedOptions preferred_options() const;
  void offer_initial_data(const ErasedOptions& options);
  QueryState initial_state() const;
  std::shared_ptr<const ObserverCore> first_that(bool (*is_wanted)(const Query&, const ObserverCore&)) const;
  QueryState without_fetch(const QueryState& from) const;
  void settle(std::vector<FetchWaiter> waiters, const Result<Data>& answer);
  void last_observer_left();
  void collect();
  void mark_observers();
  void show_anew();
  Data shared_with_old(Data next) const;

  const std::shared_ptr<Runtime> runtime_;
  QueryCache& cache_;
  const Key key_;
  const DataType* const type_;
  SharedOptions options_;
  QueryState state_;
  struct Initial {
    Data data;
    TimePoint updated_at;
  };
  std::unique_ptr<const Initial> initial_;  // what reset() goes back to; null: to nothing
  std::shared_ptr<QueryFetch> fetch_;
  PatchList patches_;
  Data shown_;
  bool is_shown_current_ = true;
  const LaidPatch* first_unapplied_ = nullptr;  // shown_ has those before it; null: it is made anew
  std::shared_ptr<Query> cached_self_;          // the cache's ownership: it keeps no other list of owners
  Duration gc_time_{-1};
  Timer gc_timer_;

  ObserverCore* first_observer_ = nullptr;
  std::uint32_t observer_count_ = 0;
  std::uint32_t enabled_count_ = 0;
  std::uint32_t fixed_count_ = 0;
  std::uint32_t asking_count_ = 0;  // observers whose answer to these is a function: in neither count
  std::uint32_t holds_ = 0;

  // Places in the lists of the cache.
  KeyNode* node_ = nullptr;
  Query* next_at_node_ = nullptr;
  Query* previous_at_node_ = nullptr;
  Query* next_in_bucket_ = nullptr;
  Query* next_active_ = nullptr;
  Query* previous_active_ = nullptr;
};

}  // namespace quern::query
