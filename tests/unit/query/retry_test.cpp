// Trying again, waiting longer each time, and pausing while there is no connection or nobody looks.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

TEST(Retry, TriesThreeMoreTimesAfterOneTwoAndFourSeconds) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::network);
  auto watcher = world.observe(key);

  for (const auto delay : {1s, 2s, 4s}) {
    world.settle();
    const auto tries = world.requests(key);
    EXPECT_EQ(watcher.now(), "pending/fetching");
    EXPECT_EQ(watcher.result().failure_count(), tries);
    world.advance(delay - 1ms);
    EXPECT_EQ(world.requests(key), tries);
    world.advance(1ms);
    EXPECT_EQ(world.requests(key), tries + 1);
  }
  world.settle();

  EXPECT_EQ(watcher.now(), "error/idle");
  EXPECT_EQ(watcher.result().failure_count(), 4);
}

TEST(Retry, DelayGrowsToThirtySecondsAndHearsTheServer) {
  const Error plain;
  EXPECT_EQ(exponential_delay(3, plain), 8s);
  EXPECT_EQ(exponential_delay(5, plain), 30s);
  EXPECT_EQ(exponential_delay(1000, plain), 30s);
  EXPECT_EQ(exponential_delay(0, {.retry_after = 7s}), 7s);
}

TEST(Retry, AsksItsRuleWithTheNumberOfEarlierFailures) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::validation);
  std::vector<int> asked;
  auto watcher = world.observe(key, {.retry =
                                         [&asked](int failures, const Error& error) {
                                           asked.push_back(failures);
                                           return error.is(ErrorKind::validation) && failures < 1;
                                         },
                                     .retry_delay = [](int failures, const Error&) { return 5ms * (failures + 1); }});
  world.advance(10ms + 5ms + 10ms);

  EXPECT_EQ(asked, (std::vector<int>{0, 1}));
  EXPECT_EQ(watcher.now(), "error/idle");
}

TEST(Retry, GoesOnForEverIfToldSo) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::network);
  auto watcher = world.observe(key, {.retry = true, .retry_delay = 10ms});
  world.advance(20ms * 100);
  EXPECT_EQ(world.requests(key), 101);
  world.answer(key, "data");
  world.advance(40ms);
  EXPECT_EQ(watcher.data(), "data");
}

TEST(Retry, PassesItsDelayThroughTheJitter) {
  World world{{.jitter = [](Duration delay) { return delay / 2; }}};
  const Key key{"a"};
  world.fail(key, ErrorKind::network);
  auto watcher = world.observe(key);
  world.settle();
  world.advance(500ms);
  EXPECT_EQ(world.requests(key), 2);
}

TEST(Retry, StopsWhenTheLastObserverLeaves) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::network);
  auto watcher = world.observe(key);
  world.settle();

  watcher.leave();
  world.advance(1min);

  EXPECT_EQ(world.requests(key), 1);
  EXPECT_EQ(world.status(key), "error");
}

TEST(Retry, GoesOnForOneWhoComesBackDuringTheWait) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::network);
  auto watcher = world.observe(key);
  world.settle();
  watcher.leave();
  watcher.watch();
  world.answer(key, "data");

  world.advance(1s);
  world.settle();

  EXPECT_EQ(watcher.data(), "data");
}

TEST(Retry, IsNotMadeAfterACancel) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::network);
  auto watcher = world.observe(key);
  world.settle();
  world.client.cancel();
  world.advance(1min);
  EXPECT_EQ(world.requests(key), 1);
}

TEST(Retry, WaitsForFocus) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::network);
  auto watcher = world.observe(key, {.refetch_on_focus = RefetchOn::never});
  world.settle();
  world.blur();
  world.advance(1min);
  EXPECT_EQ(watcher.now(), "pending/paused");
  EXPECT_EQ(world.requests(key), 1);
  world.answer(key, "data");

  world.focus();
  world.settle();

  EXPECT_EQ(watcher.now(), "success/idle data");
}

