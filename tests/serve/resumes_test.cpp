// A person's resume: saved in versions, never over a newer one, restored by saving an older one again.
#include <gtest/gtest.h>

#include "tests/serve/rules_world.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;

constexpr auto small = R"({"contact_info":{"full_name":"Анна Ким"}})";
constexpr auto whole =
    R"({"contact_info":{"full_name":"Анна Ким","email":"anna@example.org","phone":"+7 900 000-00-00",)"
    R"("address":"Казань","links":[{"name":"GitHub","url":"https://github.com/anna"}]},"summary":"Инженер",)"
    R"("work_experience":[{"company":"Мельница","position":"Инженер","start_date":"2019-03","is_current":true,)"
    R"("description":"Жернова","responsibilities":["Молола"],"skills":["C++"]}],)"
    R"("education":[{"institution":"КФУ","degree":"Бакалавр","field_of_study":"Физика","graduation_date":"2015",)"
    R"("gpa":4.8,"honors":["Красный диплом"],"relevant_courses":["Механика"],"skills":["LaTeX"]}],)"
    R"("certifications":[{"name":"CKA","issuer":"CNCF","date_obtained":"2021-05","expiration_date":"2024-05",)"
    R"("credential_id":"LF-1"}],"skills":["C++","SQL"]})";

class Resumes : public testing::Test {
 protected:
  Resumes() { world.sign_up("a@example.org"); }
  Answer save(std::string_view json, const Fields& fields = {}) {
    return world.call("PUT", "/api/resume", json, fields);
  }
  Answer get(std::string_view target = "/api/resume") { return world.call("GET", target); }
  RulesWorld world;
};

TEST_F(Resumes, AreNotThereAtFirst) {
  EXPECT_EQ(get().status, 404);
  EXPECT_EQ(get().error_code(), "not_found");
  EXPECT_EQ(get("/api/resume/versions").member("total"), "0");
  EXPECT_EQ(get("/api/resume/versions/1").status, 404);
}

TEST_F(Resumes, AreReadAsTheyWereSaved) {
  const auto saved = save(whole);

  ASSERT_EQ(saved.status, 200) << saved.body;
  EXPECT_EQ(saved.member("version"), "1");
  EXPECT_NE(saved.body.find(std::string{R"("resume":)"} + whole), std::string::npos) << saved.body;
  EXPECT_EQ(saved.header("etag"), "\"1\"");
  EXPECT_EQ(get().body, saved.body);
  EXPECT_EQ(get().header("etag"), "\"1\"");
  EXPECT_EQ(get("/api/resume/versions/1").body, saved.body);
}

TEST_F(Resumes, AreSavedOverTheVersionThatWasRead) {
  save(small);
  const auto next = save(whole, {{"if-match", "\"1\""}});
  EXPECT_EQ(next.member("version"), "2");
  EXPECT_EQ(save(small, {{"if-match", "2"}}).member("version"), "3");  // as the contract spells it
}

TEST_F(Resumes, AreNeverSavedOverANewerOne) {
  save(small);
  const auto newest = save(whole, {{"if-match", "1"}});

  const auto stale = save(small, {{"if-match", "1"}});

  EXPECT_EQ(stale.status, 409);
  EXPECT_EQ(stale.error_code(), "stale_version");
  EXPECT_EQ(stale.member("error_type"), "conflict");
  EXPECT_EQ(stale.member("version"), "2");
  EXPECT_EQ(stale.header("etag"), "\"2\"");
  EXPECT_EQ(get().body, newest.body);
}

TEST_F(Resumes, NeedToKnowWhatTheyAreSavedOver) {
  EXPECT_EQ(save(small, {{"if-match", "1"}}).status, 409);  // there is none
  EXPECT_EQ(save(small, {{"if-match", "0"}}).status, 200);
  for (const Fields& fields : {Fields{}, Fields{{"if-match", "*"}}, Fields{{"if-match", "W/\"1\""}},
                               Fields{{"if-match", "\"1\", \"2\""}}, Fields{{"if-match", "-1"}}}) {
    const auto answer = save(whole, fields);
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.error_code(), "bad_request");
  }
  EXPECT_EQ(get().member("version"), "1");
}

TEST_F(Resumes, KeepTheirVersionWhenNothingChanges) {
  const auto first = save(whole);
  EXPECT_EQ(save(whole, {{"if-match", "1"}}).body, first.body);
  EXPECT_EQ(get("/api/resume/versions").member("total"), "1");
}

