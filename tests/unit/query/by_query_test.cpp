// Settings that are a function of the query.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

const Key key{"order", 1};

std::string data_of(const Query& query) {
  const auto data = as<std::string>(query.state().data);
  return data ? *data : "";
}

TEST(ByQuery, AStaleTimeMayDependOnTheData) {
  World world;
  world.answer(key, "open");
  auto watcher = world.observe(key, {.stale_time = [](const Query& query) -> StaleTime {
                                 return data_of(query) == "done" ? StaleTime::never() : StaleTime{1s};
                               }});
  world.settle();
  EXPECT_FALSE(watcher.result().is_stale());
  world.advance(1s);
  EXPECT_TRUE(watcher.result().is_stale());
  world.client.set_data<std::string>(key, "done");
  world.advance(1h);
  EXPECT_FALSE(watcher.result().is_stale());
}

TEST(ByQuery, AStaleTimeMayBeFixedForSomeData) {
  World world;
  world.answer(key, "done");
  auto watcher = world.observe(key, {.stale_time = [](const Query& query) {
                                 return data_of(query) == "done" ? StaleTime::fixed() : StaleTime{0ms};
                               }});
  world.settle();
  world.client.invalidate(key);
  world.settle();
  EXPECT_EQ(world.requests(key), 1);
}

TEST(ByQuery, FocusAsksForEachQueryAnew) {
  World world;
  world.answer(key, "open");
  auto watcher = world.observe(key, {.stale_time = 1h, .refetch_on_focus = [](const Query& query) {
                                       return data_of(query) == "open" ? RefetchOn::always : RefetchOn::never;
                                     }});
  world.settle();
  world.answer(key, "done");
  world.blur();
  world.focus();
  world.settle();
  EXPECT_EQ(watcher.now(), "success/idle done");
  world.blur();
  world.focus();
  world.settle();
  EXPECT_EQ(world.requests(key), 2);
}

TEST(ByQuery, MountAndReconnectAskToo) {
  World world;
  world.client.set_data<std::string>(key, "old");
  world.answer(key, "new");
  const auto always = [](const Query&) { return RefetchOn::always; };
  auto watcher = world.observe(key, {.stale_time = 1h, .refetch_on_mount = always, .refetch_on_reconnect = always});
  world.settle();
  EXPECT_EQ(world.requests(key), 1);
  world.offline();
  world.online();
  world.settle();
  EXPECT_EQ(world.requests(key), 2);
}

TEST(ByQuery, AFailedQueryIsTriedAgainOnMountIfTheFunctionSaysSo) {
  World world;
  world.fail(key, ErrorKind::not_found);
  {
    auto first = world.observe(key, {.retry = false});
    world.settle();
  }
  const auto unless_missing = [](const Query& query) { return !query.state().error->is(ErrorKind::not_found); };
  auto second = world.observe(key, {.retry = false, .retry_on_mount = unless_missing});
  world.settle();
  EXPECT_EQ(world.requests(key), 1);
  EXPECT_EQ(second.now(), "error/idle");
}

TEST(ByQuery, PollingEndsWhenTheDataSaysSo) {
  World world;
  world.answer(key, "running");
  auto watcher = world.observe(key, {.refetch_interval = [](const Query& query) {
                                 return data_of(query) == "done" ? Duration{0} : Duration{1s};
                               }});
  world.settle();
  world.advance(1s + World::latency);
  EXPECT_EQ(world.requests(key), 2);
  world.answer(key, "done");
  world.advance(1s + World::latency);
  EXPECT_EQ(world.requests(key), 3);
  world.advance(1min);
  EXPECT_EQ(world.requests(key), 3);
}

struct Dependent {
  World world;
  bool is_wanted = false;
  QueryOptions<std::string> options(Key of = key) {
    world.answer(of, "data");
    return world.query(of, {.enabled = [this](const Query&) { return is_wanted; }});
  }
};

TEST(ByQuery, DisabledByAFunctionFetchesNothing) {
  Dependent it;
  Watcher watcher{it.world.client, it.options()};
  it.world.settle();
  EXPECT_EQ(watcher.now(), "pending/idle");
  EXPECT_FALSE(watcher.result().is_enabled());
  EXPECT_FALSE(watcher.result().is_stale());
}

TEST(ByQuery, EnabledMeanwhileItFetchesWhenItIsWatchedAgain) {
  Dependent it;
  Watcher watcher{it.world.client, it.options()};
  watcher.leave();
  it.is_wanted = true;
  watcher.watch();
  it.world.settle();
  EXPECT_EQ(watcher.data(), "data");
}

TEST(ByQuery, EnabledMeanwhileItIsActiveToAnInvalidation) {
  Dependent it;
  Watcher watcher{it.world.client, it.options()};
  it.is_wanted = true;
  it.world.client.invalidate({.key = key, .refetch = RefetchType::inactive});
  it.world.settle();
  EXPECT_EQ(it.world.requests(key), 0);
  it.world.client.invalidate(key);
  it.world.settle();
  EXPECT_EQ(it.world.requests(key), 1);
  it.is_wanted = false;
  it.world.client.invalidate(key);
  it.world.settle();
  EXPECT_EQ(it.world.requests(key), 1);
}

TEST(ByQuery, EnabledAfterItWasLeftItIsNotFetchedByAnInvalidation) {
  Dependent it;
  Watcher watcher{it.world.client, it.options()};
  watcher.leave();
  it.is_wanted = true;
  it.world.client.invalidate(key);
  it.world.settle();
  EXPECT_EQ(it.world.requests(key), 0);
}

// Better than the field, where only other options are looked at: a view gives its options each frame.
TEST(ByQuery, EnabledMeanwhileAViewFetchesInItsNextFrame) {
  Dependent it;
  Frame frame{it.world.client};
  const auto draw = [&] {
    frame.begin();
    auto result = use(frame, 1, it.options());
    frame.end();
    return result;
  };
  draw();
  it.is_wanted = true;
  draw();
  it.world.settle();
  EXPECT_EQ(*draw(), "data");
}

}  // namespace
}  // namespace quern::query
