// Interview sessions: begin, talk, complete, and what outlives a failure of the interviewer or a restart.
#include <gtest/gtest.h>

#include "core/api/decode.hpp"
#include "serve/backend/interviewer.hpp"
#include "tests/serve/rules_world.hpp"

namespace quern::test {
namespace {

using serve::Conversation;
using serve::InterviewReply;

// Says what the test says; held, it waits, or fails.
class ScriptedInterviewer final : public serve::Interviewer {
 public:
  std::string opening(serve::Language) override { return "Hello"; }
  Task<Result<InterviewReply>> reply(Conversation conversation, Delta on_delta, StopToken stop) override {
    ++asked;
    heard.clear();
    for (const auto& message : conversation.messages) heard.push_back(message.content);
    if (failure) co_return fail(*failure);
    if (is_held) {
      Promise<void> promise;
      auto turn = promise.future();
      held = std::move(promise);
      const StopCallback on_stop{stop, [this] { held.resolve(fail(Error::cancelled())); }};
      if (const auto go = co_await turn; !go) co_return fail(go.error());
    }
    on_delta("Go ");
    on_delta("on");
    co_return InterviewReply{.message = "Go on", .progress = 0.5};
  }
  Task<Result<Resume>> resume(Conversation, StopToken) override {
    if (failure) co_return fail(*failure);
    co_return Resume{.contact_info = {.full_name = "Ann"}};
  }
  int asked = 0;
  std::vector<std::string> heard;
  std::optional<Error> failure;
  bool is_held = false;
  Promise<void> held;
};

class Sessions : public testing::Test {
 protected:
  explicit Sessions(serve::BackendOptions options = {}) : world(options) { world.sign_up("a@example.org"); }
  std::string begin(std::string_view language = "en") {
    return world.call("POST", "/api/interview/sessions", R"({"language":")" + std::string{language} + "\"}")
        .member("id");
  }
  Answer say(const std::string& id, std::string_view text, const Fields& more = {}) {
    return world.call("POST", path(id) + "/messages", R"({"message":")" + std::string{text} + "\"}", more);
  }
  static std::string path(const std::string& id) { return "/api/interview/sessions/" + id; }
  Answer messages(const std::string& id) { return world.call("GET", path(id) + "/messages"); }
  RulesWorld world;
};

class ScriptedSessions : public Sessions {
 protected:
  ScriptedSessions() : Sessions({.interviewer = &interviewer}) {}
  static inline ScriptedInterviewer interviewer;
  void SetUp() override {
    interviewer.failure.reset();
    interviewer.is_held = false;
    interviewer.asked = 0;
  }
};

const Fields key{{"idempotency-key", "0f8fad5b-d9cb-469f-a165-70867728950e"}};
const Fields other_key{{"idempotency-key", "7c9e6679-7425-40de-944b-e07fc1f90ae7"}};

TEST_F(Sessions, BeginWithAQuestion) {
  const auto created = world.call("POST", "/api/interview/sessions",
                                  R"({"language":"ru","client_id":"0F8FAD5B-D9CB-469F-A165-70867728950E"})");
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(created.member("status"), "active");
  EXPECT_EQ(created.member("language"), "ru");
  EXPECT_EQ(created.member("progress"), "0");
  const auto said = messages(created.member("id"));
  EXPECT_EQ(said.member("total"), "1");
  EXPECT_EQ(said.member("items.0.role"), "assistant");
  EXPECT_NE(said.member("items.0.content").find("Как вас зовут"), std::string::npos);
  EXPECT_EQ(world
                .call("POST", "/api/interview/sessions",
                      R"({"language":"ru","client_id":"0f8fad5b-d9cb-469f-a165-70867728950e"})")
                .body,
            created.body);
  EXPECT_EQ(world.call("POST", "/api/interview/sessions", R"({"language":"de"})").status, 422);
  EXPECT_EQ(world.call("POST", "/api/interview/sessions", "{}").status, 400);
}

TEST_F(Sessions, AreATalkThatEndsInAResume) {
  const auto id = begin("ru");
  const auto first = say(id, "Анна Ким");
  EXPECT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.member("user_message.content"), "Анна Ким");
  EXPECT_EQ(first.member("assistant_message.role"), "assistant");
  EXPECT_GT(std::stod(first.member("progress")), 0);
  say(id, "anna@example.org");
  EXPECT_EQ(world.call("GET", path(id) + "/resume?format=md").status, 404);

  const auto completed = world.call("POST", path(id) + "/complete");

  EXPECT_EQ(completed.status, 200) << completed.body;
  EXPECT_EQ(completed.member("status"), "completed");
  EXPECT_NE(completed.member("resume_markdown").find("# Анна Ким"), std::string::npos);
  EXPECT_NE(completed.member("completed_at"), "");
  EXPECT_EQ(world.call("POST", path(id) + "/complete").body, completed.body);
  EXPECT_EQ(world.call("GET", path(id) + "/resume?format=md").body, completed.member("resume_markdown"));
  EXPECT_NE(world.call("GET", path(id) + "/resume?format=txt").body.find("anna@example.org"), std::string::npos);
  EXPECT_EQ(world.call("GET", path(id) + "/resume?format=exe").status, 422);
  EXPECT_EQ(say(id, "Ещё").status, 400);
  EXPECT_EQ(world.call("GET", "/api/resume").status, 404);  // nobody asked for it
}

TEST_F(Sessions, SaveTheResumeOnlyWhenAsked) {
  const auto id = begin();
  say(id, "Ann Lee");
  world.call("POST", path(id) + "/complete", R"({"save_resume":true})");
  EXPECT_EQ(world.call("GET", "/api/resume").member("resume.contact_info.full_name"), "Ann Lee");
}

