// Many queries, long times, clocks that jump.
#include <cstdlib>

#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

// A million natively, where there is time for it; fewer under sanitizers and as WASM.
int many() {
#if defined(__EMSCRIPTEN__) || defined(__SANITIZE_ADDRESS__)
  const bool is_slow = true;
#elif defined(__has_feature)
  const bool is_slow = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
  const bool is_slow = false;
#endif
  return is_slow && !std::getenv("QUERN_LONG") ? 50'000 : 1'000'000;
}

// What every query, every reader and every hook of a frame has in memory, besides its key and data (docs/decisions/0027).
TEST(Scale, AQueryItsReaderAndItsOptionsAreSmall) {
  const bool is_small = sizeof(void*) == 4;
  EXPECT_LE(sizeof(Query), is_small ? 256u : 416u);
  EXPECT_LE(sizeof(ObserverCore), is_small ? 160u : 248u);
  EXPECT_LE(sizeof(ErasedOptions), is_small ? 104u : 160u);
}

TEST(Scale, AMillionQueriesAreFoundInvalidatedAndCollectedByOneTimer) {
  World world;
  const int count = many();
  const int groups = count / 100;
  for (int i = 0; i < count; ++i) world.client.set_data<int>({"list", i % groups, i}, i);
  EXPECT_EQ(world.client.size(), static_cast<std::size_t>(count));
  EXPECT_EQ(world.scheduler.timers(), 1u);

  EXPECT_EQ(*world.client.get_data<int>({"list", 7, groups + 7}), groups + 7);
  EXPECT_EQ(world.client.find_queries({.key = {"list", 7}}).size(), 100u);
  EXPECT_EQ(world.client.find_queries({.key = {"list", 7, 7}, .exact = true}).size(), 1u);

  (void)world.client.invalidate(Key{"list", 7});
  EXPECT_TRUE(world.client.find_query({"list", 7, groups + 7})->state().is_invalidated);
  EXPECT_FALSE(world.client.find_query({"list", 8, 8})->state().is_invalidated);

  (void)world.client.invalidate(Key{});
  EXPECT_TRUE(world.client.find_query({"list", 8, 8})->state().is_invalidated);

  world.advance(5min - 1ms);
  EXPECT_EQ(world.client.size(), static_cast<std::size_t>(count));
  world.advance(1ms);
  EXPECT_EQ(world.client.size(), 0u);
  EXPECT_EQ(world.scheduler.timers(), 0u);
}

TEST(Scale, OneTimerHoweverManyAreWatched) {
  World world;
  std::vector<std::unique_ptr<Watcher>> watchers;
  for (int i = 0; i < 1000; ++i) {
    world.answer({"n", i}, "data");
    watchers.push_back(std::make_unique<Watcher>(
        world.client, world.query({"n", i}, {.stale_time = 1min, .refetch_interval = Duration{1h}})));
  }
  world.settle();
  EXPECT_EQ(watchers.back()->now(), "success/idle data");
  EXPECT_EQ(world.scheduler.timers(), 1u);
}

TEST(LongTimes, AMonthIsNotCutTo24Days) {
  World world;
  world.answer({"a"}, "data");
  (void)world.fetch(world.query({"a"}, {.gc_time = Duration{24h * 30}}));
  world.settle();
  world.advance(24h * 30 - 1ms);
  EXPECT_EQ(world.cached({"a"}), "data");
  world.advance(1ms);
  EXPECT_EQ(world.status({"a"}), "(no query)");
}

TEST(LongTimes, ForeverIsNoTimer) {
  World world;
  world.answer({"a"}, "data");
  auto watcher = world.observe({"a"}, {.stale_time = StaleTime::never(), .gc_time = forever});
  world.settle();
  watcher.leave();
  world.advance(24h * 365 * 50);
  EXPECT_EQ(world.cached({"a"}), "data");
}

TEST(ClockJumps, AMonthOfSleepMakesAllStaleAndCollectsWhatLay) {
  World world;
  world.answer({"a"}, "data");
  world.client.set_data<std::string>({"lies"}, "data");
  auto watcher = world.observe({"a"}, {.stale_time = 24h});
  world.settle();
  EXPECT_FALSE(watcher.result().is_stale());

  world.scheduler.sleep(24h * 30);

  EXPECT_TRUE(watcher.result().is_stale());
  EXPECT_EQ(world.cached({"lies"}), "(none)");
  EXPECT_EQ(watcher.data(), "data");
}

TEST(ClockJumps, AnIntervalThatWasSleptThroughFetchesOnce) {
  World world;
  world.answer({"a"}, "data");
  auto watcher = world.observe({"a"}, {.stale_time = 1h, .refetch_interval = Duration{1min}});
  world.settle();
  ASSERT_EQ(world.requests({"a"}), 1);

  world.scheduler.sleep(24h * 30);
  world.settle();
  EXPECT_EQ(world.requests({"a"}), 2);

  world.advance(1min);
  EXPECT_EQ(world.requests({"a"}), 3);
}

TEST(ClockJumps, TheWallsClockSetBackChangesNothing) {
  World world;
  world.answer({"a"}, "data");
  auto watcher = world.observe({"a"}, {.stale_time = 1min});
  world.settle();

  world.scheduler.sleep_unnoticed(-24h * 30);

  EXPECT_FALSE(watcher.result().is_stale());
  world.advance(1min);
  EXPECT_TRUE(watcher.result().is_stale());
}

// ---- answers that come when nobody is there

TEST(LateAnswers, OfAQueryThatIsRemovedCountForNothing) {
  World world;
  world.answer({"a"}, "old");
  const auto answer = world.fetch(world.query({"a"}));
  world.client.remove({.key = {"a"}});
  world.client.set_data<std::string>({"a"}, "new");
  world.settle();
  EXPECT_EQ(world.cached({"a"}), "new");
  EXPECT_EQ(world.client.fetching(), 0u);
  EXPECT_NE(answer->text, "old");
}

TEST(LateAnswers, OfAClearedCacheBringNothingBack) {
  World world;
  world.answer({"a"}, "old");
  auto watcher = world.observe({"a"});
  (void)world.fetch(world.query({"b"}));
  world.client.clear();
  world.settle();
  EXPECT_EQ(world.client.size(), 0u);
  EXPECT_EQ(world.client.fetching(), 0u);
}

TEST(LateAnswers, OfAClientThatEndedReachNobody) {
  World world;
  world.answer({"a"}, "old");
  const auto answer = world.fetch(world.query({"a"}));
  world.end_client();
  world.advance(1h);
  EXPECT_NE(answer->text, "old");
  EXPECT_EQ(world.scheduler.timers(), 0u);
}

}  // namespace
}  // namespace quern::query
