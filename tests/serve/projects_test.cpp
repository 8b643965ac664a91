// Projects over HTTP: create, read, change, delete, list, search.
#include <gtest/gtest.h>

#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

using namespace std::string_literals;

class Projects : public testing::Test {
 protected:
  Projects() : browser(world.browser()) { browser.sign_up("a@example.org"); }
  std::string total(const std::string& search) { return browser.get("/api/projects?search=" + search).member("total"); }
  ServerWorld world;
  Browser browser;
};

TEST_F(Projects, AreCreatedReadChangedAndDeleted) {
  const auto created = browser.post(
      "/api/projects",
      R"({"name":"Мельница","description":"Жернова","client_id":"0f8fad5b-d9cb-469f-a165-70867728950e","more":1})");
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(created.member("version"), "1");
  EXPECT_EQ(created.member("client_id"), "0f8fad5b-d9cb-469f-a165-70867728950e");
  EXPECT_EQ(created.member("interview_count"), "0");
  EXPECT_EQ(created.member("created_at"), created.member("updated_at"));
  const auto path = "/api/projects/" + created.member("id");
  EXPECT_EQ(browser.get(path).body, created.body);

  const auto changed = browser.patch(path, R"({"name":"Mill"})");
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(changed.member("name"), "Mill");
  EXPECT_EQ(changed.member("description"), "Жернова");
  EXPECT_EQ(changed.member("version"), "2");
  EXPECT_EQ(browser.get(path).body, changed.body);

  const auto removed = browser.remove(path);
  EXPECT_EQ(removed.status, 204);
  EXPECT_EQ(removed.body, "");
  EXPECT_EQ(browser.get(path).status, 404);
  EXPECT_EQ(browser.patch(path, R"({"name":"x"})").status, 404);
  EXPECT_EQ(browser.remove(path).status, 404);
  EXPECT_EQ(browser.get(path).error_code(), "not_found");
}

TEST_F(Projects, KeepTheirVersionWhenNothingChanges) {
  const auto path = "/api/projects/" + browser.create_project("One");
  EXPECT_EQ(browser.patch(path, R"({"name":"One"})").member("version"), "1");
  EXPECT_EQ(browser.patch(path, "{}").member("version"), "1");
  EXPECT_EQ(browser.patch(path, R"({"name":"Two"})").member("version"), "2");
}

TEST_F(Projects, AreMadeOnceForOneClientIdHoweverItIsSpelled) {
  const auto first =
      browser.post("/api/projects", R"({"name":"One","client_id":"0F8FAD5B-D9CB-469F-A165-70867728950E"})");
  const auto again =
      browser.post("/api/projects", R"({"name":"One","client_id":"0f8fad5b-d9cb-469f-a165-70867728950e"})");

  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(first.member("client_id"), "0f8fad5b-d9cb-469f-a165-70867728950e");
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first.body);
}

TEST_F(Projects, AreMadeOnceForOneClientId) {
  const auto body = R"({"name":"One","client_id":"0f8fad5b-d9cb-469f-a165-70867728950e"})";
  const auto first = browser.post("/api/projects", body);
  const auto again = browser.post("/api/projects", body);

  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(total(""), "1");
  auto other = world.browser();
  other.sign_up("b@example.org");
  EXPECT_EQ(other.post("/api/projects", body).status, 201);
}

TEST_F(Projects, SayWhichFieldIsNotValid) {
  struct Case {
    std::string body;
    int status;
    const char* field;
  };
  const std::vector<Case> cases = {
      {R"({"name":""})", 422, "name"},
      {R"({"name":")" + std::string(201, 'a') + R"("})", 422, "name"},
      {R"({"name":"x","description":")" + std::string(5001, 'a') + R"("})", 422, "description"},
      {R"({"name":"x","client_id":"7"})", 422, "client_id"},
      {R"({"name":7})", 422, "name"},
      {R"({"description":"x"})", 400, ""},
  };
  for (const auto& [body, status, field] : cases) {
    SCOPED_TRACE(body.substr(0, 60));
    const auto answer = browser.post("/api/projects", body);
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.error_code(), status == 422 ? "validation" : "bad_request");
    EXPECT_EQ(answer.member("detail.0.loc.0"), field);
  }
  std::string longest;
  for (int i = 0; i < 200; ++i) longest += "Я";  // characters, not bytes
  EXPECT_EQ(browser.post("/api/projects", R"({"name":")" + longest + R"("})").status, 201);
}

