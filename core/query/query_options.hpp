// What a query is and how it behaves: QueryOptions<T, R>, and the defaults behind what it leaves open.
// T is what is cached, R what this reader wants of it (`select`). The default of each setting stands beside it; defaults
// of a key prefix and of the client come in between (QueryClient::set_default_options).
// Units   durations are milliseconds; `forever` is no limit.
#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "core/base/stop_token.hpp"
#include "core/base/task.hpp"
#include "core/query/key.hpp"
#include "core/query/query_state.hpp"
#include "core/query/select.hpp"
#include "core/query/timers.hpp"

namespace quern::query {

// How long data counts as fresh.
class StaleTime {
 public:
  enum class Kind : std::uint8_t { timed, fixed };
  template <class Rep, class Period>
  StaleTime(std::chrono::duration<Rep, Period> time)  // NOLINT(google-explicit-constructor)
      : time_(std::chrono::duration_cast<Duration>(time)) {}
  StaleTime(Duration time) : time_(time) {}  // NOLINT(google-explicit-constructor)

  static StaleTime never() { return forever; }  // fresh until it is invalidated
  // Never fetched again once it is there: not by invalidation, mount or focus (the field's "static").
  static StaleTime fixed() {
    StaleTime stale_time{forever};
    stale_time.is_fixed_ = true;
    return stale_time;
  }

  Duration time() const { return time_; }
  bool is_fixed() const { return is_fixed_; }
  bool operator==(const StaleTime&) const = default;

 private:
  Duration time_;
  bool is_fixed_ = false;
};

// Shall a failed fetch be tried again? A number of times, always, never, or as a function of (earlier failures, error).
class Retry {
 public:
  using Rule = std::function<bool(int failures, const Error& error)>;
  // NOLINTBEGIN(google-explicit-constructor)
  Retry(int times) : times_(times) {}
  Retry(bool always) : times_(always ? -1 : 0) {}
  template <class F>
    requires std::is_invocable_r_v<bool, F&, int, const Error&>
  Retry(F rule) : rule_(std::move(rule)) {}
  // NOLINTEND(google-explicit-constructor)
  bool operator()(int failures, const Error& error) const {
    return rule_ ? rule_(failures, error) : times_ < 0 || failures < times_;
  }

 private:
  int times_ = 0;
  Rule rule_;
};

// How long to wait before it: a duration, or a function of (earlier failures, error).
class RetryDelay {
 public:
  using Rule = std::function<Duration(int failures, const Error& error)>;
  // NOLINTBEGIN(google-explicit-constructor)
  RetryDelay(Duration delay) : delay_(delay) {}
  template <class Rep, class Period>
  RetryDelay(std::chrono::duration<Rep, Period> delay) : delay_(std::chrono::duration_cast<Duration>(delay)) {}
  template <class F>
    requires std::is_invocable_r_v<Duration, F&, int, const Error&>
  RetryDelay(F rule) : rule_(std::move(rule)) {}
  // NOLINTEND(google-explicit-constructor)
  Duration operator()(int failures, const Error& error) const { return rule_ ? rule_(failures, error) : delay_; }

 private:
  Duration delay_{};
  Rule rule_;
};

// 1 s, 2 s, 4 s … at most 30 s; never sooner than the server asked for (Error::retry_after).
Duration exponential_delay(int failures, const Error& error);

enum class RefetchOn : std::uint8_t { never, if_stale, always };
enum class NetworkMode : std::uint8_t {
  online,         // no try without a connection
  always,         // the connection does not matter
  offline_first,  // the first try goes out anyway, further ones wait for it
};

// What can be set for a key prefix or a whole client. Empty means: ask further up.
struct QueryDefaults {
  std::optional<StaleTime> stale_time;           // 0 ms
  std::optional<Duration> gc_time;               // 5 min after the last observer left; the longest asked for counts
  std::optional<Retry> retry;                    // 3; for fetch(), ensure() and prefetch() 0
  std::optional<RetryDelay> retry_delay;         // exponential_delay
  std::optional<RefetchOn> refetch_on_mount;     // if_stale
  std::optional<RefetchOn> refetch_on_focus;     // if_stale
  std::optional<RefetchOn> refetch_on_reconnect; // if_stale; never under NetworkMode::always
  std::optional<bool> retry_on_mount;            // true: a failed query without data is tried again when observed again
  std::optional<NetworkMode> network_mode;       // online
  std::optional<Duration> refetch_interval;      // none: no polling
  std::optional<bool> refetch_in_background;     // false: polling rests while nobody looks

