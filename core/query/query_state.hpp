// What is known of a query, and what is being done about it.
#pragma once

#include <cstdint>
#include <memory>

#include "core/base/error.hpp"
#include "core/base/time.hpp"
#include "core/query/data.hpp"

namespace quern::query {

enum class QueryStatus : std::uint8_t { pending, error, success };  // what we know
enum class FetchStatus : std::uint8_t { idle, fetching, paused };   // what we do
// Which end of an infinite query a fetch adds a page to; `none`: it fetches the whole, as every other query does.
enum class FetchDirection : std::uint8_t { none, next, previous };
enum class MutationStatus : std::uint8_t { idle, pending, error, success };

using SharedError = std::shared_ptr<const Error>;

struct QueryState {
  Data data;          // the server's word; optimistic layers are not in it
  SharedError error;  // of the last fetch that ended, if it failed; data from before stays beside it
  QueryStatus status = QueryStatus::pending;
  FetchStatus fetch_status = FetchStatus::idle;
  FetchDirection direction = FetchDirection::none;  // of the running fetch, or of the last
  TimePoint updated_at{};                           // of the data
  TimePoint error_updated_at{};                     // of the error
  std::uint32_t data_updates = 0;
  std::uint32_t error_updates = 0;
  int failure_count = 0;  // tries of the running fetch that failed, or of the last
  SharedError failure_reason;
  bool is_invalidated = false;
};

}  // namespace quern::query
