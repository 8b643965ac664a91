// How a whole client behaves.
#pragma once

#include "core/query/detail/shared_function.hpp"
#include "core/query/query_options.hpp"

namespace quern::query {

struct QueryClientOptions {
  QueryDefaults defaults{};
  // What becomes of a retry's delay: a little randomness, so that a thousand clients do not come back at once.
  SharedFunction<Duration(Duration delay)> jitter{};
};

}  // namespace quern::query
