// Tokens and sessions over minutes and days: rotation, reuse, lost answers, idleness, sign-outs.
#include <gtest/gtest.h>

#include "serve/crypto/crypto.hpp"
#include "tests/serve/rules_world.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;

std::string exchange_body(const std::string& refresh_token) {
  return R"({"refresh_token":")" + refresh_token + R"("})";
}

class TokenRotation : public testing::Test {
 protected:
  TokenRotation() {
    world.sign_up("a@example.org");
    const auto answer =
        world.call_backend("POST", "/api/auth/login", R"({"email":"a@example.org","password":"correct horse"})");
    access = answer.member("tokens.access_token");
    refresh = answer.member("tokens.refresh_token");
  }
  Answer exchange(const std::string& token) {
    return world.call_backend("POST", "/api/auth/refresh", exchange_body(token));
  }
  int me(const std::string& token) { return world.call_backend("GET", "/api/user/me", {}, token).status; }

  RulesWorld world;
  std::string access;
  std::string refresh;
};

TEST_F(TokenRotation, EndsAnAccessTokenAfter15Minutes) {
  EXPECT_EQ(me(access), 200);
  world.clock.advance(15min - 1s);
  EXPECT_EQ(me(access), 200);
  world.clock.advance(1s);
  EXPECT_EQ(me(access), 401);
}

TEST_F(TokenRotation, GivesNewTokensForARefreshToken) {
  const auto fresh = exchange(refresh);

  EXPECT_EQ(fresh.status, 200);
  EXPECT_EQ(fresh.member("expires_in"), "900");
  EXPECT_NE(fresh.member("refresh_token"), refresh);
  EXPECT_EQ(me(fresh.member("access_token")), 200);
  EXPECT_EQ(exchange(fresh.member("refresh_token")).status, 200);
}

TEST_F(TokenRotation, GivesTheSameSuccessorsWithin30SecondsForALostAnswer) {
  const auto lost = exchange(refresh);
  world.clock.advance(29s);

  const auto again = exchange(refresh);

  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.member("access_token"), lost.member("access_token"));
  EXPECT_EQ(again.member("refresh_token"), lost.member("refresh_token"));
  EXPECT_EQ(again.member("expires_in"), "871");
}

TEST_F(TokenRotation, RevokesTheWholeFamilyWhenATokenIsUsedAgainLater) {
  const auto fresh = exchange(refresh);
  world.clock.advance(31s);

  EXPECT_EQ(exchange(refresh).status, 401);

  EXPECT_EQ(me(fresh.member("access_token")), 401);
  EXPECT_EQ(exchange(fresh.member("refresh_token")).status, 401);
}

TEST_F(TokenRotation, LeavesOtherSignInsAloneWhenOneIsRevoked) {
  const auto other =
      world.call_backend("POST", "/api/auth/login", R"({"email":"a@example.org","password":"correct horse"})");
  exchange(refresh);
  world.clock.advance(31s);
  exchange(refresh);

  EXPECT_EQ(me(other.member("tokens.access_token")), 200);
}

TEST_F(TokenRotation, EndsARefreshTokenAfter7Days) {
  world.clock.advance(168h);
  EXPECT_EQ(exchange(refresh).status, 401);
}

TEST_F(TokenRotation, TakesNoTokenForAnother) {
  EXPECT_EQ(me(refresh), 401);
  EXPECT_EQ(exchange(access).status, 401);
  EXPECT_EQ(me("nonsense"), 401);
  EXPECT_EQ(exchange("nonsense").status, 401);
}

class BrowserSessions : public testing::Test {
 protected:
  BrowserSessions() { world.sign_up("a@example.org"); }
  int me() { return world.call("GET", "/api/auth/me").status; }
  RulesWorld world;
};

TEST_F(BrowserSessions, RefreshTheirTokensWithoutTheBrowserNoticing) {
  for (int hour = 0; hour < 100; ++hour) {
    world.clock.advance(1h);
    ASSERT_EQ(me(), 200) << "after " << hour << " h";
  }
  EXPECT_EQ(world.network->calls["/api/auth/refresh"], 100);
}

