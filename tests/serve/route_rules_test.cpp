// What holds for every route, walked over the router's own table, so that a new route cannot be forgotten.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "serve/bff/bff.hpp"
#include "serve/crypto/crypto.hpp"
#include "tests/serve/multipart_body.hpp"
#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

using serve::Bff;

// What somebody who is no member of a chat cannot tell from what is not there.
struct PrivateChat {
  std::string chat, message;
};
PrivateChat write_privately(Browser& from, const std::string& to) {
  const auto chat = from.post("/api/chats",
                              R"({"is_group":false,"member_ids":[")" + to +
                                  R"("],"client_id":"0f8fad5b-d9cb-469f-a165-708677289501"})",
                              {{"Idempotency-Key", "0f8fad5b-d9cb-469f-a165-708677289502"}})
                        .member("id");
  const auto message = from.post("/api/messages",
                                 R"({"chat_id":")" + chat + R"(","type":"text","content":"Private","client_id":")" +
                                     R"(0f8fad5b-d9cb-469f-a165-708677289503"})",
                                 {{"Idempotency-Key", "0f8fad5b-d9cb-469f-a165-708677289504"}})
                           .member("id");
  return {chat, message};
}

// The version of a resume: another's may have the same, so the one who asks has none.
std::string save_resume(Browser& owner) {
  return owner.send("PUT", "/api/resume", R"({"contact_info":{"full_name":"Private"}})").member("version");
}

std::string upload_interview(Browser& owner, const std::string& project) {
  auto fields = owner.headers("POST");
  fields.emplace_back("Content-Type", form_type);
  Connection connection{owner.port()};
  connection.write(format_request("POST", "/api/interviews/projects/" + project + "/upload", owner.port(), fields,
                                  format_form({}, {"private.txt", "text/plain", "Anna: Private"})));
  return connection.read_answer().member("id");
}

std::string begin_upload(Browser& owner, const std::string& project) {
  const auto made = owner.post("/api/uploads", {},
                               {{"Tus-Resumable", "1.0.0"},
                                {"Upload-Length", "10"},
                                {"Upload-Metadata", "project_id " + serve::base64(project)}});
  const auto at = made.header("location");
  return at.substr(at.rfind('/') + 1);
}

// The pattern with something in its braces.
std::string path_with(std::string_view pattern, const std::string& id) {
  std::string path{pattern};
  for (auto open = path.find('{'); open != std::string::npos; open = path.find('{'))
    path.replace(open, path.find('}') - open + 1, id);
  return path;
}

bool is_safe(const Bff::Route& route) { return serve::is_safe(route.method); }

TEST(EveryRoute, NeedsASessionUnlessItSaysOtherwise) {
  const ServerWorld world;
  for (const auto& route : Bff::routes()) {
    const auto method = serve::format_method(route.method);
    SCOPED_TRACE(std::string{method} + ' ' + std::string{route.pattern});
    for (const auto* cookie : {"", "nonsense"}) {
      auto browser = world.browser();
      if (*cookie) browser.set_cookie(cookie);

      const auto answer = browser.send(method, path_with(route.pattern, "x"), "");

      if (route.access == Bff::Access::session) {
        EXPECT_EQ(answer.status, 401);
        EXPECT_EQ(answer.error_code(), "unauthenticated");
        EXPECT_EQ(answer.member("error_type"), "authentication_error");
      } else {
        EXPECT_NE(answer.error_code(), "unauthenticated");
      }
    }
  }
}