TEST(Retry, WaitsForTheConnection) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::network);
  const auto waiting = world.fetch(world.query(key, {.retry = 3}));
  world.settle();
  world.offline();
  world.advance(1min);
  EXPECT_EQ(world.requests(key), 1);
  world.answer(key, "data");

  world.online();
  world.settle();

  EXPECT_EQ(waiting->text, "data") << "also where nobody watches";
}

TEST(Retry, PausedCanBeCancelled) {
  World world;
  const Key key{"a"};
  world.offline();
  const auto waiting = world.fetch(world.query(key));
  world.client.cancel();
  EXPECT_EQ(waiting->text, "error: cancelled");
  world.online();
  world.settle();
  EXPECT_EQ(world.requests(key), 0);
}

// ---- network modes

TEST(NetworkMode, OnlinePausesAFirstFetchUntilThereIsAConnection) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  world.offline();
  auto watcher = world.observe(key);
  EXPECT_EQ(watcher.now(), "pending/paused");
  EXPECT_FALSE(watcher.result().is_loading());
  EXPECT_EQ(world.client.fetching(), 0u);

  world.online();
  world.settle();

  EXPECT_EQ(watcher.data(), "data");
  EXPECT_EQ(world.requests(key), 1);
}

TEST(NetworkMode, OnlineForgetsAPausedFirstFetchWhenEverybodyLeft) {
  World world;
  const Key key{"a"};
  world.offline();
  auto watcher = world.observe(key);
  watcher.leave();
  EXPECT_EQ(world.client.find_query(key)->state().fetch_status, FetchStatus::idle);

  world.online();

  EXPECT_EQ(world.requests(key), 0);
}

TEST(NetworkMode, OnlineResumesAPausedRefetchThoughEverybodyLeft) {
  World world;
  const Key key{"a"};
  world.answer(key, "old");
  auto watcher = world.observe(key);
  world.settle();
  world.offline();
  watcher.result().refetch();
  EXPECT_EQ(watcher.now(), "success/paused old");
  watcher.result().refetch();
  watcher.leave();
  world.answer(key, "new");

  world.online();
  world.settle();

  EXPECT_EQ(world.cached(key), "new");
  EXPECT_EQ(world.requests(key), 2);
}

TEST(NetworkMode, AlwaysDoesNotMindTheConnection) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::network);
  world.offline();
  auto watcher = world.observe(key, {.network_mode = NetworkMode::always});
  world.settle();
  world.answer(key, "data");
  world.advance(1s);
  world.settle();
  EXPECT_EQ(watcher.data(), "data");
  world.online();
  EXPECT_EQ(world.requests(key), 2) << "and a reconnect is no news to it";
}

TEST(NetworkMode, OfflineFirstTriesOnceAndThenWaits) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::network);
  world.offline();
  auto watcher = world.observe(key, {.network_mode = NetworkMode::offline_first});
  world.advance(1min);
  EXPECT_EQ(world.requests(key), 1);
  EXPECT_EQ(watcher.now(), "pending/paused");
  world.answer(key, "data");
  world.online();
  world.settle();
  EXPECT_EQ(watcher.data(), "data");
}

TEST(NetworkMode, OnlineStartsThoughNobodyLooks) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  world.blur();
  auto watcher = world.observe(key);
  world.settle();
  EXPECT_EQ(watcher.data(), "data");
}

TEST(Reconnect, FetchesWhatIsStale) {
  World world;
  world.answer({"a"}, "data");
  world.answer({"b"}, "data");
  auto stale = world.observe({"a"});
  auto fresh = world.observe({"b"}, {.stale_time = 1h});
  world.settle();
  world.offline();
  world.online();
  world.online();
  EXPECT_EQ(world.requests({"a"}), 2);
  EXPECT_EQ(world.requests({"b"}), 1);
}

}  // namespace
}  // namespace quern::query
