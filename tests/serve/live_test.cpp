// The whole program's socket: real handshakes, real frames, the rules behind them on their own thread.
#include <gtest/gtest.h>

#include <cstdio>
#include <thread>

#include "serve/http/socket.hpp"
#include "tests/serve/server_world.hpp"
#include "tests/serve/socket_client.hpp"

namespace quern::test {
namespace {

class LiveSocket : public testing::Test {
 protected:
  SocketClient connect(const Browser& browser) const {
    return SocketClient{world.port(), {{"Cookie", "quern_session=" + browser.cookie()}}};
  }
  // Connected, and hears all that happens from now on.
  SocketClient listen(const Browser& browser) const {
    auto client = connect(browser);
    EXPECT_EQ(client.answer().status, 101);
    client.send_text(R"({"op":"resume"})");
    EXPECT_TRUE(reads(client, "\"resumed\""));
    return client;
  }
  // Does a frame with this in it come, whatever comes before?
  static bool reads(SocketClient& client, std::string_view part) {
    while (true) {
      const auto frame = client.read_text();
      if (frame.empty() || frame.find(part) != std::string::npos) return !frame.empty();
    }
  }
  Browser person(const std::string& name) const {
    auto browser = world.browser();
    EXPECT_EQ(browser.sign_up(name + "@example.org").status, 201);
    return browser;
  }
  static std::string id_of(Browser& browser) { return browser.get("/api/user/me").member("id"); }
  static std::string chat_of(Browser& browser, const std::string& other) {
    const auto answer = browser.post(
        "/api/chats",
        R"({"is_group":false,"member_ids":[")" + other + R"("],"client_id":"11111111-1111-4111-8111-111111111111"})",
        {{"Idempotency-Key", "11111111-1111-4111-8111-111111111112"}});
    EXPECT_EQ(answer.status, 201) << answer.body;
    return answer.member("id");
  }
  static int write(Browser& browser, const std::string& chat, int number) {
    char id[37];
    std::snprintf(id, sizeof id, "22222222-2222-4222-8222-%012d", number);
    return browser
        .post("/api/messages",
              R"({"chat_id":")" + chat + R"(","type":"text","content":"message )" + std::to_string(number) +
                  R"(","client_id":")" + id + "\"}",
              {{"Idempotency-Key", id}})
        .status;
  }

