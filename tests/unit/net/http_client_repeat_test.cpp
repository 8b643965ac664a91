// What is sent again, when, and with which key.
#include <set>

#include "tests/unit/net/client_world.hpp"

namespace quern::test {
namespace {

TEST(HttpClientRepeats, RepeatsAfterOneTwoAndFourSeconds) {
  World world;
  world.transport.expect(get, "/a").fail(ErrorKind::network);
  world.transport.expect(get, "/a").answer(503);
  world.transport.expect(get, "/a").fail(ErrorKind::timeout);
  world.transport.expect(get, "/a").answer(200);

  const auto call = world.send_get();
  world.settle();
  const std::pair<Duration, std::size_t> sent_by[] = {{999ms, 1}, {1ms, 2},    {1999ms, 2},
                                                      {1ms, 3},   {3999ms, 3}, {1ms, 4}};
  for (const auto& [wait, sent] : sent_by) {
    world.scheduler.advance(wait);
    EXPECT_EQ(world.transport.requests().size(), sent);
  }

  EXPECT_EQ(call.status(), 200);
}

TEST(HttpClientRepeats, GivesUpAfterThreeRepeats) {
  World world;
  world.transport.expect(get, "/a").answer(500).times(4);

  const auto call = world.send_get();
  world.scheduler.advance(1min);

  EXPECT_TRUE(call.failed(ErrorKind::server));
  EXPECT_EQ(world.transport.unused(), 0);
}

TEST(HttpClientRepeats, LeavesRepeatingToTheLayerThatAskedForNone) {
  World world;
  world.transport.expect(get, "/a").fail(ErrorKind::network);

  const auto call = world.send(Request::get(path("/a")).retry(0));
  world.settle();

  EXPECT_TRUE(call.failed(ErrorKind::network));
}

TEST(HttpClientRepeats, DoesNotRepeatARefusal) {
  for (const int status : {400, 403, 404, 409, 413, 422, 429}) {
    World world;
    world.transport.expect(get, "/a").answer(status);

    const auto call = world.send_get();
    world.scheduler.advance(1min);

    EXPECT_EQ(call.error().status, status);
    EXPECT_EQ(world.transport.requests().size(), 1U) << status;
  }
}

TEST(HttpClientRepeats, DoesNotRepeatAWriteWithoutAKey) {
  World world;
  world.transport.expect(post, "/a").fail(ErrorKind::network);

  const auto call = world.send(Request::post(path("/a")).json("{}"));
  world.scheduler.advance(1min);

  EXPECT_TRUE(call.failed(ErrorKind::network));
}

TEST(HttpClientRepeats, CarriesOneKeyThroughEveryRepeatAndTheRefresh) {
  World world;
  world.transport.expect(post, "/a").fail(ErrorKind::network);
  world.transport.expect(post, "/a").answer(401);
  world.transport.expect(post, "/api/auth/refresh");
  world.transport.expect(post, "/a").answer(500);
  world.transport.expect(post, "/a").answer(201);

  const auto call = world.send(Request::post(path("/a")).json("{}").idempotent());
  world.scheduler.advance(1min);

  EXPECT_EQ(call.status(), 201);
  std::set<std::string> keys;
  for (const std::size_t write : {0U, 1U, 3U, 4U}) keys.insert(world.sent_header(write, "Idempotency-Key"));
  EXPECT_EQ(keys.size(), 1U);
}

TEST(HttpClientRepeats, MakesAnotherKeyForAnotherWriteAndKeepsTheOneItIsGiven) {
  World world;
  world.transport.expect(post, "/a").times(3);

  for (const char* key : {"", "", "kept"}) world.send(Request::post(path("/a")).idempotent(key));
  world.settle();

  EXPECT_NE(world.sent_header(0, "Idempotency-Key"), world.sent_header(1, "Idempotency-Key"));
  EXPECT_EQ(world.sent_header(2, "Idempotency-Key"), "kept");
}

TEST(HttpClientRepeats, WaitsAsLongAsTheServerAsksBeforeARepeat) {
  World world;
  world.transport.expect(get, "/a").answer(503, "", {{"Retry-After", "10"}});
  world.transport.expect(get, "/a").answer(200);

  const auto call = world.send_get();
  world.scheduler.advance(9999ms);
  EXPECT_FALSE(call.is_done());
  world.scheduler.advance(1ms);

  EXPECT_EQ(call.status(), 200);
}

TEST(HttpClientRepeats, DoesNotWaitForAServerThatAsksForHours) {
  World world;
  world.transport.expect(get, "/a").answer(503, "", {{"Retry-After", "3600"}});

  const auto call = world.send_get();
  world.settle();

  ASSERT_TRUE(call.failed(ErrorKind::server));
  EXPECT_EQ(call.error().retry_after, 1h);
}

TEST(HttpClientRepeats, StopsWhileItWaitsToRepeat) {
  World world;
  StopSource stop;
  world.transport.expect(get, "/a").fail(ErrorKind::network);

  const auto call = world.send_get(stop.token());
  world.settle();
  stop.request_stop();

  EXPECT_TRUE(call.failed(ErrorKind::cancelled));
  EXPECT_EQ(world.scheduler.timers(), 0U);
}

}  // namespace
}  // namespace quern::test
