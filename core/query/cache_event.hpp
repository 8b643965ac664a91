// What the cache tells those who listen (QueryClient::subscribe): which query or mutation, what happened, and of a fetch why.
// The query or mutation shows the state it has when the listener is called; several changes of one batch come one by one.
#pragma once

#include <cstdint>
#include <memory>

#include "core/query/query_state.hpp"

namespace quern::query {

class Query;
class Mutation;

enum class QueryChange : std::uint8_t {
  added,
  removed,
  fetch_started,
  fetch_paused,
  fetch_continued,
  fetch_failed,  // one try; another follows
  fetch_succeeded,
  fetch_error,  // the last try
  fetch_cancelled,
  data_set,       // by hand
  data_streamed,  // a piece of a fetch that goes on
  restored,       // from storage, from another tab
  invalidated,
  reset,
  layers_changed,  // an optimistic layer came or went
  observer_added,
  observer_removed,
  options_changed,  // an observer's
};

// Why a fetch began.
enum class FetchCause : std::uint8_t {
  none,
  mount,   // its first observer came, or one with other options
  focus,   // the application is looked at again
  online,  // the connection is back
  interval,
  invalidation,
  request,  // refetch(), reset(), a result's own refetch
  read,     // fetch(), ensure(), prefetch()
  page,     // the next or previous page of an infinite query
  write,    // a mutation was accepted while an older fetch was running
};

enum class MutationChange : std::uint8_t {
  added,
  removed,
  started,
  context_kept,  // on_mutate left something for the later callbacks
  paused,        // it waits for its turn, or for a connection
  continued,
  failed,  // one try; another follows
  success,
  error,
  restored,
  observer_added,
  observer_removed,
  options_changed,  // an observer's
};

struct CacheEvent {
  std::shared_ptr<const Query> query;  // one of `query` and `mutation` is there
  QueryChange change = QueryChange::added;
  FetchCause cause = FetchCause::none;  // with fetch_started
  std::shared_ptr<const Mutation> mutation;
  MutationChange mutation_change = MutationChange::added;
};

}  // namespace quern::query