TEST(EveryRoute, ThatChangesSomethingRefusesOtherSites) {
  ServerWorld world;
  auto browser = world.browser();
  browser.sign_up("a@example.org");
  const auto own = "http://127.0.0.1:" + std::to_string(world.port());
  const auto alias = "http://localhost:" + std::to_string(world.port());
  const std::pair<std::string, std::string> cookie{"Cookie", "quern_session=" + browser.cookie()};
  struct Case {
    const char* name;
    Fields fields;
    bool passes;
  };
  const std::vector<Case> cases = {
      {"ours", {{"Origin", own}, {"X-Requested-With", "quern"}}, true},
      {"ours by its other name", {{"Origin", alias}, {"X-Requested-With", "quern"}}, true},
      {"ours, as a browser says",
       {{"Origin", own}, {"X-Requested-With", "quern"}, {"Sec-Fetch-Site", "same-origin"}},
       true},
      {"no origin", {{"X-Requested-With", "quern"}}, false},
      {"origin null", {{"Origin", "null"}, {"X-Requested-With", "quern"}}, false},
      {"another origin", {{"Origin", "http://evil.example"}, {"X-Requested-With", "quern"}}, false},
      {"another port", {{"Origin", "http://127.0.0.1:1"}, {"X-Requested-With", "quern"}}, false},
      {"another scheme", {{"Origin", "https" + own.substr(4)}, {"X-Requested-With", "quern"}}, false},
      {"a longer name", {{"Origin", own + ".evil.example"}, {"X-Requested-With", "quern"}}, false},
      {"two origins", {{"Origin", own}, {"Origin", own}, {"X-Requested-With", "quern"}}, false},
      {"cross-site", {{"Origin", own}, {"X-Requested-With", "quern"}, {"Sec-Fetch-Site", "cross-site"}}, false},
      {"same-site", {{"Origin", own}, {"X-Requested-With", "quern"}, {"Sec-Fetch-Site", "same-site"}}, false},
      {"by a form", {{"Origin", own}}, false},
      {"by another script", {{"Origin", own}, {"X-Requested-With", "XMLHttpRequest"}}, false},
  };
  for (const auto& route : Bff::routes()) {
    for (const auto& [name, fields, passes] : cases) {
      if (is_safe(route)) continue;
      if (passes && route.pattern == "/api/auth/logout") continue;  // it would end the session of this test
      const auto method = serve::format_method(route.method);
      SCOPED_TRACE(std::string{method} + ' ' + std::string{route.pattern} + ": " + name);
      auto sent = fields;
      sent.push_back(cookie);

      const auto answer = world.send(method, path_with(route.pattern, "x"), sent);

      EXPECT_EQ(answer.error_code() == "csrf", !passes) << answer.body;
      if (!passes) EXPECT_EQ(answer.status, 403);
    }
  }
  EXPECT_EQ(browser.get("/api/auth/me").status, 200);
}

