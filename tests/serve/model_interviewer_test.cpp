// Interviews led by a language model behind an OpenAI-like service, which streams, breaks off, refuses and talks nonsense.
#include <gtest/gtest.h>

#include <fstream>
#include <future>

#include "serve/runtime/loop_thread.hpp"
#include "serve/runtime/model_interviewer.hpp"
#include "tests/serve/fake_completions.hpp"
#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

using serve::Completions;
using serve::CompletionsOptions;

Task<void> ask(Completions* completions, Completions::Delta on_delta, StopToken stop,
               std::promise<Result<std::string>>* answer) {
  answer->set_value(co_await completions->run(R"({"model":"m"})", std::move(on_delta), stop));
}

class Service : public testing::Test {
 protected:
  explicit Service(CompletionsOptions options = {}) {
    options.url = fake.url();
    options.key = "secret-key";
    completions = std::make_unique<Completions>(loop, options);
  }
  ~Service() override {
    completions->stop();
    loop.stop();
    completions->abandon();
  }
  Result<std::string> run(StopToken stop = {}) {
    std::promise<Result<std::string>> answer;
    auto future = answer.get_future();
    loop.post([&] {
      ask(completions.get(), [this](std::string_view piece) { deltas.emplace_back(piece); }, stop, &answer).detach();
    });
    return future.get();
  }
  FakeCompletions fake;
  serve::LoopThread loop;
  std::unique_ptr<Completions> completions;
  std::vector<std::string> deltas;
};

class ImpatientService : public Service {
 protected:
  ImpatientService() : Service({.silence = std::chrono::seconds{1}, .total = std::chrono::milliseconds{300}}) {}
};

TEST_F(Service, StreamsItsAnswer) {
  fake.say({"Здравствуйте, ", "Анна", "!"});
  EXPECT_EQ(run(), "Здравствуйте, Анна!");
  EXPECT_EQ(deltas, (std::vector<std::string>{"Здравствуйте, ", "Анна", "!"}));
  ASSERT_EQ(fake.requests().size(), 1U);
  EXPECT_TRUE(fake.requests()[0].starts_with("POST /v1/chat/completions HTTP/1.1\r\n"));
  EXPECT_NE(fake.requests()[0].find("Authorization: Bearer secret-key\r\n"), std::string::npos);
}

TEST_F(Service, MayCutItsStreamAnywhere) {
  const auto whole = FakeCompletions::head() + ": hello\r\n\r\n" + FakeCompletions::delta("Да") +
                     "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: {\"choices\":[]}\n\n";
  std::vector<std::string> bytes;
  for (const char c : whole) bytes.emplace_back(1, c);
  fake.answer(bytes);
  EXPECT_EQ(run(), "Да");
}

