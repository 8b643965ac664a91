// What a query is and how it behaves: QueryOptions<T, R>, and the defaults behind what it leaves open.
// T is what is cached, R what this reader wants of it (`select`). The default of each setting stands beside it; defaults
// of a key prefix and of the client come in between (QueryClient::set_default_options).
// Units   durations are milliseconds; `forever` is no limit.
#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "core/base/stop_token.hpp"
#include "core/base/task.hpp"
#include "core/query/detail/erased_task.hpp"
#include "core/query/detail/shared_function.hpp"
#include "core/query/detail/timers.hpp"
#include "core/query/key.hpp"
#include "core/query/query_state.hpp"
#include "core/query/select.hpp"

namespace quern::query {

class Query;

// How long data counts as fresh.
class StaleTime {
 public:
  StaleTime() = default;  // stale at once
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
  Duration time_{};
  bool is_fixed_ = false;
};

// Shall a failed fetch be tried again? A number of times, always, never, or as a function of (earlier failures, error).
class Retry {
 public:
  using Rule = SharedFunction<bool(int failures, const Error& error)>;
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
  using Rule = SharedFunction<Duration(int failures, const Error& error)>;
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

// A setting: a value, or a function of the query that is asked each time it matters.
//   .enabled = false, .enabled = [](const Query& list) { return list.state().data == nullptr; }
template <class T>
class ByQuery {
 public:
  using Rule = SharedFunction<T(const Query&)>;
  // NOLINTBEGIN(google-explicit-constructor)
  template <class U>
    requires(std::convertible_to<U, T> && !std::is_invocable_v<U&, const Query&>)
  ByQuery(U value) : value_(std::move(value)) {}
  template <class F>
    requires std::is_invocable_r_v<T, F&, const Query&>
  ByQuery(F rule) : rule_(std::move(rule)) {}
  // NOLINTEND(google-explicit-constructor)

  T operator()(const Query& query) const { return rule_ ? rule_(query) : value_; }
  bool is_rule() const { return static_cast<bool>(rule_); }
  const T& value() const { return value_; }  // where it is no rule

 private:
  T value_{};
  Rule rule_;
};

enum class RefetchOn : std::uint8_t { never, if_stale, always };
enum class NetworkMode : std::uint8_t {
  online,         // no try without a connection
  always,         // the connection does not matter
  offline_first,  // the first try goes out anyway, further ones wait for it
};

// What can be set for a key prefix or a whole client. Empty means: ask further up.
struct QueryDefaults {
  std::optional<ByQuery<StaleTime>> stale_time;  // 0 ms
  std::optional<Duration> gc_time;               // 5 min after the last observer left; the longest asked for counts
  std::optional<Retry> retry;                    // 3; for fetch(), ensure() and prefetch() 0
  std::optional<RetryDelay> retry_delay;         // exponential_delay
  std::optional<ByQuery<RefetchOn>> refetch_on_mount;      // if_stale
  std::optional<ByQuery<RefetchOn>> refetch_on_focus;      // if_stale
  std::optional<ByQuery<RefetchOn>> refetch_on_reconnect;  // if_stale; never under NetworkMode::always
  std::optional<ByQuery<bool>> retry_on_mount;  // true: a failed query without data is tried again when observed again
  std::optional<NetworkMode> network_mode;      // online
  std::optional<ByQuery<Duration>> refetch_interval;  // none: no polling
  std::optional<bool> refetch_in_background;          // false: polling rests while nobody looks

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

