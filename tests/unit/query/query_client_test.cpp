// The client: invalidation and other acts by filter, defaults, events, batching, and safety from inside callbacks.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

// ---- invalidation

TEST(Invalidate, RefetchesWhatIsWatchedAndMarksTheRest) {
  World world;
  world.client.set_data<std::string>({"list", 1}, "watched");
  world.client.set_data<std::string>({"list", 2}, "unwatched");
  world.client.set_data<std::string>({"other"}, "other");
  auto watcher = world.observe({"list", 1}, {.stale_time = 1h});

  world.client.invalidate(Key{"list"});

  EXPECT_EQ(world.requests({"list", 1}), 1);
  EXPECT_EQ(world.requests({"list", 2}), 0);
  EXPECT_TRUE(world.client.find_query({"list", 2})->state().is_invalidated);
  EXPECT_FALSE(world.client.find_query({"other"})->state().is_invalidated);
}

TEST(Invalidate, RefetchesAsItIsTold) {
  const auto requests = [](RefetchType refetch) {
    World world;
    world.answer({"list", 1}, "data");
    world.answer({"list", 2}, "data");
    auto watcher = world.observe({"list", 1}, {.stale_time = 1h});
    world.fetch(world.query({"list", 2}));
    world.settle();
    world.client.invalidate({.key = {"list"}, .refetch = refetch});
    return std::pair{world.requests({"list", 1}) - 1, world.requests({"list", 2}) - 1};
  };
  EXPECT_EQ(requests(RefetchType::none), std::pair(0, 0));
  EXPECT_EQ(requests(RefetchType::active), std::pair(1, 0));
  EXPECT_EQ(requests(RefetchType::inactive), std::pair(0, 1));
  EXPECT_EQ(requests(RefetchType::all), std::pair(1, 1));
}

TEST(Invalidate, FindsObjectsByWhatTheyHaveInCommon) {
  World world;
  const Key first{"list", KeyObject{{"search", "a"}, {"offset", 0}}},
      second{"list", KeyObject{{"search", "a"}, {"offset", 20}}}, third{"list", KeyObject{{"search", "b"}}};
  for (const auto& key : {first, second, third}) world.client.set_data<std::string>(key, "data");

  world.client.invalidate(Key{"list", KeyObject{{"search", "a"}}});

  const auto is_invalidated = [&](const Key& key) { return world.client.find_query(key)->state().is_invalidated; };
  EXPECT_TRUE(is_invalidated(first));
  EXPECT_TRUE(is_invalidated(second));
  EXPECT_FALSE(is_invalidated(third));
}

TEST(Invalidate, OfExactKeysLeavesLongerOnesAlone) {
  World world;
  world.client.set_data<std::string>({"list"}, "data");
  world.client.set_data<std::string>({"list", 1}, "data");
  world.client.invalidate({.key = {"list"}, .exact = true});
  EXPECT_TRUE(world.client.find_query({"list"})->state().is_invalidated);
  EXPECT_FALSE(world.client.find_query({"list", 1})->state().is_invalidated);
}

TEST(Invalidate, StopsARunningRefetchAndBeginsAnew) {
  World world;
  const Key key{"a"};
  world.answer(key, "old");
  Watcher watcher{world.client, world.stoppable(key)};
  world.settle();
  watcher.result().refetch();
  world.advance(5ms);
  world.answer(key, "new");

  world.client.invalidate(key);
  world.settle();

  EXPECT_EQ(world.stopped(key), 1);
  EXPECT_EQ(watcher.data(), "new");
}

TEST(Invalidate, DuringAFirstFetchIsNotLost) {
  World world;
  const Key key{"a"};
  world.answer(key, "old");
  auto watcher = world.observe(key, {.stale_time = 1h});
  world.advance(5ms);
  world.answer(key, "new");

  bool is_complete = false;
  [](Completion completion, bool& place) -> Task<void> {
    (void)co_await completion;
    place = true;
  }(world.client.invalidate(key), is_complete)
                                                .detach();
  world.advance(5ms);
  EXPECT_EQ(watcher.now(), "success/fetching old") << "the first answer is shown, and known to be old";
  EXPECT_FALSE(is_complete);
  world.settle();

  EXPECT_EQ(watcher.now(), "success/idle new");
  EXPECT_TRUE(is_complete);
  EXPECT_FALSE(watcher.result().is_stale());
}