  void fill_from(const QueryDefaults& weaker);
};

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

using Meta = std::shared_ptr<const KeyObject>;

struct QueryContext {
  Key key;
  StopOffer stop;
  Meta meta;
};

namespace detail {

using ErasedFetch = std::function<Task<Result<Data>>(QueryContext)>;

template <class T>
Task<Result<Data>> to_data(Task<Result<T>> task) {
  auto answer = co_await task;
  if (!answer) co_return fail(std::move(answer.error()));
  if constexpr (std::is_void_v<T>) {
    co_return std::make_shared<const None>();
  } else {
    co_return std::make_shared<const T>(std::move(*answer));
  }
}

template <class T>
Task<Result<Data>> to_data(Task<Result<std::shared_ptr<const T>>> task) {
  auto answer = co_await task;
  if (!answer) co_return fail(std::move(answer.error()));
  co_return Data(std::move(*answer));
}

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
          return detail::to_data<T>(function(std::move(context)));
        }) {}
  const detail::ErasedFetch& erased() const { return erased_; }

 private:
  detail::ErasedFetch erased_;
};

template <class T, class R = T>
struct QueryOptions {
  Key key;
  FetchFunction<T> fetch;  // empty: the one the query already has, or data by hand only
  bool enabled = true;     // false: no fetch but by refetch()

  // As in QueryDefaults.
  std::optional<StaleTime> stale_time{};
  std::optional<Duration> gc_time{};
  std::optional<Retry> retry{};
  std::optional<RetryDelay> retry_delay{};
  std::optional<RefetchOn> refetch_on_mount{};
  std::optional<RefetchOn> refetch_on_focus{};
  std::optional<RefetchOn> refetch_on_reconnect{};
  std::optional<bool> retry_on_mount{};
  std::optional<NetworkMode> network_mode{};
  std::optional<Duration> refetch_interval{};
  std::optional<bool> refetch_in_background{};

  // Where a query without data begins; it is cached, and ages from initial_updated_at (none: from now).
  std::shared_ptr<const T> initial_data{};
  std::optional<TimePoint> initial_updated_at{};
  // What this reader sees before the first answer; never cached. It is given the data this reader saw last.
  std::function<std::shared_ptr<const T>(const std::shared_ptr<const T>& previous)> placeholder{};
  bool keep_previous = false;  // the last data seen is the placeholder: a list that is searched as one types
  Select<T, R> select{};       // what this reader wants of T; run once for each new T
  // Structural sharing of a new answer with the old. By default equal answers keep the old pointer.
  std::function<std::shared_ptr<const T>(const std::shared_ptr<const T>& old, std::shared_ptr<const T> next)> share{};
  Meta meta{};
};

// The same without types: what the library works with. Made by erase(), completed by the client's defaults.
struct ErasedOptions {
  Key key;
  const DataType* type = nullptr;
  const DataType* selected_type = nullptr;
  detail::ErasedFetch fetch;
  bool is_enabled = true;
  QueryDefaults settings;
  Data initial_data;
  std::optional<TimePoint> initial_updated_at;
  std::function<Data(const Data& previous)> placeholder;
  bool keep_previous = false;
  detail::ErasedSelect select;
  std::function<Data(const Data& old, Data next)> share;
  Meta meta;

  // The settings with the library's own defaults behind them.
  StaleTime stale_time() const { return settings.stale_time.value_or(Duration{0}); }
  Duration gc_time() const { return settings.gc_time.value_or(std::chrono::minutes{5}); }
  NetworkMode network_mode() const { return settings.network_mode.value_or(NetworkMode::online); }
  RefetchOn refetch_on_reconnect() const;
  bool should_retry(int failures, const Error& error) const;
  Duration retry_delay(int failures, const Error& error) const;
};
using SharedOptions = std::shared_ptr<const ErasedOptions>;

namespace detail {

template <class T, class R>
std::shared_ptr<ErasedOptions> erase(QueryOptions<T, R> options) {
  auto erased = std::make_shared<ErasedOptions>();
  erased->key = std::move(options.key);
  erased->type = data_type<T>();
  erased->selected_type = data_type<R>();
  erased->fetch = options.fetch.erased();
  erased->is_enabled = options.enabled;
  erased->settings = QueryDefaults{std::move(options.stale_time),       options.gc_time,
                                   std::move(options.retry),            std::move(options.retry_delay),
                                   options.refetch_on_mount,            options.refetch_on_focus,
                                   options.refetch_on_reconnect,        options.retry_on_mount,
                                   options.network_mode,                options.refetch_interval,
                                   options.refetch_in_background};
  erased->initial_data = std::move(options.initial_data);
  erased->initial_updated_at = options.initial_updated_at;
  if (options.placeholder) {
    erased->placeholder = [function = std::move(options.placeholder)](const Data& previous) -> Data {
      return function(as<T>(previous));
    };
  }
  erased->keep_previous = options.keep_previous;
  erased->select = options.select.erased();
  if (options.share) {
    erased->share = [function = std::move(options.share)](const Data& old, Data next) -> Data {
      return function(as<T>(old), as<T>(next));
    };
  }
  erased->meta = std::move(options.meta);
  static_assert(std::same_as<T, R> || !std::is_void_v<R>, "a reader wants something");
  return erased;
}

}  // namespace detail

}  // namespace quern::query
