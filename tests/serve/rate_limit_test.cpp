// Calls are limited by where they come from and by who makes them, and never so that the application meets it.
#include "serve/bff/rate_limit.hpp"

#include <gtest/gtest.h>

#include "tests/serve/rules_world.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;

TEST(RateLimit, LetsAMinutesWorthComeAtOnceAndThenSoMuchAMinute) {
  serve::RateLimit limit{{.per_minute = 60}};
  TimePoint now{1h};

  for (int i = 0; i < 60; ++i) ASSERT_FALSE(limit.take("a", now)) << i;
  EXPECT_EQ(limit.take("a", now), 1s);
  EXPECT_EQ(limit.take("a", now), 1s);  // asking costs nothing
  EXPECT_FALSE(limit.take("b", now));

  now += 999ms;
  EXPECT_EQ(limit.take("a", now), 1ms);
  now += 1ms;
  EXPECT_FALSE(limit.take("a", now));
  EXPECT_TRUE(limit.take("a", now));

  now += 1h;  // it does not gather more than a minute's worth
  for (int i = 0; i < 60; ++i) ASSERT_FALSE(limit.take("a", now)) << i;
  EXPECT_TRUE(limit.take("a", now));
}

TEST(RateLimit, OfNothingLimitsNothing) {
  serve::RateLimit limit{{}};
  for (int i = 0; i < 10'000; ++i) ASSERT_FALSE(limit.take("a", TimePoint{}));
  EXPECT_EQ(limit.names(), 0U);
}

TEST(RateLimit, KeepsNoMoreNamesThanItMay) {
  serve::RateLimit limit{{.per_minute = 2, .max_names = 100}};
  TimePoint now{1h};
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_FALSE(limit.take("stranger " + std::to_string(i), now));
    EXPECT_LE(limit.names(), 100U);
    if (i == 500) EXPECT_FALSE(limit.take("busy", now));
    if (i == 550) EXPECT_FALSE(limit.take("busy", now));  // still known: it was heard of since
    if (i == 600) EXPECT_TRUE(limit.take("busy", now));
  }

  now += 2min;  // full buckets say nothing
  EXPECT_FALSE(limit.take("new", now));
  EXPECT_EQ(limit.names(), 1U);
}

TEST(RateLimit, TakesANetworkOfIPv6ForOne) {
  using serve::network_of;
  EXPECT_EQ(network_of("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(network_of("2001:db8:1:2:aaaa::1"), network_of("2001:db8:1:2:bbbb::2"));
  EXPECT_NE(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
  EXPECT_NE(network_of("::ffff:192.0.2.1"), network_of("::ffff:192.0.2.2"));
  EXPECT_EQ(network_of("nonsense"), "nonsense");
}

class Calls : public testing::Test {
 protected:
  void limit(int by_address, int by_account) {
    world.limit_calls({.per_minute = by_address}, {.per_minute = by_account});
  }
  RulesWorld world;
};

TEST_F(Calls, FromOneAddressAreLimitedWhoeverMakesThem) {
  limit(10, 0);
  EXPECT_EQ(world.sign_up("anna@example.org").status, 201);
  for (int i = 0; i < 9; ++i) ASSERT_EQ(world.call("GET", "/api/capabilities").status, 200);

  const auto refused = world.call("GET", "/api/auth/me");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.error_code(), "rate_limited");
  EXPECT_EQ(refused.header("retry-after"), "6");
  EXPECT_EQ(world.open_socket().status, 429);
  EXPECT_EQ(world.open_plain_stream({}).status, 429);

  world.address = "192.0.2.2";
  EXPECT_EQ(world.call("GET", "/api/auth/me").status, 200);
  world.address = "192.0.2.1";
  world.clock.advance(6s);
  EXPECT_EQ(world.call("GET", "/api/auth/me").status, 200);
}

TEST_F(Calls, OfOneAccountAreLimitedFromWhereverTheyCome) {
  EXPECT_EQ(world.sign_up("anna@example.org").status, 201);
  limit(0, 10);
  for (int i = 0; i < 10; ++i) {
    world.address = "192.0.2." + std::to_string(i);
    ASSERT_EQ(world.call("GET", "/api/projects").status, 200);
  }

  EXPECT_EQ(world.call("GET", "/api/projects").status, 429);
  EXPECT_EQ(world.call("POST", "/api/projects", R"({"name":"One"})").status, 429);
  EXPECT_EQ(world.open_socket().status, 429);
  EXPECT_EQ(world.open_plain_stream({}).status, 429);

  EXPECT_EQ(world.sign_up("boris@example.org").status, 201);
  EXPECT_EQ(world.call("GET", "/api/projects").status, 200);
}

}  // namespace
}  // namespace quern::test
