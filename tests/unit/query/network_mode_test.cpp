// Fetches that wait for a connection, and what a mode waits for.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

const Key key{"a"};

// One that has data, and a refetch that waits for the connection.
Watcher with_paused_refetch(World& world) {
  world.answer(key, "old");
  auto watcher = world.observe(key);
  world.settle();
  world.offline();
  watcher.result().refetch();
  world.advance(1s);
  return watcher;
}

TEST(PausedRefetch, RunsOnceWhenTheConnectionReturns) {
  World world;
  auto watcher = with_paused_refetch(world);
  EXPECT_EQ(watcher.now(), "success/paused old");
  world.answer(key, "new");

  world.online();
  world.settle();

  EXPECT_EQ(watcher.now(), "success/idle new");
  EXPECT_EQ(world.requests(key), 2);
}

TEST(PausedRefetch, ThatWasCancelledDoesNotRun) {
  World world;
  auto watcher = with_paused_refetch(world);
  watcher.leave();
  world.client.cancel({.key = key});

  world.online();
  world.settle();

  EXPECT_EQ(world.requests(key), 1);
  EXPECT_EQ(world.client.find_query(key)->state().fetch_status, FetchStatus::idle);
}

TEST(PausedRefetch, AskedForAgainStaysPausedAndIsOneFetch) {
  World world;
  auto watcher = with_paused_refetch(world);

  watcher.result().refetch();
  world.client.refetch({.cancel_refetch = false});
  world.settle();
  EXPECT_EQ(watcher.now(), "success/paused old");
  EXPECT_EQ(world.client.fetching(), 0u);
  world.answer(key, "new");
  world.online();
  world.settle();

  EXPECT_EQ(watcher.now(), "success/idle new");
  EXPECT_EQ(world.requests(key), 2);
  EXPECT_EQ(world.client.fetching(), 0u);
}

TEST(NetworkMode, AlwaysHasItsRetriesWaitForFocusAllTheSame) {
  World world;
  world.fail(key, ErrorKind::network);
  auto watcher = world.observe(key, {.network_mode = NetworkMode::always});
  world.settle();
  world.offline();
  world.blur();
  world.advance(1min);
  EXPECT_EQ(watcher.now(), "pending/paused");
  world.answer(key, "data");

  world.focus();
  world.settle();

  EXPECT_EQ(watcher.now(), "success/idle data") << "there is still no connection";
}

}  // namespace
}  // namespace quern::query
