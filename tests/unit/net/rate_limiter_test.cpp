#include "core/net/rate_limiter.hpp"

#include <gtest/gtest.h>

namespace quern {
namespace {

using namespace std::chrono_literals;

TEST(RateLimiter, LetsThroughAsManyAsItsLimitInAnyWindow) {
  RateLimiter limiter(2, 10s);
  const TimePoint start{};

  EXPECT_EQ(limiter.take("a", start), 0s);
  EXPECT_EQ(limiter.take("a", start + 6s), 0s);
  EXPECT_EQ(limiter.take("a", start + 7s), 3s);
  EXPECT_EQ(limiter.take("b", start + 7s), 0s);
  EXPECT_EQ(limiter.take("a", start + 10s), 0s);
  EXPECT_EQ(limiter.take("a", start + 10s), 6s);
}

}  // namespace
}  // namespace quern
