// What a retry is told, what readers see of it, and how it pauses while nobody looks or there is no connection.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

TEST(RetryDelay, DoublesFromOneSecondToThirty) {
  const Error error;
  std::vector<Duration> delays;
  for (int failures = 0; failures < 7; ++failures) delays.push_back(exponential_delay(failures, error));
  EXPECT_EQ(delays, (std::vector<Duration>{1s, 2s, 4s, 8s, 16s, 30s, 30s}));
}

TEST(RetryDelay, IsAskedWithTheNumberOfEarlierFailuresAndTheError) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::server);
  std::vector<std::pair<int, ErrorKind>> asked;
  auto watcher = world.observe(key, {.retry = 2, .retry_delay = [&asked](int failures, const Error& error) {
                                       asked.emplace_back(failures, error.kind);
                                       return Duration{5};
                                     }});

  world.advance(1s);

  EXPECT_EQ(asked, (std::vector{std::pair{0, ErrorKind::server}, std::pair{1, ErrorKind::server}}));
  EXPECT_TRUE(watcher.result().is_error());
}

TEST(RetryCounts, RiseWithEachTryAndTheErrorCountWithTheLast) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::network);
  auto watcher = world.observe(key, {.retry = 2, .retry_delay = 5ms});
  const auto errors = [&] { return world.client.find_query(key)->state().error_updates; };

  for (const int failures : {1, 2}) {
    world.settle();
    EXPECT_EQ(watcher.now(), "pending/fetching");
    EXPECT_EQ(watcher.result().failure_count(), failures);
    EXPECT_EQ(errors(), 0u);
    world.advance(5ms);
  }
  world.settle();

  EXPECT_EQ(world.requests(key), 3);
  EXPECT_EQ(watcher.now(), "error/idle");
  EXPECT_EQ(watcher.result().failure_count(), 3);
  EXPECT_EQ(errors(), 1u);
}

// ---- pauses

struct FailingWorld : World {
  const Key key{"a"};
  // A reader whose first try has failed; it waits for the next.
  Watcher watch_one_failure() {
    fail(key, ErrorKind::network);
    auto watcher = observe(key);
    settle();
    return watcher;
  }
  // The same without a connection, so that the next try is put off.
  Watcher watch_a_paused_retry() {
    auto watcher = watch_one_failure();
    offline();
    advance(1min);
    return watcher;
  }
};

TEST(RetryPause, ForFocusEndsForAllWhoWait) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::network);
  const auto one = world.fetch(world.query(key, {.retry = 3}));
  const auto two = world.fetch(world.query(key, {.retry = 3}));
  world.settle();
  world.blur();
  world.advance(1min);
  EXPECT_EQ(world.client.find_query(key)->state().fetch_status, FetchStatus::paused);
  EXPECT_EQ(one->text + two->text, "(waiting)(waiting)");
  world.answer(key, "data");

  world.focus();
  world.settle();

  EXPECT_EQ(one->text + two->text, "datadata");
  EXPECT_EQ(world.requests(key), 2);
}

TEST(RetryPause, BeginsWhenTheWaitIsOverNotBefore) {
  FailingWorld world;
  auto watcher = world.watch_one_failure();
  world.offline();

  world.advance(999ms);
  EXPECT_EQ(watcher.now(), "pending/fetching");
  world.advance(1ms);

  EXPECT_EQ(watcher.now(), "pending/paused");
}

TEST(RetryPause, CanBeCancelled) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::network);
  const auto waiting = world.fetch(world.query(key, {.retry = 3}));
  world.settle();
  world.offline();
  world.advance(1min);

  world.client.cancel({.key = key});
  EXPECT_EQ(waiting->text, "error: cancelled");
  world.online();
  world.advance(1min);

  EXPECT_EQ(world.requests(key), 1);
}

TEST(RetryPause, ThatEverybodyLeftEndsWithoutAnotherTry) {
  FailingWorld world;
  auto watcher = world.watch_a_paused_retry();

  watcher.leave();
  world.online();
  world.advance(1min);

  EXPECT_EQ(world.requests(world.key), 1);
  EXPECT_EQ(world.status(world.key), "error");
}

TEST(RetryPause, GoesOnForOneWhoComesBack) {
  FailingWorld world;
  auto watcher = world.watch_a_paused_retry();
  watcher.leave();
  watcher.watch();
  world.answer(world.key, "data");

  world.online();
  world.settle();

  EXPECT_EQ(watcher.now(), "success/idle data");
}

}  // namespace
}  // namespace quern::query
