// The life of one query and of those who read it, where the tests of a single theme do not tell it.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

using Seen = std::vector<std::string>;

// ---- names and defaults

TEST(Lifecycle, IsReadUnderItsWholeKeyOnly) {
  World world;
  world.client.set_data<std::string>({"list", 1}, "data");
  EXPECT_EQ(world.cached({"list"}), "(none)");
  EXPECT_EQ(world.cached({"list", 1}), "data");
}

TEST(Defaults, OfSeveralPrefixesMergeAndTheOneSetLastCountsFirst) {
  World world;
  world.client.set_default_options({"list", "long"}, {.stale_time = 1h, .retry = 0});
  world.client.set_default_options({"list"}, {.stale_time = 1min});
  world.client.set_data<std::string>({"list", "long"}, "data");
  auto watcher = world.observe({"list", "long"});
  EXPECT_EQ(world.requests({"list", "long"}), 0) << "one says it is fresh";

  world.advance(1min);
  EXPECT_TRUE(watcher.result().is_stale()) << "a minute was said last";
  world.fail({"list", "long"}, ErrorKind::network);
  watcher.result().refetch();
  world.settle();

  EXPECT_TRUE(watcher.result().is_error()) << "the other says not to retry";
}

// ---- the fetch function

TEST(Lifecycle, OfAFetchThatBringsNothingIsAnErrorThatNamesTheKey) {
  std::vector<std::string> said;
  World world{{.log = [&](LogLevel, std::string_view line) { said.emplace_back(line); }}};
  QueryOptions<std::string> options{.key = {"a"}, .retry = 0};
  options.fetch = [](QueryContext) -> Task<Result<std::shared_ptr<const std::string>>> { co_return nullptr; };

  Watcher watcher{world.client, options};
  world.scheduler.settle();

  EXPECT_EQ(watcher.now(), "error/idle");
  EXPECT_EQ(watcher.error().message, R"(nothing was fetched for ["a"])");
  EXPECT_EQ(said, (Seen{R"(nothing was fetched for ["a"])"}));
}

TEST(Lifecycle, GivesTheFunctionTheMetaOfTheLatestOptions) {
  World world;
  std::string told;
  const auto options = [&told](std::string source) {
    QueryOptions<std::string> made{.key = {"a"}};
    made.meta = std::make_shared<const KeyObject>(KeyObject{{"source", source}});
    made.fetch = [&told](QueryContext context) {
      told = std::get<std::string>(context.meta->find("source")->value());
      return [](std::string text) -> Task<Result<std::string>> { co_return text; }(told);
    };
    return made;
  };
  Watcher watcher{world.client, options("first")};
  world.settle();
  EXPECT_EQ(told, "first");

  watcher.observer().set_options(options("second"));
  world.client.refetch();

  EXPECT_EQ(told, "second");
  EXPECT_EQ(std::get<std::string>(world.client.find_query({"a"})->meta()->find("source")->value()), "second");
}

TEST(Lifecycle, ThatSettledKeepsNothingOfItsFetch) {
  World world;
  auto held = std::make_shared<int>(7);
  const std::weak_ptr watched = held;
  QueryOptions<std::string> options{.key = {"a"}, .gc_time = forever};
  options.fetch = [&](QueryContext) {
    return [](Scheduler& scheduler, std::shared_ptr<int>) -> Task<Result<std::string>> {
      (void)co_await sleep(scheduler, 10ms, {});
      co_return "data";
    }(world.scheduler, std::move(held));
  };
  Watcher watcher{world.client, options};
  EXPECT_FALSE(watched.expired());

  world.settle();

  EXPECT_EQ(watcher.now(), "success/idle data");
  EXPECT_TRUE(watched.expired());
  EXPECT_FALSE(world.client.find_query({"a"})->is_fetching());
}

// ---- reset

TEST(Reset, OfAPendingQueryLeavesItIdleWithoutDataOrError) {
  World world;
  const Key key{"a"};
  const auto waiting = world.fetch(world.query(key));

  world.client.reset({.key = key});

  const auto& state = world.client.find_query(key)->state();
  EXPECT_EQ(state.fetch_status, FetchStatus::idle);
  EXPECT_EQ(state.status, QueryStatus::pending);
  EXPECT_FALSE(state.data || state.error);
  EXPECT_EQ(waiting->text, "error: cancelled");
}