TEST_F(BrowserSessions, RefreshShortlyBeforeTheEndInsteadOfAfterARefusal) {
  world.clock.advance(15min - 20s);

  EXPECT_EQ(me(), 200);

  EXPECT_EQ(world.network->calls["/api/auth/refresh"], 1);
  EXPECT_EQ(world.network->calls["/api/user/me"], 1);
}

TEST_F(BrowserSessions, RefreshAndRepeatOnceOnARefusalThatComesEarly) {
  world.database->run_script("UPDATE tokens SET expires_at = 0 WHERE kind = 'access'");

  EXPECT_EQ(me(), 200);

  EXPECT_EQ(world.network->calls["/api/auth/refresh"], 1);
  EXPECT_EQ(world.network->calls["/api/user/me"], 2);
}

TEST_F(BrowserSessions, RefreshOnceForManyCallsAtATime) {
  world.clock.advance(1h);
  world.network->is_held = true;
  std::vector<std::shared_ptr<Answer>> answers;
  for (int i = 0; i < 5; ++i) {
    answers.push_back(std::make_shared<Answer>());
    world.begin(answers.back(), "GET", "/api/auth/me");
  }

  world.network->release();

  for (const auto& answer : answers) EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(world.network->calls["/api/auth/refresh"], 1);
}

TEST_F(BrowserSessions, SurviveTogetherARefreshThatFailed) {
  world.clock.advance(1h);
  world.network->is_held = true;
  std::vector<std::shared_ptr<Answer>> answers;
  for (int i = 0; i < 3; ++i) {
    answers.push_back(std::make_shared<Answer>());
    world.begin(answers.back(), "POST", "/api/auth/refresh");
  }
  world.network->lost_answers = 1;

  world.network->release();

  for (const auto& answer : answers) {
    EXPECT_EQ(answer->status, 502);
    EXPECT_FALSE(answer->has("set-cookie"));
  }
  EXPECT_EQ(me(), 200);
}

TEST_F(BrowserSessions, SurviveARefreshWhoseAnswerWasLost) {
  world.clock.advance(1h);
  world.network->lost_answers = 1;
  EXPECT_EQ(me(), 502);

  EXPECT_EQ(me(), 200);
  EXPECT_EQ(me(), 200);
}

TEST_F(BrowserSessions, SurviveABackendThatIsAwayForAWhile) {
  world.clock.advance(1h);
  world.network->unreachable_calls = 3;

  EXPECT_EQ(me(), 502);
  EXPECT_EQ(me(), 502);
  EXPECT_EQ(me(), 502);
  EXPECT_EQ(me(), 200);
}

TEST_F(BrowserSessions, AreOverWhenTheBackendRevokedThem) {
  world.database->run_script("UPDATE token_families SET revoked_at = 1");

  const auto answer = world.call("GET", "/api/projects");

  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.error_code(), "unauthenticated");
}

TEST_F(BrowserSessions, TakeTheirCookieBackOnlyWhenARefreshIsRefused) {
  world.database->run_script("DELETE FROM sessions");
  const auto late = world.call("GET", "/api/projects");  // another tab may have signed in since it was sent
  EXPECT_EQ(late.status, 401);
  EXPECT_FALSE(late.has("set-cookie"));

  const auto refused = world.call("POST", "/api/auth/refresh");

  EXPECT_EQ(refused.status, 401);
  EXPECT_NE(refused.header("set-cookie").find("Max-Age=0"), std::string::npos);
}

// The page may be signing in at the same time: a cookie taken back after that answer would sign it out again.
TEST_F(BrowserSessions, TakeBackNoCookieThatTheRefreshDidNotCarry) {
  for (const auto* cookies : {"", "theme=dark", "quern_sessions=other"}) {
    world.cookie.clear();
    const auto refused = world.call("POST", "/api/auth/refresh", {}, {{"cookie", cookies}});
    EXPECT_EQ(refused.status, 401) << cookies;
    EXPECT_FALSE(refused.has("set-cookie")) << cookies;
  }
}

TEST_F(BrowserSessions, AreOverAfter7DaysUnused) {
  world.clock.advance(167h);
  EXPECT_EQ(me(), 200);
  world.clock.advance(167h);
  EXPECT_EQ(me(), 200);

  world.clock.advance(169h);

  EXPECT_EQ(me(), 401);
}

