// Polling: the corners beside query_observer_test.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

TEST(Polling, IsOffWithoutAPeriodOrWhileDisabled) {
  World world;
  world.answer({"none"}, "data");
  world.answer({"negative"}, "data");
  auto none = world.observe({"none"}, {.stale_time = 1h, .refetch_interval = 0ms});
  auto negative = world.observe({"negative"}, {.stale_time = 1h, .refetch_interval = -50ms});
  auto disabled = world.observe({"disabled"}, {.enabled = false, .refetch_interval = 50ms});

  world.advance(1s);

  EXPECT_EQ(world.requests({"none"}), 1);
  EXPECT_EQ(world.requests({"negative"}), 1);
  EXPECT_EQ(world.requests({"disabled"}), 0);
}

TEST(Polling, FollowsAPeriodThatIsSetLater) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key, {.stale_time = 1h});
  world.settle();

  watcher.observer().set_options(world.query(key, {.stale_time = 1h, .refetch_interval = 1s}));
  world.advance(1s);
  EXPECT_EQ(world.requests(key), 2);
  watcher.observer().set_options(world.query(key, {.stale_time = 1h}));
  world.advance(1min);

  EXPECT_EQ(world.requests(key), 2);
}

TEST(Polling, BeginsItsPeriodAnewWithEachChangeOfTheQuery) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key, {.stale_time = 1h, .refetch_interval = 50ms});
  world.settle();
  world.advance(40ms);
  world.client.set_data<std::string>(key, "by hand");
  world.advance(49ms);
  EXPECT_EQ(world.requests(key), 1);
  world.advance(1ms);
  EXPECT_EQ(world.requests(key), 2);
}

TEST(Polling, DoesNotMindThatDataGrowsStale) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key, {.stale_time = 40ms, .refetch_interval = 50ms});
  world.settle();
  world.advance(50ms);
  EXPECT_EQ(world.requests(key), 2);
}

}  // namespace
}  // namespace quern::query