TEST_F(Service, FailsInWaysThatAreTold) {
  struct Case {
    const char* name;
    std::vector<std::string> answer;
    ErrorKind kind;
  };
  using F = FakeCompletions;
  const std::vector<Case> cases = {
      {"breaks off", {F::head(), F::delta("Half an")}, ErrorKind::network},
      {"breaks off with a length", {F::head(200, "Content-Length: 9999\r\n"), F::delta("Half")}, ErrorKind::network},
      {"says nothing", {F::head(), "data: [DONE]\n\n"}, ErrorKind::network},
      {"answers nothing", {""}, ErrorKind::network},
      {"500", {F::head(500), "secret-key is wrong"}, ErrorKind::server},
      {"401", {F::head(401), "secret-key is wrong"}, ErrorKind::server},
      {"redirects", {F::head(302, "Location: http://127.0.0.1:1/\r\n")}, ErrorKind::server},
      {"no JSON", {F::head(), "data: <html>\n\n"}, ErrorKind::server},
      {"other JSON", {F::head(), "data: {\"error\":\"x\"}\n\n"}, ErrorKind::server},
      {"a line without end", {F::head(), std::string(2'000'000, 'x')}, ErrorKind::server},
      {"an answer without end", {F::head(), F::delta(std::string(300'000, 'x'))}, ErrorKind::server},
      {"busy", {F::head(429, "Retry-After: 7\r\n")}, ErrorKind::rate_limited},
  };
  for (const auto& [name, answer, kind] : cases) {
    SCOPED_TRACE(name);
    fake.answer(answer);
    const auto got = run();
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().kind, kind) << got.error().message;
    EXPECT_EQ(got.error().message.find("secret-key"), std::string::npos);
    if (kind == ErrorKind::rate_limited) EXPECT_EQ(got.error().retry_after, Duration{7'000});
  }
}

TEST_F(Service, IsLeftWhenNobodyWantsItsAnswer) {
  fake.answer({FakeCompletions::head(), FakeCompletions::delta("Wait"), "hold"});
  StopSource source;
  loop.after(Duration{50}, [&] { source.request_stop(); });
  const auto got = run(source.token());
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::cancelled);
  EXPECT_TRUE(fake.wait_for_end_of_hold());
}

TEST_F(ImpatientService, IsNotWaitedForForEver) {
  fake.answer({FakeCompletions::head(), FakeCompletions::delta("Wait"), "hold"});
  const auto got = run();
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::timeout);
}

TEST(InterviewerSettings, NeedAModelAndNeverShowTheKey) {
  const std::vector<std::string> arguments{"--web", "w", "--data", "d", "--interviewer-url", "https://a.example"};
  EXPECT_FALSE(serve::parse_options(arguments));
  const auto options = serve::parse_options(
      {.arguments = arguments,
       .environment = {"QUERN_SERVE_INTERVIEWER_MODEL=m", "QUERN_SERVE_INTERVIEWER_KEY=very-secret"}});
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->interviewer.key, "very-secret");
  EXPECT_EQ(serve::describe(*options).find("very-secret"), std::string::npos);
  EXPECT_FALSE(
      serve::parse_options({"--web", "w", "--data", "d", "--interviewer-url", "ftp://a", "--interviewer-model", "m"}));
  EXPECT_FALSE(serve::parse_options({"--web", "w", "--data", "d", "--interviewer-key-file", "/nowhere"}));
}

TEST(CompletionsUrl, IsThatOfTheServiceOrWhole) {
  EXPECT_EQ(serve::completions_url("https://a.example"), "https://a.example/v1/chat/completions");
  EXPECT_EQ(serve::completions_url("https://a.example/v1/"), "https://a.example/v1/chat/completions");
  EXPECT_EQ(serve::completions_url("https://a.example/x/chat/completions"), "https://a.example/x/chat/completions");
}

serve::Conversation said(std::vector<std::string> texts) {
  serve::Conversation conversation{.language = serve::Language::russian, .messages = {}};
  for (auto& text : texts) conversation.messages.push_back({.role = SessionRole::user, .content = std::move(text)});
  return conversation;
}

TEST(GroundedResume, HasNothingThatThePersonDidNotWrite) {
  Resume written{.contact_info = {.full_name = "Анна Ким", .email = "anna@made-up.example", .phone = "+79001234567"},
                 .work_experience = {{.company = "ООО «Мельница»",
                                      .position = "Инженер",
                                      .start_date = "2019-03",
                                      .end_date = "2031",
                                      .skills = {"C++", "COBOL"}},
                                     {.company = "Google", .position = "CTO"}},
                 .education = {{.institution = "Гарвард", .degree = "PhD"}},
                 .skills = {"Linux", "Blockchain"}};
  const auto kept =
      serve::keep_grounded(written, said({"меня зовут Анна Ким", "8 900 123-45-67... нет, +7 900 123-45-67",
                                          "работала в ООО «Мельница» с марта 2019, C++ и Linux"}));
  EXPECT_EQ(kept.contact_info.full_name, "Анна Ким");
  EXPECT_EQ(kept.contact_info.email, std::nullopt);
  EXPECT_EQ(kept.contact_info.phone, "+79001234567");
  ASSERT_EQ(kept.work_experience.size(), 1U);
  EXPECT_EQ(kept.work_experience[0].start_date, "2019-03");
  EXPECT_EQ(kept.work_experience[0].end_date, std::nullopt);
  EXPECT_EQ(kept.work_experience[0].skills, std::vector<std::string>{"C++"});
  EXPECT_TRUE(kept.education.empty());
  EXPECT_EQ(kept.skills, std::vector<std::string>{"Linux"});
}

TEST(ModelInterview, IsLedThroughTheWholeServer) {
  FakeCompletions fake;
  TemporaryFolder secrets;
  secrets.write("key", "very-secret\n");
  ServerWorld world{
      {"--interviewer-url", fake.url(), "--interviewer-model", "m", "--interviewer-key-file", secrets.path("key")}};
  auto browser = world.browser();
  browser.sign_up("a@example.org");
  const auto id = browser.post("/api/interview/sessions", R"({"language":"ru"})").member("id");
  const auto path = "/api/interview/sessions/" + id;
  const Fields key{{"Idempotency-Key", "0f8fad5b-d9cb-469f-a165-70867728950e"}};
  const auto* message = R"({"message":"Анна Ким"})";

  fake.answer({FakeCompletions::head(), FakeCompletions::delta("Очень")});  // and breaks off
  const auto broken = browser.post(path + "/messages", message, key);
  fake.say({"Очень ", "приятно"});
  const auto again = browser.post(path + "/messages", message, key);
  fake.say({R"(Вот: {\"contact_info\":{\"full_name\":\"Анна Ким\",\"email\":\"x@y.example\"}})"});
  const auto completed = browser.post(path + "/complete");

  EXPECT_EQ(broken.status, 502);
  EXPECT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(again.member("assistant_message.content"), "Очень приятно");
  EXPECT_EQ(browser.get(path + "/messages").member("total"), "3");
  EXPECT_EQ(completed.member("resume_markdown"), "# Анна Ким\n");
  EXPECT_NE(fake.requests().at(1).find(R"("role":"user","content":"Анна Ким")"), std::string::npos);
  EXPECT_NE(fake.requests().at(1).find(R"("stream":true)"), std::string::npos);
  EXPECT_NE(fake.requests().at(1).find("Bearer very-secret"), std::string::npos);
  EXPECT_TRUE(world.log.wait_for("/complete"));
  EXPECT_EQ(world.log.text().find("very-secret"), std::string::npos);
}

TEST(ModelInterview, GoesOnAfterTheServerWasStoppedInTheMiddleOfAnAnswer) {
  FakeCompletions fake;
  ServerWorld world{{"--interviewer-url", fake.url(), "--interviewer-model", "m", "--drain", "100"}};
  auto browser = world.browser();
  browser.sign_up("a@example.org");
  const auto id = browser.post("/api/interview/sessions", R"({"language":"en"})").member("id");
  const auto path = "/api/interview/sessions/" + id + "/messages";
  const Fields key{{"Idempotency-Key", "0f8fad5b-d9cb-469f-a165-70867728950e"}};
  fake.answer({FakeCompletions::head(), FakeCompletions::delta("Wait"), "hold"});
  std::thread asks{[browser, path, key]() mutable { browser.post(path, R"({"message":"Ann"})", key); }};
  while (fake.requests().empty()) std::this_thread::yield();

  world.restart();
  asks.join();
  EXPECT_TRUE(fake.wait_for_end_of_hold());
  auto again = world.browser();
  again.set_cookie(browser.cookie());
  fake.say({"Go on"});
  const auto answer = again.post(path, R"({"message":"Ann"})", key);

  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.member("assistant_message.content"), "Go on");
  EXPECT_EQ(again.get(path).member("total"), "3");
}

}  // namespace
}  // namespace quern::test
