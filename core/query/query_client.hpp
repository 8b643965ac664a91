// The door to the cache: reads, writes, invalidation, mutations, and what the world around does.
//   QueryClient client{scheduler};
//   auto project = co_await client.fetch(project_detail(api, id));        // from the cache if fresh
//   client.invalidate({.key = {"projects"}});                             // all of them; the watched ones refetch
// Owned by the program. Ending it, also from inside a callback, stops what is in flight: those who wait get `cancelled`.
// Nothing of it is called by another thread.
#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/query/detail/client_core.hpp"
#include "core/query/detail/erased_options.hpp"
#include "core/query/mutation_options.hpp"

namespace quern::query {

// What a read or a write will answer: await it once, or let it go.
template <class T>
class DataAnswer {
 public:
  explicit DataAnswer(Future<Data> future) : future_(std::move(future)) {}
  bool await_ready() const noexcept { return future_.await_ready(); }
  void await_suspend(std::coroutine_handle<> waiter) noexcept { future_.await_suspend(waiter); }
  Result<std::shared_ptr<const T>> await_resume() {
    auto data = future_.await_resume();
    if (!data) return fail(std::move(data.error()));
    return as<T>(*data);
  }
  void detach() const {}  // says in so many words that nobody waits

 private:
  Future<Data> future_;
};

template <class T>
class WriteAnswer {
 public:
  explicit WriteAnswer(Future<Data> future) : future_(std::move(future)) {}
  bool await_ready() const noexcept { return future_.await_ready(); }
  void await_suspend(std::coroutine_handle<> waiter) noexcept { future_.await_suspend(waiter); }
  Result<T> await_resume() {
    auto data = future_.await_resume();
    if (!data) return fail(std::move(data.error()));
    if constexpr (std::is_void_v<T>) {
      return {};
    } else {
      return *static_cast<const T*>(data->get());
    }
  }
  void detach() const {}

 private:
  Future<Data> future_;
};

class QueryClient {
 public:
  explicit QueryClient(Scheduler& scheduler, QueryClientOptions options = {});
  QueryClient(const QueryClient&) = delete;
  QueryClient& operator=(const QueryClient&) = delete;
  ~QueryClient();

  // ---- imperative reads. No retry unless the options or defaults say so; `enabled`, `select` and `placeholder` are
  // a reader's and do not count.
  template <class T, class R>
  DataAnswer<T> fetch(
      const QueryOptions<T, R>& options) {  // Result<shared_ptr<const T>>: cached if fresh, else fetched
    return DataAnswer<T>{core_->fetch(detail::erase(options), ClientCore::Read::fresh)};
  }
  template <class T, class R>
  DataAnswer<T> ensure(const QueryOptions<T, R>& options) {  // cached if there at all
    return DataAnswer<T>{core_->fetch(detail::erase(options), ClientCore::Read::cached)};
  }
  template <class T, class R>
  void prefetch(const QueryOptions<T, R>& options) {  // so that it is there soon; an error is nobody's
    (void)core_->fetch(detail::erase(options), ClientCore::Read::fresh);
  }

  // ---- data. Exact keys; T must be the type the query was made with.
  template <class T>
  std::shared_ptr<const T> get_data(const Key& key) const {  // as shown: with optimistic layers; null if there is none
    return as<T>(core_->shown_data(key, data_type<T>()));
  }
  template <class T>
  std::shared_ptr<const T> get_server_data(const Key& key) const {  // without them
    return as<T>(core_->server_data(key, data_type<T>()));
  }
  // The server's word, by hand: makes the query if there is none, clears error and invalidation.
  template <class T>
  void set_data(const Key& key, T value, std::optional<TimePoint> updated_at = {}) {
    core_->set_data(key, data_type<T>(), std::make_shared<const T>(std::move(value)), updated_at);
  }
  template <class T>
  void set_data(const Key& key, std::shared_ptr<const T> value, std::optional<TimePoint> updated_at = {}) {
    core_->set_data(key, data_type<T>(), std::move(value), updated_at);
  }
  // The same, made of what is there: change(const shared_ptr<const T>&), null where there is nothing, answers T, or
  // shared_ptr<const T>, null for no change.
  template <class T, class F>
  void update(const Key& key, F change, std::optional<TimePoint> updated_at = {}) {
    core_->set_data(key, data_type<T>(), detail::to_shared<T>(change(get_server_data<T>(key))), updated_at);
  }
  // Key and data, as shown, of every query meant that has data of type T.
  template <class T>
  std::vector<std::pair<Key, std::shared_ptr<const T>>> get_all(const QueryFilter& filter) const {
    std::vector<std::pair<Key, std::shared_ptr<const T>>> all;
    for (const auto& query : core_->cache().find_all(filter)) {
      if (query->type() == data_type<T>() && query->shown()) all.emplace_back(query->key(), as<T>(query->shown()));
    }
    return all;
  }
  // Changes the server's word of every query under the prefix that has data of type T: change(const T&) answers T, or
  // shared_ptr<const T>, null for no change. Its age, error and invalidation stay. Answers how many changed.
  template <class T, class F>
  std::size_t update_data(const Key& prefix, F change, Match match = Match::prefix) {
    std::size_t changed = 0;
    const Batch batch{core_->runtime()};
    for (const auto& query : core_->cache().find_all({.key = prefix, .exact = match == Match::exact})) {
      if (query->type() != data_type<T>() || !query->state().data) continue;
      auto next = detail::to_shared<T>(change(*static_cast<const T*>(query->state().data.get())));
      if (!next || next == query->state().data || !query->is_cached()) continue;
      query->patch_data(std::move(next));
      ++changed;
    }
    return changed;
  }
  std::shared_ptr<const Query> find_query(const Key& key) const { return core_->cache().find(key); }
  std::vector<std::shared_ptr<const Query>> find_queries(const QueryFilter& filter) const;

