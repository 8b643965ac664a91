// The rules of event streams: who may open one, what it hears, where it goes on, and when it ends.
#include <gtest/gtest.h>

#include "tests/serve/chat_world.hpp"
#include "tests/serve/event_client.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;
using Heads = std::vector<std::string>;

class EventStreams : public testing::Test {
 protected:
  TestSocket open(const Somebody& person, const Fields& more = {}, std::string_view target = "/api/events") {
    world.cookie = person.cookie;
    return world.open_socket(more, target);
  }
  // "3 message.created", "presence": what was sent since the last call, by id and name.
  static Heads take(TestSocket& stream) {
    Heads heads;
    for (const auto& text : stream.take()) {
      EXPECT_TRUE(text.ends_with("\n\n"));
      EXPECT_EQ(text.find("\n\n"), text.size() - 2);
      const auto event = parse_event(text);
      if (event.data.empty()) {
        heads.push_back(event.text.substr(0, event.text.find(':')));
        continue;
      }
      const auto frame = read_frame(event.data);
      EXPECT_TRUE(frame) << event.data;
      EXPECT_EQ(event.id, frame->seq ? std::to_string(*frame->seq) : "");
      heads.push_back(event.id.empty() ? frame->event : event.id + ' ' + frame->event);
    }
    return heads;
  }

  ChatWorld world;
  Somebody anna = world.join("Anna"), boris = world.join("Boris");
  std::string chat = world.make_chat(anna, boris).member("id");
};

TEST_F(EventStreams, HearWhatHappensFromNowOn) {
  world.write(anna, chat, "before");
  auto stream = open(boris);

  EXPECT_EQ(take(stream), (Heads{"retry", "2 resumed"}));
  world.write(anna, chat, R"(line\nbreak)");
  EXPECT_EQ(take(stream), Heads{"3 message.created"});
}

TEST_F(EventStreams, AreTheSocketsFramesByTheLetter) {
  auto socket = world.listen(boris);
  socket.take();
  auto stream = open(boris);
  stream.take();

  world.write(anna, chat, "Привет");

  EXPECT_EQ(parse_event(stream.take().at(0)).data, socket.take().at(0));
}

TEST_F(EventStreams, GoOnFromWhereTheyWere) {
  for (const auto* text : {"1", "2", "3"}) world.write(anna, chat, text);
  struct Case {
    const char* target;
    Fields fields;
    Heads heads;
  };
  const std::vector<Case> cases = {
      {"/api/events?since=2", {}, {"retry", "3 message.created", "4 message.created", "4 resumed"}},
      {"/api/events", {{"last-event-id", "3"}}, {"retry", "4 message.created", "4 resumed"}},
      {"/api/events?since=1", {{"last-event-id", "4"}}, {"retry", "4 resumed"}},  // the first address, asked again
      {"/api/events?since=4&other=x", {}, {"retry", "4 resumed"}},
      {"/api/events?since=5", {}, {"retry", "4 reset"}},
      {"/api/events?since=-1", {}, {"retry", "4 reset"}},
  };
  for (const auto& [target, fields, heads] : cases) {
    SCOPED_TRACE(target);
    auto stream = open(boris, fields, target);
    EXPECT_EQ(take(stream), heads);
    stream.cut();
  }
}

TEST_F(EventStreams, RefuseAPlaceThatIsNone) {
  for (const auto* target : {"/api/events?since=", "/api/events?since=x", "/api/events?since=1.5",
                             "/api/events?since=99999999999999999999"}) {
    EXPECT_EQ(open(boris, {}, target).status, 400) << target;
  }
  EXPECT_EQ(open(boris, {{"last-event-id", "a"}}).status, 400);
}

