// A write with a key happens once, whatever happens to its answer.
#include <gtest/gtest.h>

#include "tests/serve/rules_world.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;

const Fields key{{"idempotency-key", "0f8fad5b-d9cb-469f-a165-70867728950e"}};
const Fields other_key{{"idempotency-key", "7c9e6679-7425-40de-944b-e07fc1f90ae7"}};
constexpr auto project = R"({"name":"One"})";

class IdempotencyKey : public testing::Test {
 protected:
  IdempotencyKey() { world.sign_up("a@example.org"); }
  Answer create(const Fields& fields = key, std::string_view json = project) {
    return world.call("POST", "/api/projects", json, fields);
  }
  std::string total() { return world.call("GET", "/api/projects").member("total"); }
  RulesWorld world;
};

TEST_F(IdempotencyKey, GivesTheFirstAnswerAgain) {
  const auto first = create();
  const auto again = create();

  EXPECT_EQ(first.status, 201);
  EXPECT_FALSE(first.has("idempotency-replayed"));
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.header("content-type"), "application/json");
  EXPECT_EQ(again.header("idempotency-replayed"), "true");
  EXPECT_EQ(total(), "1");
}

TEST_F(IdempotencyKey, MayBeLeftOut) {
  create({});
  create({});
  EXPECT_EQ(total(), "2");
}

TEST_F(IdempotencyKey, IsOneForOneRequest) {
  const auto id = create().member("id");
  struct Case {
    const char* name;
    const char* method;
    std::string target;
    const char* json;
  };
  const std::vector<Case> cases = {
      {"another body", "POST", "/api/projects", R"({"name":"Two"})"},
      {"another spelling", "POST", "/api/projects", R"({ "name":"One"})"},
      {"another path", "POST", "/api/user/change-password",
       R"({"current_password":"correct horse","new_password":"battery staple"})"},
      {"another method", "PATCH", "/api/projects/" + id, project},
      {"a deletion", "DELETE", "/api/projects/" + id, ""},
  };
  for (const auto& [name, method, target, json] : cases) {
    SCOPED_TRACE(name);
    const auto answer = world.call(method, target, json, key);
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.error_code(), "idempotency_mismatch");
  }
  EXPECT_EQ(total(), "1");
}

TEST_F(IdempotencyKey, KeepsARefusalToo) {
  EXPECT_EQ(create(key, R"({"name":""})").status, 422);
  const auto again = create(key, R"({"name":""})");
  EXPECT_EQ(again.status, 422);
  EXPECT_EQ(again.header("idempotency-replayed"), "true");
}

TEST_F(IdempotencyKey, RepeatsADeletionAsDone) {
  const auto id = create().member("id");
  EXPECT_EQ(world.call("DELETE", "/api/projects/" + id, {}, other_key).status, 204);

  const auto again = world.call("DELETE", "/api/projects/" + id, {}, other_key);

  EXPECT_EQ(again.status, 204);
  EXPECT_EQ(again.header("idempotency-replayed"), "true");
}

TEST_F(IdempotencyKey, IsTheUsersOwn) {
  const auto mine = create().member("id");
  world.sign_up("b@example.org");

  const auto theirs = create();

  EXPECT_EQ(theirs.status, 201);
  EXPECT_NE(theirs.member("id"), mine);
}

TEST_F(IdempotencyKey, IsForgottenAfter24Hours) {
  create();
  world.clock.advance(24h - 1s);
  EXPECT_TRUE(create().has("idempotency-replayed"));

  world.clock.advance(1s);

  EXPECT_FALSE(create().has("idempotency-replayed"));
  EXPECT_EQ(total(), "2");
}

TEST_F(IdempotencyKey, OutlivesTheServer) {
  const auto first = create();
  world.restart();
  const auto again = create();
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(total(), "1");
}

TEST_F(IdempotencyKey, IsHeldByARequestThatStillRuns) {
  const auto change = R"({"current_password":"correct horse","new_password":"battery staple"})";
  world.hasher.is_held = true;
  const auto first = std::make_shared<Answer>();
  world.begin(first, "POST", "/api/user/change-password", change, key);

  const auto second = world.call("POST", "/api/user/change-password", change, key);
  EXPECT_EQ(second.status, 409);
  EXPECT_EQ(second.error_code(), "idempotency_in_progress");
  EXPECT_EQ(second.header("retry-after"), "1");

  world.hasher.release();
  EXPECT_EQ(first->status, 204);
  EXPECT_TRUE(world.call("POST", "/api/user/change-password", change, key).has("idempotency-replayed"));
}

TEST_F(IdempotencyKey, IsNotSpentOnAnAnswerThatSaysLater) {
  const auto change = R"({"current_password":"correct horse","new_password":"battery staple"})";
  world.hasher.is_full = true;
  EXPECT_EQ(world.call("POST", "/api/user/change-password", change, key).status, 429);
  world.hasher.is_full = false;

  const auto again = world.call("POST", "/api/user/change-password", change, key);

  EXPECT_EQ(again.status, 204);
  EXPECT_FALSE(again.has("idempotency-replayed"));
}

TEST_F(IdempotencyKey, IsNotSpentOnAFailureOfTheServerAndItsWorkIsUndone) {
  world.database->run_script(
      "CREATE TRIGGER broken BEFORE INSERT ON answers BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
  EXPECT_EQ(create().status, 500);
  world.database->run_script("DROP TRIGGER broken");
  EXPECT_EQ(total(), "0");

  const auto again = create();

  EXPECT_EQ(again.status, 201);
  EXPECT_FALSE(again.has("idempotency-replayed"));
  EXPECT_EQ(total(), "1");
}

TEST_F(IdempotencyKey, MustBeAUuid) {
  for (const auto* bad : {"", "7", "0f8fad5b-d9cb-469f-a165-70867728950", "0f8fad5b-d9cb-469f-a165-70867728950e-"}) {
    const auto answer = create({{"idempotency-key", bad}});
    EXPECT_EQ(answer.status, 400) << bad;
    EXPECT_EQ(answer.error_code(), "bad_request");
  }
  EXPECT_EQ(create({{"idempotency-key", "0F8FAD5B-D9CB-469F-A165-70867728950E"}}).status, 201);
  EXPECT_TRUE(create().has("idempotency-replayed"));
}

TEST_F(IdempotencyKey, DoesNotKeepAPasswordsHashThatCouldBeTried) {
  world.call("POST", "/api/user/change-password",
             R"({"current_password":"correct horse","new_password":"battery staple"})", key);
  const auto again = world.call("POST", "/api/user/change-password",
                                R"({"current_password":"correct horse","new_password":"other staple"})", key);
  EXPECT_EQ(again.status, 422);
  EXPECT_EQ(again.error_code(), "idempotency_mismatch");
}

TEST_F(IdempotencyKey, LeavesSigningInAlone) {
  const auto body = R"({"email":"a@example.org","password":"correct horse"})";
  EXPECT_EQ(world.call("POST", "/api/auth/login", body, key).status, 200);
  EXPECT_FALSE(world.call("POST", "/api/auth/login", body, key).has("idempotency-replayed"));
}

}  // namespace
}  // namespace quern::test
