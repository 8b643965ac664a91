// serve backup, restore and user, on the data of a server that goes on answering meanwhile.
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "serve/crypto/crypto.hpp"
#include "serve/store/database.hpp"
#include "tests/serve/serve_process.hpp"
#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

namespace fs = std::filesystem;

class Commands : public testing::Test {
 protected:
  Commands() { folder.write("web/index.html", "<!doctype html>"); }
  std::vector<std::string> serving(const std::string& data = "data") const {
    return {"--web", folder.path("web"), "--data", folder.path(data), "--port", "0", "--password-cost", "low"};
  }
  struct Outcome {
    int code;
    std::string said;   // on stdout
    std::string error;  // on stderr
  };
  Outcome run(std::vector<std::string> words, const std::string& input = "") const {
    words.insert(words.end(), {"--data", folder.path("data"), "--password-cost", "low"});
    return run_as_is(words, input);
  }
  static Outcome run_as_is(const std::vector<std::string>& words, const std::string& input = "") {
    ServeProcess process{words, ServeProcess::Log::file, input};
    Outcome outcome{.code = process.wait_for_exit(), .said = process.output(), .error = process.read_errors()};
    return outcome;
  }
  TemporaryFolder folder;
};

TEST_F(Commands, CopyADatabaseThatIsWrittenToAndTheCopyServes) {
  ServeProcess process{serving()};
  const auto port = process.wait_for_port();
  ASSERT_NE(port, 0);
  Browser first{port};
  first.sign_up("a@example.org");
  first.create_project("Before");
  fs::create_directories(folder.path("data/files/ab"));
  folder.write("data/files/ab/abcd", "of somebody");
  folder.write("data/files/ab/abce.part", "on its way");
  std::atomic<bool> is_done = false;
  std::atomic<int> written = 0;
  std::jthread writer{[&] {
    Browser browser{port};
    browser.set_cookie(first.cookie());
    while (!is_done) written += browser.create_project("Meanwhile").empty() ? 0 : 1;
  }};
  while (written < 20) std::this_thread::yield();

  const auto made = run({"backup", folder.path("copy")});

  const int after = written + 20;
  while (written < after) std::this_thread::yield();  // the server was not held up for good
  is_done = true;
  writer.join();
  ASSERT_EQ(made.code, 0) << made.error;
  EXPECT_TRUE(serve::check_database(folder.path("copy/quern.db")));
  EXPECT_FALSE(fs::exists(folder.path("copy/quern.db-wal")));
  EXPECT_TRUE(fs::exists(folder.path("copy/files/ab/abcd")));
  EXPECT_FALSE(fs::exists(folder.path("copy/files/ab/abce.part")));
  process.signal(SIGKILL);
  process.wait_for_exit();

  fs::rename(folder.path("data"), folder.path("lost"));
  const auto restored = run({"restore", folder.path("copy")});
  ASSERT_EQ(restored.code, 0) << restored.error;
  ServeProcess again{serving()};
  Browser browser{again.wait_for_port()};
  browser.set_cookie(first.cookie());
  const auto projects = browser.get("/api/projects?limit=1");
  ASSERT_EQ(projects.status, 200) << projects.body;
  const int total = std::stoi(projects.member("total"));
  EXPECT_GE(total, 21);
  EXPECT_LE(total, written + 1);
  EXPECT_NE(browser.create_project("After"), "");
}

TEST_F(Commands, RefuseACopyOverAnotherAndARestoreOverData) {
  EXPECT_EQ(run({"backup", folder.path("copy")}).code, 1);  // nothing there yet
  { EXPECT_NE(ServeProcess{serving()}.wait_for_port(), 0); }
  ASSERT_EQ(run({"backup", folder.path("copy")}).code, 0);
  EXPECT_NE(run({"backup", folder.path("copy")}).error.find("is there already"), std::string::npos);

  const auto over = run({"restore", folder.path("copy")});
  EXPECT_EQ(over.code, 1);
  EXPECT_NE(over.error.find("there is data in"), std::string::npos);
  EXPECT_NE(run({"restore", folder.path("nowhere")}).error.find("there is no copy"), std::string::npos);
  EXPECT_EQ(run({"backup"}).code, 2);

  fs::remove_all(folder.path("data"));
  fs::resize_file(folder.path("copy/quern.db"), 40'000);
  const auto damaged = run({"restore", folder.path("copy")});
  EXPECT_EQ(damaged.code, 1);
  EXPECT_NE(damaged.error.find("is damaged"), std::string::npos) << damaged.error;
  EXPECT_FALSE(fs::exists(folder.path("data/quern.db")));
}

TEST_F(Commands, RefuseARestoreUnderAServerThatRuns) {
  ServeProcess process{serving()};
  ASSERT_NE(process.wait_for_port(), 0);
  ASSERT_EQ(run({"backup", folder.path("copy")}).code, 0);
  const auto outcome = run({"restore", folder.path("copy")});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.error.find("another serve uses"), std::string::npos) << outcome.error;
}

