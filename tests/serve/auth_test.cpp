// Registering, signing in and out, the profile, over HTTP.
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

TEST(Auth, RegistersAndSignsIn) {
  const ServerWorld world;
  auto browser = world.browser();

  const auto answer = browser.post("/api/auth/register",
                                   R"({"email":"Anna@Example.org","password":"correct horse","display_name":"Анна"})");

  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.member("user.email"), "Anna@Example.org");
  EXPECT_EQ(answer.member("user.display_name"), "Анна");
  EXPECT_NE(answer.member("user.id"), "");
  EXPECT_EQ(answer.member("user.avatar_url"), "null");
  EXPECT_EQ(answer.member("tokens"), "");
  const auto me = browser.get("/api/auth/me");
  EXPECT_EQ(me.status, 200);
  EXPECT_EQ(me.member("user.id"), answer.member("user.id"));
  EXPECT_EQ(me.header("cache-control"), "no-store");
}

TEST(Auth, GivesTheBrowserACookieAndNoToken) {
  const ServerWorld world;
  auto browser = world.browser();
  const auto answer = browser.sign_up("a@example.org");

  const auto cookie = answer.header("set-cookie");
  EXPECT_TRUE(cookie.starts_with("quern_session="));
  EXPECT_NE(cookie.find("; Path=/; HttpOnly; SameSite=Lax"), std::string::npos);
  EXPECT_EQ(cookie.find("Secure"), std::string::npos);
  EXPECT_EQ(cookie.find("Domain"), std::string::npos);
  EXPECT_EQ(browser.cookie().size(), 43U);
  EXPECT_EQ(answer.body.find("token"), std::string::npos);
}

TEST(Auth, BehindHttpsHasTheHostCookieAndAsksForHttps) {
  const ServerWorld world{{"--origin", "https://quern.example"}};
  const Fields fields{
      {"Origin", "https://quern.example"}, {"X-Requested-With", "quern"}, {"Content-Type", "application/json"}};
  const auto body = R"({"email":"a@example.org","password":"correct horse","display_name":"A"})";

  const auto answer = world.send("POST", "/api/auth/register", fields, body);

  EXPECT_EQ(answer.status, 201);
  EXPECT_TRUE(answer.header("set-cookie").starts_with("__Host-quern_session="));
  EXPECT_NE(answer.header("set-cookie").find("; Secure"), std::string::npos);
  EXPECT_TRUE(answer.has("strict-transport-security"));
  auto local = world.browser();  // who is not at the origin is another site
  EXPECT_EQ(local.sign_in("a@example.org").status, 403);
}

TEST(Auth, TellsAnAddressThatIsTakenWhateverItsCase) {
  const ServerWorld world;
  world.browser().sign_up("анна@example.org");
  const auto answer = world.browser().sign_up("АННА@EXAMPLE.ORG");
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.error_code(), "email_taken");
  EXPECT_EQ(answer.member("error_type"), "conflict");
}

TEST(Auth, RegistersOneOfManyAtATimeWithOneAddress) {
  const ServerWorld world;
  std::vector<int> statuses(6);
  {
    std::vector<std::jthread> threads;
    for (auto& status : statuses) {
      threads.emplace_back([&] { status = world.browser().sign_up("a@example.org").status; });
    }
  }
  EXPECT_EQ(std::ranges::count(statuses, 201), 1);
  EXPECT_EQ(std::ranges::count(statuses, 409), 5);
}

