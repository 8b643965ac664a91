// The whole program's stream of events: a real connection, the rules behind it on their own thread.
#include <gtest/gtest.h>

#include <sys/socket.h>

#include "tests/serve/event_client.hpp"
#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

class LiveEvents : public testing::Test {
 protected:
  LiveEvents() {
    EXPECT_EQ(anna.sign_up("anna@example.org").status, 201);
    EXPECT_EQ(boris.sign_up("boris@example.org").status, 201);
    chat = anna.post("/api/chats",
                     R"({"is_group":false,"member_ids":[")" + boris.get("/api/user/me").member("id") +
                         R"("],"client_id":"11111111-1111-4111-8111-111111111111"})",
                     {{"Idempotency-Key", "11111111-1111-4111-8111-111111111112"}})
               .member("id");
    write("the first");  // and with it, to Boris, the chat: events 1 and 2
  }
  void write(std::string_view text) {
    char id[37];
    std::snprintf(id, sizeof id, "22222222-2222-4222-8222-%012d", ++written);
    ASSERT_EQ(anna.post("/api/messages",
                        R"({"chat_id":")" + chat + R"(","type":"text","content":")" + std::string{text} +
                            R"(","client_id":")" + id + "\"}",
                        {{"Idempotency-Key", id}})
                  .status,
              201);
  }
  EventClient listen(const Browser& browser, const Fields& more = {}, std::string_view target = "/api/events") const {
    auto fields = browser.headers("GET");
    fields.insert(fields.end(), more.begin(), more.end());
    return EventClient{world.port(), fields, target};
  }

  ServerWorld world;
  Browser anna = world.browser(), boris = world.browser();
  std::string chat;
  int written = 0;
};

TEST_F(LiveEvents, ComeAsTheyHappenAndGoOnAfterALoss) {
  {
    auto stream = listen(boris);
    EXPECT_EQ(stream.answer().status, 200);
    EXPECT_TRUE(stream.read()->text.starts_with("retry: "));
    EXPECT_NE(stream.read_data().data.find("resumed"), std::string::npos);
    write("one");
    const auto event = stream.read_data();
    EXPECT_NE(event.data.find("\"one\""), std::string::npos);
    EXPECT_EQ(event.id, "3");
    stream.connection().reset();
  }
  write("two");
  write("three");

  auto again = listen(boris, {{"Last-Event-ID", "3"}});

  EXPECT_NE(again.read_data().data.find("\"two\""), std::string::npos);
  EXPECT_NE(again.read_data().data.find("\"three\""), std::string::npos);
  EXPECT_NE(again.read_data().data.find("resumed"), std::string::npos);
}

TEST_F(LiveEvents, AreForPagesOfOursWithASession) {
  EXPECT_EQ(listen(world.browser()).answer().status, 401);
  EXPECT_EQ(listen(boris, {{"Origin", "http://evil.example"}}).answer().status, 403);
  auto elsewhere = boris.headers("GET");
  for (auto& [name, value] : elsewhere) {
    if (name == "Sec-Fetch-Site") value = "cross-site";
  }
  EXPECT_EQ((EventClient{world.port(), elsewhere}.answer().status), 403);
  EXPECT_EQ(boris.send("POST", "/api/events", {}).status, 405);
  EXPECT_EQ(boris.send("HEAD", "/api/events", {}).status, 200);
}

TEST_F(LiveEvents, EndWithTheSessionAndAreRefusedFromThenOn) {
  auto stream = listen(boris);
  stream.read_data();

  EXPECT_EQ(boris.post("/api/auth/logout").status, 204);

  while (stream.read()) {}
  EXPECT_EQ(listen(boris).answer().status, 401);
}

TEST_F(LiveEvents, EndWithAHintWhenTheServerStops) {
  auto stream = listen(boris);
  stream.read_data();

  world.stop();

  std::string last;
  while (const auto event = stream.read()) last = event->text;
  EXPECT_EQ(last, "retry: 3000\n\n");
}

// One that does not read is cut when its queue is full, the others hear everything, and it catches up when it is back.
TEST_F(LiveEvents, AreCutForASlowReaderWhoCatchesUp) {
  auto slow = listen(boris);
  auto good = listen(boris);
  good.read_data();
  const std::string text(9'900, 'x');

  for (int i = 0; i < 2'000 && (i % 50 > 0 || !world.log.has("\"closed\":4008")); ++i) {
    write(text);
    ASSERT_EQ(good.read_data().id, std::to_string(i + 3));
  }
  ASSERT_TRUE(world.log.wait_for("\"closed\":4008"));
  write("now");
  EXPECT_EQ(good.read_data().id, std::to_string(written + 1));

  int last = 0;
  for (auto event = slow.read_data(); !event.id.empty(); event = slow.read_data()) {  // what still came
    EXPECT_TRUE(last == 0 || std::stoi(event.id) == last + 1);
    last = std::stoi(event.id);
  }
  auto back = listen(boris, {{"Last-Event-ID", std::to_string(last)}});
  while (last < written + 1) {
    ASSERT_EQ(back.read_data().id, std::to_string(last + 1));
    ++last;
  }
  EXPECT_NE(back.read_data().data.find("resumed"), std::string::npos);
}

}  // namespace
}  // namespace quern::test