TEST(Invalidate, ThatJoinsARunningRefetchHasAnotherFollowIt) {
  World world;
  const Key key{"a"};
  world.answer(key, "one");
  auto watcher = world.observe(key, {.stale_time = 1h});
  world.settle();
  watcher.result().refetch();
  world.advance(5ms);
  world.answer(key, "two");

  world.client.invalidate({.key = key, .cancel_refetch = false});
  world.advance(1min);

  EXPECT_EQ(watcher.data(), "two");
  EXPECT_EQ(world.requests(key), 3);
}

TEST(Invalidate, BetweenTwoTriesIsAnsweredByTheNext) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  world.fail_once(key);
  auto watcher = world.observe(key, {.stale_time = 1h});
  world.advance(500ms);

  world.client.invalidate(key);
  world.advance(1min);

  EXPECT_EQ(watcher.now(), "success/idle data");
  EXPECT_FALSE(watcher.result().is_stale());
  EXPECT_EQ(world.requests(key), 2);
}

TEST(Invalidate, UnwatchedDuringItsFetchStaysInvalidated) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  world.fetch(world.query(key));
  world.advance(5ms);
  world.client.invalidate(key);
  world.settle();
  EXPECT_TRUE(world.client.find_query(key)->state().is_invalidated);
}

TEST(Invalidate, TwiceInATurnFetchesOnce) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key);
  world.settle();

  world.client.invalidate(key);
  world.client.invalidate(Key{});
  world.settle();
  EXPECT_EQ(world.requests(key), 2);

  world.client.invalidate(key);
  EXPECT_EQ(world.requests(key), 3) << "another turn is another invalidation";
}

TEST(Invalidate, CompletesWhenItsRefetchesHave) {
  World world;
  auto one = world.observe({"list", 1}, {.retry = 0});
  auto two = world.observe({"list", 2}, {.retry = 0});
  world.settle();
  world.answer({"list", 1}, "data");
  world.fail({"list", 2}, ErrorKind::network);

  std::string said;
  [](Completion completion, std::string& place) -> Task<void> {
    const auto result = co_await completion;
    place = result ? "good" : result.error().message;
  }(world.client.invalidate(Key{"list"}), said)
                                                       .detach();
  EXPECT_EQ(said, "");
  world.settle();

  EXPECT_EQ(said, "said the server") << "the first error";
}

TEST(Invalidate, OfNothingCompletesAtOnce) {
  World world;
  bool is_complete = world.client.invalidate(Key{"nothing"}).await_ready();
  EXPECT_TRUE(is_complete);
}

// ---- filters

TEST(QueryFilter, HoldsEveryCondition) {
  World world;
  world.answer({"a", 1}, "data");
  auto fresh = world.observe({"a", 1}, {.stale_time = 1h});
  auto stale = world.observe({"a", 2});
  world.settle();
  world.client.set_data<std::string>({"a", 3}, "unwatched");
  const auto count = [&](QueryFilter filter) { return world.client.find_queries(filter).size(); };

  EXPECT_EQ(count({}), 3u);
  EXPECT_EQ(count({.key = {"b"}}), 0u);
  EXPECT_EQ(count({.type = QueryType::active}), 2u);
  EXPECT_EQ(count({.type = QueryType::inactive}), 1u);
  EXPECT_EQ(count({.type = QueryType::active, .stale = true}), 1u);
  EXPECT_EQ(count({.fetch_status = FetchStatus::fetching}), 1u) << "the second is being retried";
  EXPECT_EQ(count({.predicate = [](const Query& query) { return query.key() == Key{"a", 3}; }}), 1u);
}

TEST(QueryFilter, OfRefetchMeetsTypeAndStaleness) {
  World world;
  for (int i : {1, 2, 3}) world.answer({"a", i}, "data");
  auto fresh = world.observe({"a", 1}, {.stale_time = 1h});
  auto stale = world.observe({"a", 2});
  world.fetch(world.query({"a", 3}));
  world.settle();

  world.client.refetch({.type = QueryType::active, .stale = true});

  EXPECT_EQ(world.requests({"a", 1}), 1);
  EXPECT_EQ(world.requests({"a", 2}), 2);
  EXPECT_EQ(world.requests({"a", 3}), 1);
}

// ---- defaults

