#include "core/net/http_client.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "tests/support/fake_scheduler.hpp"
#include "tests/support/scripted_transport.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;

class CountingRandom final : public Random {
 public:
  std::uint64_t next() override { return state_ += 0x9E3779B97F4A7C15U; }

 private:
  std::uint64_t state_ = 0;
};

void read_plain_body(std::string_view body, Error& error) {
  if (!body.empty()) error.message = body;
}

Task<void> record(Task<Result<HttpResponse>> task, std::shared_ptr<std::optional<Result<HttpResponse>>> into) {
  auto answer = co_await task;
  into->emplace(std::move(answer));
}

// A call that is under way, or has been answered.
class Call {
 public:
  explicit Call(Task<Result<HttpResponse>> task) { record(std::move(task), answer_).detach(); }
  bool is_done() const { return answer_->has_value(); }
  const Result<HttpResponse>& answer() const { return **answer_; }
  int status() const { return is_done() && answer() ? answer()->status : 0; }
  const Error& error() const { return answer().error(); }
  bool failed(ErrorKind kind) const { return is_done() && !answer() && error().is(kind); }

 private:
  std::shared_ptr<std::optional<Result<HttpResponse>>> answer_ =
      std::make_shared<std::optional<Result<HttpResponse>>>();
};

constexpr auto get = HttpMethod::get;
constexpr auto post = HttpMethod::post;

struct World {
  FakeScheduler scheduler;
  ScriptedTransport transport{scheduler};
  CountingRandom random;
  int expired = 0;
  std::unique_ptr<HttpClient> client = std::make_unique<HttpClient>(transport, scheduler, random, &read_plain_body);

  World() {
    client->on_session_expired([this] { ++expired; });
  }
  Call send(Request request, StopToken stop = {}) { return Call(client->send(std::move(request), stop)); }
  Call send_get(StopToken stop = {}) { return send(Request::get(path("/a")), stop); }
  void settle() { scheduler.advance(0ms); }
  std::string sent_header(std::size_t request, std::string_view name) {
    return std::string(find_header(transport.requests().at(request).headers, name).value_or("(none)"));
  }
};

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

// Repeats

