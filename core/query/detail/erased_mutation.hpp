// A mutation's options and callbacks without types: what the library works with.
#pragma once

#include <concepts>
#include <cstdint>
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

class Mutation;

struct MutationContext {
  std::uint64_t id = 0;  // of this mutation, in this client
  Key key;
  StopToken stop;    // the client ended, or it was taken back
  int failures = 0;  // tries that failed before this one
  Meta meta;
  AnyData value;  // from on_mutate to the later callbacks

  template <class C>
  void keep(C what) {
    value = AnyData::of(std::move(what));
  }
  template <class C>
  std::shared_ptr<const C> kept() const {  // null if nothing was kept, or another type
    return value.as<C>();
  }
};

// How a mutation's function ended, for its callbacks: with data or with an error; before it ended, neither.
struct MutationOutcome {
  Data data;
  const Error* error = nullptr;
};

namespace detail {

// A callback's end: nothing where it ended well at once, else what to wait for.
using CallbackEnd = std::optional<Task<Result<void>>>;
Task<Result<void>> answered(Result<void> answer);

template <class Awaitable>
Task<Result<void>> await_any(Awaitable awaitable) {
  (void)co_await awaitable;
  co_return Result<void>{};
}

// A Result<void>, at once or in a Task, may say that the callback failed; what else it answers is waited for at most.
template <class F, class... Args>
CallbackEnd call(F& function, Args&&... args) {
  using Answer = std::invoke_result_t<F&, Args...>;
  if constexpr (std::is_void_v<Answer>) {
    function(std::forward<Args>(args)...);
    return std::nullopt;
  } else if constexpr (std::same_as<Answer, Result<void>>) {
    return answered(function(std::forward<Args>(args)...));
  } else if constexpr (std::same_as<Answer, Task<Result<void>>>) {
    return function(std::forward<Args>(args)...);
  } else {
    return await_any(function(std::forward<Args>(args)...));
  }
}

// Calls it with its subject first: the answer, the error, or nothing.
template <class Subject, class F, class... Args>
CallbackEnd call_about(F& function, const MutationOutcome& outcome, Args&&... args) {
  if constexpr (std::is_void_v<Subject>) {
    return call(function, std::forward<Args>(args)...);
  } else if constexpr (std::is_pointer_v<Subject>) {
    return call(function, outcome.error, std::forward<Args>(args)...);
  } else if constexpr (std::same_as<Subject, const Error&>) {
    return call(function, *outcome.error, std::forward<Args>(args)...);
  } else {
    using Value = std::remove_reference_t<Subject>;
    return call(function, *static_cast<Value*>(outcome.data.get()), std::forward<Args>(args)...);
  }
}

using ErasedMutationFetch = SharedFunction<ErasedTask(const Data& variables, MutationContext context)>;
using ErasedCallback =
    SharedFunction<CallbackEnd(const MutationOutcome& outcome, const Data& variables, MutationContext& context)>;
using ErasedCacheCallback = SharedFunction<CallbackEnd(const MutationOutcome& outcome, const Mutation& mutation)>;
const DataType* answer_type(const Mutation& mutation);

}  // namespace detail

struct ErasedMutationOptions {
  const DataType* variables_type = nullptr;
  const DataType* answer_type = nullptr;
  detail::ErasedMutationFetch fetch;
  Key key;
  SharedFunction<void(OptimisticPatches&, const Data&)> optimistic;
  detail::ErasedCallback on_mutate;
  detail::ErasedCallback on_success;
  detail::ErasedCallback on_error;
  detail::ErasedCallback on_settled;
  SharedFunction<std::string(const Data&)> scope;
  std::optional<Retry> retry;
  std::optional<RetryDelay> retry_delay;
  std::optional<NetworkMode> network_mode;
  std::optional<Duration> gc_time;
  Meta meta;
};
using SharedMutationOptions = std::shared_ptr<const ErasedMutationOptions>;

// Any function of (Subject, const Mutation&), or of (const Mutation&) where Subject is void. It answers as a Callback does.
template <class Subject>
class CacheCallback {
 public:
  CacheCallback() = default;
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, CacheCallback>)
  CacheCallback(F function)  // NOLINT(google-explicit-constructor)
      : erased_([function = std::move(function)](const MutationOutcome& outcome, const Mutation& mutation) mutable {
          if constexpr (std::same_as<Subject, const AnyData&>) {
            return detail::call(function, AnyData{outcome.data, detail::answer_type(mutation)}, mutation);
          } else {
            return detail::call_about<Subject>(function, outcome, mutation);
          }
        }) {}
  const detail::ErasedCacheCallback& erased() const { return erased_; }

 private:
  detail::ErasedCacheCallback erased_;
};

}  // namespace quern::query
