// What becomes of a fetch that is cancelled, of its stop token, and of those who wait for it.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

const Key key{"a"};

// What a fetch function saw of its stop token, in each way there is to look at it.
struct Stops {
  StopToken token;
  int called = 0;
  bool is_seen_late = false;
};

Task<Result<std::string>> listening(World* world, Stops* stops, QueryContext context) {
  stops->token = context.stop;
  const StopCallback first{context.stop, [stops] { ++stops->called; }};
  (void)co_await sleep(world->scheduler, 1min);
  co_return std::string{"too late"};
}

// Looks at its token only when it has waited.
Task<Result<std::string>> looking_late(World* world, Stops* stops, QueryContext context) {
  (void)co_await sleep(world->scheduler, 10ms);
  const StopCallback callback{context.stop, [stops] { ++stops->called; }};
  stops->is_seen_late = context.stop.token().stop_requested();
  co_return std::string{"too late"};
}

TEST(Cancellation, StopsItsTokenOnceInEveryWayAndTellsWhoWaits) {
  World world;
  Stops stops;
  const auto waiting = world.fetch(QueryOptions<std::string>{
      .key = key, .fetch = [&](QueryContext context) { return listening(&world, &stops, std::move(context)); }});
  EXPECT_FALSE(stops.token.stop_requested());

  world.client.cancel({.key = key});
  world.client.cancel({.key = key});

  EXPECT_TRUE(stops.token.stop_requested());
  EXPECT_EQ(stops.called, 1);
  EXPECT_EQ(waiting->text, "error: cancelled");
  world.advance(1min);
  EXPECT_EQ(world.cached(key), "(none)");
}

TEST(Cancellation, IsSeenAtOnceByAFunctionThatLooksOnlyLater) {
  World world;
  Stops stops;
  world.fetch(QueryOptions<std::string>{
      .key = key, .fetch = [&](QueryContext context) { return looking_late(&world, &stops, std::move(context)); }});
  world.client.cancel({.key = key});
  EXPECT_EQ(stops.called, 0);

  world.settle();

  EXPECT_EQ(stops.called, 1);
  EXPECT_TRUE(stops.is_seen_late);
}

TEST(Cancellation, OfATokenTakenTwiceStopsBothAndFetchesOnce) {
  World world;
  int calls = 0;
  std::vector<StopToken> tokens;
  Watcher watcher{world.client, QueryOptions<std::string>{.key = key, .fetch = [&](QueryContext context) {
                                                            ++calls;
                                                            tokens = {context.stop.token(), context.stop.token()};
                                                            return [](World* there) -> Task<Result<std::string>> {
                                                              (void)co_await sleep(there->scheduler, 10ms);
                                                              co_return std::string{"data"};
                                                            }(&world);
                                                          }}};

  watcher.leave();

  ASSERT_EQ(tokens.size(), 2u);
  EXPECT_TRUE(tokens[0].stop_requested());
  EXPECT_TRUE(tokens[1].stop_requested());
  EXPECT_EQ(calls, 1);
}

TEST(Cancellation, ByTheLastWhoLeftGivesAReadThatWaitsTheOldData) {
  World world;
  world.answer(key, "old");
  Watcher watcher{world.client, world.stoppable(key)};
  world.settle();
  world.answer(key, "new");
  const auto waiting = world.fetch(world.stoppable(key));

  watcher.leave();
  world.settle();

  EXPECT_EQ(waiting->text, "old");
  EXPECT_EQ(world.stopped(key), 1);
  EXPECT_EQ(world.cached(key), "old");
}

TEST(Cancellation, ByFilterReachesWhatItMeansOnly) {
  World world;
  world.answer({"list", 1}, "one");
  world.answer({"other"}, "other");
  const auto one = world.fetch(world.stoppable({"list", 1}));
  const auto other = world.fetch(world.stoppable({"other"}));

  world.client.cancel({.key = {"list"}});
  world.settle();

  EXPECT_EQ(one->text, "error: cancelled");
  EXPECT_EQ(other->text, "other");
}

TEST(Cancellation, WithoutRevertEndsInErrorBesideTheData) {
  World world;
  world.answer(key, "old");
  auto watcher = world.observe(key);
  world.settle();
  const auto waiting = world.fetch(world.query(key));

  world.client.cancel({.key = key}, {.revert = false});

  EXPECT_EQ(watcher.now(), "error/idle old");
  EXPECT_TRUE(watcher.error().is(ErrorKind::cancelled));
  EXPECT_EQ(waiting->text, "error: cancelled");
}

TEST(Cancellation, ErrorGoesWithTheNextFetch) {
  World world;
  world.answer(key, "data");
  auto watcher = world.observe(key);
  world.client.cancel({.key = key}, {.revert = false});
  EXPECT_EQ(watcher.now(), "error/idle");

  watcher.result().refetch();
  EXPECT_EQ(watcher.now(), "pending/fetching");
  world.settle();

  EXPECT_EQ(watcher.now(), "success/idle data");
  EXPECT_FALSE(watcher.result().has_error());
}

TEST(Cancellation, OfAFailedQueryChangesNothing) {
  World world;
  world.fail(key, ErrorKind::server);
  auto watcher = world.observe(key, {.retry = 0});
  world.settle();
  const auto before = watcher.seen();

  world.client.cancel({.key = key});
  world.client.cancel({.key = key}, {.revert = false});

  EXPECT_EQ(watcher.seen(), before);
  EXPECT_TRUE(watcher.error().is(ErrorKind::server));
}

TEST(Cancellation, DoesNotDisturbAFetchThatBeganAfterIt) {
  World world;
  world.answer(key, "old");
  auto watcher = world.observe(key);
  world.settle();
  world.answer(key, "cancelled");
  watcher.result().refetch();
  world.client.cancel({.key = key});
  EXPECT_EQ(watcher.now(), "success/idle old");
  world.advance(5ms);
  world.answer(key, "new");
  watcher.result().refetch();

  world.advance(5ms);  // the answer to the cancelled one comes
  EXPECT_EQ(watcher.now(), "success/fetching old");
  world.advance(5ms);

  EXPECT_EQ(watcher.now(), "success/idle new");
}

TEST(Cancellation, OfAPausedFetchLeavesItIdle) {
  World world;
  world.offline();
  auto watcher = world.observe(key);
  world.client.cancel({.key = key});
  EXPECT_EQ(watcher.now(), "pending/idle");
}

}  // namespace
}  // namespace quern::query
