// Focus and connection: who says how it is, who hears of it, and what the client does about it.
#include "core/query/environment.hpp"

#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

// A platform that is listened to: how often it was begun and ended, and how to make it speak.
struct Platform {
  int begun = 0;
  int ended = 0;
  Switch::Report report;
  Switch::EventSource source() {
    return [this](Switch::Report own_report) {
      ++begun;
      report = std::move(own_report);
      return Subscription{[this] { ++ended; }};
    };
  }
};

TEST(FocusManager, TellsChangesOnly) {
  FocusManager focus;
  std::vector<bool> heard;
  const auto subscription = focus.subscribe([&heard](bool is_focused) { heard.push_back(is_focused); });

  focus.set_focused(true);  // as it was
  focus.set_focused(false);
  focus.set_focused(false);
  focus.set_focused(true);

  EXPECT_EQ(heard, (std::vector<bool>{false, true}));
}

TEST(FocusManager, SetByHandCountsUntilItIsSetToNothing) {
  FocusManager focus;
  Platform platform;
  focus.set_event_source(platform.source());
  std::vector<bool> heard;
  const auto subscription = focus.subscribe([&heard](bool is_focused) { heard.push_back(is_focused); });

  focus.set_focused(true);
  platform.report(false);
  EXPECT_TRUE(focus.is_focused());

  focus.set_focused(std::nullopt);
  EXPECT_FALSE(focus.is_focused());
  platform.report(true);

  EXPECT_EQ(heard, (std::vector<bool>{false, true}));
}

TEST(FocusManager, WithoutAPlatformIsFocusedWhenNothingIsSet) {
  FocusManager focus;

  focus.set_focused(false);
  focus.set_focused(std::nullopt);

  EXPECT_TRUE(focus.is_focused());
}

TEST(OnlineManager, StartsOnlineAndFollowsItsPlatform) {
  OnlineManager online;
  EXPECT_TRUE(online.is_online());
  Platform platform;
  online.set_event_source(platform.source());
  const auto subscription = online.subscribe([](bool) {});
  EXPECT_TRUE(online.is_online());

  platform.report(false);
  EXPECT_FALSE(online.is_online());
  platform.report(true);

  EXPECT_TRUE(online.is_online());
}

TEST(EventSource, RunsFromTheFirstListenerToTheLastAndBeginsAgain) {
  FocusManager focus;
  Platform platform;
  focus.set_event_source(platform.source());
  EXPECT_EQ(platform.begun, 0);

  auto first = focus.subscribe([](bool) {});
  auto second = focus.subscribe([](bool) {});
  first.reset();
  EXPECT_EQ(platform.begun, 1);
  EXPECT_EQ(platform.ended, 0);

  second.reset();
  EXPECT_EQ(platform.ended, 1);

  const auto third = focus.subscribe([](bool) {});
  EXPECT_EQ(platform.begun, 2);
}

TEST(EventSource, ThatIsReplacedIsEndedAndNoLongerHeard) {
  FocusManager focus;
  Platform old;
  Platform next;
  focus.set_event_source(old.source());
  const auto subscription = focus.subscribe([](bool) {});

  focus.set_event_source(next.source());
  EXPECT_EQ(old.ended, 1);
  EXPECT_EQ(next.begun, 1);
  old.report(false);
  EXPECT_TRUE(focus.is_focused());
  next.report(false);
  EXPECT_FALSE(focus.is_focused());

  focus.set_event_source(nullptr);
  EXPECT_EQ(next.ended, 1);
}

TEST(EventSource, MayReportWhileItBegins) {
  OnlineManager online;
  std::vector<bool> heard;
  const auto subscription = online.subscribe([&heard](bool is_online) { heard.push_back(is_online); });

  online.set_event_source([](Switch::Report report) {
    report(false);
    return Subscription{};
  });

  EXPECT_EQ(heard, std::vector<bool>{false});
}

TEST(EventSource, ThatIsReplacedByWhatItReportsIsEnded) {
  FocusManager focus;
  Platform next;
  int ended = 0;
  const auto subscription = focus.subscribe([&](bool is_focused) {
    if (!is_focused) focus.set_event_source(next.source());
  });

  focus.set_event_source([&ended](Switch::Report report) {
    report(false);
    return Subscription{[&ended] { ++ended; }};
  });

  EXPECT_EQ(ended, 1);
  EXPECT_EQ(next.begun, 1);
  EXPECT_EQ(next.ended, 0);
}

TEST(EventSource, MayReportAfterItsManagerIsGone) {
  Platform platform;
  {
    FocusManager focus;
    focus.set_event_source(platform.source());
    const auto subscription = focus.subscribe([](bool) {});
  }

  platform.report(false);

  EXPECT_EQ(platform.ended, 1);
}

// ---- the client

TEST(ClientEnvironment, IsListenedToFromItsSourceOnUntilTheClientEnds) {
  World world;
  Platform platform;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key);
  world.settle();

  world.client.focus().set_event_source(platform.source());
  EXPECT_EQ(platform.begun, 1);
  platform.report(false);
  EXPECT_EQ(world.requests(key), 1);
  platform.report(true);
  world.settle();
  EXPECT_EQ(world.requests(key), 2);
  world.end_client();

  EXPECT_EQ(platform.ended, 1);
  platform.report(false);
  platform.report(true);
  world.settle();
  EXPECT_EQ(world.requests(key), 2);
}

TEST(ClientEnvironment, SetByHandFetchesAsTheRealThingDoes) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key);
  world.settle();

  world.client.focus().set_focused(false);
  world.client.focus().set_focused(true);
  world.settle();
  EXPECT_EQ(world.requests(key), 2);

  world.client.online().set_online(false);
  world.online();  // the platform; by hand counts before it
  world.settle();
  EXPECT_EQ(world.requests(key), 2);
  world.client.online().set_online(std::nullopt);
  world.settle();

  EXPECT_EQ(world.requests(key), 3);
}

TEST(ClientEnvironment, MayEndTheClientFromAListener) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key);
  world.settle();
  bool is_told = false;
  const auto subscription = world.client.focus().subscribe([&](bool) {
    is_told = true;
    world.end_client();
  });

  world.blur();

  EXPECT_TRUE(is_told);
}

TEST(ClientEnvironment, LosingFocusDoesNothing) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key);
  world.settle();
  const auto seen = watcher.seen().size();

  world.blur();
  world.settle();

  EXPECT_EQ(world.requests(key), 1);
  EXPECT_EQ(watcher.seen().size(), seen);
}

}  // namespace
}  // namespace quern::query