TEST(EveryRoute, WithAnIdAnswersAnothersAsIfThereWereNone) {
  const ServerWorld world;
  auto owner = world.browser();
  owner.sign_up("owner@example.org");
  auto addressee = world.browser();
  const auto [chat, message] = write_privately(owner, addressee.sign_up("friend@example.org").member("user.id"));
  ASSERT_NE(message, "");
  const auto attachment = owner
                              .post("/api/attachments", R"({"filename":"a","content_type":"text/plain","size":1})",
                                    {{"Idempotency-Key", "0f8fad5b-d9cb-469f-a165-708677289505"}})
                              .member("attachment_id");
  ASSERT_NE(attachment, "");
  const auto session = owner.post("/api/interview/sessions", R"({"language":"ru"})").member("id");
  const auto project = owner.create_project("Private");
  const auto interview = upload_interview(owner, project);
  ASSERT_NE(interview, "");
  const std::map<std::string, std::string, std::less<>> ids = {
      {"/api/uploads/{id}", begin_upload(owner, project)},
      {"/api/interviews/projects/{id}", project},
      {"/api/interviews/projects/{id}/upload", project},
      {"/api/interviews/{id}", interview},
      {"/api/interviews/{id}/file", interview},
      {"/api/interviews/{id}/retry", interview},
      {"/api/interviews/{id}/transcript", interview},
      {"/api/chats/{id}", chat},
      {"/api/chats/{id}/read", chat},
      {"/api/chats/{id}/participants", chat},
      {"/api/chats/{id}/participants/{user_id}", chat},
      {"/api/chats/{id}/me", chat},
      {"/api/messages/{id}", message},
      {"/api/attachments/{id}", attachment},
      {"/api/attachments/{id}/upload", attachment},
      {"/api/resume/versions/{version}", save_resume(owner)},
      {"/api/interview/sessions/{id}", session},
      {"/api/interview/sessions/{id}/messages", session},
      {"/api/interview/sessions/{id}/complete", session},
      {"/api/interview/sessions/{id}/resume", session},
      {"/api/projects/{id}", project},
      {"/api/auth/sessions/{id}", owner.get("/api/auth/sessions").member("items.0.id")},
  };
  auto other = world.browser();
  other.sign_up("other@example.org");

  int sent = 0;
  for (const auto& route : Bff::routes()) {
    if (route.pattern.find('{') == std::string_view::npos) continue;
    if (route.pattern == "/api/users/{id}") continue;    // people know of each other
    if (route.pattern == "/api/avatars/{id}") continue;  // and how they look
    const auto method = serve::format_method(route.method);
    SCOPED_TRACE(std::string{method} + ' ' + std::string{route.pattern});
    const auto id = ids.find(route.pattern);
    ASSERT_NE(id, ids.end()) << "a route with an id: add one of another user's to this test";
    const bool has_body = !is_safe(route) && route.method != serve::Method::del;
    const auto* body = has_body ? R"({"name":"Taken","content":"Taken","number":1,"user_id":"x","title":"T"})" : "";
    const auto send = [&](const std::string& to) {
      const auto key = "0f8fad5b-d9cb-469f-a165-" + std::to_string(100'000'000'000 + ++sent);
      return other.send(method, path_with(route.pattern, to), body, {{"Idempotency-Key", key}});
    };

    const auto theirs = send(id->second);
    const auto nobodys = send("0f8fad5b-d9cb-469f-a165-70867728950e");

    EXPECT_EQ(theirs.status, 404);
    EXPECT_EQ(theirs.error_code(), "not_found");
    EXPECT_EQ(theirs.body, nobodys.body);
  }
  EXPECT_EQ(owner.get("/api/projects/" + ids.at("/api/projects/{id}")).member("name"), "Private");
  EXPECT_EQ(other.get("/api/projects").member("total"), "0");
  EXPECT_EQ(owner.get("/api/messages?chat_id=" + chat).member("items.0.content"), "Private");
  EXPECT_EQ(other.get("/api/chats").member("total"), "0");
  // The same where the chat's id is in the query or the body.
  EXPECT_EQ(other.get("/api/messages?chat_id=" + chat).body, other.get("/api/messages?chat_id=x").body);
  EXPECT_EQ(other.get("/api/messages?chat_id=" + chat).status, 404);
  EXPECT_EQ(other
                .post("/api/messages",
                      R"({"chat_id":")" + chat +
                          R"(","type":"text","content":"x","client_id":"0f8fad5b-d9cb-469f-a165-708677289503"})",
                      {{"Idempotency-Key", "0f8fad5b-d9cb-469f-a165-708677289504"}})
                .status,
            404);
}

TEST(EveryRoute, HasTheMethodsItHasAndNoOther) {
  const ServerWorld world;
  auto browser = world.browser();
  std::map<std::string, std::set<serve::Method>> methods;
  for (const auto& route : Bff::routes()) methods[path_with(route.pattern, "x")].insert(route.method);
  using enum serve::Method;
  for (const auto& [path, has] : methods) {
    for (const auto method : {get, post, put, patch, del}) {
      if (has.contains(method)) continue;
      SCOPED_TRACE(std::string{serve::format_method(method)} + ' ' + path);
      const auto answer = browser.send(serve::format_method(method), path, "");
      EXPECT_EQ(answer.status, 405);
      EXPECT_NE(answer.header("allow"), "");
    }
  }
}

// openapi.yaml is written in one plain style, so that its paths and methods can be read by their indentation.
std::set<std::string> documented_routes() {
  std::ifstream file{"serve/openapi.yaml"};
  std::set<std::string> routes;
  std::string path;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("  /")) path = line.substr(2, line.rfind(':') - 2);
    if (line.starts_with("components:")) break;
    for (const std::string method : {"get", "post", "put", "patch", "delete", "options"}) {
      if (line == "    " + method + ":") {
        std::string name = method;
        std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        routes.insert(name + ' ' + path);
      }
    }
  }
  return routes;
}

TEST(EveryRoute, IsInTheDocumentAndTheOtherWayRound) {
  std::set<std::string> routes{"GET /healthz", "GET /readyz"};
  for (const auto& route : Bff::routes()) {
    routes.insert(std::string{serve::format_method(route.method)} + ' ' + std::string{route.pattern});
  }
  EXPECT_EQ(documented_routes(), routes);
}

}  // namespace
}  // namespace quern::test