TEST(Reset, FetchesTheQueriesThatMatchedBeforeIt) {
  World world;
  for (const auto* name : {"good", "bad", "disabled", "unwatched"}) world.answer({name}, "data");
  world.fail({"bad"}, ErrorKind::server);
  auto good = world.observe({"good"}, {.retry = 0});
  auto bad = world.observe({"bad"}, {.retry = 0});
  world.fetch(world.query({"disabled"}));
  world.fetch(world.query({"unwatched"}));
  auto disabled = world.observe({"disabled"}, {.enabled = false});
  world.settle();

  world.client.reset({.predicate = [](const Query& query) { return query.state().status == QueryStatus::success; }});

  EXPECT_EQ(world.requests({"good"}), 2) << "it matched, though it does no more";
  EXPECT_EQ(good.now(), "pending/fetching");
  EXPECT_EQ(world.requests({"bad"}), 1);
  EXPECT_EQ(bad.now(), "error/idle");
  EXPECT_EQ(disabled.now(), "pending/idle");
  EXPECT_EQ(world.requests({"disabled"}) + world.requests({"unwatched"}), 2) << "one each, from before";
}

// ---- those who watch

TEST(Lifecycle, ADisabledReaderWithoutAFunctionIsToldTwiceWhatOthersFetch) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  Watcher watcher{world.client, {.key = key, .enabled = false}};

  world.fetch(world.query(key));
  world.settle();

  EXPECT_EQ(watcher.seen(), (Seen{"pending/fetching", "success/idle data"}));
}

TEST(Lifecycle, OthersAreToldInTheSameRoundWhereOneLeaves) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  Seen told;
  std::vector<std::unique_ptr<QueryObserver<std::string>>> observers;
  std::vector<Subscription> subscriptions(3);
  for (std::size_t i = 0; i < 3; ++i) {
    observers.push_back(std::make_unique<QueryObserver<std::string>>(world.client, world.query(key)));
    subscriptions[i] = observers[i]->subscribe([&, i](const auto& result) {
      if (!result.has_data()) return;
      told.push_back(std::to_string(i));
      subscriptions[i].reset();
    });
  }

  world.settle();

  std::ranges::sort(told);
  EXPECT_EQ(told, (Seen{"0", "1", "2"}));
  EXPECT_EQ(world.client.find_query(key)->observers(), 0u);
}

TEST(Lifecycle, AReaderWithTwoSubscriptionsCountsOnce) {
  World world;
  const Key key{"a"};
  std::vector<QueryChange> changes;
  const auto events = world.client.subscribe([&](const CacheEvent& event) { changes.push_back(event.change); });
  QueryObserver observer{world.client, world.query(key, {.enabled = false})};
  const auto observers = [&] { return world.client.find_query(key)->observers(); };

  auto first = observer.subscribe([](const auto&) {});
  auto second = observer.subscribe([](const auto&) {});
  EXPECT_EQ(observers(), 1u);
  first.reset();
  first.reset();
  EXPECT_EQ(observers(), 1u);
  second.reset();

  EXPECT_EQ(observers(), 0u);
  using enum QueryChange;
  EXPECT_EQ(changes, (std::vector{added, observer_added, observer_removed}));
}

TEST(Lifecycle, OfAQueryRemovedAndAskedForAgainCountsItsFetchesAnew) {
  World world;
  const Key key{"a"};
  world.answer(key, "first");
  auto before = world.observe(key);
  world.settle();
  auto watcher = world.observe(key, {.stale_time = 1h});
  ASSERT_FALSE(watcher.result().is_fetched_after_mount());

  world.client.remove({.key = key});
  auto after = world.observe(key);
  world.settle();

  EXPECT_TRUE(watcher.result().is_fetched_after_mount());
}

TEST(Defaults, OfAPrefixGiveAQueryItsMeta) {
  World world;
  const auto meta = std::make_shared<const KeyObject>(KeyObject{{"of", "prefix"}});
  world.client.set_default_options({"a"}, {.meta = meta});
  auto watcher = world.observe({"a", 1});
  EXPECT_EQ(world.client.find_query({"a", 1})->meta(), meta);
}

}  // namespace
}  // namespace quern::query
