// One query: its states, its fetch, its cancellation, its data by hand, its end.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

using Seen = std::vector<std::string>;

TEST(Query, IsNotFetchedByAnObserverNobodySubscribedTo) {
  World world;
  const Key key{"a"};
  QueryObserver observer{world.client, world.query(key)};
  world.settle();

  EXPECT_EQ(world.requests(key), 0);
  EXPECT_EQ(describe(observer.result()), "pending/idle");
}

TEST(Query, GoesFromPendingToSuccess) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");

  auto watcher = world.observe(key);
  EXPECT_EQ(world.requests(key), 1);
  EXPECT_EQ(watcher.now(), "pending/fetching");
  world.settle();

  EXPECT_EQ(watcher.seen(), (Seen{"pending/fetching", "success/idle data"}));
}

TEST(Query, ThatAnswersAtOnceIsStillPendingFirst) {
  World world;
  QueryOptions<std::string> options{.key = {"a"},
                                    .fetch = [](QueryContext) -> Task<Result<std::string>> { co_return "at once"; }};

  Watcher watcher{world.client, options};
  EXPECT_EQ(watcher.now(), "pending/fetching");
  world.scheduler.settle();

  EXPECT_EQ(watcher.now(), "success/idle at once");
}

TEST(Query, KeepsItsDataWhenARefetchFails) {
  World world;
  const Key key{"a"};
  world.answer(key, "old");
  auto watcher = world.observe(key, {.retry = 0});
  world.settle();

  world.fail(key, ErrorKind::network);
  watcher.result().refetch();
  world.settle();

  EXPECT_EQ(watcher.now(), "error/idle old");
  EXPECT_EQ(watcher.error().kind, ErrorKind::network);
}

TEST(Query, StaysInErrorWhileItsDataIsFetchedAgain) {
  World world;
  const Key key{"a"};
  world.answer(key, "old");
  auto watcher = world.observe(key, {.retry = 0});
  world.settle();
  world.fail(key, ErrorKind::network);
  watcher.result().refetch();
  world.settle();

  watcher.result().refetch();

  EXPECT_EQ(watcher.now(), "error/fetching old");
}

TEST(Query, WithoutDataIsPendingAgainWhileItIsFetchedAfterAnError) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::server);
  auto watcher = world.observe(key, {.retry = 0});
  world.settle();
  EXPECT_EQ(watcher.now(), "error/idle");

  watcher.result().refetch();

  EXPECT_EQ(watcher.now(), "pending/fetching");
  EXPECT_FALSE(watcher.result().has_error());
}

TEST(Query, WithoutAFetchFunctionSaysSo) {
  World world;
  Watcher watcher{world.client, {.key = {"a"}}};
  world.settle();
  EXPECT_EQ(watcher.error().message, R"(no fetch function for ["a"])");
}

TEST(Query, UsesTheFunctionOfTheObserverThatHasOne) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  world.client.set_data<std::string>(key, "by hand");
  auto watcher = world.observe(key, {.stale_time = 1h});

  world.client.refetch();
  world.settle();

  EXPECT_EQ(watcher.data(), "data");
}

TEST(Query, TellsItsFunctionKeyAndMeta) {
  World world;
  std::string told;
  QueryOptions<std::string> options{.key = {"a", 7}};
  options.meta = std::make_shared<const KeyObject>(KeyObject{{"source", "test"}});
  options.fetch = [&told](QueryContext context) -> Task<Result<std::string>> {
    told = context.key.to_string() + std::get<std::string>(context.meta->find("source")->value());
    return [](std::string text) -> Task<Result<std::string>> { co_return text; }(told);
  };
  world.fetch(options);
  EXPECT_EQ(told, R"(["a",7]test)");
}

// ---- dedupe

TEST(Query, IsFetchedOnceForAllWhoAsk) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");

  const auto one = world.fetch(world.query(key));
  const auto two = world.fetch(world.query(key));
  auto watcher = world.observe(key);
  world.settle();

  EXPECT_EQ(world.requests(key), 1);
  EXPECT_EQ(one->text, "data");
  EXPECT_EQ(two->text, "data");
  EXPECT_EQ(watcher.data(), "data");
}

