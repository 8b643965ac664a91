// One run of a query's fetch: its tries, the waits between them, its pauses.
// Owned by its query while it runs, and by its coroutine. Letting go of it (detach) ends it: what comes later is dropped.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/query/detail/erased_options.hpp"
#include "core/query/detail/runtime.hpp"

namespace quern::query {

class Query;
using FetchWaiter = UniqueFunction<void(const Result<Data>& answer)>;

class QueryFetch : public std::enable_shared_from_this<QueryFetch> {
 public:
  QueryFetch(Query& query, SharedOptions options, QueryState before);

  void start();    // never settles before it returns
  void proceed();  // focus or connection came back, or somebody watches again: end a pause
  void stop_retrying() { is_retry_cancelled = true; }
  bool is_stop_taken() const { return stop_->is_taken; }
  bool is_paused() const { return is_paused_; }
  bool has_begun() const { return !is_paused_ || failures_ > 0; }  // its first try went out

  // ---- for fetch functions that bring their data piece by piece
  bool is_running() const { return query_ != nullptr; }
  Data data() const;                         // the query's, as it is now
  bool is_refetch() const;                   // the query was fetched before, well or badly
  void publish(Data data);                   // what came so far: shown, and kept if the fetch is cancelled
  void forget_data();                        // the query is as in the beginning, but for its running fetch
  void forget_failures() { failures_ = 0; }  // a piece came: the next has its own retries
  bool is_first_try() const { return failures_ == 0; }
  Scheduler& scheduler() const { return runtime_->scheduler; }
  void flush_pieces() {
    if (flush) flush();
  }
  bool is_partial = false;       // a next try will not bring all: what was invalidated before it still is
  std::shared_ptr<void> kept;    // what the function wants to find again in its next try
  UniqueFunction<void()> flush;  // publishes what it holds back; called before the fetch is cancelled

  // Ends it: no answer counts any more, its stop token is stopped.
  void detach(bool is_stopping);

  const SharedOptions options;
  QueryState before;             // what a cancel goes back to; a write by hand meanwhile changes it
  const std::uint64_t sequence;  // fetches and accepted writes in the order they began
  FetchDirection direction = FetchDirection::none;
  std::uint64_t turn;  // in which the running try began
  std::vector<FetchWaiter> waiters;
  std::vector<FetchWaiter> after_waiters;  // they wait for the fetch after this one
  bool refetch_after = false;              // invalidated meanwhile
  bool is_retry_cancelled = false;

 private:
  static Task<void> run(std::shared_ptr<QueryFetch> fetch);
  Future<void> wait();
  void begin_try();
  void pause();
  bool can_start() const;
  bool can_continue() const;
  void wake();
  void wake_later();
  void tried(Error error);

  Query* query_;
  std::shared_ptr<Runtime> runtime_;
  std::shared_ptr<detail::FetchStop> stop_ = std::make_shared<detail::FetchStop>();
  std::optional<Promise<void>> waiting_;
  Timer timer_;
  bool is_paused_ = false;
  bool is_starting_ = false;
  int failures_ = 0;
};

}  // namespace quern::query
