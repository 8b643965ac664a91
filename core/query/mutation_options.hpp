// What a write is and how it behaves: MutationOptions<V, T>. V are its variables, T the answer (void where there is none).
// Order of a mutation: optimistic and on_mutate at once, then (its turn in the scope, a connection) fetch, then
// on_success or on_error, then on_settled; each is awaited where it answers something awaitable, and only then is the
// status success or error. The optimistic layer is lifted right before on_error; or, after success, when on_success and
// on_settled have ended, in one batch with what they wrote: let them return client.invalidate(…), and the new
// server state takes the layer's place without a flicker.
#pragma once

#include <concepts>
#include <functional>
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
  StopToken stop;               // the client ended
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

}  // namespace detail

// A callback that answers nothing, or something to wait for: a Task, or what client.invalidate() answers.
template <class... Args>
class Callback {
 public:
  Callback() = default;
  template <class F>
    requires std::invocable<F&, Args...> && (!std::same_as<std::remove_cvref_t<F>, Callback>)
  Callback(F function)  // NOLINT(google-explicit-constructor)
      : function_([function = std::move(function)](Args... args) mutable {
          return detail::call(function, std::forward<Args>(args)...);
        }) {}
  explicit operator bool() const { return function_ != nullptr; }
  Task<void> operator()(Args... args) const { return function_(std::forward<Args>(args)...); }

 private:
  std::function<Task<void>(Args...)> function_;
};

template <class V, class T = void>
struct MutationOptions {
  using Answer = Stored<T>;

  std::function<Task<Result<T>>(V variables, MutationContext context)> fetch;
  Key key{};  // for filters and events
  std::function<void(OptimisticPatches& patches, const V& variables)> optimistic{};
  Callback<const V&, MutationContext&> on_mutate{};
  Callback<const Answer&, const V&, MutationContext&> on_success{};
  Callback<const Error&, const V&, MutationContext&> on_error{};
  Callback<const Error*, const V&, MutationContext&> on_settled{};  // null after success
  std::string scope{};                       // mutations of one scope run one after another; "" is none
  std::optional<Retry> retry{};              // 0
  std::optional<RetryDelay> retry_delay{};   // exponential_delay
  std::optional<NetworkMode> network_mode{}; // online
  std::optional<Duration> gc_time{};         // 5 min after it settled
  Meta meta{};
};

struct ErasedMutationOptions {
  std::function<Task<Result<Data>>(const Data& variables, MutationContext context)> fetch;
  Key key;
  std::function<void(OptimisticPatches&, const Data&)> optimistic;
  std::function<Task<void>(const Data& variables, MutationContext&)> on_mutate;
  std::function<Task<void>(const Data& answer, const Data& variables, MutationContext&)> on_success;
  std::function<Task<void>(const Error&, const Data& variables, MutationContext&)> on_error;
  std::function<Task<void>(const Error*, const Data& variables, MutationContext&)> on_settled;
  std::string scope;
  std::optional<Retry> retry;
  std::optional<RetryDelay> retry_delay;
  std::optional<NetworkMode> network_mode;
  std::optional<Duration> gc_time;
  Meta meta;
};
using SharedMutationOptions = std::shared_ptr<const ErasedMutationOptions>;

namespace detail {

template <class V>
const V& variables_of(const Data& data) {
  return *static_cast<const V*>(data.get());
}

template <class V, class T>
SharedMutationOptions erase(MutationOptions<V, T> options) {
  using Answer = Stored<T>;
  auto erased = std::make_shared<ErasedMutationOptions>();
  erased->fetch = [function = std::move(options.fetch)](const Data& variables, MutationContext context) {
    return to_data<T>(function(variables_of<V>(variables), std::move(context)));
  };
  erased->key = std::move(options.key);
  if (options.optimistic) {
    erased->optimistic = [function = std::move(options.optimistic)](OptimisticPatches& patches, const Data& variables) {
      function(patches, variables_of<V>(variables));
    };
  }
  if (options.on_mutate) {
    erased->on_mutate = [function = std::move(options.on_mutate)](const Data& variables, MutationContext& context) {
      return function(variables_of<V>(variables), context);
    };
  }
  if (options.on_success) {
    erased->on_success = [function = std::move(options.on_success)](const Data& answer, const Data& variables,
                                                                    MutationContext& context) {
      return function(*static_cast<const Answer*>(answer.get()), variables_of<V>(variables), context);
    };
  }
  if (options.on_error) {
    erased->on_error = [function = std::move(options.on_error)](const Error& error, const Data& variables,
                                                                MutationContext& context) {
      return function(error, variables_of<V>(variables), context);
    };
  }
  if (options.on_settled) {
    erased->on_settled = [function = std::move(options.on_settled)](const Error* error, const Data& variables,
                                                                    MutationContext& context) {
      return function(error, variables_of<V>(variables), context);
    };
  }
  erased->scope = std::move(options.scope);
  erased->retry = std::move(options.retry);
  erased->retry_delay = std::move(options.retry_delay);
  erased->network_mode = options.network_mode;
  erased->gc_time = options.gc_time;
  erased->meta = std::move(options.meta);
  return erased;
}

}  // namespace detail

}  // namespace quern::query