TEST(Query, LeftAndWatchedAgainWhileItIsFetchedAsksOnceUnlessItsStopTokenWasTaken) {
  World world;
  const Key plain{"plain"}, stoppable{"stoppable"};
  world.answer(plain, "data");
  world.answer(stoppable, "data");
  auto one = Watcher{world.client, world.query(plain)};
  auto two = Watcher{world.client, world.stoppable(stoppable)};

  for (auto* watcher : {&one, &two}) {
    watcher->leave();
    watcher->watch();
  }
  world.settle();

  EXPECT_EQ(world.requests(plain), 1);
  EXPECT_EQ(world.requests(stoppable), 2);
  EXPECT_EQ(one.data() + two.data(), "datadata");
}

// ---- imperative reads

TEST(Query, IsReadFromTheCacheWhileFresh) {
  World world;
  const Key key{"a"};
  world.client.set_data<std::string>(key, "cached");
  world.answer(key, "fetched");

  const auto fresh = world.fetch(world.query(key, {.stale_time = 1min}));
  EXPECT_EQ(fresh->text, "cached");
  world.advance(1min);
  const auto stale = world.fetch(world.query(key, {.stale_time = 1min}));
  world.settle();

  EXPECT_EQ(stale->text, "fetched");
}

TEST(Query, IsNotRetriedForAnImperativeRead) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::network);

  const auto answer = world.fetch(world.query(key));
  world.advance(1min);

  EXPECT_EQ(answer->text, "error: said the server");
  EXPECT_EQ(world.requests(key), 1);
}

TEST(Query, IsEnsuredFromTheCacheWhateverItsAge) {
  World world;
  const Key key{"a"};
  world.client.set_data<std::string>(key, "cached");
  world.advance(1min);

  std::string text;
  [](DataAnswer<std::string> task, std::string& place)
      -> Task<void> { place = **co_await task; }(world.client.ensure(world.query(key)), text).detach();

  EXPECT_EQ(text, "cached");
  EXPECT_EQ(world.requests(key), 0);
}

TEST(Query, IsThereAfterAPrefetch) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  world.client.prefetch(world.query(key));
  world.settle();
  EXPECT_EQ(world.cached(key), "data");
}

// ---- cancellation

TEST(Query, WhoseStopTokenWasNotTakenIsFinishedWhenEverybodyLeft) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = Watcher{world.client, world.query(key)};

  watcher.leave();
  world.settle();

  EXPECT_EQ(world.cached(key), "data");
}

TEST(Query, WhoseStopTokenWasTakenIsStoppedWhenEverybodyLeft) {
  World world;
  const Key key{"a"};
  world.answer(key, "old");
  auto watcher = Watcher{world.client, world.stoppable(key)};
  world.settle();
  world.answer(key, "new");
  watcher.result().refetch();

  watcher.leave();
  EXPECT_EQ(world.stopped(key), 1);
  world.settle();

  EXPECT_EQ(world.cached(key), "old");
  EXPECT_EQ(world.client.find_query(key)->state().fetch_status, FetchStatus::idle);
}

TEST(Query, CancelledGoesBackToWhatItWas) {
  World world;
  const Key key{"a"};
  world.answer(key, "old");
  auto watcher = Watcher{world.client, world.stoppable(key)};
  world.settle();
  watcher.result().refetch();
  const auto waiting = world.fetch(world.stoppable(key));

  world.client.cancel();
  world.settle();

  EXPECT_EQ(watcher.now(), "success/idle old");
  EXPECT_EQ(waiting->text, "old") << "who waits gets what there is";
  EXPECT_EQ(world.stopped(key), 1);
}

TEST(Query, CancelledBeforeItsFirstAnswerTellsWhoWaits) {
  World world;
  const Key key{"a"};
  const auto waiting = world.fetch(world.query(key));

  world.client.cancel({.key = key});

  EXPECT_EQ(waiting->text, "error: cancelled");
  EXPECT_EQ(world.status(key), "pending");
}

TEST(Query, CancelledCanBeFetchedAgain) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key);
  world.client.cancel();

  watcher.result().refetch();
  world.settle();

  EXPECT_EQ(watcher.now(), "success/idle data");
}

TEST(Query, SettledIsDeafToCancel) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key);
  world.settle();
  const auto before = watcher.seen();

  world.client.cancel();

  EXPECT_EQ(watcher.seen(), before);
}

