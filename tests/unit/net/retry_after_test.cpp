#include "core/net/retry_after.hpp"

#include <gtest/gtest.h>

namespace quern {
namespace {

using namespace std::chrono_literals;

TEST(RetryAfter, ReadsSecondsAndDates) {
  const auto now = parse_iso8601("2026-03-15T10:00:00Z").value();
  const std::pair<const char*, std::optional<Duration>> table[] = {
      {"0", 0ms},
      {"120", 2min},
      {" 5\t", 5s},
      {"99999999999999", 24h},
      {"Sun, 15 Mar 2026 10:00:30 GMT", 30s},
      {"Sun, 15 Mar 2026 09:00:00 GMT", 0ms},
      {"Mon, 15 Mar 2027 09:00:00 GMT", 24h},
      {"", std::nullopt},
      {"-1", std::nullopt},
      {"1.5", std::nullopt},
      {"soon", std::nullopt},
      {"Sun, 15 Mar 2026 10:00:30 CET", std::nullopt},
      {"Sun, 31 Feb 2026 10:00:30 GMT", std::nullopt},
      {"Sun, 15 arA 2026 10:00:30 GMT", std::nullopt},
      {"Sunday, 15-Mar-26 10:00:30 GMT", std::nullopt},
  };
  for (const auto& [text, wait] : table) EXPECT_EQ(parse_retry_after(text, now), wait) << text;
}

TEST(RetryDelay, DoublesUpToThirtySeconds) {
  const Duration delays[] = {1s, 2s, 4s, 8s, 16s, 30s, 30s};
  for (int i = 0; i < 7; ++i) EXPECT_EQ(retry_delay(i), delays[i]);
  EXPECT_EQ(retry_delay(1'000'000), 30s);
}

}  // namespace
}  // namespace quern