TEST(HttpClient, RepeatsAfterOneTwoAndFourSeconds) {
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

TEST(HttpClient, GivesUpAfterThreeRepeats) {
  World world;
  world.transport.expect(get, "/a").answer(500).times(4);

  const auto call = world.send_get();
  world.scheduler.advance(1min);

  EXPECT_TRUE(call.failed(ErrorKind::server));
  EXPECT_EQ(world.transport.unused(), 0);
}

TEST(HttpClient, LeavesRepeatingToTheLayerThatAskedForNone) {
  World world;
  world.transport.expect(get, "/a").fail(ErrorKind::network);

  const auto call = world.send(Request::get(path("/a")).retry(0));
  world.settle();

  EXPECT_TRUE(call.failed(ErrorKind::network));
}

TEST(HttpClient, DoesNotRepeatARefusal) {
  for (const int status : {400, 403, 404, 409, 413, 422, 429}) {
    World world;
    world.transport.expect(get, "/a").answer(status);

    const auto call = world.send_get();
    world.scheduler.advance(1min);

    EXPECT_EQ(call.error().status, status);
    EXPECT_EQ(world.transport.requests().size(), 1U) << status;
  }
}

TEST(HttpClient, DoesNotRepeatAWriteWithoutAKey) {
  World world;
  world.transport.expect(post, "/a").fail(ErrorKind::network);

  const auto call = world.send(Request::post(path("/a")).json("{}"));
  world.scheduler.advance(1min);

  EXPECT_TRUE(call.failed(ErrorKind::network));
}

TEST(HttpClient, CarriesOneKeyThroughEveryRepeatAndTheRefresh) {
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

TEST(HttpClient, MakesAnotherKeyForAnotherWriteAndKeepsTheOneItIsGiven) {
  World world;
  world.transport.expect(post, "/a").times(3);

  for (const char* key : {"", "", "kept"}) world.send(Request::post(path("/a")).idempotent(key));
  world.settle();

  EXPECT_NE(world.sent_header(0, "Idempotency-Key"), world.sent_header(1, "Idempotency-Key"));
  EXPECT_EQ(world.sent_header(2, "Idempotency-Key"), "kept");
}

TEST(HttpClient, WaitsAsLongAsTheServerAsksBeforeARepeat) {
  World world;
  world.transport.expect(get, "/a").answer(503, "", {{"Retry-After", "10"}});
  world.transport.expect(get, "/a").answer(200);

  const auto call = world.send_get();
  world.scheduler.advance(9999ms);
  EXPECT_FALSE(call.is_done());
  world.scheduler.advance(1ms);

  EXPECT_EQ(call.status(), 200);
}

TEST(HttpClient, DoesNotWaitForAServerThatAsksForHours) {
  World world;
  world.transport.expect(get, "/a").answer(503, "", {{"Retry-After", "3600"}});

  const auto call = world.send_get();
  world.settle();

  ASSERT_TRUE(call.failed(ErrorKind::server));
  EXPECT_EQ(call.error().retry_after, 1h);
}

TEST(HttpClient, StopsWhileItWaitsToRepeat) {
  World world;
  StopSource stop;
  world.transport.expect(get, "/a").fail(ErrorKind::network);

  const auto call = world.send_get(stop.token());
  world.settle();
  stop.request_stop();

  EXPECT_TRUE(call.failed(ErrorKind::cancelled));
  EXPECT_EQ(world.scheduler.timers(), 0U);
}

// The session

TEST(HttpClient, RefreshesOnceForAllThatMeetA401AndRepeatsEachOnce) {
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

TEST(HttpClient, DoesNotRefreshAgainForA401ThatWasUnderWayMeanwhile) {
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

TEST(HttpClient, SaysOnceThatTheSessionHasExpiredWhenTheRefreshIsRefused) {
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

TEST(HttpClient, SaysThatTheSessionHasExpiredOnASecond401) {
  World world;
  world.transport.expect(get, "/a").answer(401).times(2);
  world.transport.expect(post, "/api/auth/refresh").answer(200);

  const auto call = world.send_get();
  world.settle();

  EXPECT_TRUE(call.failed(ErrorKind::authentication));
  EXPECT_EQ(world.transport.requests().size(), 3U);
  EXPECT_EQ(world.expired, 1);
}

TEST(HttpClient, SaysSoAgainAfterASessionThatWorkedBetween) {
  World world;
  world.transport.expect(post, "/api/auth/refresh").answer(401).always();
  for (const int status : {401, 200, 401}) world.transport.expect(get, "/a").answer(status);

  for (int i = 0; i < 3; ++i) {
    world.send_get();
    world.settle();
  }

  EXPECT_EQ(world.expired, 2);
}

TEST(HttpClient, TakesA401OfLoginForAWrongPassword) {
  World world;
  world.transport.expect(post, "/api/auth/login").answer(401, "wrong");

  const auto call = world.send(Request::post(path("/api/auth/login")).json("{}").on_unauthorized(OnUnauthorized::fail));
  world.settle();

  EXPECT_TRUE(call.failed(ErrorKind::authentication));
  EXPECT_EQ(world.transport.requests().size(), 1U);
  EXPECT_EQ(world.expired, 0);
}

TEST(HttpClient, KeepsTheSessionWhenTheRefreshOnlyCannotBeReached) {
  World world;
  world.transport.expect(get, "/a").answer(401);
  world.transport.expect(post, "/api/auth/refresh").fail(ErrorKind::network);

  const auto call = world.send(Request::get(path("/a")).retry(0));
  world.settle();

  EXPECT_TRUE(call.failed(ErrorKind::network));
  EXPECT_EQ(world.expired, 0);
}

TEST(HttpClient, RefreshesForTheOthersWhenOneThatWaitsIsStopped) {
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