TEST(Query, CancelledKeepsWhatWasWrittenByHandMeanwhile) {
  World world;
  const Key key{"a"};
  world.answer(key, "old");
  auto watcher = world.observe(key);
  world.settle();
  watcher.result().refetch();
  world.client.set_data<std::string>(key, "by hand");

  world.client.cancel();

  EXPECT_EQ(watcher.now(), "success/idle by hand");
}

TEST(Query, RefetchedWhileItIsFetchedBeginsAnewAndTellsAllWhoWait) {
  World world;
  const Key key{"a"};
  world.answer(key, "old");
  auto watcher = Watcher{world.client, world.stoppable(key)};
  world.settle();
  world.answer(key, "second");
  watcher.result().refetch();
  const auto waiting = world.fetch(world.stoppable(key));
  world.advance(5ms);
  world.answer(key, "third");

  watcher.result().refetch();
  world.settle();

  EXPECT_EQ(world.stopped(key), 1);
  EXPECT_EQ(waiting->text, "third");
  EXPECT_EQ(watcher.data(), "third");
}

// ---- data by hand

TEST(Query, IsMadeByDataSetByHand) {
  World world;
  world.client.set_data<std::string>({"a"}, "");
  EXPECT_EQ(world.status({"a"}), "success");
  EXPECT_EQ(world.cached({"a"}), "");
}

TEST(Query, TakesDataByHandWhileItIsFetchedAndItsAnswerAfterwards) {
  World world;
  const Key key{"a"};
  world.answer(key, "fetched");
  auto watcher = world.observe(key);

  world.client.set_data<std::string>(key, "by hand");
  EXPECT_EQ(watcher.now(), "success/fetching by hand");
  world.settle();

  EXPECT_EQ(watcher.now(), "success/idle fetched");
}

TEST(Query, IsCuredOfErrorAndInvalidationByDataByHand) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::server);
  auto watcher = world.observe(key, {.stale_time = 1min, .retry = 0});
  world.settle();

  world.client.set_data<std::string>(key, "by hand");

  EXPECT_EQ(watcher.now(), "success/idle by hand");
  EXPECT_FALSE(watcher.result().has_error());
  EXPECT_FALSE(watcher.result().is_stale());
}

TEST(Query, AgesFromTheTimeItsDataIsSaidToBeFrom) {
  World world;
  const Key key{"a"};
  world.advance(1h);
  world.client.set_data<std::string>(key, "old", world.scheduler.now() - 59s);
  auto watcher = world.observe(key, {.stale_time = 1min});
  EXPECT_FALSE(watcher.result().is_stale());

  world.advance(1s);

  EXPECT_TRUE(watcher.result().is_stale());
}

TEST(Query, IsPatchedInBulkWhereItHasDataAndKeepsItsAge) {
  World world;
  world.client.set_data<std::string>({"list", 1}, "a");
  world.client.set_data<std::string>({"list", 2}, "b");
  world.client.set_data<int>({"list", 3}, 7);
  auto watcher = world.observe({"list", 4});
  const auto set_at = world.client.find_query({"list", 1})->state().updated_at;
  world.advance(5ms);

  const auto changed =
      world.client.update_data<std::string>({"list"}, [](const std::string& text) { return text + "!"; });

  EXPECT_EQ(changed, 2u);
  EXPECT_EQ(world.cached({"list", 1}) + world.cached({"list", 2}) + world.cached({"list", 4}), "a!b!(none)");
  EXPECT_EQ(world.client.find_query({"list", 1})->state().updated_at, set_at);
}

TEST(Query, KeepsTheOldPointerForEqualData) {
  World world;
  const Key key{"a"};
  world.answer(key, "same");
  auto watcher = world.observe(key);
  world.settle();
  const auto before = watcher.result().data();

  watcher.result().refetch();
  world.settle();

  EXPECT_EQ(watcher.result().data(), before);
}

TEST(Query, SharesAsItIsToldTo) {
  World world;
  const Key key{"a"};
  world.answer(key, "one");
  QueryOptions<std::string> options;
  options.share = [](const std::shared_ptr<const std::string>& old, std::shared_ptr<const std::string> next) {
    return std::make_shared<const std::string>(*old + "+" + *next);
  };
  auto watcher = world.observe(key, options);
  world.settle();
  world.answer(key, "two");

  watcher.result().refetch();
  world.settle();

  EXPECT_EQ(watcher.data(), "one+two");
}

// ---- initial data