TEST_F(Sessions, AreNotCompletedBeforeAnythingWasSaid) {
  EXPECT_EQ(world.call("POST", path(begin()) + "/complete").status, 400);
}

TEST_F(Sessions, GoOnAfterARestart) {
  const auto id = begin();
  say(id, "Ann Lee");
  world.restart();
  const auto next = say(id, "ann@example.org");
  EXPECT_NE(next.member("assistant_message.content").find("What work are you looking for"), std::string::npos)
      << next.body;
}

TEST_F(Sessions, AreListedNewestFirstAndDeleted) {
  const auto one = begin();
  const auto two = begin();
  const auto list = world.call("GET", "/api/interview/sessions");
  EXPECT_EQ(list.member("total"), "2");
  EXPECT_EQ(list.member("items.0.id"), two);
  EXPECT_EQ(world.call("DELETE", path(one)).status, 204);
  EXPECT_EQ(world.call("DELETE", path(one)).status, 404);
  EXPECT_EQ(messages(one).status, 404);
  EXPECT_EQ(world.call("GET", "/api/interview/sessions").member("total"), "1");
}

TEST_F(Sessions, AreTheirOwnersAlone) {
  const auto id = begin();
  world.sign_up("b@example.org");
  EXPECT_EQ(world.call("GET", path(id)).status, 404);
  EXPECT_EQ(say(id, "x").status, 404);
  EXPECT_EQ(world.call("GET", "/api/interview/sessions").member("total"), "0");
}

TEST_F(ScriptedSessions, TellAnAnswerAsItIsWritten) {
  const auto id = begin();
  auto socket = world.open_socket();
  socket.resume();
  socket.take();

  say(id, "Ann");

  const auto frames = socket.take();
  ASSERT_EQ(frames.size(), 4U);
  EXPECT_NE(frames[0].find(R"("content":"Ann")"), std::string::npos) << frames[0];
  EXPECT_EQ(frames[1], R"({"event":"session:message","data":{"session_id":")" + id + R"(","delta":"Go "}})");
  EXPECT_NE(frames[3].find(R"("content":"Go on")"), std::string::npos) << frames[3];
  EXPECT_NE(frames[3].find(R"("seq":)"), std::string::npos);
}

TEST_F(ScriptedSessions, LoseNothingWhenTheInterviewerFails) {
  const auto id = begin();
  interviewer.failure = Error{.kind = ErrorKind::network, .message = "connection refused by 10.0.0.1"};

  const auto failed = say(id, "Ann", key);

  EXPECT_EQ(failed.status, 502);
  EXPECT_EQ(failed.error_code(), "upstream_unavailable");
  EXPECT_EQ(failed.body.find("10.0.0.1"), std::string::npos);  // for the log alone
  EXPECT_NE(world.last_note.find("10.0.0.1"), std::string::npos);
  EXPECT_EQ(messages(id).member("items.1.content"), "Ann");

  interviewer.failure.reset();
  const auto again = say(id, "Ann", key);

  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.member("assistant_message.content"), "Go on");
  EXPECT_EQ(messages(id).member("total"), "3");
  EXPECT_EQ(interviewer.heard, (std::vector<std::string>{"Hello", "Ann"}));
  EXPECT_EQ(say(id, "Ann", key).body, again.body);
}

TEST_F(ScriptedSessions, SayWhenTheInterviewerIsLateOrBusy) {
  const auto id = begin();
  interviewer.failure = Error{.kind = ErrorKind::timeout};
  EXPECT_EQ(say(id, "Ann", key).error_code(), "upstream_timeout");
  interviewer.failure = Error{.kind = ErrorKind::rate_limited, .retry_after = Duration{30'000}};
  const auto busy = say(id, "Ann", key);
  EXPECT_EQ(busy.status, 429);
  EXPECT_EQ(busy.header("retry-after"), "30");
  EXPECT_EQ(messages(id).member("total"), "2");
}

TEST_F(ScriptedSessions, KnowAMessageByItsClientId) {
  const auto id = begin();
  const auto json = R"({"message":"Ann","client_id":"0f8fad5b-d9cb-469f-a165-70867728950e"})";
  const auto first = world.call("POST", path(id) + "/messages", json, key);
  const auto again = world.call("POST", path(id) + "/messages", json, other_key);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(interviewer.asked, 1);
}

TEST_F(ScriptedSessions, AnswerOneMessageAtATime) {
  const auto id = begin();
  interviewer.is_held = true;
  const auto first = std::make_shared<Answer>();
  world.begin(first, "POST", path(id) + "/messages", R"({"message":"Ann"})", key);
  world.clock.settle();

  const auto second = say(id, "Wait", other_key);
  EXPECT_EQ(second.status, 409);
  EXPECT_TRUE(second.has("retry-after"));
  EXPECT_EQ(world.call("POST", path(id) + "/complete").status, 409);

  interviewer.is_held = false;
  interviewer.held.resolve({});
  world.clock.settle();
  EXPECT_EQ(first->status, 200);
  EXPECT_EQ(say(id, "Next", {{"idempotency-key", "7c9e6679-7425-40de-944b-e07fc1f90ae8"}}).status, 200);
}

TEST_F(ScriptedSessions, EndAnAnswerWhenTheyAreDeleted) {
  const auto id = begin();
  interviewer.is_held = true;
  const auto first = std::make_shared<Answer>();
  world.begin(first, "POST", path(id) + "/messages", R"({"message":"Ann"})", key);
  world.clock.settle();

  EXPECT_EQ(world.call("DELETE", path(id)).status, 204);

  EXPECT_EQ(first->status, 404);
}

}  // namespace
}  // namespace quern::test