TEST(Defaults, OfAKeyPrefixReachLongerKeysOnly) {
  World world;
  world.client.set_default_options({"list", "long"}, {.stale_time = 1h});
  world.answer({"list", "long", 1}, "data");
  world.answer({"list"}, "data");
  auto longer = world.observe({"list", "long", 1});
  auto shorter = world.observe({"list"});
  world.settle();
  EXPECT_FALSE(longer.result().is_stale());
  EXPECT_TRUE(shorter.result().is_stale());
}

TEST(Defaults, GiveWayToOptionsAndComeBeforeTheClients) {
  World world{{.defaults = {.stale_time = 1min, .retry = 0}}};
  world.client.set_default_options({"a"}, {.stale_time = 1h});
  world.client.set_data<std::string>({"a"}, "data");
  world.client.set_data<std::string>({"b"}, "data");
  world.advance(2min);

  EXPECT_FALSE(world.observe({"a"}).result().is_stale()) << "its prefix says an hour";
  EXPECT_TRUE(world.observe({"a"}, {.stale_time = 1s}).result().is_stale());
  EXPECT_TRUE(world.observe({"b"}).result().is_stale()) << "the client says a minute";
}

TEST(Defaults, SetAgainForAPrefixReplaceTheFirst) {
  World world;
  world.client.set_default_options({"a"}, {.stale_time = 1h});
  world.client.set_default_options({"a"}, {.retry = 0});
  world.client.set_data<std::string>({"a"}, "data");
  EXPECT_TRUE(world.observe({"a"}).result().is_stale());
}

// ---- telling

TEST(Events, TellTheLifeOfAQuery) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  std::vector<QueryChange> changes;
  const auto subscription = world.client.subscribe([&](const CacheEvent& event) {
    if (event.query) changes.push_back(event.change);
  });

  auto watcher = world.observe(key, {.gc_time = 0ms});
  world.settle();
  watcher.leave();
  world.advance(1ms);

  using enum QueryChange;
  EXPECT_EQ(changes, (std::vector{added, observer_added, fetch_started, fetch_succeeded, observer_removed, removed}));
}

TEST(OnChange, AsksForOneFrameForAllThatOneAnswerChanged) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto one = world.observe(key);
  auto two = world.observe(key);
  auto other = world.observe({"b"}, {.enabled = false});
  int frames = 0;
  const auto subscription = world.client.on_change([&] { ++frames; });

  world.settle();

  EXPECT_EQ(frames, 1);
}

TEST(OnChange, IsQuietWhenNobodySeesAnythingNew) {
  World world;
  int frames = 0;
  const auto subscription = world.client.on_change([&] { ++frames; });
  world.client.set_data<std::string>({"unwatched"}, "data");
  world.client.invalidate(Key{});
  EXPECT_EQ(frames, 0);
}

TEST(OnChange, TellsABatchOnce) {
  World world;
  world.client.set_data<std::string>({"a"}, "data");
  auto watcher = world.observe({"a"}, {.stale_time = 1h});
  int frames = 0;
  const auto subscription = world.client.on_change([&] { ++frames; });

  world.client.batch([&] {
    world.client.set_data<std::string>({"a"}, "one");
    world.client.set_data<std::string>({"a"}, "two");
    EXPECT_EQ(frames, 0);
  });

  EXPECT_EQ(frames, 1);
  EXPECT_EQ(watcher.seen().back(), "success/idle two");
}

TEST(Counts, FollowWhatRuns) {
  World world;
  world.answer({"a"}, "data");
  auto watcher = world.observe({"a"});
  EXPECT_EQ(world.client.fetching(), 1u);
  world.settle();
  EXPECT_EQ(world.client.fetching(), 0u);
}

// ---- from inside callbacks

TEST(Reentry, AListenerMayRemoveWhatItIsToldOf) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  QueryObserver observer{world.client, world.query(key)};
  const auto subscription = observer.subscribe([&](const auto& result) {
    if (result.has_data()) world.client.remove({.key = key});
  });
  world.settle();
  EXPECT_EQ(world.client.size(), 0u);
}

TEST(Reentry, AListenerMayInvalidateAndWrite) {
  World world;
  world.answer({"a"}, "data");
  world.client.set_data<std::string>({"b"}, "before");
  QueryObserver observer{world.client, world.query({"a"})};
  auto other = world.observe({"b"}, {.stale_time = 1h});
  const auto subscription = observer.subscribe([&](const auto& result) {
    if (!result.has_data() || world.cached({"b"}) == "after") return;
    world.client.set_data<std::string>({"b"}, "after");
    world.client.invalidate(Key{"b"});
  });

  world.settle();

  EXPECT_EQ(other.now(), "success/fetching after");
}

