// What the parts of a client share: time, the world around, and telling.
// Telling waits for the end of the outermost Batch: first the whole change, then those who listen, so that a callback
// finds everything in its new place and may do what it likes, even end the client.
// Owned by the client, and by what may outlive it (observers, fetches in flight); after shut_down() it does nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/scheduler.hpp"
#include "core/query/cache_event.hpp"
#include "core/query/client_options.hpp"
#include "core/query/detail/shared_function.hpp"
#include "core/query/detail/timers.hpp"
#include "core/query/environment.hpp"
#include "core/query/filters.hpp"
#include "core/query/key.hpp"
#include "core/query/query_state.hpp"
#include "core/query/subscription.hpp"

namespace quern::query {

class QueryFetch;

// What is asked of a client by filter, told before it is done: other tabs may hold what this one does not.
struct ClientCommand {
  enum class Kind : std::uint8_t { invalidate, reset, remove, clear };
  Kind kind;
  const QueryFilter& filter;
  bool is_refetching = true;
};

// Somebody who is told at the end of a batch that what they read may have changed.
class Reader : public std::enable_shared_from_this<Reader> {
 public:
  virtual ~Reader() = default;
  // Looks again, tells its own listeners; true if there was something new.
  virtual bool refresh() = 0;

 private:
  friend class Runtime;
  bool is_marked_ = false;
};

class Runtime : public std::enable_shared_from_this<Runtime> {
 public:
  Runtime(Scheduler& scheduler, SharedFunction<Duration(Duration)> jitter);
  ~Runtime();

  Scheduler& scheduler;
  DeadlineQueue timers;
  FocusManager focus;
  OnlineManager online;
  Listeners<> changes;  // once a batch in which a reader saw something new
  Listeners<const CacheEvent&> events;
  QueryCallbacks query_callbacks;
  LogHook log_hook;
  SharedFunction<void(const ClientCommand&)> on_command;  // null, unless it has tabs

  bool is_logging() const { return static_cast<bool>(log_hook); }  // ask before a text is put together
  void log(LogLevel level, std::string_view text) const {
    if (log_hook) log_hook(level, text);
  }
  TimePoint now() const { return scheduler.now(); }
  Duration jittered(Duration delay) const { return jitter_ ? jitter_(delay) : delay; }
  std::uint64_t next_sequence() { return ++last_sequence_; }
  // The number of the scheduler's turn: two calls in one turn see the same.
  std::uint64_t turn();
  bool is_shut() const { return is_shut_; }
  void shut_down();

  void mark(Reader& reader);
  void tell(std::shared_ptr<const Query> query, QueryChange change, FetchCause cause = FetchCause::none);
  void tell(std::shared_ptr<const Mutation> mutation, MutationChange change);

  // Fetches that wait for focus or a connection, watched or not.
  void remember_paused(std::weak_ptr<QueryFetch> fetch) { paused_.push_back(std::move(fetch)); }
  void proceed_paused();

  std::uint64_t fetching = 0;  // queries with a fetch running, paused ones not
  std::uint64_t mutating = 0;

 private:
  friend class Batch;
  void end_batch();

  SharedFunction<Duration(Duration)> jitter_;
  int batch_depth_ = 0;
  bool is_telling_ = false;
  bool is_shut_ = false;
  bool is_turn_counted_ = false;
  std::uint64_t turn_ = 0;
  std::uint64_t last_sequence_ = 0;
  std::vector<std::weak_ptr<Reader>> marked_;
  std::vector<CacheEvent> events_;
  std::vector<std::weak_ptr<QueryFetch>> paused_;
};

// While one is open, nobody is told. Closing the last tells all, and may run any code.
class Batch {
 public:
  explicit Batch(Runtime& runtime) : runtime_(runtime.shared_from_this()) { open(); }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;
  ~Batch() { close(); }
  void open();
  void close();

 private:
  std::shared_ptr<Runtime> runtime_;
  bool is_open_ = false;
};

}  // namespace quern::query
