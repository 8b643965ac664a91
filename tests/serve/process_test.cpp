// The real program: what it says, how it ends, and what is on the disk after it was killed.
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "serve/crypto/crypto.hpp"
#include "serve/runtime/options.hpp"
#include "serve/store/database.hpp"
#include "serve/version.hpp"
#include "tests/serve/serve_process.hpp"
#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

class Program : public testing::Test {
 protected:
  Program() { folder.write("web/index.html", "<!doctype html>"); }
  std::vector<std::string> arguments(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> all{"--web", folder.path("web"), "--data", folder.path("data"), "--port",
                                 "0",     "--password-cost",  "low"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  // Its exit code, and what it said instead of starting.
  std::pair<int, std::string> refusal(const std::vector<std::string>& all) const {
    ServeProcess process{all};
    const int code = process.wait_for_exit();
    return {code, process.read_errors()};
  }
  TemporaryFolder folder;
};

// A request the server has begun to read, so that it is running for as long as the test likes.
Connection begin_request(std::uint16_t port) {
  Connection connection{port};
  auto bytes = format_request("POST", "/api/auth/logout", port,
                              {{"Origin", "http://127.0.0.1:" + std::to_string(port)},
                               {"X-Requested-With", "quern"},
                               {"Content-Type", "application/json"},
                               {"Expect", "100-continue"}},
                              "{}");
  bytes.resize(bytes.size() - 2);
  connection.write(bytes);
  EXPECT_EQ(connection.read_answer().status, 100);
  return connection;
}

TEST_F(Program, SaysWhereItIsAndLogsLinesOfJson) {
  ServeProcess process{arguments()};
  const auto port = process.wait_for_port();
  ASSERT_NE(port, 0);
  Browser browser{port};
  browser.sign_up("a@example.org");
  browser.get("/");

  process.signal(SIGTERM);

  EXPECT_EQ(process.wait_for_exit(), 0);
  EXPECT_EQ(process.output().find("Quern is at http://127.0.0.1:" + std::to_string(port) + " (Ctrl+C stops it)\n"), 0U);
  std::istringstream lines{process.read_errors()};
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const auto record = nlohmann::json::parse(line, nullptr, false);
    ASSERT_FALSE(record.is_discarded()) << line;
    for (const auto* name : {"time", "id", "method", "path", "status", "duration_ms", "bytes"}) {
      EXPECT_TRUE(record.contains(name)) << line;
    }
  }
  EXPECT_EQ(count, 2);
}

TEST_F(Program, FinishesARunningRequestWhenItIsAskedToStop) {
  ServeProcess process{arguments()};
  const auto port = process.wait_for_port();
  ASSERT_NE(port, 0);
  auto running = begin_request(port);

  process.signal(SIGINT);
  ASSERT_TRUE(process.wait_for_output("Stopping"));
  while (Connection{port}.descriptor() >= 0) std::this_thread::yield();  // it says so first, and then it stops
  running.write("{}");

  const auto answer = running.read_answer();
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_EQ(process.wait_for_exit(), 0);
}

// How many of `count` requests on one connection are answered.
int ask_often(std::uint16_t port, int count) {
  Connection connection{port};
  const auto request = format_request("GET", "/healthz", port, {});
  int answered = 0;
  while (answered < count && connection.write(request) && connection.read_answer().status == 200) ++answered;
  return answered;
}

TEST_F(Program, AnswersAndEndsWhenNobodyReadsItsLog) {
  ServeProcess process{arguments(), ServeProcess::Log::unread_pipe};
  const auto port = process.wait_for_port();
  ASSERT_NE(port, 0);

  EXPECT_EQ(ask_often(port, 2000), 2000);

  process.signal(SIGTERM);
  EXPECT_EQ(process.wait_for_exit(), 0);
}

TEST_F(Program, SaysHowManyLinesItsLogLost) {
  ServeProcess process{arguments(), ServeProcess::Log::unread_pipe};
  const auto port = process.wait_for_port();
  ASSERT_NE(port, 0);
  ASSERT_EQ(ask_often(port, 3000), 3000);

  EXPECT_TRUE(process.wait_for_log("\"note\":\"the log was full\",\"dropped\":"));
}

TEST_F(Program, EndsAtOnceWhenItIsAskedTwice) {
  ServeProcess process{arguments({"--drain", "600000", "--body-deadline", "600000"})};
  const auto port = process.wait_for_port();
  ASSERT_NE(port, 0);
  const auto running = begin_request(port);
  process.signal(SIGINT);
  ASSERT_TRUE(process.wait_for_output("Stopping"));

  process.signal(SIGINT);

  EXPECT_EQ(process.wait_for_exit(), 130);
}

TEST_F(Program, CutsWhatDoesNotEndInTime) {
  ServeProcess process{arguments({"--drain", "100", "--body-deadline", "600000"})};
  const auto port = process.wait_for_port();
  ASSERT_NE(port, 0);
  const auto running = begin_request(port);

  process.signal(SIGTERM);

  EXPECT_EQ(process.wait_for_exit(), 0);
}

TEST_F(Program, SaysWhatToDoWhenThePortIsTaken) {
  ServeProcess first{arguments()};
  const auto port = std::to_string(first.wait_for_port());

  const auto [code, message] = refusal(arguments({"--port", port, "--data", folder.path("other")}));

  EXPECT_EQ(code, 1);
  EXPECT_NE(message.find("port " + port + " is taken"), std::string::npos) << message;
  EXPECT_NE(message.find("--port"), std::string::npos);
}

TEST_F(Program, SaysWhatToDoWhenItsFoldersAreNotThere) {
  folder.write("file", "not a folder");
  folder.write("empty/file", "no page");
  struct Case {
    const char* name;
    std::vector<std::string> more;
    const char* message;
  };
  const std::vector<Case> cases = {
      {"no web folder", {"--web", folder.path("nowhere")}, "there is no folder"},
      {"no page in it", {"--web", folder.path("empty")}, "there is no index.html"},
      {"data in a file", {"--data", folder.path("file/data")}, "cannot make the data folder"},
      {"no such address", {"--host", "192.0.2.1"}, "cannot listen on 192.0.2.1"},
      {"no address", {"--host", "nonsense"}, "cannot listen on nonsense"},
  };
  for (const auto& [name, more, expected] : cases) {
    SCOPED_TRACE(name);
    const auto [code, message] = refusal(arguments(more));
    EXPECT_EQ(code, 1);
    EXPECT_NE(message.find(expected), std::string::npos) << message;
  }
}

TEST_F(Program, SharesItsDataWithNoOther) {
  ServeProcess first{arguments()};
  ASSERT_NE(first.wait_for_port(), 0);
  const auto [code, message] = refusal(arguments());
  EXPECT_EQ(code, 1);
  EXPECT_NE(message.find("another serve uses the data folder"), std::string::npos) << message;
}

TEST_F(Program, LeavesDataOfANewerVersionAlone) {
  folder.write("data/x", "");
  {
    auto database = serve::Database::open(folder.path("data/quern.db"));
    ASSERT_TRUE(database);
    (*database)->run_script("PRAGMA user_version = 999");
  }
  const auto [code, message] = refusal(arguments());
  EXPECT_EQ(code, 1);
  EXPECT_NE(message.find("newer version"), std::string::npos) << message;
}

TEST_F(Program, RefusesOptionsThatAreNone) {
  const std::vector<std::pair<std::vector<std::string>, const char*>> cases = {
      {{"--nonsense"}, "there is no option --nonsense"},
      {{"stray"}, "there is no option stray"},
      {{"--port"}, "--port needs a value"},
      {{"--port", "x"}, "--port cannot be x"},
      {{"--port", "70000"}, "--port cannot be 70000"},
      {{"--port=-1"}, "--port cannot be -1"},
      {{"--origin", "quern.example"}, "--origin cannot be quern.example"},
      {{"--origin", "https://quern.example/path"}, "--origin cannot be"},
      {{"--password-cost", "high"}, "--password-cost cannot be high"},
      {{}, "say where the page is: --web DIR"},
  };
  for (const auto& [all, expected] : cases) {
    const auto [code, message] = refusal(all);
    EXPECT_EQ(code, 2) << expected;
    EXPECT_NE(message.find(expected), std::string::npos) << message;
  }
}

TEST_F(Program, ExplainsItself) {
  ServeProcess help{{"--help"}};
  EXPECT_EQ(help.wait_for_exit(), 0);
  EXPECT_EQ(help.output(), serve::help_text());
  for (const auto* option : {"--web", "--data", "--port", "--host", "--origin", "--help", "--version"}) {
    EXPECT_NE(help.output().find(option), std::string::npos) << option;
  }
  ServeProcess version{{"--version"}};
  EXPECT_EQ(version.wait_for_exit(), 0);
  EXPECT_NE(version.output().find(serve::version), std::string::npos);
}

// What one client sent under one key, and what it was told.
struct Write {
  std::string key;
  std::string body;
  std::string answer;  // "" when the answer did not come
};

std::vector<Write> write_until_killed(std::uint16_t port, const std::string& cookie, std::atomic<int>& answered) {
  serve::SystemRandom random;
  Browser browser{port};
  browser.set_cookie(cookie);
  std::vector<Write> writes;
  while (true) {
    auto& write = writes.emplace_back();
    write.key = make_uuid(random);
    write.body = R"({"name":")" + write.key + R"("})";
    const auto answer = browser.post("/api/projects", write.body, {{"Idempotency-Key", write.key}});
    if (answer.status != 201) return writes;
    write.answer = answer.body;
    ++answered;
  }
}

TEST_F(Program, KeepsEveryAnsweredWriteWhenItIsKilled) {
  std::string cookie;
  std::vector<Write> writes;
  for (int round = 0; round < 3; ++round) {
    ServeProcess process{arguments()};
    const auto port = process.wait_for_port();
    ASSERT_NE(port, 0);
    Browser browser{port};
    if (cookie.empty()) {
      ASSERT_EQ(browser.sign_up("a@example.org").status, 201);
      cookie = browser.cookie();
    }
    std::atomic<int> answered = 0;
    std::vector<std::vector<Write>> by_thread(4);
    std::vector<std::jthread> threads;
    for (auto& mine : by_thread) {
      threads.emplace_back([&] { mine = write_until_killed(port, cookie, answered); });
    }
    while (answered < 60) std::this_thread::yield();

    process.signal(SIGKILL);
    EXPECT_EQ(process.wait_for_exit(), 128 + SIGKILL);

    threads.clear();
    for (auto& mine : by_thread) writes.insert(writes.end(), mine.begin(), mine.end());
  }

  ServeProcess process{arguments()};
  Browser browser{process.wait_for_port()};
  browser.set_cookie(cookie);
  int unanswered = 0;
  for (const auto& write : writes) {
    const auto again = browser.post("/api/projects", write.body, {{"Idempotency-Key", write.key}});
    ASSERT_EQ(again.status, 201);
    if (write.answer.empty()) {
      ++unanswered;  // it may have been done or not; now it is, once
      continue;
    }
    EXPECT_EQ(again.body, write.answer);
    EXPECT_EQ(again.header("idempotency-replayed"), "true");
    EXPECT_EQ(browser.get("/api/projects/" + again.member("id")).body, write.answer);
  }
  EXPECT_GE(writes.size(), 180U + static_cast<std::size_t>(unanswered));
  EXPECT_EQ(browser.get("/api/projects").member("total"), std::to_string(writes.size()));
}

}  // namespace
}  // namespace quern::test
