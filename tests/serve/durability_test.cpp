// What is on the disk after the worst: killed in the middle of writes, again and again; and a disk without room.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <set>
#include <thread>

#include "core/base/random.hpp"
#include "serve/crypto/crypto.hpp"
#include "serve/store/database.hpp"
#include "tests/serve/serve_process.hpp"
#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

class Durability : public testing::Test {
 protected:
  Durability() { folder.write("web/index.html", "<!doctype html>"); }
  std::vector<std::string> serving() const {
    return {"--web", folder.path("web"), "--data", folder.path("data"), "--port",
            "0",     "--least-room",     "0",      "--password-cost",   "low"};
  }
  std::string database() const { return folder.path("data/quern.db"); }
  TemporaryFolder folder;
};

// One write under its key, and what the server said of it.
struct Write {
  std::string path;
  std::string key;
  std::string body;
  std::string answer;  // "" when none came
};

struct Client {
  std::string cookie;
  std::string chat;
};

// Messages and projects in turn, one after the other, until the server is gone.
std::vector<Write> write_until_killed(std::uint16_t port, Client client, std::atomic<int>& answered) {
  serve::SystemRandom random;
  Browser browser{port};
  browser.set_cookie(client.cookie);
  std::vector<Write> writes;
  for (int i = 0;; ++i) {
    auto& write = writes.emplace_back();
    write.key = make_uuid(random);
    const bool is_message = i % 2 == 0;
    write.path = is_message ? "/api/messages" : "/api/projects";
    write.body = is_message ? R"({"chat_id":")" + client.chat + R"(","type":"text","content":")" + write.key +
                                  R"(","client_id":")" + write.key + "\"}"
                            : R"({"name":")" + write.key + R"(","client_id":")" + write.key + "\"}";
    const auto answer = browser.post(write.path, write.body, {{"Idempotency-Key", write.key}});
    if (answer.status != 201) return writes;
    write.answer = answer.body;
    ++answered;
  }
}

// What the file says by itself, with no server over it.
std::int64_t count(serve::Database& database, const char* sql) {
  auto row = database.query(sql);
  return row.step() ? row.number_at(0) : -1;
}

void expect_whole(const std::string& path) {
  const auto sound = serve::check_database(path);
  EXPECT_TRUE(sound) << sound.error().message;
  auto database = serve::Database::open(path);
  ASSERT_TRUE(database);
  auto& file = **database;
  EXPECT_EQ(count(file, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
  EXPECT_EQ(count(file,
                  "SELECT count(*) FROM chats c WHERE last_number <> (SELECT count(*) FROM messages m WHERE "
                  "m.chat_id = c.id) OR last_number <> (SELECT coalesce(max(number), 0) FROM messages m WHERE "
                  "m.chat_id = c.id)"),
            0)
      << "a message without its number";
  EXPECT_EQ(count(file,
                  "SELECT count(*) FROM event_logs l WHERE last_seq <> (SELECT count(*) FROM events e WHERE "
                  "e.user_id = l.user_id)"),
            0)
      << "a number without its event";
  EXPECT_EQ(count(file,
                  "SELECT count(*) FROM messages m JOIN chat_members p ON p.chat_id = m.chat_id WHERE (SELECT "
                  "count(*) FROM events e WHERE e.user_id = p.user_id AND instr(e.frame, '\"message.created\"') "
                  "AND instr(e.frame, '\"id\":\"' || m.id || '\"')) <> 1"),
            0)
      << "a message without its event, or with two";
}

TEST_F(Durability, KilledInTheMiddleOfWritesItHasEveryAnsweredOneOnceAndNothingByHalves) {
  const int rounds = std::getenv("QUERN_LONG") ? 20 : 4;
  std::vector<Client> clients(3);
  std::vector<Write> writes;
  std::vector<std::size_t> owner;
  for (int round = 0; round < rounds; ++round) {
    ServeProcess process{serving()};
    const auto port = process.wait_for_port();
    ASSERT_NE(port, 0);
    if (round == 0) {
      std::vector<std::string> ids;
      for (std::size_t i = 0; i < clients.size(); ++i) {
        Browser browser{port};
        ids.push_back(browser.sign_up("user" + std::to_string(i) + "@example.org").member("user.id"));
        clients[i].cookie = browser.cookie();
      }
      Browser browser{port};
      browser.set_cookie(clients[0].cookie);
      const auto chat = browser.post("/api/chats",
                                     R"({"title":"All","is_group":true,"member_ids":[")" + ids[1] + R"(",")" + ids[2] +
                                         R"("],"client_id":"0f8fad5b-d9cb-469f-a165-708677289501"})",
                                     {{"Idempotency-Key", "0f8fad5b-d9cb-469f-a165-708677289502"}});
      ASSERT_EQ(chat.status, 201) << chat.body;
      for (auto& client : clients) client.chat = chat.member("id");
    }
    std::atomic<int> answered = 0;
    std::mutex mutex;
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < clients.size() * 2; ++i) {
      threads.emplace_back([&, who = i % clients.size()] {
        auto mine = write_until_killed(port, clients[who], answered);
        const std::scoped_lock lock{mutex};
        for (auto& write : mine) {
          writes.push_back(std::move(write));
          owner.push_back(who);
        }
      });
    }
    while (answered < 40 + 17 * round) std::this_thread::yield();  // not at the same point each time

    process.signal(SIGKILL);
    EXPECT_EQ(process.wait_for_exit(), 128 + SIGKILL);
    threads.clear();
    expect_whole(database());
  }

  {
    ServeProcess process{serving()};
    const auto port = process.wait_for_port();
    ASSERT_NE(port, 0);
    std::size_t answered = 0;
    for (std::size_t i = 0; i < writes.size(); ++i) {
      const auto& write = writes[i];
      Browser browser{port};
      browser.set_cookie(clients[owner[i]].cookie);
      const auto again = browser.post(write.path, write.body, {{"Idempotency-Key", write.key}});
      ASSERT_EQ(again.status, 201) << again.body;
      if (write.answer.empty()) continue;  // done or not; now it is, once
      ++answered;
      EXPECT_EQ(again.body, write.answer);
      EXPECT_EQ(again.header("idempotency-replayed"), "true");
    }
    EXPECT_GE(answered, 40U * static_cast<unsigned>(rounds));
    process.signal(SIGTERM);
    EXPECT_EQ(process.wait_for_exit(), 0);
  }
  expect_whole(database());
  auto file = serve::Database::open(database());
  const auto stored =
      count(**file, "SELECT (SELECT count(*) FROM messages WHERE type = 'text') + (SELECT count(*) FROM projects)");
  EXPECT_EQ(stored, static_cast<std::int64_t>(writes.size()));
}

