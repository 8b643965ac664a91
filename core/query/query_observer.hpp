// One reader of a query, for code that is not drawn each frame. In a view: use() of hooks.hpp.
//   QueryObserver observer{client, project_detail(api, id)};
//   auto subscription = observer.subscribe([](const QueryResult<Project>& project) { … });   // fetches, if it must
#pragma once

#include <memory>
#include <utility>

#include "core/query/detail/query_observer_core.hpp"
#include "core/query/query_client.hpp"

namespace quern::query {

template <class T, class R = T>
class QueryObserver {
 public:
  QueryObserver(QueryClient& client, const QueryOptions<T, R>& options)
      : client_(client.core()),
        core_(std::make_shared<ObserverCore>(client_, client_->with_defaults(detail::erase(options)))) {}

  // Also before anybody subscribed: what is in the cache, unwatched.
  QueryResult<R> result() const {
    const auto core = core_;  // what it asks may end this
    return QueryResult<R>{core->result()};
  }
  void set_options(const QueryOptions<T, R>& options) {
    core_->set_options(client_->with_defaults(detail::erase(options)));
  }
  // Await it for the end of the fetch, and the error there was; result() shows what it brought.
  Completion refetch() {
    const auto gathering = std::make_shared<Gathering>();
    core_->refetch({.mode = Query::WhileFetching::restart}, [gathering](const Result<Data>& answer) {
      if (!answer) gathering->failed(answer.error());
    });
    return gathering->completion();
  }

  // The first subscription watches the query, the end of the last lets it go.
  Subscription subscribe(UniqueFunction<void(const QueryResult<R>&)> callback) {
    const auto core = core_;  // a callback may end this
    auto inner = core->listeners.add(
        [core = core.get(), callback = std::move(callback)]() mutable { callback(QueryResult<R>{core->result()}); });
    core->attach();
    return Subscription{[core, inner = std::move(inner)]() mutable {
      inner.reset();
      if (core->listeners.is_empty()) core->detach();
    }};
  }

 private:
  std::shared_ptr<ClientCore> client_;
  std::shared_ptr<ObserverCore> core_;
};

}  // namespace quern::query
