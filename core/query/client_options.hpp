// How a whole client behaves.
#pragma once

#include "core/query/detail/erased_mutation.hpp"
#include "core/query/detail/shared_function.hpp"
#include "core/query/log.hpp"
#include "core/query/query_settings.hpp"

namespace quern::query {

class Query;

// Called once for each fetch that ended with an answer or its last error, however many watch; not for a cancelled one.
// The state is changed already, observers hear of it later.
struct QueryCallbacks {
  SharedFunction<void(const AnyData& data, const Query& query)> on_success{};
  SharedFunction<void(const Error& error, const Query& query)> on_error{};
  SharedFunction<void(const Error* error, const Query& query)> on_settled{};  // null after success
};

// Called for every mutation before its own callback of the name, awaited as that is. mutation.state() has the variables
// and the context; the status is still pending.
struct MutationCallbacks {
  CacheCallback<void> on_mutate{};             // (const Mutation&)
  CacheCallback<const AnyData&> on_success{};  // (const AnyData& data, const Mutation&)
  CacheCallback<const Error&> on_error{};      // (const Error&, const Mutation&)
  CacheCallback<const Error*> on_settled{};    // (const Error*, const Mutation&): null after success
};

struct QueryClientOptions {
  QueryDefaults defaults{};
  // What becomes of a retry's delay: a little randomness, so that a thousand clients do not come back at once.
  SharedFunction<Duration(Duration delay)> jitter{};
  QueryCallbacks query_callbacks{};
  MutationCallbacks mutation_callbacks{};
  LogHook log{};
};

}  // namespace quern::query
