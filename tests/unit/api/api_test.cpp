#include "core/api/api.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>

#include "core/api/error_body.hpp"
#include "core/net/http_client.hpp"
#include "tests/support/fake_scheduler.hpp"
#include "tests/support/scripted_transport.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;

class CountingRandom final : public Random {
 public:
  std::uint64_t next() override { return ++state_; }

 private:
  std::uint64_t state_ = 0;
};

struct World {
  FakeScheduler scheduler;
  ScriptedTransport transport{scheduler};
  CountingRandom random;
  HttpClient client{transport, scheduler, random, &read_error_body};
  Api api{client};

  template <class T>
  static Task<void> keep(Task<Result<T>> task, std::shared_ptr<std::optional<Result<T>>> into) {
    auto answer = co_await task;
    into->emplace(std::move(answer));
  }
  template <class T>
  Result<T> finish(Task<Result<T>> task) {
    const auto answer = std::make_shared<std::optional<Result<T>>>();
    keep<T>(std::move(task), answer).detach();
    scheduler.advance(0ms);
    return answer->value_or(fail(ErrorKind::timeout, "still under way"));
  }
  const HttpRequest& sent() const { return transport.requests().back(); }
  bool sent_key() const { return find_header(sent().headers, "Idempotency-Key").has_value(); }
};

constexpr const char* project_text = R"({"id":7,"version":1,"name":"A","description":"","interview_count":0,)"
                                     R"("created_at":"2026-03-15T00:00:00Z","updated_at":"2026-03-15T00:00:00Z"})";
constexpr const char* user_text =
    R"({"id":"u","email":"a@b.c","display_name":"A","avatar_url":null,"created_at":"2026-03-15"})";

TEST(Api, RegistersAndLogsInWithoutAKey) {
  World world;
  const auto signed_in = std::string(R"({"user":)") + user_text + "}";
  world.transport.expect(HttpMethod::post, "/api/auth/register").answer(201, signed_in);
  world.transport.expect(HttpMethod::post, "/api/auth/login").answer(200, signed_in);

  const auto registered = world.finish(world.api.register_user({"a@b.c", "password", "A"}));
  EXPECT_EQ(world.sent().body, R"({"email":"a@b.c","password":"password","display_name":"A"})");
  EXPECT_FALSE(world.sent_key());
  const auto logged_in = world.finish(world.api.login({"a@b.c", "password"}));
  EXPECT_EQ(world.sent().body, R"({"email":"a@b.c","password":"password"})");

  ASSERT_TRUE(registered && logged_in);
  EXPECT_EQ(registered->user.id, UserId{"u"});
}

TEST(Api, TellsAWrongPasswordAndRefreshesNothing) {
  World world;
  int expired = 0;
  world.client.on_session_expired([&expired] { ++expired; });
  world.transport.expect(HttpMethod::post, "/api/auth/login")
      .answer(401, R"({"detail":"no","error_code":"invalid_credentials","error_type":"authentication_error"})");

  const auto answer = world.finish(world.api.login({"a@b.c", "wrong"}));

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::authentication);
  EXPECT_EQ(answer.error().code, "invalid_credentials");
  EXPECT_EQ(expired, 0);
}

TEST(Api, LogsOutAndRefreshesAndAsksWhoItIs) {
  World world;
  world.transport.expect(HttpMethod::post, "/api/auth/refresh").answer(200, R"({"expires_in":900})");
  world.transport.expect(HttpMethod::get, "/api/auth/me")
      .answer(200, std::string(R"({"user":)") + user_text + R"(,"expires_in":9})");
  world.transport.expect(HttpMethod::post, "/api/auth/logout").answer(204);

  EXPECT_EQ(world.finish(world.api.refresh())->expires_in, 900);
  EXPECT_EQ(world.finish(world.api.me())->expires_in, 9);
  EXPECT_TRUE(world.finish(world.api.logout()));
  EXPECT_EQ(find_header(world.sent().headers, "X-Requested-With"), "quern");
}

