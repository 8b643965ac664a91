// What a query is and how it behaves: QueryOptions<T, R>. T is what is cached, R what this reader wants of it (`select`).
// What it leaves open is asked of the defaults of a key prefix, then of the client's (QueryClient::set_default_options),
// then of the library's own: those stand beside the settings, in query_settings.hpp.
#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "core/base/stop_token.hpp"
#include "core/base/task.hpp"
#include "core/query/detail/erased_task.hpp"
#include "core/query/query_settings.hpp"
#include "core/query/query_state.hpp"
#include "core/query/select.hpp"

namespace quern::query {

namespace detail {
struct FetchStop {
  StopSource source;
  bool is_taken = false;
};
}  // namespace detail

// The offer of a stop token. Taking it is the promise to honour it: a fetch that took it is stopped when nobody watches
// its query any more; one that did not runs on, and its answer is cached.
class StopOffer {
 public:
  explicit StopOffer(std::shared_ptr<detail::FetchStop> stop) : stop_(std::move(stop)) {}
  StopToken token() const {
    stop_->is_taken = true;
    return stop_->source.token();
  }
  operator StopToken() const { return token(); }  // NOLINT(google-explicit-constructor): `.stop` is passed as one

 private:
  std::shared_ptr<detail::FetchStop> stop_;
};

class QueryFetch;

struct QueryContext {
  Key key;
  StopOffer stop;
  Meta meta;
  std::weak_ptr<QueryFetch> run{};  // for functions that bring their data piece by piece: infinite and streamed queries
};

namespace detail {

using ErasedFetch = SharedFunction<ErasedTask(QueryContext)>;

}  // namespace detail

// Any function of a QueryContext that answers Task<Result<T>>, or Task<Result<std::shared_ptr<const T>>>.
template <class T>
class FetchFunction {
 public:
  FetchFunction() = default;
  template <class F>
    requires std::invocable<F&, QueryContext> && (!std::same_as<std::remove_cvref_t<F>, FetchFunction>)
  FetchFunction(F function)  // NOLINT(google-explicit-constructor)
      : erased_([function = std::move(function)](QueryContext context) mutable {
          return detail::ErasedTask{function(std::move(context))};
        }) {}
  const detail::ErasedFetch& erased() const { return erased_; }

 private:
  detail::ErasedFetch erased_;
};

// Makes a placeholder: shared_ptr<const T>(const shared_ptr<const T>& what this reader saw last, or null).
template <class T>
class Placeholder {
 public:
  Placeholder() = default;
  template <class F>
    requires std::is_invocable_v<F&, const std::shared_ptr<const T>&>
  Placeholder(F function)  // NOLINT(google-explicit-constructor)
      : erased_([function = std::move(function)](const Data& previous) mutable -> Data {
          return function(as<T>(previous));
        }) {}
  const SharedFunction<Data(const Data&)>& erased() const { return erased_; }

 private:
  SharedFunction<Data(const Data&)> erased_;
};

// Makes one of two: shared_ptr<const T>(const shared_ptr<const T>& old, shared_ptr<const T> next), both there.
template <class T>
class Share {
 public:
  Share() = default;
  template <class F>
    requires std::is_invocable_v<F&, const std::shared_ptr<const T>&, std::shared_ptr<const T>>
  Share(F function)  // NOLINT(google-explicit-constructor)
      : erased_([function = std::move(function)](const Data& old, Data next) mutable -> Data {
          return function(as<T>(old), as<T>(next));
        }) {}
  const SharedFunction<Data(const Data&, Data)>& erased() const { return erased_; }

 private:
  SharedFunction<Data(const Data&, Data)> erased_;
};

// Where a query without data begins: shared_ptr<const T>, or a function that answers one. The function is asked when
// options come to a query without data, until it answers something.
template <class T>
class InitialData {
 public:
  InitialData() = default;
  // NOLINTBEGIN(google-explicit-constructor)
  template <class D>
    requires std::convertible_to<D, std::shared_ptr<const T>>
  InitialData(D data) {
    if (std::shared_ptr<const T> shared = std::move(data)) {
      erased_ = [shared = std::move(shared)]() -> Data { return shared; };
    }
  }
  template <class F>
    requires std::is_invocable_r_v<std::shared_ptr<const T>, F&>
  InitialData(F function)
      : erased_([function = std::move(function)]() mutable -> Data { return std::shared_ptr<const T>(function()); }) {}
  // NOLINTEND(google-explicit-constructor)
  const SharedFunction<Data()>& erased() const { return erased_; }

 private:
  SharedFunction<Data()> erased_;
};

template <class T, class R = T>
struct QueryOptions {
  Key key;
  FetchFunction<T> fetch;        // empty: the one the query already has, or data by hand only
  ByQuery<bool> enabled = true;  // false: no fetch but by refetch()

  // As in QueryDefaults.
  std::optional<ByQuery<StaleTime>> stale_time{};
  std::optional<Duration> gc_time{};
  std::optional<Retry> retry{};
  std::optional<RetryDelay> retry_delay{};
  std::optional<ByQuery<RefetchOn>> refetch_on_mount{};
  std::optional<ByQuery<RefetchOn>> refetch_on_focus{};
  std::optional<ByQuery<RefetchOn>> refetch_on_reconnect{};
  std::optional<ByQuery<bool>> retry_on_mount{};
  std::optional<NetworkMode> network_mode{};
  std::optional<ByQuery<Duration>> refetch_interval{};
  std::optional<bool> refetch_in_background{};

  InitialData<T> initial_data{};                           // cached
  ByQuery<std::optional<TimePoint>> initial_updated_at{};  // from when it ages; none: from now
  // What this reader sees before the first answer; never cached. It is given the data this reader saw last.
  Placeholder<T> placeholder{};
  bool keep_previous = false;  // the last data seen is the placeholder: a list that is searched as one types
  Select<T, R> select{};       // what this reader wants of T; run once for each new T
  // Structural sharing of a new answer with the old. By default equal answers keep the old pointer.
  Share<T> share{};
  Meta meta{};
};

}  // namespace quern::query
