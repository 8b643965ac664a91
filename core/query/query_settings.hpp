// How a query behaves, setting by setting, and what may be set for a key prefix or a client.
// Units   durations are milliseconds; `forever` is no limit.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/time.hpp"
#include "core/query/by_query.hpp"
#include "core/query/detail/timers.hpp"
#include "core/query/key.hpp"

namespace quern::query {

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

enum class RefetchOn : std::uint8_t { never, if_stale, always };
enum class NetworkMode : std::uint8_t {
  online,         // no try without a connection
  always,         // the connection does not matter
  offline_first,  // the first try goes out anyway, further ones wait for it
};

using Meta =
    std::shared_ptr<const KeyObject>;  // what a program says of a query to itself: its functions, its callbacks

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
  Meta meta;                                          // of those that have none themselves

  void fill_from(const QueryDefaults& weaker);
};

}  // namespace quern::query
