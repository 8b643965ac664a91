// When a query is forgotten: the corners beside query_test.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

TEST(Gc, OfNoTimeTakesTheQueryOnTheNextTurnOfTheTimer) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key, {.gc_time = 0ms});
  world.settle();

  watcher.leave();
  EXPECT_EQ(world.status(key), "success") << "not inside the call";
  world.advance(0ms);

  EXPECT_EQ(world.status(key), "(no query)");
}

TEST(Gc, SparesTheQueryThatIsWatchedAgainInTime) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key, {.gc_time = 1min});
  world.settle();
  watcher.leave();
  world.advance(59s);

  watcher.watch();
  world.advance(24h);
  EXPECT_EQ(world.cached(key), "data");
  watcher.leave();
  world.advance(59s);
  EXPECT_EQ(world.cached(key), "data") << "its time begins anew";
  world.advance(1s);

  EXPECT_EQ(world.cached(key), "(none)");
}

TEST(Gc, TellsOfAQueryThatWasNeverFetched) {
  World world;
  std::vector<QueryChange> changes;
  const auto subscription = world.client.subscribe([&](const CacheEvent& event) { changes.push_back(event.change); });
  world.client.set_data<std::string>({"a"}, "data");

  world.advance(5min);

  using enum QueryChange;
  EXPECT_EQ(changes, (std::vector{added, data_set, removed}));
}

TEST(Gc, NeedsNoTimerForWhatStaysForEver) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  world.observe(key, {.stale_time = StaleTime::never(), .gc_time = forever}).leave();
  world.settle();

  EXPECT_EQ(world.cached(key), "data");
  EXPECT_EQ(world.scheduler.timers(), 0u);
}

TEST(Query, ThatIsResetWhileItIsFetchedAndNobodyWatchesGoesInTheEnd) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto reader = std::make_unique<Watcher>(world.observe(key, {.gc_time = 1min}));
  world.advance(2min);  // the timer of its making has gone by
  world.client.refetch({.key = key});
  world.advance(World::latency / 2);
  reader.reset();

  world.client.reset({.key = key});
  world.advance(10min);

  EXPECT_EQ(world.client.size(), 0u);
}

}  // namespace
}  // namespace quern::query
