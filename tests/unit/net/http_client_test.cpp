// One call: headers, errors, deadline, stop, and our own limit.
#include "tests/unit/net/client_world.hpp"

namespace quern::test {
namespace {

TEST(HttpClient, AnswersWithAnyTwoHundred) {
  World world;
  world.transport.expect(get, "/a").answer(200, "{}", {{"Content-Type", "application/json"}});

  const auto call = world.send_get();
  world.settle();

  EXPECT_EQ(call.status(), 200);
  EXPECT_EQ(call.answer()->body, "{}");
  EXPECT_EQ(world.transport.unused(), 0);
}

TEST(HttpClient, SendsTheHeadersOfTheContract) {
  World world;
  world.transport.expect(get, "/a");
  world.transport.expect(post, "/a");

  world.send_get();
  world.send(Request::post(path("/a")).json("{}").idempotent());
  world.settle();

  EXPECT_EQ(world.sent_header(0, "x-requested-with"), "(none)");
  EXPECT_EQ(world.sent_header(0, "Idempotency-Key"), "(none)");
  EXPECT_EQ(world.sent_header(0, "Content-Type"), "(none)");
  EXPECT_EQ(world.sent_header(0, "Accept"), "application/json");
  EXPECT_EQ(world.sent_header(1, "X-Requested-With"), "quern");
  EXPECT_EQ(world.sent_header(1, "Content-Type"), "application/json");
  EXPECT_EQ(world.sent_header(1, "Idempotency-Key").size(), 36U);
}

TEST(HttpClient, RefusesAPathThatNamesNothing) {
  World world;

  const auto call = world.send(Request::del(path("/api/projects", std::string())).idempotent());

  EXPECT_TRUE(call.failed(ErrorKind::not_found));
  EXPECT_TRUE(world.transport.requests().empty());
}

TEST(HttpClient, MapsTheErrorAndItsRetryAfter) {
  World world;
  world.transport.expect(get, "/a").answer(429, "slow down", {{"retry-after", "7"}});

  const auto call = world.send_get();
  world.settle();

  ASSERT_TRUE(call.failed(ErrorKind::rate_limited));
  EXPECT_EQ(call.error().status, 429);
  EXPECT_EQ(call.error().message, "slow down");
  EXPECT_EQ(call.error().retry_after, 7s);
}

TEST(HttpClient, RefusesAnAnswerThatIsTooLarge) {
  World world;
  world.transport.expect(get, "/a").answer(200, std::string((std::size_t{16} << 20U) + 1, 'x'));

  const auto call = world.send_get();
  world.settle();

  EXPECT_TRUE(call.failed(ErrorKind::decode));
  EXPECT_EQ(call.error().code, "too_large");
}

TEST(HttpClient, RefusesAPageOfHtmlWhereJsonWasAskedFor) {
  World world;
  world.transport.expect(get, "/a").answer(200, "<html>", {{"Content-Type", "text/html"}});

  const auto call = world.send_get();
  world.settle();

  EXPECT_TRUE(call.failed(ErrorKind::decode));
}

// Time and cancellation

TEST(HttpClient, TimesOutThoughTheTransportNeverAnswersNorHearsTheStop) {
  World world;
  world.transport.expect(get, "/a").deaf();

  const auto call = world.send(Request::get(path("/a")).timeout(5s).retry(0));
  world.scheduler.advance(4999ms);
  EXPECT_FALSE(call.is_done());
  world.scheduler.advance(1ms);

  EXPECT_TRUE(call.failed(ErrorKind::timeout));
}

TEST(HttpClient, StopsTheTransportWhenTimeIsUp) {
  World world;
  world.transport.expect(get, "/a").never();

  const auto call = world.send(Request::get(path("/a")).timeout(5s).retry(0));
  world.scheduler.advance(5s);

  EXPECT_TRUE(call.failed(ErrorKind::timeout));
  EXPECT_EQ(world.transport.stopped(), 1);
}

TEST(HttpClient, ForgetsItsTimerWhenTheAnswerComes) {
  World world;
  world.transport.expect(get, "/a");

  world.send_get();
  world.settle();

  EXPECT_EQ(world.scheduler.timers(), 0U);
}

TEST(HttpClient, EndsAtOnceWhenStopped) {
  World world;
  StopSource stop;
  world.transport.expect(get, "/a").never();

  const auto call = world.send_get(stop.token());
  stop.request_stop();

  EXPECT_TRUE(call.failed(ErrorKind::cancelled));
  EXPECT_EQ(world.transport.stopped(), 1);
  EXPECT_EQ(world.scheduler.timers(), 0U);
}

TEST(HttpClient, SendsNothingWhenItIsStoppedBefore) {
  World world;
  StopSource stop;
  stop.request_stop();

  const auto call = world.send_get(stop.token());

  EXPECT_TRUE(call.failed(ErrorKind::cancelled));
  EXPECT_TRUE(world.transport.requests().empty());
}

TEST(HttpClient, EndsItsCallsWhenItIsDestroyed) {
  World world;
  world.transport.expect(get, "/a").never();
  world.transport.expect(get, "/b").fail(ErrorKind::network);
  world.transport.expect(get, "/c").answer(401);
  world.transport.expect(post, "/api/auth/refresh").deaf();

  const auto sending = world.send_get();
  const auto waiting_to_repeat = world.send(Request::get(path("/b")));
  const auto waiting_for_refresh = world.send(Request::get(path("/c")));
  world.settle();
  world.client.reset();

  EXPECT_TRUE(sending.failed(ErrorKind::cancelled));
  EXPECT_TRUE(waiting_to_repeat.failed(ErrorKind::cancelled));
  EXPECT_TRUE(waiting_for_refresh.failed(ErrorKind::cancelled));
}

// Our own limit

TEST(HttpClient, FailsTheHundredAndFirstOfAMinuteAtOnceAndSaysWhen) {
  World world;
  world.transport.expect(get, "/api/projects/7").always();
  world.transport.expect(get, "/api/projects/8").always();
  const auto send = [&world](const char* id) {
    return world.send(Request::get(path("/api/projects", std::string(id))));
  };
  for (int i = 0; i < 100; ++i) send("7");
  world.scheduler.advance(20500ms);

  const auto refused = send("8");

  ASSERT_TRUE(refused.failed(ErrorKind::rate_limited));
  EXPECT_EQ(refused.error().retry_after, 40s);
  EXPECT_EQ(world.transport.requests().size(), 100U);
  world.scheduler.advance(39500ms);
  const auto later = send("8");
  world.settle();
  EXPECT_EQ(later.status(), 204);
}

TEST(HttpClient, CountsEachMethodAndTemplateByItself) {
  World world;
  world.transport.expect(get, "/a").always();
  world.transport.expect(post, "/a").always();
  for (int i = 0; i < 100; ++i) world.send_get();

  const auto other = world.send(Request::post(path("/a")));
  world.settle();

  EXPECT_EQ(other.status(), 204);
}

}  // namespace
}  // namespace quern::test