TEST(Reentry, AListenerMayEndItself) {
  World world;
  world.answer({"a"}, "data");
  auto watcher = std::make_unique<Watcher>(world.client, world.query({"a"}));
  auto observer = std::make_unique<QueryObserver<std::string>>(world.client, world.query({"a"}));
  Subscription subscription = observer->subscribe([&](const auto& result) {
    if (!result.has_data()) return;
    observer.reset();
    watcher.reset();
    subscription.reset();
  });
  world.settle();
  EXPECT_EQ(world.client.find_query({"a"})->observers(), 0u);
}

TEST(Reentry, AListenerMayEndTheClient) {
  World world;
  world.answer({"a"}, "data");
  auto other = world.observe({"b"});
  QueryObserver observer{world.client, world.query({"a"})};
  const auto subscription = observer.subscribe([&](const auto& result) {
    if (result.has_data()) world.end_client();
  });
  world.settle();
  world.advance(1h);
  EXPECT_EQ(observer.result().status(), observer.result().status());
}

TEST(Reentry, AFetchMayWriteAndInvalidateWhileItIsStarted) {
  World world;
  QueryOptions<std::string> options{.key = {"a"}, .fetch = [&world](QueryContext) {
                                      world.client.set_data<std::string>({"b"}, "from inside");
                                      world.client.invalidate(Key{});
                                      return [](std::string text) -> Task<Result<std::string>> { co_return text; }("A");
                                    }};
  Watcher watcher{world.client, options};
  world.settle();
  EXPECT_EQ(watcher.data() + world.cached({"b"}), "Afrom inside");
}

TEST(Reentry, AnEventListenerMayKeepTheCacheSmall) {
  World world;
  const auto subscription = world.client.subscribe([&](const CacheEvent& event) {
    if (event.change == QueryChange::added && world.client.size() > 2) world.client.remove({.key = {"n", 0}});
  });
  for (int i = 0; i < 3; ++i) world.client.set_data<int>({"n", i}, i);
  EXPECT_EQ(world.client.size(), 2u);
}

// ---- the end

TEST(QueryClient, EndedInFlightCancelsAllQuietly) {
  World world;
  const auto waiting = world.fetch(world.stoppable({"a"}));
  auto watcher = Watcher{world.client, world.stoppable({"b"})};
  const auto seen = watcher.seen();

  world.end_client();
  world.advance(1h);

  EXPECT_EQ(waiting->text, "error: cancelled");
  EXPECT_EQ(world.stopped({"a"}) + world.stopped({"b"}), 2);
  EXPECT_EQ(watcher.seen(), seen);
  watcher.result().refetch();
  EXPECT_EQ(world.requests({"b"}), 1);
}

TEST(QueryClient, ClearForgetsAllAndObserversShowNothingOfIt) {
  World world;
  world.answer({"a"}, "data");
  auto watcher = world.observe({"a"});
  world.settle();
  world.client.clear();
  EXPECT_EQ(world.client.size(), 0u);
  EXPECT_EQ(watcher.now(), "pending/idle");
  EXPECT_EQ(watcher.seen().back(), "pending/idle");  // and were told
}

TEST(QueryClient, ClearLeavesNothingToShowUnderAnotherKey) {
  World world;
  world.answer({"a"}, "of Anna");
  world.answer({"b"}, "of Boris");
  auto watcher = world.observe({"a"}, {.keep_previous = true});
  world.settle();
  watcher.leave();
  world.client.clear();

  watcher.observer().set_options(world.query({"b"}, {.keep_previous = true}));
  watcher.watch();
  EXPECT_EQ(watcher.now(), "pending/fetching");
  world.settle();

  EXPECT_EQ(watcher.now(), "success/idle of Boris");
}

TEST(QueryClient, RemoveLeavesObserversWhatTheySaw) {
  World world;
  world.answer({"a"}, "data");
  auto watcher = world.observe({"a"});
  world.settle();
  world.client.remove({.key = {"a"}});
  EXPECT_EQ(watcher.now(), "success/idle data");
}

}  // namespace
}  // namespace quern::query
