// What a write is and how it behaves: MutationOptions<V, T>. V are its variables, T the answer (void where there is none).
// Order of a mutation: optimistic and on_mutate at once, then (its turn in the scope, a connection) fetch, then
// on_success or on_error, then on_settled; each is awaited where it answers something awaitable, and only then is the
// status success or error. The optimistic layer is lifted right before on_error; or, after success, when on_success and
// on_settled have ended, in one batch with what they wrote: let them return client.invalidate(…), and the new
// server state takes the layer's place without a flicker.
#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "core/base/stop_token.hpp"
#include "core/base/task.hpp"
#include "core/query/data.hpp"
#include "core/query/key.hpp"
#include "core/query/layers.hpp"
#include "core/query/query_options.hpp"

namespace quern::query {

struct MutationContext {
  std::uint64_t id = 0;  // of this mutation, in this client
  Key key;
  StopToken stop;               // the client ended, or it was taken back
  int failures = 0;             // tries that failed before this one
  std::shared_ptr<void> value;  // from on_mutate to the later callbacks
};

namespace detail {

inline Task<void> nothing_to_await() { co_return; }

template <class Awaitable>
Task<void> await_any(Awaitable awaitable) {
  (void)co_await awaitable;
}

// Calls it; answers what is to be awaited.
template <class F, class... Args>
Task<void> call(F& function, Args&&... args) {
  using Answer = std::invoke_result_t<F&, Args...>;
  if constexpr (std::is_void_v<Answer>) {
    function(std::forward<Args>(args)...);
    return nothing_to_await();
  } else if constexpr (std::same_as<Answer, Task<void>>) {
    return function(std::forward<Args>(args)...);
  } else {
    return await_any(function(std::forward<Args>(args)...));
  }
}

using ErasedMutationFetch = SharedFunction<ErasedTask(const Data& variables, MutationContext context)>;
// `subject` is what the callback is about: the answer, the error, or nothing.
using ErasedCallback = SharedFunction<Task<void>(const void* subject, const Data& variables, MutationContext& context)>;

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

// Answers nothing, or something to wait for: a Task, or what client.invalidate() answers. Subject is `const T&`,
// `const Error&`, `const Error*`, or void.
template <class V, class Subject>
class Callback {
 public:
  Callback() = default;
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, Callback>)
  Callback(F function)  // NOLINT(google-explicit-constructor)
      : erased_([function = std::move(function)](const void* subject, const Data& variables,
                                                 MutationContext& context) mutable {
          const auto& typed = detail::variables_of<V>(variables);
          if constexpr (std::is_void_v<Subject>) {
            return detail::call(function, typed, context);
          } else if constexpr (std::is_pointer_v<Subject>) {
            return detail::call(function, static_cast<Subject>(subject), typed, context);
          } else {
            using Value = std::remove_reference_t<Subject>;
            return detail::call(function, *static_cast<Value*>(subject), typed, context);
          }
        }) {}
  const detail::ErasedCallback& erased() const { return erased_; }

 private:
  detail::ErasedCallback erased_;
};

template <class V, class T = void>
struct MutationOptions {
  using Answer = Stored<T>;

  MutationFetch<V, T> fetch;
  Key key{};  // for filters and events
  Optimistic<V> optimistic{};
  Callback<V, void> on_mutate{};              // (const V&, MutationContext&)
  Callback<V, const Answer&> on_success{};    // (const T&, const V&, MutationContext&)
  Callback<V, const Error&> on_error{};       // (const Error&, const V&, MutationContext&)
  Callback<V, const Error*> on_settled{};     // (const Error*, const V&, MutationContext&): null after success
  std::string scope{};                        // mutations of one scope run one after another; "" is none
  std::optional<Retry> retry{};               // 0
  std::optional<RetryDelay> retry_delay{};    // exponential_delay
  std::optional<NetworkMode> network_mode{};  // online
  std::optional<Duration> gc_time{};          // 5 min after it settled
  Meta meta{};
};

struct ErasedMutationOptions {
  detail::ErasedMutationFetch fetch;
  Key key;
  SharedFunction<void(OptimisticPatches&, const Data&)> optimistic;
  detail::ErasedCallback on_mutate;
  detail::ErasedCallback on_success;
  detail::ErasedCallback on_error;
  detail::ErasedCallback on_settled;
  std::string scope;
  std::optional<Retry> retry;
  std::optional<RetryDelay> retry_delay;
  std::optional<NetworkMode> network_mode;
  std::optional<Duration> gc_time;
  Meta meta;
};
using SharedMutationOptions = std::shared_ptr<const ErasedMutationOptions>;

namespace detail {

struct MutationParts {
  const ErasedMutationFetch& fetch;
  const Key& key;
  const SharedFunction<void(OptimisticPatches&, const Data&)>& optimistic;
  const ErasedCallback& on_mutate;
  const ErasedCallback& on_success;
  const ErasedCallback& on_error;
  const ErasedCallback& on_settled;
  const std::string& scope;
  const std::optional<Retry>& retry;
  const std::optional<RetryDelay>& retry_delay;
  const std::optional<NetworkMode>& network_mode;
  const std::optional<Duration>& gc_time;
  const Meta& meta;
};
SharedMutationOptions make_options(const MutationParts& parts);

template <class V, class T>
SharedMutationOptions erase(const MutationOptions<V, T>& options) {
  return make_options(MutationParts{options.fetch.erased(), options.key, options.optimistic.erased(),
                                    options.on_mutate.erased(), options.on_success.erased(), options.on_error.erased(),
                                    options.on_settled.erased(), options.scope, options.retry, options.retry_delay,
                                    options.network_mode, options.gc_time, options.meta});
}

}  // namespace detail

}  // namespace quern::query
