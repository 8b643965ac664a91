// Readers of several queries at once, for code that is not drawn each frame. In a view: use_queries.hpp.
//   QueriesObserver authors{client, options_of_each_author};                       // tells QueryResults<Author>
//   QueriesObserver names{client, options_of_each_author, join_names};            // tells what join_names answers
//   CombinedObserver page{client, make_page, project_detail(id), member_list(id)};  // queries of several types
// Results keep the order of the list; one key may be in it several times, and is fetched once. Listeners are told once a
// turn of the scheduler, however many answers came in it, and only if what they are told is another. The function that
// combines runs then, or when result() is asked for, and only if a result, the list, or the function itself changed.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/query/detail/queries_core.hpp"
#include "core/query/query_client.hpp"
#include "core/query/query_results.hpp"

namespace quern::query {

namespace detail {

template <class C, class F>
Combiner make_combiner(F function, Data (*run)(const F&, std::span<const ResultBase>)) {
  const auto identity = select_identity(function);
  return {.type = data_type<C>(),
          .run = [function = std::move(function),
                  run](std::span<const ResultBase> results) { return run(function, results); },
          .identity = identity};
}

template <class R, class F>
using CombinedList = std::remove_cvref_t<std::invoke_result_t<const F&, const QueryResults<R>&>>;

template <class R, class F>
Combiner list_combiner(F function) {
  using C = CombinedList<R, F>;
  return make_combiner<C, F>(std::move(function), [](const F& combine, std::span<const ResultBase> results) -> Data {
    return std::make_shared<const C>(combine(QueryResults<R>{results}));
  });
}

template <class C, class... Rs, class F>
Combiner pack_combiner(F function) {
  return make_combiner<C, F>(std::move(function), [](const F& combine, std::span<const ResultBase> results) -> Data {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::make_shared<const C>(combine(QueryResult<Rs>{results[I]}...));
    }(std::index_sequence_for<Rs...>{});
  });
}

// The results as they are.
template <class R>
struct Uncombined {
  QueryResults<R> operator()(const QueryResults<R>& results) const { return results; }
};

template <class T, class R>
QueriesCore::OptionsList erase_all(const std::vector<QueryOptions<T, R>>& queries) {
  QueriesCore::OptionsList erased;
  erased.reserve(queries.size());
  for (const auto& options : queries) erased.push_back(erase(options));
  return erased;
}

}  // namespace detail

// What the two kinds have in common: C is what their listeners are told.
template <class C>
class CombinedBase {
 public:
  // Also before anybody subscribed: of what is in the cache, unwatched. The same pointer as long as nothing changed.
  std::shared_ptr<const C> result() { return as<C>(core_->result()); }
  void refetch() { core_->refetch(); }

  // The first subscription watches the queries, the end of the last lets them go.
  Subscription subscribe(UniqueFunction<void(const C&)> callback) {
    return core_->subscribe([core = core_.get(), callback = std::move(callback)]() mutable {
      const auto combined = as<C>(core->told());  // kept: the callback may change what is combined
      callback(*combined);
    });
  }

 protected:
  CombinedBase(QueryClient& client, const QueriesCore::OptionsList& queries, Combiner combiner)
      : core_(std::make_shared<QueriesCore>(client.core(), queries, std::move(combiner))) {}
  std::shared_ptr<QueriesCore> core_;
};

template <class T, class R = T, class C = QueryResults<R>>
class QueriesObserver : public CombinedBase<C> {
 public:
  QueriesObserver(QueryClient& client, const std::vector<QueryOptions<T, R>>& queries)
    requires std::same_as<C, QueryResults<R>>
      : QueriesObserver(client, queries, detail::Uncombined<R>{}) {}
  template <class F>
    requires std::same_as<C, detail::CombinedList<R, F>>
  QueriesObserver(QueryClient& client, const std::vector<QueryOptions<T, R>>& queries, F combine)
      : CombinedBase<C>(client, detail::erase_all(queries), detail::list_combiner<R>(std::move(combine))) {}

  // Another list: observers stay with their keys wherever these stand now. The function stays.
  void set_queries(const std::vector<QueryOptions<T, R>>& queries) {
    this->core_->set_queries(detail::erase_all(queries));
  }
  template <class F>
    requires std::same_as<C, detail::CombinedList<R, F>>
  void set_combine(F combine) {
    this->core_->set_combiner(detail::list_combiner<R>(std::move(combine)));
  }
};

template <class T, class R>
QueriesObserver(QueryClient&, const std::vector<QueryOptions<T, R>>&) -> QueriesObserver<T, R>;
template <class T, class R, class F>
QueriesObserver(QueryClient&, const std::vector<QueryOptions<T, R>>&, F)
    -> QueriesObserver<T, R, detail::CombinedList<R, F>>;

// Queries of different types: combine(const QueryResult<A>&, const QueryResult<B>&, …) answers C.
template <class C>
class CombinedObserver : public CombinedBase<C> {
 public:
  template <class F, class... Ts, class... Rs>
  CombinedObserver(QueryClient& client, F combine, const QueryOptions<Ts, Rs>&... queries)
      : CombinedBase<C>(client, {detail::erase(queries)...}, detail::pack_combiner<C, Rs...>(std::move(combine))) {}
};

template <class F, class... Ts, class... Rs>
CombinedObserver(QueryClient&, F, const QueryOptions<Ts, Rs>&...)
    -> CombinedObserver<std::remove_cvref_t<std::invoke_result_t<const F&, const QueryResult<Rs>&...>>>;

}  // namespace quern::query