TEST_F(EventStreams, AreOpenedByAPageOfOursWithASession) {
  const std::string ours = "http://localhost:8080";
  struct Case {
    Fields fields;
    int status;
  };
  const std::vector<Case> cases = {
      {{{"origin", ours}}, 101},
      {{{"origin", ours}, {"sec-fetch-site", "same-origin"}}, 101},
      {{{"origin", "http://evil.example"}}, 403},
      {{{"origin", "null"}}, 403},
      {{{"origin", ours}, {"sec-fetch-site", "same-site"}}, 403},
      {{{"origin", ours}, {"cookie", ""}}, 401},
      {{{"origin", ours}, {"cookie", "quern_session=nonsense"}}, 401},
  };
  for (const auto& [fields, status] : cases) {
    EXPECT_EQ(open(anna, fields).status, status) << fields[0].second << ' ' << fields.back().second;
  }
  // As browsers send a GET of the page's own origin: without an Origin.
  world.cookie = anna.cookie;
  EXPECT_EQ(world.open_plain_stream({{"sec-fetch-site", "same-origin"}}).status, 101);
  EXPECT_EQ(world.open_plain_stream({}).status, 101);
  EXPECT_EQ(world.open_plain_stream({{"sec-fetch-site", "same-site"}}).status, 403);
  EXPECT_EQ(world.open_plain_stream({{"sec-fetch-site", "cross-site"}}).status, 403);
  EXPECT_EQ(world.open_plain_stream({{"sec-fetch-site", "none"}}).status, 403);
}

TEST_F(EventStreams, AreCountedTogetherWithSockets) {
  std::vector<TestSocket> open_ones;
  for (int i = 0; i < 12; ++i) open_ones.push_back(world.connect(anna));
  for (int i = 0; i < 8; ++i) open_ones.push_back(open(anna));
  EXPECT_EQ(open_ones.back().status, 101);

  EXPECT_EQ(open(anna).status, 429);
  EXPECT_EQ(world.connect(anna).status, 429);

  open_ones.front().cut();
  EXPECT_EQ(open(anna).status, 101);
}

TEST_F(EventStreams, MakeTheirPersonBeOnline) {
  auto stream = open(boris);
  EXPECT_EQ(world.as(anna, "GET", "/api/users/" + boris.id).member("online"), "true");

  stream.cut();
  world.clock.advance(5s);
  EXPECT_EQ(world.as(anna, "GET", "/api/users/" + boris.id).member("online"), "false");
}

TEST_F(EventStreams, EndWithTheirSession) {
  auto stream = open(boris);
  auto other = open(anna);

  world.as(boris, "POST", "/api/auth/logout");

  EXPECT_EQ(stream.peer->closed, 1008);
  EXPECT_FALSE(other.peer->closed);
}

TEST_F(EventStreams, BringAThousandEventsInPiecesInOrder) {
  const std::string kilobyte(1'000, 'x');
  for (int i = 0; i < 1'000; ++i) world.write(anna, chat, kilobyte);
  world.cookie = boris.cookie;
  const auto decision = world.decide_socket({}, "/api/events?since=0");
  ASSERT_TRUE(decision.accept);
  auto peer = std::make_shared<FakePeer>(world.clock);
  peer->is_stalled = true;
  peer->listener = decision.accept(peer);
  TestSocket stream{101, peer, world.clock};

  std::vector<std::string> ids;
  for (int turn = 0; turn < 50 && (ids.empty() || ids.back() != "1001 resumed"); ++turn) {
    EXPECT_LT(peer->unread, 200U * 1024);
    for (auto& head : take(stream)) ids.push_back(std::move(head));
    peer->read_on();
    world.clock.settle();
  }

  ASSERT_EQ(ids.size(), 1'003U);  // with the chat, and what frames them
  for (int i = 2; i <= 1'001; ++i) ASSERT_EQ(ids[static_cast<std::size_t>(i)], std::to_string(i) + " message.created");
  world.write(anna, chat, "after");
  EXPECT_EQ(take(stream), Heads{"1002 message.created"});
}

}  // namespace
}  // namespace quern::test