// No file of this process may grow beyond so much: what a full disk is, but that the test can end it.
void limit_files(pid_t process, rlim_t bytes) {
  rlimit limit{};
  ASSERT_EQ(prlimit(process, RLIMIT_FSIZE, nullptr, &limit), 0);
  limit.rlim_cur = bytes == 0 ? limit.rlim_max : bytes;
  ASSERT_EQ(prlimit(process, RLIMIT_FSIZE, &limit, nullptr), 0);
}

TEST_F(Durability, AFullDiskIsSaidReadsGoOnAndSoDoWritesWhenThereIsRoom) {
  ServeProcess process{serving()};
  const auto port = process.wait_for_port();
  ASSERT_NE(port, 0);
  Browser browser{port};
  ASSERT_EQ(browser.sign_up("a@example.org").status, 201);
  const auto before = browser.create_project("Before");
  ASSERT_NE(before, "");

  limit_files(process.id(), std::filesystem::file_size(database() + "-wal") + 1);
  const std::string key = "0f8fad5b-d9cb-469f-a165-708677289503";
  const auto body = R"({"name":"Too late","description":")" + std::string(4000, 'x') + "\"}";
  const auto refused = browser.post("/api/projects", body, {{"Idempotency-Key", key}});

  EXPECT_EQ(refused.status, 507) << refused.body;
  EXPECT_EQ(refused.error_code(), "storage_full");
  EXPECT_EQ(refused.member("error_type"), "server_error");
  EXPECT_EQ(browser.get("/api/projects/" + before).status, 200);
  EXPECT_EQ(browser.get("/api/projects").member("total"), "1");
  EXPECT_EQ(browser.get("/healthz").status, 200);
  const auto readiness = browser.get("/readyz");
  EXPECT_EQ(readiness.status, 503);
  EXPECT_EQ(readiness.member("checks.store"), "full");

  limit_files(process.id(), 0);
  const auto later = browser.post("/api/projects", body, {{"Idempotency-Key", key}});

  EXPECT_EQ(later.status, 201) << later.body;
  EXPECT_FALSE(later.has("idempotency-replayed"));  // the refusal was not the answer
  EXPECT_EQ(browser.get("/api/projects").member("total"), "2");
  EXPECT_EQ(browser.get("/readyz").status, 200);
  process.signal(SIGTERM);
  EXPECT_EQ(process.wait_for_exit(), 0);
  expect_whole(database());
}

// Many at once, while there is room, then none, then some again: who was told 201 has it, who was told 507 has not.
TEST_F(Durability, AtTheEdgeOfAFullDiskEveryAnswerIsTrue) {
  ServeProcess process{serving()};
  const auto port = process.wait_for_port();
  ASSERT_NE(port, 0);
  Browser first{port};
  ASSERT_EQ(first.sign_up("a@example.org").status, 201);
  std::atomic<int> full = 0;
  std::atomic<bool> is_over = false;
  std::mutex mutex;
  std::set<std::string> kept;
  std::set<std::string> refused;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      serve::SystemRandom random;
      Browser browser{port};
      browser.set_cookie(first.cookie());
      while (!is_over) {
        const auto key = make_uuid(random);
        const auto body = R"({"name":")" + key + R"(","description":")" + std::string(3000, 'x') + "\"}";
        const auto answer = browser.post("/api/projects", body, {{"Idempotency-Key", key}});
        const std::scoped_lock lock{mutex};
        if (answer.status == 201) {
          kept.insert(key);
        } else {
          EXPECT_EQ(answer.status, 507) << answer.body;
          refused.insert(key);
          ++full;
        }
      }
    });
  }
  const auto wait_for_kept = [&](std::size_t more) {
    const auto size = [&] {
      const std::scoped_lock lock{mutex};
      return kept.size();
    };
    for (const auto target = size() + more; size() < target;) std::this_thread::yield();
  };
  for (int round = 0; round < 3; ++round) {
    wait_for_kept(10);
    const auto wal = database() + "-wal";
    limit_files(process.id(), std::filesystem::file_size(wal) / 2);
    const int before = full;
    while (full < before + 5) std::this_thread::yield();
    limit_files(process.id(), 0);
    wait_for_kept(10);
  }
  is_over = true;
  threads.clear();
  process.signal(SIGTERM);
  EXPECT_EQ(process.wait_for_exit(), 0);

  expect_whole(database());
  auto file = serve::Database::open(database());
  std::set<std::string> stored;
  auto rows = (*file)->query("SELECT name FROM projects");
  while (rows.step()) stored.insert(rows.text_at(0));
  EXPECT_EQ(stored, kept);
  EXPECT_GE(refused.size(), 15U);
}

}  // namespace
}  // namespace quern::test
