// How long to wait: as a server asks for it, and as we choose when it does not.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/time.hpp"

namespace quern {

// The Retry-After header: seconds, or an HTTP date ("Sun, 06 Nov 1994 08:49:37 GMT"); a date gone by is 0. At most a day.
std::optional<Duration> parse_retry_after(std::string_view value, WallTime now);

inline constexpr Duration max_retry_delay{30'000};
// 1 s before the first repeat, then doubled, capped at 30 s. Jitter is the application's to add.
Duration retry_delay(int repeats_before);

}  // namespace quern
