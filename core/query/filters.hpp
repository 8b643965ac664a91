// Which queries and mutations are meant, and what is to become of them.
// Every condition of a filter must hold. The empty key is a prefix of all; with `exact` the key is the whole name.
#pragma once

#include <cstdint>
#include <optional>

#include "core/query/detail/shared_function.hpp"
#include "core/query/key.hpp"
#include "core/query/query_state.hpp"

namespace quern::query {

class Query;
class Mutation;

enum class QueryType : std::uint8_t { all, active, inactive };  // active: somebody watches it, and wants it fetched

struct QueryFilter {
  Key key{};
  bool exact = false;
  QueryType type = QueryType::all;
  std::optional<bool> stale{};
  std::optional<FetchStatus> fetch_status{};
  SharedFunction<bool(const Query&)> predicate{};
};

struct MutationFilter {
  Key key{};
  bool exact = false;
  std::optional<MutationStatus> status{};
  SharedFunction<bool(const Mutation&)> predicate{};
};

enum class RefetchType : std::uint8_t { active, inactive, all, none };

struct InvalidateOptions {
  Key key{};
  bool exact = false;
  QueryType type = QueryType::all;
  SharedFunction<bool(const Query&)> predicate{};
  RefetchType refetch = RefetchType::active;  // which of them are fetched again at once
  bool cancel_refetch = true;                 // a running refetch begins anew; else another follows it
};

struct RefetchOptions {
  Key key{};
  bool exact = false;
  QueryType type = QueryType::all;
  std::optional<bool> stale{};
  SharedFunction<bool(const Query&)> predicate{};
  bool cancel_refetch = true;
};

struct CancelOptions {
  bool revert = true;  // to the state before the fetch; else the query ends in error, `cancelled`
};

}  // namespace quern::query
