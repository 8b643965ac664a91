// One reader of a query, for code that is not drawn each frame. In a view: use() of hooks.hpp.
//   QueryObserver observer{client, project_detail(api, id)};
//   auto subscription = observer.subscribe([](const QueryResult<Project>& project) { … });   // fetches, if it must
#pragma once

#include <memory>
#include <utility>

#include "core/query/detail/query_observer_core.hpp"
#include "core/query/query_client.hpp"

namespace quern::query {

// What the observers of plain and infinite queries have in common.
template <class Seen>
class ObserverOf {
 public:
  // Also before anybody subscribed: what is in the cache, unwatched.
  Seen result() const {
    const auto core = core_;  // what it asks may end this
    return Seen{core->result()};
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
  Subscription subscribe(UniqueFunction<void(const Seen&)> callback) {
    return core_->subscribe(
        [core = core_.get(), callback = std::move(callback)]() mutable { callback(Seen{core->result()}); });
  }

 protected:
  ObserverOf(QueryClient& client, std::shared_ptr<ErasedOptions> options)
      : client_(client.core()),
        core_(std::make_shared<ObserverCore>(client_, client_->with_defaults(std::move(options)))) {}
  void set_erased(std::shared_ptr<ErasedOptions> options) {
    core_->set_options(client_->with_defaults(std::move(options)));
  }

 private:
  std::shared_ptr<ClientCore> client_;
  std::shared_ptr<ObserverCore> core_;
};

template <class T, class R = T>
class QueryObserver : public ObserverOf<QueryResult<R>> {
 public:
  QueryObserver(QueryClient& client, const QueryOptions<T, R>& options)
      : ObserverOf<QueryResult<R>>(client, detail::erase(options)) {}
  void set_options(const QueryOptions<T, R>& options) { this->set_erased(detail::erase(options)); }
};

}  // namespace quern::query
