// What the link carries: each event once, in the order of the log, or the news that something is missing.
#include "tests/unit/net/link_world.hpp"

namespace quern::test {
namespace {

TEST(RealtimeOrder, PassesOnWhatComes) {
  LinkWorld world;
  world.go_live(7);
  world.socket().text(frame("a", 8));
  world.socket().text(loose_frame("typing"));
  world.socket().text(frame("of another age", 9));
  EXPECT_EQ(world.told, (Told{"a 8", "typing", "of another age 9"}));
}

TEST(RealtimeOrder, DropsWhatItHad) {
  LinkWorld world;
  world.go_live(7);
  for (const int seq : {8, 8, 7, 3, 9, 8}) world.socket().text(frame("a", seq));
  EXPECT_EQ(world.told, (Told{"a 8", "a 9"}));
}

TEST(RealtimeOrder, WaitsForStragglers) {
  LinkWorld world;
  world.go_live(7);
  world.socket().text(frame("c", 10));
  world.socket().text(frame("b", 9));
  world.socket().text(frame("b", 9));
  world.advance(499ms);
  EXPECT_TRUE(world.told.empty());

  world.socket().text(frame("a", 8));

  EXPECT_EQ(world.told, (Told{"a 8", "b 9", "c 10"}));
  world.advance(10s);
  EXPECT_EQ(world.sockets.count(), 1U);
}

TEST(RealtimeOrder, GivesEachGapItsTime) {
  LinkWorld world;
  world.go_live(7);
  world.socket().text(frame("b", 9));
  world.socket().text(frame("d", 11));
  world.advance(400ms);
  world.socket().text(frame("a", 8));  // closes the first
  world.advance(400ms);
  EXPECT_EQ(world.sockets.count(), 1U);
  world.advance(100ms);
  EXPECT_EQ(world.sockets.count(), 2U);
}

TEST(RealtimeOrder, AsksAnewForWhatStaysAway) {
  LinkWorld world;
  world.go_live(7);
  world.socket().text(frame("b", 9));

  world.advance(500ms);
  EXPECT_FALSE(world.sockets.at(0).is_held());
  world.socket().open();
  EXPECT_EQ(world.socket().sent, Told{R"({"op":"resume","since":7})"});
  for (const auto& text : {frame("a", 8), frame("b", 9), frame("resumed", 9)}) world.socket().text(text);

  EXPECT_EQ(world.told, (Told{"a 8", "b 9", "resumed"}));
  EXPECT_EQ(world.state(), LinkState::live);
}

TEST(RealtimeOrder, TellsAHoleInTheLogAsAReset) {
  LinkWorld world;
  world.go_live(7);
  world.socket().text(frame("b", 9));
  world.advance(500ms);
  world.socket().open();
  world.socket().text(frame("b", 9));
  world.socket().text(frame("resumed", 9));
  world.advance(500ms);
  EXPECT_EQ(world.told, Told{"reset"});

  world.socket().text(frame("c", 10));

  EXPECT_EQ(world.told, (Told{"reset", "c 10"}));
  EXPECT_EQ(world.sockets.count(), 2U);
}

TEST(RealtimeOrder, IsNotLiveBeforeAllIsThereThatTheServerSpokeOf) {
  LinkWorld world;
  world.go_live(7);
  world.socket().close();
  world.come_back();

  world.socket().text(frame("resumed", 9));
  world.socket().text(frame("a", 8));
  EXPECT_EQ(world.state(), LinkState::connecting);
  EXPECT_EQ(world.told, Told{"a 8"});
  world.socket().text(frame("b", 9));

  EXPECT_EQ(world.state(), LinkState::live);
  EXPECT_EQ(world.told, (Told{"a 8", "b 9", "resumed"}));
}

TEST(RealtimeOrder, KeepsLiveEventsUntilItKnowsWhereTheLogBegins) {
  LinkWorld world;
  world.client->start();
  world.socket().open();
  world.socket().text(frame("a", 8));
  world.socket().text(frame("b", 9));
  EXPECT_TRUE(world.told.empty());

  world.socket().text(frame("resumed", 8));

  EXPECT_EQ(world.told, (Told{"first reset", "b 9"}));
}

TEST(RealtimeOrder, IsStillTheFirstTimeAfterAStartThatFailed) {
  LinkWorld world;
  world.client->start();
  world.socket().open();
  world.socket().close();
  world.come_back();
  world.socket().text(frame("resumed", 8));
  EXPECT_EQ(world.told, Told{"first reset"});
}

TEST(RealtimeOrder, GoesOnFromAReset) {
  LinkWorld world;
  world.go_live(7);
  world.socket().close();
  world.come_back();
  world.socket().text(frame("z", 51));  // live, ahead of the answer

  world.socket().text(frame("reset", 50));
  world.socket().text(frame("y", 50));
  world.socket().text(frame("aa", 52));

  EXPECT_EQ(world.told, (Told{"reset", "z 51", "aa 52"}));
}

TEST(RealtimeOrder, TakesAShorterLogForAnotherOne) {
  LinkWorld world;
  world.go_live(70);
  world.socket().close();
  world.come_back();

  world.socket().text(frame("resumed", 5));
  world.socket().text(frame("a", 6));

  EXPECT_EQ(world.told, (Told{"reset", "a 6"}));
}

TEST(RealtimeOrder, DoesNotMixTwoLogs) {
  LinkWorld world;
  world.go_live(7);
  world.socket().text(frame("old", 9));  // waits for 8
  world.socket().close();
  world.come_back();

  world.socket().text(frame("reset", 8));
  world.socket().text(frame("new", 9));

  EXPECT_EQ(world.told, (Told{"reset", "new 9"}));
}

TEST(RealtimeOrder, SkipsWhatIsNoneOfOurs) {
  LinkWorld world;
  world.go_live(7);
  for (const auto* text : {"", "hello", "[]", R"({"event":"reset"})"}) world.socket().text(text);
  EXPECT_TRUE(world.told.empty());
  EXPECT_EQ(world.client->skipped(), 4U);
  EXPECT_EQ(world.state(), LinkState::live);
}

}  // namespace
}  // namespace quern::test
