// One place that writes, for code that is not drawn each frame. In a view: use_mutation() of hooks.hpp.
//   MutationObserver rename{client, rename_project(api)};
//   auto subscription = rename.subscribe([](const auto& result) { button.set_busy(result.is_pending()); });
//   rename.mutate({id, "New name"}, {.on_success = [](const Project&, const Rename&, MutationContext&) { close(); }});
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include "core/query/detail/mutation_observer_core.hpp"
#include "core/query/mutation_result.hpp"
#include "core/query/query_client.hpp"

namespace quern::query {

template <class V, class T>
class MutationObserver {
 public:
  MutationObserver(QueryClient& client, const MutationOptions<V, T>& options)
      : core_(std::make_shared<MutationObserverCore>(client.core())) {
    set_options(options);
  }

  MutationResult<V, T> result() const { return MutationResult<V, T>{core_->result()}; }
  // Of the mutation under way, and of the next; one that settled keeps its own. Another key lets go of it: idle again.
  void set_options(const MutationOptions<V, T>& options) { core_->set_options(detail::erase(options)); }

  WriteAnswer<T> mutate(std::type_identity_t<V> variables, const MutateCallbacks<V, T>& callbacks = {}) {
    Promise<Data> promise;
    WriteAnswer<T> answer{promise.future()};
    core_->mutate(std::make_shared<const V>(std::move(variables)), detail::erase(callbacks),
                  [promise = std::move(promise)](const Result<Data>& data) mutable { promise.resolve(data); });
    return answer;
  }
  void reset() { core_->reset(); }    // back to idle; what runs runs on
  void cancel() { core_->cancel(); }  // what runs ends as `cancelled`, unless it was answered already

  // The end of the last subscription lets go of the mutation, which may be collected then; another shows it again.
  Subscription subscribe(UniqueFunction<void(const MutationResult<V, T>&)> callback) {
    auto listening = core_->listeners.add([core = core_.get(), callback = std::move(callback)]() mutable {
      callback(MutationResult<V, T>{core->result()});
    });
    return Subscription{[listening = std::move(listening), watching = core_->watch()] {}};
  }

 private:
  std::shared_ptr<MutationObserverCore> core_;
};

}  // namespace quern::query