  // ---- by filter. A Completion may be awaited, for the first error if any, or dropped.
  Completion invalidate(InvalidateOptions options) { return core_->invalidate(std::move(options)); }
  Completion invalidate(Key prefix) { return core_->invalidate({.key = std::move(prefix)}); }
  Completion refetch(RefetchOptions options = {}) { return core_->refetch(std::move(options)); }
  void cancel(const QueryFilter& filter = {}, CancelOptions options = {}) { core_->cancel(filter, options.revert); }
  void remove(const QueryFilter& filter) { core_->remove(filter); }             // observers keep what they saw
  Completion reset(const QueryFilter& filter) { return core_->reset(filter); }  // as in the beginning, then refetch
  void clear() { core_->clear(); }  // queries, layers, mutations, and what observers saw of them
  void set_default_options(Key prefix, QueryDefaults defaults) {
    core_->set_default_options(std::move(prefix), std::move(defaults));
  }

  // ---- writes
  template <class V, class T>
  WriteAnswer<T> mutate(const MutationOptions<V, T>& options, std::type_identity_t<V> variables) {  // Result<T>
    return WriteAnswer<T>{core_->mutate(detail::erase(options), std::make_shared<const V>(std::move(variables)))};
  }
  std::vector<std::shared_ptr<const Mutation>> find_mutations(const MutationFilter& filter = {}) const;  // oldest first
  std::shared_ptr<const Mutation> find_mutation(const Key& key) const;  // the oldest of exactly this key, or null
  // Taken back by who made them: those not answered yet end as `cancelled`, at once.
  void cancel_mutations(const MutationFilter& filter) { core_->cancel_mutations(filter); }
  // Those that wait for a connection, and those restored (MutationCache::restore), go on. Complete when they settled.
  Completion resume_paused_mutations() { return core_->resume_paused_mutations(); }
  // What mutations under the prefix use where they say nothing themselves; of several prefixes the one set last counts
  // first. Those with a V and T serve mutations of these types only. The empty prefix stands for all.
  template <class V, class T>
  void set_mutation_defaults(Key prefix, const MutationOptions<V, T>& defaults) {
    core_->mutations().set_defaults(std::move(prefix), detail::erase(defaults));
  }
  void set_mutation_defaults(Key prefix, const MutationDefaults& defaults);

  // ---- the world around. The platform says so; each returns at once.
  void on_focus(bool is_focused = true) { core_->on_focus(is_focused); }
  void on_online(bool is_online) { core_->on_online(is_online); }
  FocusManager& focus() { return core_->runtime().focus; }  // to ask, and to listen
  OnlineManager& online() { return core_->runtime().online; }

  // ---- who listens. Callbacks come when a change is whole, and may do anything to the client.
  Subscription subscribe(UniqueFunction<void(const CacheEvent&)> callback);
  Subscription on_change(UniqueFunction<void()> callback);  // once for all that some reader sees new: ask for a frame
  // Several changes as one to those who listen.
  template <class F>
  void batch(F changes) {
    const Batch batch{core_->runtime()};
    changes();
  }

  std::size_t size() const { return core_->cache().size(); }
  std::uint64_t fetching() const { return core_->runtime().fetching; }
  std::uint64_t mutating() const { return core_->runtime().mutating; }  // pending ones, the paused among them
  std::size_t mutating(MutationFilter filter) const;

  const std::shared_ptr<ClientCore>& core() const { return core_; }  // for observers and hooks

 private:
  std::shared_ptr<ClientCore> core_;
};

}  // namespace quern::query
