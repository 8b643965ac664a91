// Wrong passwords and registrations are slowed down, never locked out; who has an account cannot be found out.
#include <gtest/gtest.h>

#include "tests/serve/rules_world.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;

TEST(LoginThrottle, MakesEachFurtherWrongPasswordWaitTwiceAsLong) {
  RulesWorld world;
  world.sign_up("a@example.org");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(world.sign_in("a@example.org", "wrong").status, 401);
  for (const auto wait : {1, 2, 4, 8}) {
    const auto refused = world.sign_in("a@example.org", "correct horse");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.error_code(), "rate_limited");
    EXPECT_EQ(refused.header("retry-after"), std::to_string(wait));
    world.clock.advance(std::chrono::seconds{wait});
    EXPECT_EQ(world.sign_in("a@example.org", "wrong").status, 401);
  }
}

TEST(LoginThrottle, TakesTheRightPasswordOnceTheWaitIsOverAndForgetsTheRest) {
  RulesWorld world;
  world.sign_up("a@example.org");
  for (int i = 0; i < 5; ++i) world.sign_in("a@example.org", "wrong");
  world.clock.advance(1s);

  EXPECT_EQ(world.sign_in("a@example.org").status, 200);

  for (int i = 0; i < 5; ++i) EXPECT_EQ(world.sign_in("a@example.org", "wrong").status, 401);
}

TEST(LoginThrottle, NeverWaitsLongerThanAQuarterOfAnHour) {
  RulesWorld world;
  world.sign_up("a@example.org");
  for (int i = 0; i < 40; ++i) {
    world.sign_in("a@example.org", "wrong");
    world.clock.advance(15min);
  }
  EXPECT_EQ(world.sign_in("a@example.org").status, 200);
}

TEST(LoginThrottle, IsForOneAccountNotForOthers) {
  RulesWorld world;
  world.sign_up("a@example.org");
  world.sign_up("b@example.org");
  for (int i = 0; i < 6; ++i) world.sign_in("a@example.org", "wrong");

  EXPECT_EQ(world.sign_in("b@example.org").status, 200);
}

TEST(LoginThrottle, IsAlsoForOneAddressThatTriesManyAccounts) {
  RulesWorld world;
  world.sign_up("a@example.org");
  for (int i = 0; i < 30; ++i) world.sign_in("nobody" + std::to_string(i) + "@example.org");
  EXPECT_EQ(world.sign_in("a@example.org").status, 429);

  world.address = "192.0.2.2";
  EXPECT_EQ(world.sign_in("a@example.org").status, 200);
}

TEST(LoginThrottle, LetsNobodyKeepTheOwnerOutForLong) {
  RulesWorld world;
  world.sign_up("a@example.org");
  world.address = "198.51.100.9";
  for (int i = 0; i < 20; ++i) {
    world.sign_in("a@example.org", "wrong");
    world.clock.advance(15min);
  }
  world.sign_in("a@example.org", "wrong");
  EXPECT_EQ(world.sign_in("a@example.org").status, 429);

  world.address = "192.0.2.1";
  world.clock.advance(4s);

  EXPECT_EQ(world.sign_in("a@example.org").status, 200);
}

TEST(LoginThrottle, AlsoSlowsDownManyAddressesThatTryOneAccount) {
  RulesWorld world;
  world.sign_up("a@example.org");
  int taken = 0;
  for (int i = 0; i < 200; ++i) {
    world.address = "198.51.100." + std::to_string(i);
    if (world.sign_in("a@example.org", "wrong").status == 401) ++taken;
  }
  EXPECT_LE(taken, 30);
}

TEST(LoginThrottle, AnswersTheSameForAnAddressWithoutAnAccount) {
  RulesWorld world;
  world.sign_up("a@example.org");
  world.hasher.verified = 0;
  for (int i = 0; i < 6; ++i) {
    const auto known = world.sign_in("a@example.org", "wrong");
    const auto unknown = world.sign_in("nobody@example.org", "wrong");
    EXPECT_EQ(known.status, unknown.status);
    EXPECT_EQ(known.body, unknown.body);
    EXPECT_EQ(known.headers, unknown.headers);
  }
  EXPECT_EQ(world.hasher.verified, 10);  // as much work for the one as for the other
}

TEST(LoginThrottle, CountsNothingWhenTheHashersQueueIsFull) {
  RulesWorld world;
  world.sign_up("a@example.org");
  world.hasher.is_full = true;
  for (int i = 0; i < 50; ++i) {
    const auto answer = world.sign_in("a@example.org");
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.header("retry-after"), "1");
  }
  world.hasher.is_full = false;
  EXPECT_EQ(world.sign_in("a@example.org").status, 200);
}

TEST(PasswordChange, IsThrottledLikeALogin) {
  RulesWorld world;
  world.sign_up("a@example.org");
  const auto change = [&] {
    return world.call("POST", "/api/user/change-password",
                      R"({"current_password":"wrong","new_password":"battery staple"})");
  };
  for (int i = 0; i < 5; ++i) {
    const auto answer = change();
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.member("detail.0.loc.0"), "current_password");
  }
  EXPECT_EQ(change().status, 429);
}

TEST(PasswordChange, IsNotHeldUpByWrongLogins) {
  RulesWorld world;
  world.sign_up("a@example.org");
  const auto here = world.cookie;
  for (int i = 0; i < 10; ++i) world.sign_in("a@example.org", "wrong");
  world.cookie = here;

  EXPECT_EQ(world
                .call("POST", "/api/user/change-password",
                      R"({"current_password":"correct horse","new_password":"battery staple"})")
                .status,
            204);
}

TEST(Registration, IsThrottledByAddress) {
  RulesWorld world;
  for (int i = 0; i < 20; ++i) EXPECT_EQ(world.sign_up("user" + std::to_string(i) + "@example.org").status, 201);

  EXPECT_EQ(world.sign_up("more@example.org").status, 429);

  world.address = "192.0.2.2";
  EXPECT_EQ(world.sign_up("more@example.org").status, 201);
}

TEST(PasswordHashes, AreRenewedAtLoginWhenTheirCostChanged) {
  RulesWorld world;
  world.sign_up("a@example.org");
  world.hasher.scheme = "plain2:";

  EXPECT_EQ(world.sign_in("a@example.org").status, 200);

  auto row = world.database->query("SELECT password_hash FROM users");
  ASSERT_TRUE(row.step());
  EXPECT_EQ(row.text_at(0), "plain2:correct horse");
}

TEST(Throttle, HoldsOnlySoManyNames) {
  serve::Throttle throttle{{.free_tries = 1, .max_names = 3}};
  const TimePoint start{};
  for (int i = 0; i < 100; ++i) throttle.try_now("name" + std::to_string(i), start + Duration{i});

  EXPECT_TRUE(throttle.try_now("name99", start + Duration{100}));
  EXPECT_FALSE(throttle.try_now("name1", start + Duration{100}));
}

}  // namespace
}  // namespace quern::test
