// What is stale, and what is fetched for it: the corners beside query_observer_test and query_client_test.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

// What a Completion said, once it has: "good", the error's message, or "(waiting)".
std::shared_ptr<std::string> said(Completion completion) {
  auto text = std::make_shared<std::string>("(waiting)");
  [](Completion awaited, std::shared_ptr<std::string> place) -> Task<void> {
    const auto result = co_await awaited;
    *place = result ? "good" : result.error().message;
  }(std::move(completion), text)
                                                                    .detach();
  return text;
}

TEST(Staleness, IsToldAtItsVeryDeadline) {
  World world;
  world.client.set_data<std::string>({"a"}, "data");
  auto watcher = world.observe({"a"}, {.stale_time = 1min});

  world.advance(1min - 1ms);
  EXPECT_TRUE(watcher.seen().empty());
  world.advance(1ms);

  EXPECT_EQ(watcher.seen().size(), 1u);
  EXPECT_TRUE(watcher.result().is_stale());
}

TEST(Staleness, OfAFixedQueryWithDataNeverFetchesEvenWhereAlwaysIsAsked) {
  World world;
  const Key there{"there"}, empty{"empty"};
  world.client.set_data<std::string>(there, "data");
  const QueryOptions<std::string> options{
      .stale_time = StaleTime::fixed(), .refetch_on_mount = RefetchOn::always, .refetch_on_focus = RefetchOn::always};

  auto one = world.observe(there, options);
  auto two = world.observe(empty, options);
  EXPECT_TRUE(two.result().is_stale()) << "nothing is there yet";
  world.answer(empty, "data");
  world.focus();
  world.client.invalidate(there);

  EXPECT_EQ(world.requests(there), 0);
  EXPECT_EQ(world.requests(empty), 1);
}

TEST(Staleness, OfAFixedQueryThatWasInvalidatedIsReadFromTheCache) {
  World world;
  const Key key{"a"};
  world.client.set_data<std::string>(key, "cached");
  world.client.invalidate(key);

  const auto fixed = world.fetch(world.query(key, {.stale_time = StaleTime::fixed()}));

  EXPECT_EQ(fixed->text, "cached");
  EXPECT_EQ(world.requests(key), 0);
}

TEST(Staleness, IsNotChangedByInvalidatingTwice) {
  World world;
  world.client.set_data<std::string>({"a"}, "data");
  int events = 0;
  const auto subscription = world.client.subscribe([&](const CacheEvent&) { ++events; });

  world.client.invalidate(Key{"a"});
  EXPECT_EQ(events, 1);
  world.client.invalidate(Key{"a"});

  EXPECT_EQ(events, 1);
}

TEST(Staleness, StartsOneFetchForAllWhenTheConnectionReturns) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto one = world.observe(key);
  auto two = world.observe(key);
  world.settle();

  world.offline();
  world.online();

  EXPECT_EQ(world.requests(key), 2) << "the first, and one more";
}

TEST(Staleness, OfAReadPrefersTheCacheToInitialData) {
  World world;
  const Key key{"a"};
  world.client.set_data<std::string>(key, "cached");
  world.answer(key, "fetched");
  auto options = world.query(key, {.stale_time = 1min});
  options.initial_data = std::make_shared<const std::string>("initial");

  EXPECT_EQ(world.fetch(options)->text, "cached");
  world.advance(1min);
  const auto old = world.fetch(options);
  world.settle();

  EXPECT_EQ(old->text, "fetched");
}

// ---- by filter

TEST(Staleness, InvalidatesNobodysQueriesWithoutFetchingThoseNeverFetched) {
  World world;
  const Key disabled{"disabled"}, bare{"bare"};
  auto one = world.observe(disabled, {.enabled = false});
  Watcher two{world.client, {.key = bare, .enabled = false}};
  QueryObserver unwatched{world.client, world.query({"unwatched"})};

  world.client.invalidate({.refetch = RefetchType::all});
  world.settle();

  EXPECT_EQ(world.requests(disabled) + world.requests({"unwatched"}), 0);
  EXPECT_EQ(one.now() + two.now() + describe(unwatched.result()), "pending/idlepending/idlepending/idle");
}

TEST(Refetch, TakesAQueryThatOneReaderAtLeastHasEnabled) {
  World world;
  const Key key{"a"};
  world.client.set_data<std::string>(key, "data");
  auto disabled = world.observe(key, {.enabled = false});
  auto other = world.observe(key, {.enabled = false});

  world.client.refetch({.key = key});
  EXPECT_EQ(world.requests(key), 0);
  auto enabled = world.observe(key, {.stale_time = 1h});
  world.client.refetch({.key = key});

  EXPECT_EQ(world.requests(key), 1);
}

TEST(Refetch, WithoutAFilterTakesWhatIsWatchedOrWasEverFetched) {
  World world;
  world.answer({"watched"}, "data");
  world.answer({"fetched"}, "data");
  auto watched = world.observe({"watched"}, {.stale_time = 1h});
  world.fetch(world.query({"fetched"}));
  QueryObserver never{world.client, world.query({"never"})};
  world.settle();

  world.client.refetch();

  EXPECT_EQ(world.requests({"watched"}), 2);
  EXPECT_EQ(world.requests({"fetched"}), 2);
  EXPECT_EQ(world.requests({"never"}), 0);
}

TEST(Refetch, AnswersTheFirstErrorToThoseWhoWait) {
  World world;
  world.answer({"good"}, "data");
  world.answer({"bad"}, "data");
  auto good = world.observe({"good"}, {.retry = 0});
  auto bad = world.observe({"bad"}, {.retry = 0});
  world.settle();
  world.fail({"bad"}, ErrorKind::network);

  const auto all = said(world.client.refetch());
  const auto one = said(world.client.refetch({.key = {"good"}, .cancel_refetch = false}));
  world.settle();

  EXPECT_EQ(*all, "said the server");
  EXPECT_EQ(*one, "good");
}

TEST(Refetch, ThatIsPausedCompletesWhenItWentOn) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key, {.refetch_on_reconnect = RefetchOn::never});
  world.settle();
  world.offline();

  const auto refetched = said(world.client.refetch());
  world.settle();
  EXPECT_EQ(watcher.now(), "success/paused data");
  EXPECT_EQ(*refetched, "(waiting)");
  world.online();
  world.settle();

  EXPECT_EQ(*refetched, "good");
}

TEST(Refetch, WithCancelOffJoinsTheFetchThatRuns) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  Watcher watcher{world.client, world.stoppable(key)};
  world.settle();
  watcher.result().refetch();
  world.advance(5ms);

  world.client.refetch({.cancel_refetch = false});
  EXPECT_EQ(world.requests(key), 2);
  EXPECT_EQ(world.stopped(key), 0);
  world.client.refetch();

  EXPECT_EQ(world.requests(key), 3);
  EXPECT_EQ(world.stopped(key), 1);
}

}  // namespace
}  // namespace quern::query
