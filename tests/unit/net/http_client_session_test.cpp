// What a 401 leads to.
#include "tests/unit/net/client_world.hpp"

namespace quern::test {
namespace {

TEST(HttpClientSession, RefreshesOnceForAllThatMeetA401AndRepeatsEachOnce) {
  World world;
  for (const char* where : {"/a", "/b", "/c"}) {
    world.transport.expect(get, where).answer(401);
    world.transport.expect(get, where).answer(200);
  }
  world.transport.expect(post, "/api/auth/refresh").answer(200, R"({"expires_in":900})").after(1s);

  const Call calls[] = {world.send(Request::get(path("/a"))), world.send(Request::get(path("/b"))),
                        world.send(Request::get(path("/c")))};
  world.scheduler.advance(1s);

  for (const auto& call : calls) EXPECT_EQ(call.status(), 200);
  EXPECT_EQ(world.transport.count(post, "/api/auth/refresh"), 1);
  EXPECT_EQ(world.sent_header(3, "X-Requested-With"), "quern");
  EXPECT_EQ(world.expired, 0);
  EXPECT_EQ(world.transport.unused(), 0);
}

TEST(HttpClientSession, DoesNotRefreshAgainForA401ThatWasUnderWayMeanwhile) {
  World world;
  world.transport.expect(get, "/a").answer(401);
  world.transport.expect(get, "/slow").answer(401).after(5s);
  world.transport.expect(post, "/api/auth/refresh");
  world.transport.expect(get, "/a").answer(200);
  world.transport.expect(get, "/slow").answer(200);

  const auto slow = world.send(Request::get(path("/slow")));
  const auto fast = world.send_get();
  world.scheduler.advance(5s);

  EXPECT_EQ(fast.status(), 200);
  EXPECT_EQ(slow.status(), 200);
  EXPECT_EQ(world.transport.count(post, "/api/auth/refresh"), 1);
}

TEST(HttpClientSession, SaysOnceThatTheSessionHasExpiredWhenTheRefreshIsRefused) {
  World world;
  world.transport.expect(get, "/a").answer(401, "who?").times(2);
  world.transport.expect(post, "/api/auth/refresh").answer(401, "gone");

  const Call calls[] = {world.send_get(), world.send_get()};
  world.settle();

  for (const auto& call : calls) {
    ASSERT_TRUE(call.failed(ErrorKind::authentication));
    EXPECT_EQ(call.error().message, "who?");
  }
  EXPECT_EQ(world.expired, 1);
}

TEST(HttpClientSession, SaysThatTheSessionHasExpiredOnASecond401) {
  World world;
  world.transport.expect(get, "/a").answer(401).times(2);
  world.transport.expect(post, "/api/auth/refresh").answer(200);

  const auto call = world.send_get();
  world.settle();

  EXPECT_TRUE(call.failed(ErrorKind::authentication));
  EXPECT_EQ(world.transport.requests().size(), 3U);
  EXPECT_EQ(world.expired, 1);
}

TEST(HttpClientSession, SaysSoAgainAfterASessionThatWorkedBetween) {
  World world;
  world.transport.expect(post, "/api/auth/refresh").answer(401).always();
  for (const int status : {401, 200, 401}) world.transport.expect(get, "/a").answer(status);

  for (int i = 0; i < 3; ++i) {
    world.send_get();
    world.settle();
  }

  EXPECT_EQ(world.expired, 2);
}

TEST(HttpClientSession, KnowsASessionThatWorksAlsoByItsRefusals) {
  World world;
  world.transport.expect(post, "/api/auth/refresh").answer(401).always();
  for (const int status : {401, 404, 401}) world.transport.expect(get, "/a").answer(status);

  for (int i = 0; i < 3; ++i) {
    world.send_get();
    world.settle();
  }

  EXPECT_EQ(world.expired, 2);
}

TEST(HttpClientSession, LearnsNothingOfItFromAServerInTrouble) {
  World world;
  world.transport.expect(post, "/api/auth/refresh").answer(401).always();
  for (const int status : {401, 503, 429, 401}) world.transport.expect(get, "/a").answer(status);

  for (int i = 0; i < 4; ++i) {
    world.send(Request::get(path("/a")).retry(0));
    world.settle();
  }

  EXPECT_EQ(world.expired, 1);
}

TEST(HttpClientSession, TakesA401OfLoginForAWrongPassword) {
  World world;
  world.transport.expect(post, "/api/auth/login").answer(401, "wrong");

  const auto call = world.send(Request::post(path("/api/auth/login")).json("{}").on_unauthorized(OnUnauthorized::fail));
  world.settle();

  EXPECT_TRUE(call.failed(ErrorKind::authentication));
  EXPECT_EQ(world.transport.requests().size(), 1U);
  EXPECT_EQ(world.expired, 0);
}

TEST(HttpClientSession, KeepsTheSessionWhenTheRefreshOnlyCannotBeReached) {
  World world;
  world.transport.expect(get, "/a").answer(401);
  world.transport.expect(post, "/api/auth/refresh").fail(ErrorKind::network);

  const auto call = world.send(Request::get(path("/a")).retry(0));
  world.settle();

  EXPECT_TRUE(call.failed(ErrorKind::network));
  EXPECT_EQ(world.expired, 0);
}

TEST(HttpClientSession, RefreshesForTheOthersWhenOneThatWaitsIsStopped) {
  World world;
  StopSource stop;
  world.transport.expect(get, "/a").answer(401).times(2);
  world.transport.expect(post, "/api/auth/refresh").answer(200).after(1s);
  world.transport.expect(get, "/a").answer(200);

  const auto stopped = world.send_get(stop.token());
  const auto other = world.send_get();
  world.settle();
  stop.request_stop();
  EXPECT_TRUE(stopped.failed(ErrorKind::cancelled));
  world.scheduler.advance(1s);

  EXPECT_EQ(other.status(), 200);
}

}  // namespace
}  // namespace quern::test