TEST(Auth, NamesEachFieldThatIsNotValid) {
  const ServerWorld world;
  auto browser = world.browser();
  const auto answer = browser.post("/api/auth/register", R"({"email":"nobody","password":"pa55","display_name":""})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.error_code(), "validation");
  EXPECT_EQ(answer.member("error_type"), "validation_error");
  EXPECT_EQ(answer.member("detail.0.loc.0"), "email");
  EXPECT_EQ(answer.member("detail.1.loc.0"), "password");
  EXPECT_EQ(answer.member("detail.2.loc.0"), "display_name");
  EXPECT_EQ(answer.body.find("pa55"), std::string::npos);  // the password itself is not repeated
}

TEST(Auth, AnswersWhatItCannotReadWith400) {
  const ServerWorld world;
  auto browser = world.browser();
  const std::string deep = "{\"email\":" + std::string(5000, '[') + std::string(5000, ']') + '}';
  for (const std::string body : {"", "{", "[]", "null", "\"text\"", "{\"email\":\"a@example.org\"}", "{} {}",
                                 "{\"email\":\"a\",\"email\":\"b\",\"password\":\"c\"}", "\xff\xfe", deep.c_str()}) {
    SCOPED_TRACE(body.substr(0, 40));
    const auto answer = browser.post("/api/auth/login", body);
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_EQ(answer.error_code(), "bad_request");
  }
}

TEST(Auth, TakesOnlyJson) {
  const ServerWorld world;
  auto browser = world.browser();
  browser.sign_up("a@example.org");
  auto fields = browser.headers("POST");
  for (const auto* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""}) {
    auto with_type = fields;
    if (*type) with_type.emplace_back("Content-Type", type);
    const auto answer = world.send("POST", "/api/projects", with_type, R"({"name":"x"})");
    EXPECT_EQ(answer.status, 415) << type;
    EXPECT_EQ(answer.error_code(), "wrong_type");
  }
  fields.emplace_back("Content-Type", "Application/JSON; charset=utf-8");
  EXPECT_EQ(world.send("POST", "/api/projects", fields, R"({"name":"x"})").status, 201);
}

TEST(Auth, RefusesAWrongPasswordAndAnUnknownAddressAlike) {
  const ServerWorld world;
  world.browser().sign_up("a@example.org");
  auto wrong = world.browser().sign_in("a@example.org", "battery staple");
  auto unknown = world.browser().sign_in("b@example.org", "battery staple");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.error_code(), "invalid_credentials");
  EXPECT_EQ(unknown.status, 401);
  EXPECT_EQ(unknown.body, wrong.body);
}

TEST(Auth, SignsInAgainAndOutAgain) {
  const ServerWorld world;
  world.browser().sign_up("a@example.org");
  auto browser = world.browser();
  EXPECT_EQ(browser.sign_in("A@example.org").status, 200);
  EXPECT_EQ(browser.get("/api/auth/me").status, 200);
  const auto before = browser.cookie();

  const auto out = browser.post("/api/auth/logout");

  EXPECT_EQ(out.status, 204);
  EXPECT_EQ(browser.cookie(), "");
  EXPECT_EQ(browser.get("/api/auth/me").status, 401);
  browser.set_cookie(before);
  EXPECT_EQ(browser.get("/api/auth/me").status, 401);
  EXPECT_EQ(browser.cookie(), before);  // this 401 might be late
  EXPECT_EQ(browser.post("/api/auth/refresh").status, 401);
  EXPECT_EQ(browser.cookie(), "");  // this one takes it back
  EXPECT_EQ(browser.post("/api/auth/logout").status, 204);
}

TEST(Auth, KeepsABrowserSignedInPastItsAccessToken) {
  const ServerWorld world{{"--access-token-ttl", "1"}};
  auto browser = world.browser();
  browser.sign_up("a@example.org");
  const auto began = std::chrono::steady_clock::now();
  int calls = 0;
  while (std::chrono::steady_clock::now() - began < std::chrono::milliseconds{2200}) {
    ASSERT_EQ(browser.get("/api/auth/me").status, 200);
    ++calls;
  }
  EXPECT_GT(calls, 2);
  EXPECT_EQ(browser.post("/api/auth/refresh").status, 200);
}

TEST(Auth, KeepsTheDataAndTheSessionOverARestart) {
  ServerWorld world;
  auto browser = world.browser();
  browser.sign_up("a@example.org");
  const auto id = browser.create_project("Kept");

  world.restart();

  auto after = world.browser();
  after.set_cookie(browser.cookie());
  EXPECT_EQ(after.get("/api/auth/me").status, 200);
  EXPECT_EQ(after.get("/api/projects/" + id).member("name"), "Kept");
}

TEST(Profile, TakesOnlyAPictureOfOursAndALanguagesName) {
  const ServerWorld world;
  auto browser = world.browser();
  browser.sign_up("a@example.org");
  for (const auto* bad :
       {R"({"avatar_url":"javascript:alert"})", R"({"avatar_url":"https://elsewhere.example/a.png"})",
        R"({"avatar_url":"//elsewhere.example/a.png"})", R"({"avatar_url":"/\\elsewhere.example/a.png"})",
        R"({"avatar_url":"/\t/elsewhere.example"})", R"({"locale":"r\u0000u"})", R"({"locale":"ru\n"})",
        R"({"locale":"ru-"})", R"({"locale":"r1"})", R"({"locale":"ru_RU"})", R"({"locale":"a"})"}) {
    EXPECT_EQ(browser.patch("/api/user/me", bad).status, 422) << bad;
  }
  for (const auto* good : {R"({"avatar_url":"/avatars/1.png"})", R"({"avatar_url":null})", R"({"locale":"ru"})",
                           R"({"locale":"zh-Hant-TW"})", R"({"locale":null})"}) {
    EXPECT_EQ(browser.patch("/api/user/me", good).status, 200) << good;
  }
}