TEST(Api, PatchesTheUserWithWhatChangedAlone) {
  World world;
  world.transport.expect(HttpMethod::patch, "/api/user/me").answer(200, user_text);
  UserPatch patch;
  patch.first_name = Patch<std::string>::null();
  patch.locale = std::string("ru");

  EXPECT_TRUE(world.finish(world.api.update_user(patch)));

  EXPECT_EQ(world.sent().body, R"({"first_name":null,"locale":"ru"})");
  EXPECT_TRUE(world.sent_key());
}

TEST(Api, AsksForAPageOfProjects) {
  World world;
  world.transport.expect(HttpMethod::get, "/api/projects")
      .answer(200, std::string(R"({"items":[)") + project_text + R"(],"total":1,"offset":20,"limit":20})")
      .times(2);

  const auto page = world.finish(world.api.list_projects({.search = "a b", .offset = 20}));
  EXPECT_EQ(world.sent().path, "/api/projects?search=a%20b&offset=20&limit=20");
  EXPECT_TRUE(world.finish(world.api.list_projects({})));
  EXPECT_EQ(world.sent().path, "/api/projects?offset=0&limit=20");

  ASSERT_TRUE(page);
  EXPECT_EQ(page->items.at(0).id, ProjectId{"7"});
}

TEST(Api, CreatesReadsChangesAndDeletesAProject) {
  World world;
  world.transport.expect(HttpMethod::post, "/api/projects").answer(201, project_text);
  world.transport.expect(HttpMethod::get, "/api/projects/7").answer(200, project_text);
  world.transport.expect(HttpMethod::patch, "/api/projects/7").answer(200, project_text);
  world.transport.expect(HttpMethod::del, "/api/projects/7").answer(204);

  const auto created = world.finish(world.api.create_project({.name = "A", .client_id = "c"}));
  EXPECT_EQ(world.sent().body, R"({"name":"A","description":"","client_id":"c"})");
  EXPECT_TRUE(world.sent_key());
  ASSERT_TRUE(created);
  EXPECT_TRUE(world.finish(world.api.get_project(created->id)));
  EXPECT_TRUE(world.finish(world.api.update_project(created->id, {.name = "B"})));
  EXPECT_EQ(world.sent().body, R"({"name":"B"})");
  EXPECT_TRUE(world.sent_key());
  EXPECT_TRUE(world.finish(world.api.delete_project(created->id)));
  EXPECT_TRUE(world.sent_key());
  EXPECT_EQ(world.transport.unused(), 0);
}

TEST(Api, SaysWhereAnAnswerBreaksItsSchema) {
  World world;
  world.transport.expect(HttpMethod::get, "/api/projects")
      .answer(200, R"({"items":[{"id":7}],"total":1,"offset":0,"limit":20})");

  const auto page = world.finish(world.api.list_projects({}));

  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().kind, ErrorKind::decode);
  EXPECT_EQ(page.error().fields.at(0).path, "items.0.version");
}

TEST(Api, HandsOnTheFieldsTheServerComplainsOf) {
  World world;
  world.transport.expect(HttpMethod::post, "/api/projects")
      .answer(422, R"({"detail":[{"type":"too_long","loc":["body","name"],"msg":"long"}],"error_code":"validation"})");

  const auto created = world.finish(world.api.create_project({.name = "A"}));

  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().kind, ErrorKind::validation);
  EXPECT_EQ(created.error().code, "validation");
  EXPECT_EQ(created.error().fields, (std::vector<FieldError>{{"name", "long", "too_long"}}));
}

TEST(Api, RepeatsByItselfUnlessAnotherLayerDoes) {
  World world;
  world.transport.expect(HttpMethod::get, "/api/capabilities").fail(ErrorKind::network).times(2);
  world.transport.expect(HttpMethod::get, "/api/capabilities").answer(200, R"({"name":"q","version":"1","groups":{}})");

  const auto for_query = world.finish(world.api.with_retry(0).capabilities());
  EXPECT_EQ(for_query.error().kind, ErrorKind::network);
  const auto direct = std::make_shared<std::optional<Result<Capabilities>>>();
  World::keep<Capabilities>(world.api.capabilities(), direct).detach();
  world.scheduler.advance(1s);

  ASSERT_TRUE(direct->has_value());
  EXPECT_TRUE(**direct);
}

}  // namespace
}  // namespace quern::test
