// Time as core sees it: two clocks that never mix, and ISO 8601 to and from text.
// Units   Duration is milliseconds. TimePoint is steady, counted from an origin of the platform's choice.
//         WallTime is UTC since 1970; it is for display and for ages of stored data, never for order.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace quern {

using Duration = std::chrono::milliseconds;

// The clock of Scheduler::now(). It has no now() of its own: core reads no clock.
struct SteadyClock {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<SteadyClock, Duration>;
  static constexpr bool is_steady = true;
};

using TimePoint = SteadyClock::time_point;
using WallTime = std::chrono::sys_time<Duration>;

// "2026-03-15T10:20:30.125Z", always UTC, always with milliseconds.
std::string format_iso8601(WallTime time);

// Takes a date, or a date and time with 0 to 9 decimals, and Z, an offset, or nothing (read as UTC).
std::optional<WallTime> parse_iso8601(std::string_view text);

}  // namespace quern