  // Where a query without data begins; it is cached, and ages from initial_updated_at (none: from now).
  std::shared_ptr<const T> initial_data{};
  std::optional<TimePoint> initial_updated_at{};
  // What this reader sees before the first answer; never cached. It is given the data this reader saw last.
  Placeholder<T> placeholder{};
  bool keep_previous = false;  // the last data seen is the placeholder: a list that is searched as one types
  Select<T, R> select{};       // what this reader wants of T; run once for each new T
  // Structural sharing of a new answer with the old. By default equal answers keep the old pointer.
  Share<T> share{};
  Meta meta{};
};

// Is there a page before the first of an infinite query's, after the last?
struct PageEnds {
  bool has_next = false;
  bool has_previous = false;
};

// The same without types: what the library works with. Made by erase(), completed by the client's defaults.
struct ErasedOptions {
  Key key;
  const DataType* type = nullptr;
  const DataType* selected_type = nullptr;
  detail::ErasedFetch fetch;
  ByQuery<bool> enabled = true;
  QueryDefaults settings;
  Data initial_data;
  std::optional<TimePoint> initial_updated_at;
  SharedFunction<Data(const Data& previous)> placeholder;
  bool keep_previous = false;
  detail::ErasedSelect select;
  SharedFunction<Data(const Data& old, Data next)> share;
  Meta meta;
  SharedFunction<PageEnds(const Data& pages)> page_ends;  // of infinite queries

  // The settings with the library's own defaults behind them.
  StaleTime stale_time(const Query& query) const;
  Duration refetch_interval(const Query& query) const;  // none: 0
  Duration gc_time() const { return settings.gc_time.value_or(std::chrono::minutes{5}); }
  NetworkMode network_mode() const { return settings.network_mode.value_or(NetworkMode::online); }
  RefetchOn refetch_on_mount(const Query& query) const;
  RefetchOn refetch_on_focus(const Query& query) const;
  RefetchOn refetch_on_reconnect(const Query& query) const;
  bool should_retry(int failures, const Error& error) const;
  Duration retry_delay(int failures, const Error& error) const;
};
using SharedOptions = std::shared_ptr<const ErasedOptions>;

namespace detail {

// Where the parts of a QueryOptions lie: all T alike, so that one function takes them over.
struct OptionParts {
  const DataType* type;
  const DataType* selected_type;
  const Key& key;
  const ErasedFetch& fetch;
  const ByQuery<bool>& enabled;
  const std::optional<ByQuery<StaleTime>>& stale_time;
  const std::optional<Duration>& gc_time;
  const std::optional<Retry>& retry;
  const std::optional<RetryDelay>& retry_delay;
  const std::optional<ByQuery<RefetchOn>>& refetch_on_mount;
  const std::optional<ByQuery<RefetchOn>>& refetch_on_focus;
  const std::optional<ByQuery<RefetchOn>>& refetch_on_reconnect;
  const std::optional<ByQuery<bool>>& retry_on_mount;
  const std::optional<NetworkMode>& network_mode;
  const std::optional<ByQuery<Duration>>& refetch_interval;
  const std::optional<bool>& refetch_in_background;
  Data initial_data;
  const std::optional<TimePoint>& initial_updated_at;
  const SharedFunction<Data(const Data&)>& placeholder;
  bool keep_previous;
  const ErasedSelect& select;
  const SharedFunction<Data(const Data&, Data)>& share;
  const Meta& meta;
};
std::shared_ptr<ErasedOptions> make_options(const OptionParts& parts);

template <class T, class R>
std::shared_ptr<ErasedOptions> erase(const QueryOptions<T, R>& options) {
  return make_options({data_type<T>(),
                       data_type<R>(),
                       options.key,
                       options.fetch.erased(),
                       options.enabled,
                       options.stale_time,
                       options.gc_time,
                       options.retry,
                       options.retry_delay,
                       options.refetch_on_mount,
                       options.refetch_on_focus,
                       options.refetch_on_reconnect,
                       options.retry_on_mount,
                       options.network_mode,
                       options.refetch_interval,
                       options.refetch_in_background,
                       options.initial_data,
                       options.initial_updated_at,
                       options.placeholder.erased(),
                       options.keep_previous,
                       options.select.erased(),
                       options.share.erased(),
                       options.meta});
}

}  // namespace detail

}  // namespace quern::query
