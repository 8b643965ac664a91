// When those who listen are told: once, when everything is in its new place.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

TEST(Batching, OutsideABatchTellsBeforeTheCallReturns) {
  World world;
  const Key key{"a"};
  auto watcher = world.observe(key, {.enabled = false});
  int events = 0;
  const auto subscription = world.client.subscribe([&events](const CacheEvent&) { ++events; });
  const auto seen = watcher.seen().size();

  world.client.set_data<std::string>(key, "data");

  EXPECT_EQ(watcher.seen().size(), seen + 1);
  EXPECT_EQ(events, 1);
}

TEST(Batching, NestedTellsOnceAfterTheOutermost) {
  World world;
  const Key key{"a"};
  auto watcher = world.observe(key, {.enabled = false});
  int frames = 0;
  const auto changes = world.client.on_change([&frames] { ++frames; });
  const auto seen = watcher.seen().size();

  world.client.batch([&] {
    world.client.set_data<std::string>(key, "one");
    world.client.batch([&] {
      world.client.set_data<std::string>(key, "two");
      world.client.batch([&] { world.client.set_data<std::string>(key, "three"); });
      EXPECT_EQ(watcher.seen().size(), seen);
    });
    EXPECT_EQ(watcher.seen().size(), seen);
    EXPECT_EQ(frames, 0);
  });

  EXPECT_EQ(watcher.seen().size(), seen + 1);
  EXPECT_EQ(watcher.seen().back(), "success/idle three");
  EXPECT_EQ(frames, 1);
}

TEST(Batching, FindsEverythingInItsPlaceInsideABatchToo) {
  World world;
  const Key key{"a"};
  auto watcher = world.observe(key, {.enabled = false});

  world.client.batch([&] {
    world.client.set_data<std::string>(key, "data");
    EXPECT_EQ(world.cached(key), "data");
    EXPECT_EQ(watcher.data(), "data");
  });
}

TEST(Batching, OneAnswerReadByManyWantsOneFrame) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  std::vector<Watcher> watchers;
  for (int i = 0; i < 50; ++i) watchers.push_back(world.observe(key));
  int frames = 0;
  const auto changes = world.client.on_change([&frames] { ++frames; });

  world.settle();

  EXPECT_EQ(frames, 1);
  EXPECT_EQ(watchers.back().data(), "data");
}

TEST(Batching, WhatACallbackChangesIsToldInTheSameGo) {
  World world;
  world.answer({"a"}, "data");
  auto first = world.observe({"a"});
  auto second = world.observe({"b"}, {.enabled = false});
  int frames = 0;
  const auto changes = world.client.on_change([&frames] { ++frames; });
  const auto events = world.client.subscribe([&world](const CacheEvent& event) {
    if (event.change != QueryChange::fetch_succeeded) return;
    world.client.set_data<std::string>({"b"}, "told");
  });

  world.settle();

  EXPECT_EQ(second.seen().back(), "success/idle told");
  EXPECT_EQ(frames, 1);
}

}  // namespace
}  // namespace quern::query
