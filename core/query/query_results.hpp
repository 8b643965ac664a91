// The results of a list of queries, in the order of the list: a snapshot, as each of them is.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "core/query/query_result.hpp"

namespace quern::query {

template <class R>
class QueryResults {
 public:
  QueryResults() = default;
  explicit QueryResults(std::span<const ResultBase> results) {
    results_.reserve(results.size());
    for (const auto& result : results) results_.emplace_back(result);
  }

  std::size_t size() const { return results_.size(); }
  bool is_empty() const { return results_.empty(); }
  const QueryResult<R>& operator[](std::size_t place) const { return results_[place]; }
  auto begin() const { return results_.begin(); }
  auto end() const { return results_.end(); }

  bool is_pending() const { return std::ranges::any_of(results_, &ResultBase::is_pending); }  // one at least
  bool is_fetching() const { return std::ranges::any_of(results_, &ResultBase::is_fetching); }
  bool is_error() const { return std::ranges::any_of(results_, &ResultBase::is_error); }
  bool has_data() const { return std::ranges::all_of(results_, &ResultBase::has_data); }  // every one

 private:
  std::vector<QueryResult<R>> results_;
};

}  // namespace quern::query