TEST_F(Resumes, AreListedNewestFirstWithoutTheirBodies) {
  save(small);
  world.clock.advance(1min);
  save(whole, {{"if-match", "1"}});
  save(small, {{"if-match", "2"}});

  const auto list = get("/api/resume/versions?limit=2");

  EXPECT_EQ(list.member("total"), "3");
  EXPECT_EQ(list.member("items.0.version"), "3");
  EXPECT_EQ(list.member("items.1.version"), "2");
  EXPECT_EQ(list.member("items.0.resume"), "");
  EXPECT_EQ(get("/api/resume/versions?offset=2").member("items.0.version"), "1");
  EXPECT_EQ(get("/api/resume/versions?limit=0").status, 422);
}

TEST_F(Resumes, AreRestoredBySavingAnOlderOneAgain) {
  const auto first = save(whole);
  save(small, {{"if-match", "1"}});

  const auto restored = save(get("/api/resume/versions/1").member("resume"), {{"if-match", "2"}});

  EXPECT_EQ(restored.member("version"), "3");
  EXPECT_EQ(restored.member("resume"), first.member("resume"));
}

TEST_F(Resumes, TellTheirOwnerOfEachVersion) {
  auto socket = world.open_socket();
  socket.resume();
  socket.take();

  save(small);
  save(small, {{"if-match", "1"}});

  const auto frames = socket.take();
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(frames[0], R"({"event":"resume:updated","data":{"version":1},"seq":1})");
}

TEST_F(Resumes, AreSavedOnceForOneKey) {
  const Fields fields{{"idempotency-key", "0f8fad5b-d9cb-469f-a165-70867728950e"}};
  const auto first = save(small, fields);
  const auto again = save(small, fields);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.header("idempotency-replayed"), "true");
}

TEST_F(Resumes, SayWhichFieldIsNotValid) {
  struct Case {
    std::string json;
    int status;
    const char* path;
  };
  const std::string contact = R"({"contact_info":{"full_name":"A")";
  const std::vector<Case> cases = {
      {R"({})", 400, "contact_info"},
      {R"({"contact_info":{}})", 400, "contact_info.full_name"},
      {R"({"contact_info":{"full_name":""}})", 422, "contact_info.full_name"},
      {contact + R"(,"email":"no"}})", 422, "contact_info.email"},
      {contact + R"j(,"links":[{"name":"x","url":"javascript:alert(1)"}]}})j", 422, "contact_info.links.0.url"},
      {contact + R"(},"work_experience":[{"company":7,"position":"x"}]})", 422, "work_experience.0.company"},
      {contact + R"(},"work_experience":[{"company":"a","position":"b"},{"position":"x"}]})", 400,
       "work_experience.1.company"},
      {contact + R"(},"education":[{"institution":"a","degree":"b","gpa":-1}]})", 422, "education.0.gpa"},
      {contact + R"(},"skills":[1]})", 422, "skills.0"},
  };
  for (const auto& [json, status, path] : cases) {
    SCOPED_TRACE(json);
    const auto answer = save(json);
    EXPECT_EQ(answer.status, status);
    if (status == 422) {
      const auto loc = answer.member("detail.0.loc");
      std::string dotted;
      for (const char c : loc) {
        if (c == ',') dotted += '.';
        if (c != '[' && c != ']' && c != '"' && c != ',') dotted += c;
      }
      EXPECT_EQ(dotted, path);
    } else {
      EXPECT_NE(answer.member("detail").find(path), std::string::npos) << answer.body;
    }
  }
  EXPECT_EQ(get().status, 404);
}

TEST_F(Resumes, KeepTheNewestFiveHundred) {
  for (int i = 0; i < 503; ++i) {
    const auto json = R"({"contact_info":{"full_name":"V)" + std::to_string(i) + R"("}})";
    ASSERT_EQ(save(json, {{"if-match", std::to_string(i)}}).status, 200);
  }
  EXPECT_EQ(get("/api/resume/versions").member("total"), "500");
  EXPECT_EQ(get("/api/resume/versions/3").status, 404);
  EXPECT_EQ(get("/api/resume/versions/4").member("resume.contact_info.full_name"), "V3");
}

TEST_F(Resumes, AreTheirOwnersAlone) {
  save(whole);
  world.sign_up("b@example.org");
  EXPECT_EQ(get().status, 404);
  EXPECT_EQ(get("/api/resume/versions/1").status, 404);
  EXPECT_EQ(get("/api/resume/versions").member("total"), "0");
}

}  // namespace
}  // namespace quern::test