  ServerWorld world;
};

TEST_F(LiveSocket, IsForPagesOfOursWithASession) {
  const auto anna = person("anna");
  const auto cookie = "quern_session=" + anna.cookie();
  struct Case {
    const char* name;
    Fields fields;
    int status;
  };
  const std::vector<Case> cases = {
      {"ours", {{"Cookie", cookie}}, 101},
      {"ours by its other name",
       {{"Cookie", cookie}, {"Origin", "http://localhost:" + std::to_string(world.port())}},
       101},
      {"no cookie", {}, 401},
      {"a wrong cookie", {{"Cookie", "quern_session=nonsense"}}, 401},
      {"no origin", {{"Cookie", cookie}, {"Origin", ""}}, 403},
      {"another origin", {{"Cookie", cookie}, {"Origin", "http://evil.example"}}, 403},
      {"no origin of its own", {{"Cookie", cookie}, {"Origin", "null"}}, 403},
      {"another port", {{"Cookie", cookie}, {"Origin", "http://127.0.0.1:1"}}, 403},
      {"another site", {{"Cookie", cookie}, {"Sec-Fetch-Site", "cross-site"}}, 403},
      {"another host", {{"Cookie", cookie}, {"Host", "evil.example"}}, 400},
      {"no upgrade", {{"Cookie", cookie}, {"Upgrade", ""}}, 426},
  };
  for (const auto& asked : cases) {
    SCOPED_TRACE(asked.name);
    EXPECT_EQ((SocketClient{world.port(), asked.fields}.answer().status), asked.status);
  }
  EXPECT_EQ(world.log.text().find(anna.cookie()), std::string::npos);
}

TEST_F(LiveSocket, HearsWhatAnotherWritesAndTheWriterToo) {
  auto anna = person("anna");
  auto boris = person("boris");
  const auto chat = chat_of(anna, id_of(boris));
  auto to_anna = listen(anna);
  auto to_boris = listen(boris);

  for (int i = 0; i < 20; ++i) ASSERT_EQ(write(anna, chat, i), 201);

  for (auto* client : {&to_anna, &to_boris}) {
    for (int next = 0; next < 20;) {
      const auto frame = client->read_text();
      ASSERT_FALSE(frame.empty());
      if (frame.find("message.created") == std::string::npos) continue;
      EXPECT_NE(frame.find("message " + std::to_string(next) + '"'), std::string::npos) << frame;
      ++next;
    }
  }
}

TEST_F(LiveSocket, GoesOnAfterAKilledConnectionAndARestart) {
  auto anna = person("anna");
  auto boris = person("boris");
  const auto chat = chat_of(anna, id_of(boris));
  auto client = listen(boris);
  client.reset();
  for (int i = 0; i < 300; ++i) ASSERT_EQ(write(anna, chat, i), 201);

  world.restart();

  SocketClient again{world.port(), {{"Cookie", "quern_session=" + boris.cookie()}}};
  ASSERT_TRUE(again.is_open());
  again.send_text(R"({"op":"resume","since":0})");
  int written = 0;
  for (auto frame = again.read_text(); frame.find("\"resumed\"") == std::string::npos; frame = again.read_text()) {
    ASSERT_FALSE(frame.empty());
    if (frame.find("message.created") != std::string::npos) ++written;
  }
  EXPECT_EQ(written, 300);
}

TEST_F(LiveSocket, EndsWithItsSession) {
  auto anna = person("anna");
  auto client = listen(anna);
  anna.post("/api/auth/logout");
  EXPECT_EQ(client.read_close(), serve::close_code::policy);
}

TEST_F(LiveSocket, IsClosedWhenTheServerStops) {
  auto anna = person("anna");
  auto boris = person("boris");
  chat_of(anna, id_of(boris));
  auto client = listen(anna);
  std::thread stopping{[this] { world.stop(); }};
  EXPECT_EQ(client.read_close(), serve::close_code::going_away);
  client.send({.opcode = Opcode::close});
  EXPECT_TRUE(client.is_closed_by_server());
  stopping.join();
  EXPECT_TRUE(world.log.wait_for("\"closed\":1001"));
}

TEST_F(LiveSocket, RemembersWhenItsPersonWasLastSeenThoughTheServerStopsAtOnce) {
  auto anna = person("anna");
  const auto id = id_of(anna);
  auto client = listen(anna);
  const auto before = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  std::thread stopping{[this] { world.stop(); }};
  EXPECT_EQ(client.read_close(), serve::close_code::going_away);
  client.send({.opcode = Opcode::close});
  EXPECT_TRUE(client.is_closed_by_server());
  stopping.join();

  world.restart();

  auto boris = person("boris");
  const auto seen = parse_iso8601(boris.get("/api/users/" + id).member("last_seen_at"));
  ASSERT_TRUE(seen);
  EXPECT_GE(*seen, before);
}

TEST_F(LiveSocket, StandsManyThatComeTalkAndGoAtOnce) {
  auto anna = person("anna");
  auto boris = person("boris");
  const auto chat = chat_of(anna, id_of(boris));
  std::vector<std::thread> browsers;
  for (int i = 0; i < 4; ++i) {
    browsers.emplace_back([&, i] {
      for (int round = 0; round < 10; ++round) {
        auto client = connect(i % 2 == 0 ? anna : boris);
        client.send_text(R"({"op":"resume","since":0})");
        client.send_text(R"({"op":"ping"})");
        client.read_text();
        if (round % 2 == 0) client.reset();
      }
    });
  }
  for (int i = 0; i < 40; ++i) ASSERT_EQ(write(anna, chat, i), 201);
  for (auto& browser : browsers) browser.join();
  auto client = listen(anna);
  EXPECT_EQ(write(boris, chat, 100), 201);
  EXPECT_TRUE(reads(client, "message 100"));
}

}  // namespace
}  // namespace quern::test
