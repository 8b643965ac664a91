// What a panel for developers reads: every query and mutation, what is known of them, and how they came there.
//   Inspector inspector{client, {.history = 20}};
//   for (const auto& row : inspector.queries()) …      // in the order they came
//   inspector.counts().stale;                          // kept up as things change, not counted
// What a panel does is the client's own: refetch({.key = row.query->key(), .exact = true}), invalidate, reset, remove,
// cancel, clear; online() and focus() are its switches.
// A client nobody inspects pays nothing for it. One that is inspected pays for each change the time of a lookup, and for
// each query its history, the last `history` transitions of 16 bytes; so a hundred thousand queries can be borne.
// Owned by the panel; may outlive the client, and shows nothing then. It knows of fetches since it was made.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/query/query_client.hpp"

namespace quern::query {

// The one word for a query, the first that fits. In a filter: what may not be said of it by its status alone.
enum class QueryLabel : std::uint8_t {
  fetching,
  inactive,  // nobody watches it
  paused,    // wants a connection, or focus
  stale,
  fresh,
};

struct InspectorOptions {
  std::size_t history = 20;  // transitions kept of each query and mutation
};

struct QueryTransition {
  TimePoint at;
  QueryChange change;
  FetchCause cause;  // why, of fetch_started
};

struct MutationTransition {
  TimePoint at;
  MutationChange change;
};

struct QueryRow {
  std::shared_ptr<const Query> query;  // state, options, meta
  std::string key;                     // as text: ["projects","list"]
  QueryLabel label = QueryLabel::fresh;
  std::size_t observers = 0;
  std::size_t layers = 0;  // optimistic ones that lie on it
  bool is_stale = false;
  bool is_disabled = false;
  std::optional<TimePoint> stale_at;  // of the observer for which it is stale first; none: it is, or never will be
  std::optional<TimePoint> fetch_at;  // of the next interval
  std::optional<TimePoint> gc_at;
  std::uint32_t fetches = 0;                // begun
  std::uint32_t tries = 0;                  // of the running fetch, or of the last
  FetchCause cause = FetchCause::none;      // of that fetch
  std::optional<Duration> last_fetch_took;  // until its answer or last error, waits between tries in it
};

struct MutationRow {
  std::shared_ptr<const Mutation> mutation;
  std::string key;  // "[]" where it has none
  bool has_observers = false;
  std::optional<Duration> took;  // since it was submitted, once it settled
};

struct QueryCounts {
  std::size_t fetching = 0, inactive = 0, paused = 0, stale = 0, fresh = 0;
};
struct MutationCounts {
  std::size_t pending = 0, paused = 0, success = 0, error = 0;  // the paused are not among the pending
};

class Inspector {
 public:
  explicit Inspector(QueryClient& client, InspectorOptions options = {});

  std::vector<QueryRow> queries(const QueryFilter& filter = {});  // in the order they came into the cache
  std::vector<MutationRow> mutations(const MutationFilter& filter = {});
  std::vector<QueryTransition> history(const Query& query) const;  // oldest first
  std::vector<MutationTransition> history(const Mutation& mutation) const;
  QueryCounts counts();
  MutationCounts mutation_counts() const;

  // What changed: a number that is another after each transition, so that a panel knows whether to look again.
  std::uint64_t revision() const { return revision_; }

 private:
  // The last transitions, in a ring: `first` is where the oldest is.
  template <class Transition>
  struct History {
    std::vector<Transition> kept;
    std::size_t first = 0;
  };
  using StaleTimes = std::set<std::pair<TimePoint, const Query*>>;
  struct QueryRecord {
    std::uint64_t order = 0;
    QueryLabel label = QueryLabel::fresh;
    std::optional<TimePoint> stale_at;  // its place in stale_times_
    std::optional<TimePoint> started_at;
    std::optional<Duration> last_fetch_took;
    std::uint32_t fetches = 0;
    std::uint32_t tries = 0;
    FetchCause cause = FetchCause::none;
    History<QueryTransition> history;
  };
  struct MutationRecord {
    std::size_t MutationCounts::* counted = nullptr;
    std::optional<Duration> took;
    History<MutationTransition> history;
  };

  void on_event(const CacheEvent& event);
  void on_query(const Query& query, QueryChange change, FetchCause cause);
  void on_mutation(const Mutation& mutation, MutationChange change);
  void note_fetch(QueryRecord& record, QueryChange change, FetchCause cause);
  void label(const Query& query, QueryRecord& record);
  void unlabel(const Query& query, QueryRecord& record);
  void count(MutationRecord& record, const Mutation& mutation);
  void grow_stale();

  std::shared_ptr<ClientCore> client_;
  std::size_t history_;
  std::uint64_t revision_ = 0;
  std::uint64_t last_order_ = 0;
  std::unordered_map<const Query*, QueryRecord> queries_;
  std::map<std::uint64_t, MutationRecord> mutations_;
  StaleTimes stale_times_;  // when those that are fresh will not be any more
  QueryCounts counts_;
  MutationCounts mutation_counts_;
  Subscription subscription_;  // last: ends first
};

std::string_view name_of(QueryLabel label);
std::string_view name_of(QueryStatus status);
std::string_view name_of(FetchStatus status);
std::string_view name_of(MutationStatus status);
std::string_view name_of(QueryChange change);
std::string_view name_of(FetchCause cause);
std::string_view name_of(MutationChange change);

}  // namespace quern::query