TEST_F(BrowserSessions, AreOverAfter30DaysHoweverUsed) {
  for (int day = 0; day < 29; ++day) {
    world.clock.advance(24h);
    ASSERT_EQ(me(), 200) << "on day " << day;
  }
  world.clock.advance(24h);
  EXPECT_EQ(me(), 401);
}

TEST_F(BrowserSessions, SayHowLongTheyLast) {
  EXPECT_EQ(world.call("GET", "/api/auth/me").member("expires_in"), "604800");
  world.clock.advance(1h);
  const auto refreshed = world.call("POST", "/api/auth/refresh");
  EXPECT_EQ(refreshed.status, 200);
  EXPECT_EQ(refreshed.member("expires_in"), "604800");
}

TEST_F(BrowserSessions, EndAtLogoutWithTheirTokens) {
  const auto before = world.cookie;
  EXPECT_EQ(world.call("POST", "/api/auth/logout").status, 204);
  EXPECT_EQ(world.cookie, "");

  world.cookie = before;
  EXPECT_EQ(me(), 401);
  auto live = world.database->query("SELECT count(*) FROM token_families WHERE revoked_at IS NULL");
  ASSERT_TRUE(live.step());
  EXPECT_EQ(live.number_at(0), 0);
}

TEST_F(BrowserSessions, EndAtLogoutThoughTheBackendIsAway) {
  const auto before = world.cookie;
  world.network->unreachable_calls = 100;

  EXPECT_EQ(world.call("POST", "/api/auth/logout").status, 204);

  world.network->unreachable_calls = 0;
  world.cookie = before;
  EXPECT_EQ(me(), 401);
}