TEST_F(Commands, AddPeopleAndResetPasswordsWhileItServes) {
  ServeProcess process{serving()};
  const auto port = process.wait_for_port();
  ASSERT_NE(port, 0);

  const auto added = run({"user", "add", "Anna@example.org", "Anna"}, "a good password\n");

  EXPECT_EQ(added.code, 0) << added.error;
  Browser browser{port};
  ASSERT_EQ(browser.sign_in("anna@example.org", "a good password").status, 200);
  EXPECT_EQ(browser.get("/api/auth/me").member("user.display_name"), "Anna");

  const auto reset = run({"user", "reset-password", "anna@example.org"}, "another password\n");

  EXPECT_EQ(reset.code, 0) << reset.error;
  // Another process's word is looked for within a second.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{5};
  while (browser.get("/api/auth/me").status != 401 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
  }
  EXPECT_EQ(browser.get("/api/auth/me").status, 401);
  EXPECT_EQ(browser.sign_in("anna@example.org", "a good password").status, 401);
  EXPECT_EQ(browser.sign_in("anna@example.org", "another password").status, 200);

  const auto list = run({"user", "list"});
  EXPECT_EQ(list.code, 0);
  EXPECT_NE(list.said.find("\"Anna@example.org\"\t\"Anna\"\n"), std::string::npos) << list.said;
}

TEST_F(Commands, OnPeopleSayWhatIsWrong) {
  EXPECT_NE(run({"user", "list"}).error.find("start serve once"), std::string::npos);
  { EXPECT_NE(ServeProcess{serving()}.wait_for_port(), 0); }
  struct Case {
    std::vector<std::string> words;
    const char* input;
    int code;
    const char* message;
  };
  ASSERT_EQ(run({"user", "add", "a@example.org"}, "a good password\n").code, 0);
  const std::vector<Case> cases = {
      {{"user"}, "", 2, "serve user list"},
      {{"user", "remove", "a@example.org"}, "", 2, "serve user list"},
      {{"user", "add"}, "", 2, "serve user list"},
      {{"user", "add", "A@example.org"}, "a good password\n", 1, "has an account already"},
      {{"user", "add", "b@example.org"}, "short\n", 2, "password"},
      {{"user", "add", "b@example.org"}, "", 2, "password"},
      {{"user", "add", "nobody"}, "a good password\n", 2, "email"},
      {{"user", "reset-password", "b@example.org"}, "a good password\n", 1, "there is no account"},
  };
  for (const auto& [words, input, code, message] : cases) {
    const auto outcome = run(words, input);
    EXPECT_EQ(outcome.code, code) << outcome.error;
    EXPECT_NE(outcome.error.find(message), std::string::npos) << outcome.error;
  }
}

TEST_F(Commands, ShowAPersonsNameWithoutSpeakingToTheTerminal) {
  {
    ServeProcess process{serving()};
    Browser browser{process.wait_for_port()};
    ASSERT_EQ(browser.sign_up("a@example.org").status, 201);
    ASSERT_EQ(browser.patch("/api/user/me", R"({"display_name":"x\u001b[2J"})").status, 200);
  }
  EXPECT_EQ(run({"user", "list"}).said.find('\x1b'), std::string::npos);
}

TEST_F(Commands, CheckTheSettingsWithoutServing) {
  folder.write("quern.conf", "web = " + folder.path("web") + "\nport = 81\n");
  const auto good = run_as_is({"--config", folder.path("quern.conf"), "--data", folder.path("data"), "--check-config"});
  EXPECT_EQ(good.code, 0) << good.error;
  EXPECT_NE(good.said.find("port = 81"), std::string::npos) << good.said;
  EXPECT_FALSE(fs::exists(folder.path("data")));
  folder.write("quern.conf", "web = w\nprot = 81\n");
  const auto bad = run_as_is({"--config", folder.path("quern.conf"), "--check-config"});
  EXPECT_EQ(bad.code, 2);
  EXPECT_NE(bad.error.find("quern.conf:2: there is no setting prot"), std::string::npos) << bad.error;
}

TEST_F(Commands, ToEndTellTheBalancerFirst) {
  auto arguments = serving();
  arguments.insert(arguments.end(), {"--drain-notice", "1500"});
  ServeProcess process{arguments};
  const auto port = process.wait_for_port();
  ASSERT_NE(port, 0);
  Browser browser{port};
  EXPECT_EQ(browser.get("/readyz").status, 200);

  process.signal(SIGTERM);
  ASSERT_TRUE(process.wait_for_output("Stopping"));
  while (browser.get("/readyz").status == 200) std::this_thread::yield();

  const auto draining = browser.get("/readyz");
  EXPECT_EQ(draining.status, 503);
  EXPECT_EQ(draining.member("status"), "draining");
  EXPECT_EQ(browser.sign_up("late@example.org").status, 201);  // who was sent here before is still served
  EXPECT_EQ(process.wait_for_exit(), 0);
}

}  // namespace
}  // namespace quern::test