TEST_F(Projects, AreListedLatestChangedFirst) {
  const auto one = browser.create_project("One");
  const auto two = browser.create_project("Two");
  const auto three = browser.create_project("Three");
  browser.patch("/api/projects/" + one, R"({"description":"newest"})");

  const auto list = browser.get("/api/projects");

  EXPECT_EQ(list.member("total"), "3");
  EXPECT_EQ(list.member("offset"), "0");
  EXPECT_EQ(list.member("limit"), "20");
  EXPECT_EQ(list.member("items.0.id"), one);
  EXPECT_EQ(list.member("items.1.id"), three);
  EXPECT_EQ(list.member("items.2.id"), two);
}

TEST_F(Projects, ComeAPageAtATime) {
  for (int i = 0; i < 25; ++i) browser.create_project("P" + std::to_string(i));

  const auto first = browser.get("/api/projects");
  const auto second = browser.get("/api/projects?offset=20&limit=20");
  const auto past = browser.get("/api/projects?offset=25");

  EXPECT_EQ(first.member("items.0.name"), "P24");
  EXPECT_EQ(first.member("items.19.name"), "P5");
  EXPECT_EQ(first.member("items.20"), "");
  EXPECT_EQ(second.member("items.0.name"), "P4");
  EXPECT_EQ(second.member("items.4.name"), "P0");
  EXPECT_EQ(second.member("offset"), "20");
  EXPECT_EQ(past.member("items"), "[]");
  EXPECT_EQ(past.member("total"), "25");
  EXPECT_EQ(browser.get("/api/projects?limit=100").member("items.24.name"), "P0");
}

TEST_F(Projects, RefuseAPageThatIsNone) {
  for (const auto* query : {"limit=0", "limit=101", "limit=-1", "limit=x", "limit=", "limit=1.5", "offset=-1",
                            "offset=99999999999999999999", "offset=1e3"}) {
    SCOPED_TRACE(query);
    const auto answer = browser.get(std::string{"/api/projects?"} + query);
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.error_code(), "validation");
    EXPECT_EQ(answer.member("detail.0.loc.0"), std::string{query}.substr(0, std::string{query}.find('=')));
  }
  EXPECT_EQ(browser.get("/api/projects?search=%ff").status, 400);
  EXPECT_EQ(browser.get("/api/projects?search=%zz").status, 400);
  EXPECT_EQ(browser.get("/api/projects?search=" + std::string(201, 'a')).status, 422);
}

TEST_F(Projects, AreFoundByNameOrDescriptionInAnyCaseAndScript) {
  browser.post("/api/projects", R"({"name":"Ёлки и МЕЛЬНИЦЫ","description":"Осень"})");
  browser.post("/api/projects", R"({"name":"Windmill","description":"100% of_it\\"})");
  browser.post("/api/projects", R"({"name":"Straße","description":"Ωmega ÀÉ"})");
  const std::vector<std::pair<std::string, std::string>> searches = {
      {"", "3"},
      {"%D0%BC%D0%B5%D0%BB%D1%8C%D0%BD%D0%B8%D1%86", "1"},  // мельниц
      {"%D0%9C%D0%95%D0%9B%D0%AC%D0%9D", "1"},              // МЕЛЬН
      {"%D1%91%D0%BB%D0%BA%D0%B8", "1"},                    // ёлки
      {"%D0%B5%D0%BB%D0%BA%D0%B8", "1"},                    // елки, as people type it
      {"%D0%9E%D0%A1%D0%95%D0%9D%D0%AC", "1"},              // ОСЕНЬ, in the description
      {"MILL", "1"},
      {"%20%20mill%20", "1"},
      {"wind+mill", "0"},
      {"100%25", "1"},  // % and _ are letters like any other
      {"%25", "1"},
      {"_", "1"},
      {"o%25t", "0"},
      {"%5C", "1"},
      {"%CF%89MEGA", "1"},    // ωMEGA
      {"%C3%A0%C3%A9", "1"},  // àé
      {"'%20OR%201=1%20--", "0"},
      {"windmill%0A100", "0"},  // not across name and description
      {"windmill100", "0"},
  };
  for (const auto& [search, found] : searches) EXPECT_EQ(total(search), found) << search;
}

TEST_F(Projects, KeepEveryLetterTheyWereGiven) {
  const auto answer = browser.post("/api/projects", R"({"name":"𝔘 \u0000 \" \\ \ud83d\ude00 ы","description":"\n\t"})");
  ASSERT_EQ(answer.status, 201) << answer.body;
  const auto read = browser.get("/api/projects/" + answer.member("id"));
  EXPECT_EQ(read.body, answer.body);
  EXPECT_EQ(read.member("name"), "𝔘 \0 \" \\ 😀 ы"s);
}

}  // namespace
}  // namespace quern::test