TEST(Registration, TakesNoPasswordThatIsTheEmailOrTheName) {
  const ServerWorld world;
  auto browser = world.browser();
  for (const auto* weak : {"Anna@example.org", "anna pavlovna"}) {
    const auto answer = browser.post("/api/auth/register", std::string{R"({"email":"anna@example.org","password":")"} +
                                                               weak + R"(","display_name":"Anna Pavlovna"})");
    EXPECT_EQ(answer.status, 422) << weak;
    EXPECT_EQ(answer.member("detail.0.loc.0"), "password");
    EXPECT_EQ(answer.member("detail.0.type"), "weak");
  }
}

TEST(Profile, ChangesWhatIsThereAndClearsWithNull) {
  const ServerWorld world;
  auto browser = world.browser();
  browser.sign_up("a@example.org");

  const auto set = browser.patch("/api/user/me", R"({"first_name":"Анна","locale":"ru","display_name":"Аня"})");
  EXPECT_EQ(set.status, 200);
  EXPECT_EQ(set.member("first_name"), "Анна");
  const auto cleared = browser.patch("/api/user/me", R"({"first_name":null,"unknown":1})");
  EXPECT_EQ(cleared.status, 200);
  EXPECT_EQ(cleared.member("first_name"), "");
  EXPECT_EQ(cleared.member("locale"), "ru");

  EXPECT_EQ(browser.get("/api/user/me").body, cleared.body);
  EXPECT_EQ(browser.patch("/api/user/me", R"({"display_name":null})").status, 422);
}

TEST(Capabilities, NameWhatIsThereWithoutALogin) {
  const ServerWorld world;
  const auto answer = world.get("/api/capabilities");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.member("name"), "quern");
  for (const auto* group :
       {"auth", "user", "projects", "chats", "messages", "users", "resume", "attachments", "interviews", "sessions"}) {
    EXPECT_NE(answer.member(std::string{"groups."} + group), "") << group;
  }
}

TEST(Log, HoldsNoSecret) {
  const ServerWorld world;
  auto browser = world.browser();
  browser.sign_up("a@example.org", "a-very-secret-password");
  browser.sign_in("a@example.org", "a-mistyped-secret");
  const auto cookie = browser.cookie();
  browser.get("/api/projects?search=private-search");
  browser.get("/api/projects/%0d%0a%1b[31m");
  world.get("/x", {{"Authorization", "Bearer private-token"}});
  world.get("//refused?private=query");
  browser.post("/api/projects", R"({"name":"private name"})");
  ASSERT_TRUE(world.log.wait_for("\"status\":201,\"duration_ms\":") && world.log.wait_for("/x"));
  browser.post("/api/auth/logout");
  ASSERT_TRUE(world.log.wait_for("/api/auth/logout"));

  const auto text = world.log.text();

  for (const auto& secret : {std::string{"a-very-secret-password"}, std::string{"a-mistyped-secret"}, cookie,
                             std::string{"private"}, std::string{"a@example.org"}, std::string{"\x1b"}}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << secret;
  }
  EXPECT_NE(text.find("\"path\":\"/api/projects\",\"status\":200"), std::string::npos);
}

TEST(LogLine, EscapesWhatWouldForgeAnotherOrDriveATerminal) {
  const auto line = serve::format_record(
      {.id = "1", .method = "GET", .path = "/\"\n\x1b[31m\x7f\xc2\x9b\xff\xd0\xaf", .client_address = "::1"},
      WallTime{});
  EXPECT_EQ(line,
            "{\"time\":\"1970-01-01T00:00:00.000Z\",\"id\":\"1\",\"method\":\"GET\",\"path\":\"/\\\"\\u000a\\u001b[31m"
            "\\u007f\\u009b\xef\xbf\xbd\xd0\xaf\",\"status\":0,\"duration_ms\":0,\"bytes\":0,\"client\":\"::1\"}");
}

}  // namespace
}  // namespace quern::test
