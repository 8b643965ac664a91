// What a write is and how it behaves: MutationOptions<V, T>. V are its variables, T the answer (void where there is none).
// Order of a mutation: optimistic and on_mutate at once, then (its turn in the scope, a connection) fetch, then
// on_success or on_error, then on_settled; each is awaited where it answers something awaitable, and only then is the
// status success or error. The optimistic layer is lifted right before on_error; or, after success, when on_success and
// on_settled have ended, in one batch with what they wrote: let them return client.invalidate(…), and the new
// server state takes the layer's place without a flicker.
// Errors  a callback may answer Result<void>, at once or in a Task. Failing, on_mutate keeps the write from being sent; it,
//         on_success and the on_settled after it make the mutation fail with their error, on_error and on_settled are
//         called for it. What fails on that way is told to QueryClientOptions::log, and the first error stands.
#pragma once

#include "core/query/detail/erased_mutation.hpp"

namespace quern::query {

namespace detail {

template <class V>
const V& variables_of(const Data& data) {
  return *static_cast<const V*>(data.get());
}

}  // namespace detail

// Any function Task<Result<T>>(V variables, MutationContext context).
template <class V, class T>
class MutationFetch {
 public:
  MutationFetch() = default;
  template <class F>
    requires std::invocable<F&, V, MutationContext>
  MutationFetch(F function)  // NOLINT(google-explicit-constructor)
      : erased_([function = std::move(function)](const Data& variables, MutationContext context) mutable {
          Task<Result<T>> task = function(detail::variables_of<V>(variables), std::move(context));
          return detail::ErasedTask{std::move(task)};
        }) {}
  const detail::ErasedMutationFetch& erased() const { return erased_; }

 private:
  detail::ErasedMutationFetch erased_;
};

// Any function void(OptimisticPatches& patches, const V& variables).
template <class V>
class Optimistic {
 public:
  Optimistic() = default;
  template <class F>
    requires std::invocable<F&, OptimisticPatches&, const V&>
  Optimistic(F function)  // NOLINT(google-explicit-constructor)
      : erased_([function = std::move(function)](OptimisticPatches& patches, const Data& variables) mutable {
          function(patches, detail::variables_of<V>(variables));
        }) {}
  const SharedFunction<void(OptimisticPatches&, const Data&)>& erased() const { return erased_; }

 private:
  SharedFunction<void(OptimisticPatches&, const Data&)> erased_;
};

// Answers nothing, Result<void>, or something to wait for: a Task, or what client.invalidate() answers. Subject is
// `const T&`, `const Error&`, `const Error*`, or void.
template <class V, class Subject>
class Callback {
 public:
  Callback() = default;
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, Callback>)
  Callback(F function)  // NOLINT(google-explicit-constructor)
      : erased_([function = std::move(function)](const MutationOutcome& outcome, const Data& variables,
                                                 MutationContext& context) mutable {
          return detail::call_about<Subject>(function, outcome, detail::variables_of<V>(variables), context);
        }) {}
  const detail::ErasedCallback& erased() const { return erased_; }

 private:
  detail::ErasedCallback erased_;
};

// A name, or a function std::string(const V&). The empty name is no scope.
template <class V>
class Scope {
 public:
  Scope() = default;
  // NOLINTBEGIN(google-explicit-constructor)
  Scope(std::string name) : erased_([name = std::move(name)](const Data&) { return name; }) {}
  Scope(const char* name) : Scope(std::string{name}) {}
  template <class F>
    requires std::is_invocable_r_v<std::string, F&, const V&>
  Scope(F function)
      : erased_([function = std::move(function)](const Data& variables) mutable -> std::string {
          return function(detail::variables_of<V>(variables));
        }) {}
  // NOLINTEND(google-explicit-constructor)
  const SharedFunction<std::string(const Data&)>& erased() const { return erased_; }

 private:
  SharedFunction<std::string(const Data&)> erased_;
};

template <class V, class T = void>
struct MutationOptions {
  using Answer = Stored<T>;

  MutationFetch<V, T> fetch{};  // empty: the one of the key's defaults (QueryClient::set_mutation_defaults)
  Key key{};                    // for filters, events and defaults
  Optimistic<V> optimistic{};
  Callback<V, void> on_mutate{};              // (const V&, MutationContext&)
  Callback<V, const Answer&> on_success{};    // (const T&, const V&, MutationContext&)
  Callback<V, const Error&> on_error{};       // (const Error&, const V&, MutationContext&)
  Callback<V, const Error*> on_settled{};     // (const Error*, const V&, MutationContext&): null after success
  Scope<V> scope{};                           // mutations of one scope run one after another, as they were made
  std::optional<Retry> retry{};               // 0
  std::optional<RetryDelay> retry_delay{};    // exponential_delay
  std::optional<NetworkMode> network_mode{};  // online
  std::optional<Duration> gc_time{};          // 5 min after it settled
  Meta meta{};
};

// What can be set for a key prefix without knowing V and T. The defaults are as above.
struct MutationDefaults {
  std::optional<Retry> retry{};
  std::optional<RetryDelay> retry_delay{};
  std::optional<NetworkMode> network_mode{};
  std::optional<Duration> gc_time{};
};

// Of one call of MutationObserver::mutate: called after the options' own, not awaited, and only if the place still shows
// this call's mutation and somebody watches it.
template <class V, class T = void>
struct MutateCallbacks {
  Callback<V, const Stored<T>&> on_success{};
  Callback<V, const Error&> on_error{};
  Callback<V, const Error*> on_settled{};
};

namespace detail {

struct MutationParts {
  const DataType* variables_type;
  const DataType* answer_type;
  const ErasedMutationFetch& fetch;
  const Key& key;
  const SharedFunction<void(OptimisticPatches&, const Data&)>& optimistic;
  const ErasedCallback& on_mutate;
  const ErasedCallback& on_success;
  const ErasedCallback& on_error;
  const ErasedCallback& on_settled;
  const SharedFunction<std::string(const Data&)>& scope;
  const std::optional<Retry>& retry;
  const std::optional<RetryDelay>& retry_delay;
  const std::optional<NetworkMode>& network_mode;
  const std::optional<Duration>& gc_time;
  const Meta& meta;
};
SharedMutationOptions make_options(const MutationParts& parts);

template <class V, class T>
SharedMutationOptions erase(const MutationOptions<V, T>& options) {
  return make_options(MutationParts{
      data_type<V>(), data_type<Stored<T>>(), options.fetch.erased(), options.key, options.optimistic.erased(),
      options.on_mutate.erased(), options.on_success.erased(), options.on_error.erased(), options.on_settled.erased(),
      options.scope.erased(), options.retry, options.retry_delay, options.network_mode, options.gc_time, options.meta});
}

}  // namespace detail

}  // namespace quern::query
