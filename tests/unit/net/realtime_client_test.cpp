// How the link is kept: handshake, liveness, back-off, session. What it carries is told by realtime_order_test.cpp.
#include "tests/unit/net/link_world.hpp"

namespace quern::test {
namespace {

TEST(RealtimeClient, ResumesBeforeAnythingElse) {
  LinkWorld world;

  world.client->start();
  EXPECT_EQ(world.socket().path, "/api/ws");
  EXPECT_EQ(world.state(), LinkState::connecting);
  world.socket().open();

  EXPECT_EQ(world.socket().sent, Told{R"({"op":"resume"})"});
  EXPECT_EQ(world.state(), LinkState::connecting);
  EXPECT_TRUE(world.told.empty());
}

TEST(RealtimeClient, IsLiveOnceTheServerConfirmed) {
  LinkWorld world;
  world.client->start();
  world.socket().open();

  world.socket().text(frame("resumed", 7));

  EXPECT_EQ(world.state(), LinkState::live);
  EXPECT_EQ(world.told, Told{"first reset"});
}

TEST(RealtimeClient, StartsOnce) {
  LinkWorld world;
  world.client->start();
  world.client->start();
  EXPECT_EQ(world.sockets.count(), 1U);
}

TEST(RealtimeClient, AsksFromWhereItWasWhenItComesBack) {
  LinkWorld world;
  world.go_live(7);
  world.socket().text(frame("a", 8));
  world.socket().close();

  world.come_back();

  EXPECT_EQ(world.socket().sent, Told{R"({"op":"resume","since":8})"});
}

TEST(RealtimeClient, ForgetsItsPlaceWhenStopped) {
  LinkWorld world;
  world.go_live(7);

  world.client->stop();
  EXPECT_EQ(world.state(), LinkState::stopped);
  EXPECT_FALSE(world.socket().is_held());
  world.client->start();
  world.socket().open();
  world.socket().text(frame("resumed", 3));

  EXPECT_EQ(world.socket().sent, Told{R"({"op":"resume"})"});
  EXPECT_EQ(world.told, Told{"first reset"});
}

TEST(RealtimeClient, SendsOnlyWhileLive) {
  LinkWorld world;
  world.client->send("early");
  world.client->start();
  world.client->send("early");
  world.socket().open();
  world.client->send("early");
  world.socket().text(frame("resumed", 0));

  world.client->send("now");

  EXPECT_EQ(world.socket().sent, (Told{R"({"op":"resume"})", "now"}));
}

TEST(RealtimeClient, StopsNoLateTimer) {
  LinkWorld world;
  world.go_live(1);
  world.client->stop();
  EXPECT_EQ(world.scheduler.timers(), 0U);
}

// --- liveness

const std::string ping = R"({"op":"ping"})";

TEST(RealtimeClient, PingsEveryTwentySeconds) {
  LinkWorld world;
  world.go_live(0);
  auto& socket = world.socket();

  for (std::size_t pings = 1; pings <= 3; ++pings) {
    world.advance(19'999ms);
    EXPECT_EQ(socket.sent.size(), pings);  // the resume, and those before
    world.advance(1ms);
    EXPECT_EQ(socket.sent.back(), ping);
    socket.text(loose_frame("pong"));
  }

  EXPECT_EQ(world.state(), LinkState::live);
  EXPECT_TRUE(world.told.empty());
}

TEST(RealtimeClient, IsLostTenSecondsAfterAPingThatNobodyAnswered) {
  LinkWorld world;
  world.go_live(0);

  world.advance(29'999ms);
  EXPECT_EQ(world.state(), LinkState::live);
  world.advance(1ms);

  EXPECT_EQ(world.state(), LinkState::waiting);
  EXPECT_FALSE(world.sockets.at(0).is_held());
}

TEST(RealtimeClient, TakesAnyFrameForASignOfLife) {
  LinkWorld world;
  world.go_live(0);
  world.advance(20s);
  world.socket().text(frame("a", 1));  // the pong is behind much else, on a slow network
  world.advance(10s);
  EXPECT_EQ(world.state(), LinkState::live);
}

TEST(RealtimeClient, LooksAtOnceOnFocus) {
  LinkWorld world;
  world.go_live(0);
  world.advance(3s);

  world.client->on_focus();
  EXPECT_EQ(world.socket().sent.back(), ping);
  world.client->on_focus();  // one is under way
  EXPECT_EQ(world.socket().sent.size(), 2U);
  world.advance(10s);

  EXPECT_EQ(world.state(), LinkState::waiting);
}

TEST(RealtimeClient, LooksOnceMoreAfterASleepBeforeItGivesUp) {
  LinkWorld world;
  world.go_live(0);
  world.advance(20s);

  world.scheduler.sleep(10min);  // with a ping under way
  EXPECT_EQ(world.state(), LinkState::live);
  EXPECT_EQ(world.socket().sent, (Told{R"({"op":"resume"})", ping, ping}));
  world.advance(10s);

  EXPECT_EQ(world.state(), LinkState::waiting);
}

TEST(RealtimeClient, NoticesASleepThatItsSteadyClockSleptThrough) {
  LinkWorld world;
  world.go_live(0);
  world.advance(20s);
  world.scheduler.sleep_unnoticed(10min);
  world.advance(10s);
  EXPECT_EQ(world.state(), LinkState::live);
  EXPECT_EQ(world.socket().sent.size(), 3U);
}

TEST(RealtimeClient, TriesAtOnceWhenAHandshakeSleptThroughItsTime) {
  LinkWorld world;
  world.client->start();
  world.scheduler.sleep(1h);
  EXPECT_EQ(world.sockets.count(), 2U);
  EXPECT_EQ(world.state(), LinkState::connecting);
}

TEST(RealtimeClient, GivesUpAHandshakeThatLeadsNowhere) {
  LinkWorld world;
  world.client->start();
  world.advance(10s);
  EXPECT_EQ(world.state(), LinkState::waiting);
  EXPECT_EQ(world.client->status().failures, 1);
}

TEST(RealtimeClient, GivesUpAServerThatDoesNotAnswerItsResume) {
  LinkWorld world;
  world.client->start();
  world.advance(9s);
  world.socket().open();
  world.advance(9'999ms);
  EXPECT_EQ(world.state(), LinkState::connecting);
  world.advance(1ms);
  EXPECT_EQ(world.state(), LinkState::waiting);
}

TEST(RealtimeClient, WaitsForALongAnswerAsLongAsItComes) {
  LinkWorld world;
  world.go_live(0);
  world.socket().close();
  world.come_back();

  for (int seq = 1; seq <= 5; ++seq) {
    world.socket().text(frame("a", seq));
    world.advance(9s);
  }
  world.socket().text(frame("resumed", 5));

  EXPECT_EQ(world.state(), LinkState::live);
  EXPECT_EQ(world.told, (Told{"a 1", "a 2", "a 3", "a 4", "a 5", "resumed"}));
}

// --- back-off

TEST(RealtimeClient, ComesBackEachTimeLater) {
  LinkWorld world;
  world.go_live(0);
  world.advance(10s);
  world.socket().close();
  world.sockets.mode = ScriptedSockets::Mode::down;

  for (const Duration most : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
    EXPECT_EQ(world.state(), LinkState::waiting);
    EXPECT_LE(world.next_try_in(), most);
    EXPECT_GE(world.next_try_in(), most * 3 / 4);
    world.advance(world.next_try_in());
  }
  EXPECT_EQ(world.client->status().failures, 7);
  EXPECT_EQ(world.checks, 7);
}

TEST(RealtimeClient, DoesNotComeBackWithAllOthersAtTheSameMoment) {
  LinkWorld one, other;
  other.random = SeededRandom{99};
  for (auto* world : {&one, &other}) {
    world->go_live(0);
    world->socket().close();
  }
  EXPECT_NE(one.next_try_in(), other.next_try_in());
}

TEST(RealtimeClient, BeginsTheBackOffAnewAfterASteadyLink) {
  LinkWorld world;
  world.client->start();
  for (int i = 0; i < 4; ++i) {
    world.socket().close();
    world.advance(world.next_try_in());
  }
  world.socket().open();
  world.socket().text(frame("resumed", 0));
  EXPECT_EQ(world.client->status(), (LinkStatus{.state = LinkState::live, .failures = 0, .next_try = std::nullopt}));

  world.advance(5s);
  world.socket().close();

  EXPECT_LE(world.next_try_in(), 1s);
}

TEST(RealtimeClient, DoesNotHammerAServerThatClosesEachLinkAtOnce) {
  LinkWorld world;
  world.client->start();
  for (int i = 0; i < 4; ++i) {
    world.socket().open();
    world.socket().text(frame("resumed", 0));
    world.socket().close(1011);
    if (i < 3) world.advance(world.next_try_in());
  }
  EXPECT_GT(world.next_try_in(), 5s);
}

TEST(RealtimeClient, CountsTheTriesThatFailed) {
  LinkWorld world;
  world.go_live(0);
  world.socket().close();
  EXPECT_EQ(world.client->status().failures, 0);  // this one had succeeded
  world.advance(world.next_try_in());
  world.socket().close();
  EXPECT_EQ(world.client->status().failures, 1);
  world.come_back();
  world.socket().close();  // before its answer
  EXPECT_EQ(world.client->status().failures, 2);
}

struct Spur {
  const char* name;
  void (*act)(RealtimeClient&);
};

class RealtimeClientSpurred : public testing::TestWithParam<Spur> {};

TEST_P(RealtimeClientSpurred, TriesAtOnce) {
  LinkWorld world;
  world.go_live(0);
  world.socket().close();
  world.advance(10ms);

  GetParam().act(*world.client);

  EXPECT_EQ(world.state(), LinkState::connecting);
  EXPECT_EQ(world.sockets.count(), 2U);
}

INSTANTIATE_TEST_SUITE_P(By, RealtimeClientSpurred,
                         testing::Values(Spur{"Focus", [](RealtimeClient& client) { client.on_focus(); }},
                                         Spur{"Online", [](RealtimeClient& client) { client.on_online(true); }},
                                         Spur{"OnlineAgain",
                                              [](RealtimeClient& client) {
                                                client.on_online(false);
                                                client.on_online(true);
                                              }},
                                         Spur{"APerson", [](RealtimeClient& client) { client.retry_now(); }}),
                         [](const auto& spur) { return spur.param.name; });

TEST(RealtimeClient, IsLeftAloneWhileATryIsUnderWay) {
  LinkWorld world;
  world.client->start();
  world.client->on_focus();
  world.client->on_online(true);
  world.client->retry_now();
  EXPECT_EQ(world.sockets.count(), 1U);
}

TEST(RealtimeClient, TriesNothingWithoutANetwork) {
  LinkWorld world;
  world.go_live(0);

  world.client->on_online(false);
  world.advance(10min);
  world.client->on_focus();

  EXPECT_EQ(world.state(), LinkState::offline);
  EXPECT_EQ(world.sockets.count(), 1U);
  EXPECT_FALSE(world.socket().is_held());
}

TEST(RealtimeClient, StartsOfflineWhereThereIsNoNetwork) {
  LinkWorld world;
  world.client->on_online(false);
  world.client->start();
  EXPECT_EQ(world.state(), LinkState::offline);
  world.client->on_online(true);
  EXPECT_EQ(world.state(), LinkState::connecting);
}

TEST(RealtimeClient, BelievesAPersonWhoSaysThereIsANetwork) {
  LinkWorld world;
  world.client->on_online(false);
  world.client->start();

  world.client->retry_now();
  EXPECT_EQ(world.state(), LinkState::connecting);
  world.socket().close();

  EXPECT_EQ(world.state(), LinkState::offline);
}

// --- is there still a session?

TEST(RealtimeClient, AsksForTheSessionAfterAHandshakeThatFailed) {
  LinkWorld world;
  world.client->start();
  world.socket().close();
  EXPECT_EQ(world.checks, 1);
  world.advance(world.next_try_in());
  EXPECT_EQ(world.sockets.count(), 2U);
}

TEST(RealtimeClient, DoesNotAskForItAfterALinkThatWasLost) {
  LinkWorld world;
  world.go_live(0);
  world.socket().close();
  EXPECT_EQ(world.checks, 0);
}

TEST(RealtimeClient, AsksForItWhenTheServerClosedForItsPolicy) {
  LinkWorld world;
  world.go_live(0);
  world.socket().close(1008);
  EXPECT_EQ(world.checks, 1);
}

TEST(RealtimeClient, StopsWhereTheSessionIsOver) {
  LinkWorld world;
  world.check = [](LinkWorld&) -> Task<bool> { co_return false; };
  world.client->start();
  world.socket().close();

  EXPECT_EQ(world.state(), LinkState::stopped);
  world.advance(1h);
  EXPECT_EQ(world.sockets.count(), 1U);
}

// A check that takes as long as a test likes.
struct SlowCheck {
  std::optional<Promise<void>> promise;
  static Task<bool> wait(SlowCheck& self, bool answer) {
    auto done = self.promise.emplace().future();
    (void)co_await done;
    co_return answer;
  }
  void put_into(LinkWorld& world, bool answer) {
    world.check = [this, answer](LinkWorld&) { return wait(*this, answer); };
  }
  void finish() { std::exchange(promise, std::nullopt)->resolve({}); }
};

TEST(RealtimeClient, DoesNotTryAgainBeforeItKnows) {
  SlowCheck check;
  LinkWorld world;
  check.put_into(world, true);
  world.client->start();
  world.socket().close();

  world.advance(5s);
  EXPECT_EQ(world.sockets.count(), 1U);
  EXPECT_EQ(world.state(), LinkState::connecting);
  check.finish();

  EXPECT_EQ(world.sockets.count(), 2U);
}

TEST(RealtimeClient, DoesNotKeepAPersonWaitingForIt) {
  SlowCheck check;
  LinkWorld world;
  check.put_into(world, false);
  world.client->start();
  world.socket().close();
  world.advance(5s);

  world.client->retry_now();
  EXPECT_EQ(world.sockets.count(), 2U);
  check.finish();

  EXPECT_EQ(world.state(), LinkState::stopped);
}

TEST(RealtimeClient, HeedsNoAnswerOfASessionBefore) {
  SlowCheck check;
  LinkWorld world;
  check.put_into(world, false);
  world.client->start();
  world.socket().close();
  world.client->stop();
  world.client->start();

  check.finish();

  EXPECT_EQ(world.state(), LinkState::connecting);
}

}  // namespace
}  // namespace quern::test