TEST(Query, BeginsWithInitialDataAndAgesFromItsTime) {
  World world;
  const Key key{"a"};
  world.advance(1h);
  QueryOptions<std::string> options{.stale_time = 1min};
  options.initial_data = std::make_shared<const std::string>("initial");
  options.initial_updated_at = world.scheduler.now() - 2min;
  world.answer(key, "fetched");

  auto watcher = world.observe(key, options);

  EXPECT_EQ(watcher.now(), "success/fetching initial") << "it is two minutes old";
  EXPECT_FALSE(watcher.result().is_fetched());
  world.settle();
  EXPECT_EQ(watcher.now(), "success/idle fetched");
}

TEST(Query, ThatHasDataIgnoresInitialData) {
  World world;
  const Key key{"a"};
  world.client.set_data<std::string>(key, "there");
  QueryOptions<std::string> options{.stale_time = 1h};
  options.initial_data = std::make_shared<const std::string>("initial");
  auto watcher = world.observe(key, options);
  EXPECT_EQ(watcher.data(), "there");
}

TEST(Query, ResetGoesBackToInitialDataAndFetchesAgain) {
  World world;
  const Key key{"a"};
  world.answer(key, "fetched");
  QueryOptions<std::string> options;
  options.initial_data = std::make_shared<const std::string>("initial");
  auto watcher = world.observe(key, options);
  world.settle();

  world.client.reset({.key = key});

  EXPECT_EQ(watcher.now(), "success/fetching initial");
}

TEST(Query, ResetWhileItIsFetchedTellsWhoWaits) {
  World world;
  const Key key{"a"};
  const auto waiting = world.fetch(world.query(key));
  world.client.reset({.key = key});
  EXPECT_EQ(waiting->text, "error: cancelled");
  EXPECT_EQ(world.status(key), "pending");
}

// ---- gc

TEST(Query, IsForgottenAfterItsGcTimeWithoutObservers) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key, {.gc_time = 1min});
  world.settle();
  world.advance(1h);
  EXPECT_EQ(world.status(key), "success") << "while it is watched it stays";

  watcher.leave();
  world.advance(59s);
  EXPECT_EQ(world.status(key), "success");
  world.advance(1s);

  EXPECT_EQ(world.status(key), "(no query)");
}

TEST(Query, StaysAsLongAsTheLongestGcTimeAskedFor) {
  World world;
  const Key key{"a"};
  world.observe(key, {.gc_time = 10min}).leave();
  world.observe(key, {.gc_time = 1min}).leave();
  world.settle();

  world.advance(9min);
  EXPECT_NE(world.status(key), "(no query)");
  world.advance(2min);

  EXPECT_EQ(world.status(key), "(no query)");
}

TEST(Query, WithGcTimeZeroGoesOnTheNextTurnOfTheTimer) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  const auto answer = world.fetch(world.query(key, {.gc_time = 0ms}));
  world.settle();
  world.advance(0ms);

  EXPECT_EQ(answer->text, "data");
  EXPECT_EQ(world.status(key), "(no query)");
}

TEST(Query, IsKeptUntilItsFetchEndsAndThenItsGcTime) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key, {.gc_time = 3ms});

  watcher.leave();
  world.advance(12ms);
  EXPECT_EQ(world.cached(key), "data");
  world.advance(1ms);

  EXPECT_EQ(world.status(key), "(no query)");
}

TEST(Query, WithoutEndOfItsGcTimeStays) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  world.fetch(world.query(key, {.gc_time = forever}));
  world.advance(24h * 365);
  EXPECT_EQ(world.cached(key), "data");
}

TEST(Query, SetByHandAndNeverFetchedIsForgottenToo) {
  World world;
  world.client.set_data<std::string>({"a"}, "data");
  world.advance(5min);
  EXPECT_EQ(world.status({"a"}), "(no query)");
}

TEST(QueryClient, HoldsOneTimerHoweverManyQueries) {
  World world;
  std::vector<Watcher> watchers;
  for (int i = 0; i < 100; ++i) {
    const Key key{"a", i};
    world.answer(key, "data");
    watchers.push_back(world.observe(key, {.stale_time = std::chrono::seconds{i + 1}}));
    world.client.set_data<std::string>({"b", i}, "data");
  }
  world.settle();
  EXPECT_EQ(world.scheduler.timers(), 1u);
}

}  // namespace
}  // namespace quern::query
