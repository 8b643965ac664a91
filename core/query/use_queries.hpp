// Several queries in a view that is written anew each frame:
//   const auto authors = use_queries(frame, site, options_of_each_author);              // in the list's order
//   const auto names = combine(frame, other_site, authors, join_names);                 // shared_ptr<const …>
//   const auto page = combine(frame, third_site, std::tie(project, members), make_page);  // of several types
// A key of the list keeps its observer wherever it stands in the next frame's list. combine() runs its function only if a
// result or the function itself is another than in the frame before, and answers the old pointer for an equal value.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/query/hooks.hpp"
#include "core/query/query_results.hpp"

namespace quern::query {

namespace detail {

std::uint64_t site_of_key(std::uint64_t site, const Key& key);

// What combine() keeps from frame to frame. `run` is called at once or not at all.
Data combine_in_frame(Frame& frame, std::uint64_t site, std::vector<ResultBase> results, const DataType* type,
                      const SelectIdentity& identity, SharedFunction<Data()> run);

}  // namespace detail

template <class T, class R>
QueryResults<R> use_queries(Frame& frame, std::uint64_t site, const std::vector<QueryOptions<T, R>>& queries) {
  std::vector<ResultBase> results;
  results.reserve(queries.size());
  for (const auto& options : queries) {
    results.push_back(frame.use(detail::site_of_key(site, options.key), detail::erase(options)));
  }
  return QueryResults<R>{results};
}

template <class R, class F>
auto combine(Frame& frame, std::uint64_t site, const QueryResults<R>& results, F function) {
  using C = std::remove_cvref_t<std::invoke_result_t<F&, const QueryResults<R>&>>;
  return as<C>(detail::combine_in_frame(
      frame, site, {results.begin(), results.end()}, data_type<C>(), detail::select_identity(function),
      [&results, &function]() -> Data { return std::make_shared<const C>(function(results)); }));
}

template <class... Results, class F>
auto combine(Frame& frame, std::uint64_t site, const std::tuple<Results...>& results, F function) {
  using C = std::remove_cvref_t<std::invoke_result_t<F&, const std::remove_cvref_t<Results>&...>>;
  auto list = std::apply([](const auto&... each) { return std::vector<ResultBase>{each...}; }, results);
  return as<C>(detail::combine_in_frame(
      frame, site, std::move(list), data_type<C>(), detail::select_identity(function),
      [&results, &function]() -> Data { return std::make_shared<const C>(std::apply(function, results)); }));
}

}  // namespace quern::query