TEST_F(BrowserSessions, DoNotEndAtALogoutThatTheStoreFailedAtAndItCanBeTriedAgain) {
  world.database->run_script(
      "CREATE TRIGGER broken BEFORE DELETE ON sessions BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
  const auto refused = world.call("POST", "/api/auth/logout");
  EXPECT_EQ(refused.status, 500);
  EXPECT_EQ(refused.error_code(), "internal");
  EXPECT_FALSE(refused.has("set-cookie"));
  EXPECT_NE(world.last_note.find("the disk is full"), std::string::npos);
  world.database->run_script("DROP TRIGGER broken");

  EXPECT_EQ(me(), 200);
  EXPECT_EQ(world.call("POST", "/api/auth/logout").status, 204);
}

TEST_F(BrowserSessions, DoNotEndFromAnotherOneWhenTheStoreFails) {
  const auto list = world.call("GET", "/api/auth/sessions");
  world.database->run_script(
      "CREATE TRIGGER broken BEFORE DELETE ON sessions BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");

  const auto refused = world.call("DELETE", "/api/auth/sessions/" + list.member("items.0.id"));

  EXPECT_EQ(refused.status, 500);
  EXPECT_FALSE(refused.has("set-cookie"));
  EXPECT_NE(world.last_note.find("the disk is full"), std::string::npos);
}

TEST_F(BrowserSessions, SayInTheLogThatTheBackendDidNotRevokeTheirTokens) {
  world.network->unreachable_calls = 1;

  EXPECT_EQ(world.call("POST", "/api/auth/logout").status, 204);

  EXPECT_NE(world.last_note.find("502"), std::string::npos);
}

TEST_F(BrowserSessions, GetANewNameAtLoginAndTheOldOneEnds) {
  const auto before = world.cookie;
  const auto answer = world.call("POST", "/api/auth/login", R"({"email":"a@example.org","password":"correct horse"})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_NE(world.cookie, before);
  EXPECT_EQ(me(), 200);

  world.cookie = before;
  EXPECT_EQ(me(), 401);
}

TEST_F(BrowserSessions, TakeNoNameThatTheServerDidNotGive) {
  world.cookie = "chosen-by-somebody-else";
  world.call("POST", "/api/auth/login", R"({"email":"a@example.org","password":"correct horse"})");
  EXPECT_NE(world.cookie, "chosen-by-somebody-else");
}

TEST_F(BrowserSessions, AreListedAndEndedFromAnotherOne) {
  const auto first = world.cookie;
  world.clock.advance(1min);
  world.sign_in("a@example.org");
  const auto second = world.cookie;

  const auto list = world.call("GET", "/api/auth/sessions");
  EXPECT_EQ(list.member("total"), "2");
  EXPECT_EQ(list.member("items.0.current"), "true");
  EXPECT_EQ(list.member("items.1.current"), "false");
  EXPECT_EQ(world.call("DELETE", "/api/auth/sessions/" + list.member("items.1.id")).status, 204);

  EXPECT_EQ(me(), 200);
  world.cookie = first;
  EXPECT_EQ(me(), 401);
  world.cookie = second;
  EXPECT_EQ(world.call("DELETE", "/api/auth/sessions/" + list.member("items.1.id")).status, 404);
  EXPECT_EQ(world.call("DELETE", "/api/auth/sessions/" + list.member("items.0.id")).status, 204);
  EXPECT_EQ(world.cookie, "");
}

TEST_F(BrowserSessions, AreListedInPages) {
  for (int i = 0; i < 4; ++i) {
    world.clock.advance(1s);
    world.sign_in("a@example.org");
  }
  const auto all = world.call("GET", "/api/auth/sessions");
  const auto page = world.call("GET", "/api/auth/sessions?offset=1&limit=2");

  EXPECT_EQ(page.member("total"), all.member("total"));
  EXPECT_EQ(page.member("items.0.id"), all.member("items.1.id"));
  EXPECT_EQ(page.member("items.1.id"), all.member("items.2.id"));
  EXPECT_EQ(page.member("items.2.id"), "");
  EXPECT_EQ(page.member("offset"), "1");
  EXPECT_EQ(world.call("GET", "/api/auth/sessions?limit=0").status, 422);
}

TEST_F(BrowserSessions, OfOthersEndWhenThePasswordChanges) {
  const auto elsewhere = world.cookie;
  world.sign_in("a@example.org");
  const auto here = world.cookie;

  const auto answer = world.call("POST", "/api/user/change-password",
                                 R"({"current_password":"correct horse","new_password":"battery staple"})");

  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(me(), 200);
  world.cookie = elsewhere;
  EXPECT_EQ(me(), 401);
  EXPECT_EQ(world.sign_in("a@example.org", "correct horse").status, 401);
  EXPECT_EQ(world.sign_in("a@example.org", "battery staple").status, 200);
  EXPECT_NE(here, elsewhere);
}

TEST_F(BrowserSessions, ThatBeganSinceOutliveARepeatOfAPasswordChange) {
  const Fields key{{"idempotency-key", "0f8fad5b-d9cb-469f-a165-70867728950e"}};
  const auto change = R"({"current_password":"correct horse","new_password":"battery staple"})";
  EXPECT_EQ(world.call("POST", "/api/user/change-password", change, key).status, 204);
  const auto here = world.cookie;
  world.sign_in("a@example.org", "battery staple");
  const auto since = world.cookie;

  world.cookie = here;
  EXPECT_EQ(world.call("POST", "/api/user/change-password", change, key).status, 204);

  world.cookie = since;
  EXPECT_EQ(me(), 200);
}

TEST_F(BrowserSessions, AreOfNoUseToWhoReadsTheStore) {
  auto row = world.database->query("SELECT secret_hash, tokens FROM sessions");
  ASSERT_TRUE(row.step());
  const auto hash = row.text_at(0);
  const auto sealed = row.text_at(1);

  EXPECT_EQ(hash, serve::sha256(world.cookie));
  EXPECT_EQ(sealed.find(world.cookie), std::string::npos);
  EXPECT_FALSE(serve::unseal(serve::sha256(hash), sealed));
  auto tokens = world.database->query("SELECT hash FROM tokens");
  while (tokens.step()) EXPECT_EQ(tokens.text_at(0).size(), 32U);
}

TEST_F(BrowserSessions, OutliveTheServer) {
  world.restart();
  EXPECT_EQ(me(), 200);
}

TEST_F(BrowserSessions, LeaveNothingBehindOnceTheyAreLongOver) {
  world.clock.advance(24h * 31);
  world.backend->sweep();
  world.bff->sweep();
  for (const char* sql :
       {"SELECT count(*) FROM tokens", "SELECT count(*) FROM token_families", "SELECT count(*) FROM sessions"}) {
    auto count = world.database->query(sql);
    ASSERT_TRUE(count.step());
    EXPECT_EQ(count.number_at(0), 0) << sql;
  }
}

}  // namespace
}  // namespace quern::test
