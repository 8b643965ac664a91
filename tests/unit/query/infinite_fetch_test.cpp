// Data that comes in pages: failures, tries, cancellation, and two wishes at a time.
#include "tests/unit/query/infinite_world.hpp"

namespace quern::query {
namespace {

const QueryOptions<Pages> patient{.stale_time = 1h, .retry = false};
const QueryOptions<Pages> persistent{.stale_time = 1h, .retry = 1, .retry_delay = 5ms};

// ---- failures

TEST(InfiniteFetch, OfAPageThatFailsLeavesTheOthersAsGoodAsBefore) {
  PageWorld world;
  auto reader = reader_of(world, 1, {.initial_param = 2, .query = patient});
  world.fail_at(3);

  reader.now().fetch_next();
  world.settle();

  EXPECT_TRUE(reader.now().is_fetch_next_error());
  EXPECT_FALSE(reader.now().is_fetch_previous_error());
  EXPECT_FALSE(reader.now().is_stale());
  EXPECT_EQ(reader.text(), "2a");
}

TEST(InfiniteFetch, AtTheOtherEndTakesTheErrorOfThisOneAway) {
  PageWorld world;
  auto reader = reader_of(world, 1, {.initial_param = 2, .query = patient});
  world.fail_at(3);
  reader.now().fetch_next();
  world.settle();

  reader.now().fetch_previous();
  EXPECT_FALSE(reader.now().is_fetch_next_error());
  world.settle();

  EXPECT_TRUE(reader.now().is_success());
  EXPECT_EQ(reader.text(), "1a 2a");
}

TEST(InfiniteFetch, OfAllPagesKeepsTheOldOnesWhenALaterOneFails) {
  PageWorld world;
  auto reader = reader_of(world, 3, {.query = patient});
  world.edition = "b";
  world.fail_at(2);

  reader.observer.refetch();
  world.settle_all();

  EXPECT_TRUE(reader.now().is_refetch_error());
  EXPECT_EQ(world.asked, (Asked{"1", "2"}));
  EXPECT_EQ(reader.text(), "1a 2a 3a");
}

TEST(InfiniteFetch, ThatFailsTheFirstTimeIsNoRefetchError) {
  PageWorld world;
  world.fail_at(1);
  PageReader reader{world, world.options({.query = patient})};
  world.settle();

  EXPECT_TRUE(reader.now().is_error());
  EXPECT_FALSE(reader.now().is_refetch_error());
}

TEST(InfiniteFetch, OfTheFirstPageIsTriedAgainWhenTheNextIsAskedFor) {
  PageWorld world;
  world.fail_at(1);
  PageReader reader{world, world.options({.query = patient})};
  world.settle();

  reader.now().fetch_next();
  EXPECT_FALSE(reader.now().is_fetching_next());
  world.settle();

  EXPECT_EQ(world.asked, (Asked{"1", "1"}));
  EXPECT_EQ(reader.text(), "1a");
}

// ---- tries

TEST(InfiniteFetch, GivesEachPageTriesOfItsOwn) {
  PageWorld world;
  auto options = world.options({.query = persistent});
  options.fetch = [&world, ok = options.fetch](PageContext<int> page) {
    const bool is_first_try = world.asked.empty() || world.asked.back() != std::to_string(page.param);
    if (is_first_try) world.fail_at(page.param);
    return ok(std::move(page));
  };
  options.pages = 3;

  PageReader reader{world, options};
  world.settle_all();

  EXPECT_EQ(world.asked, (Asked{"1", "1", "2", "2", "3", "3"}));
  EXPECT_TRUE(reader.now().is_success());
  EXPECT_EQ(reader.now().failure_count(), 0);
}

TEST(InfiniteFetch, EndsWithThePageThatFailsAlways) {
  PageWorld world;
  auto reader = reader_of(world, 3, {.query = persistent});
  world.fail_at(2, 1000);

  reader.observer.refetch();
  world.advance(1min);

  EXPECT_EQ(world.asked, (Asked{"1", "2", "2"}));
  EXPECT_TRUE(reader.now().is_refetch_error());
  EXPECT_EQ(reader.now().failure_count(), 2);
}

TEST(InfiniteFetch, OfOnePageIsTriedAgainToo) {
  PageWorld world;
  auto reader = reader_of(world, 2, {.query = persistent});
  world.fail_at(3);

  reader.now().fetch_next();
  world.settle_all();

  EXPECT_EQ(world.asked, (Asked{">3", ">3"}));
  EXPECT_EQ(reader.text(), "1a 2a 3a");
}

TEST(InfiniteFetch, AfterAFailedOneBeginsWithTheFirstPageAgain) {
  PageWorld world;
  auto reader = reader_of(world, 3, {.query = patient});
  world.fail_at(2);
  reader.observer.refetch();
  world.settle_all();
  world.edition = "b";

  reader.observer.refetch();
  world.settle_all();

  EXPECT_EQ(reader.text(), "1b 2b 3b");
}

// ---- cancelled

TEST(InfiniteFetch, ThatIsCancelledInTheMiddleStopsThePageOnItsWay) {
  PageWorld world;
  auto reader = reader_of(world, 3, {.query = patient});
  world.edition = "b";

  reader.observer.refetch();
  world.advance(World::latency * 3 / 2);
  world.client.cancel({.key = world.key});
  world.settle_all();

  EXPECT_EQ(world.asked, (Asked{"1", "2"}));
  EXPECT_EQ(world.stopped, 1);
  EXPECT_EQ(reader.text(), "1a 2a 3a");
  EXPECT_FALSE(reader.now().is_error());
  EXPECT_FALSE(reader.now().is_fetching());
}

TEST(InfiniteFetch, ThatIsCancelledAsksForNoFurtherPageAlsoIfItTookNoStopToken) {
  PageWorld world;
  world.takes_stop = false;
  auto reader = reader_of(world, 3, {.query = patient});

  reader.observer.refetch();
  world.advance(World::latency / 2);
  world.client.cancel({.key = world.key});
  world.settle_all();

  EXPECT_EQ(world.asked, Asked{"1"});
}

TEST(InfiniteFetch, ThatIsCancelledBeforeThereIsAnythingIsAnErrorToWhoWaits) {
  PageWorld world;
  std::string answered = "(waiting)";
  const auto remember = [](DataAnswer<Pages> answer, std::string* into) -> Task<void> {
    const auto all = co_await answer;
    *into = all ? text_of(**all) : all.error().is(ErrorKind::cancelled) ? "cancelled" : "another error";
  };
  remember(fetch_infinite(world.client, world.options({.pages = 3})), &answered).detach();
  world.advance(World::latency * 3 / 2);

  world.client.cancel({.key = world.key});
  world.settle_all();

  EXPECT_EQ(answered, "cancelled");
  EXPECT_EQ(world.asked, (Asked{"1", "2"}));
  EXPECT_EQ(world.cached_pages(), "(none)");
}

TEST(InfiniteFetch, OfAllPagesEndsWithItsLastReader) {
  PageWorld world;
  auto reader = reader_of(world, 3, {.query = patient});

  reader.observer.refetch();
  world.advance(World::latency / 2);
  reader.leave();
  world.settle_all();

  EXPECT_EQ(world.asked, Asked{"1"});
  EXPECT_EQ(world.stopped, 1);
  EXPECT_EQ(world.cached_pages(), "1a 2a 3a");
}

TEST(InfiniteFetch, OfOnePageEndsWithItsLastReader) {
  PageWorld world;
  auto reader = reader_of(world, 2, {.query = patient});

  reader.now().fetch_next();
  world.advance(World::latency / 2);
  reader.leave();
  world.settle_all();

  EXPECT_EQ(world.stopped, 1);
  EXPECT_EQ(world.cached_pages(), "1a 2a");
}

TEST(InfiniteFetch, ThatTookNoStopTokenBringsAllPagesThoughItsLastReaderLeft) {
  PageWorld world;
  world.takes_stop = false;
  auto reader = reader_of(world, 2, {.query = patient});
  world.edition = "b";

  reader.observer.refetch();
  world.advance(World::latency / 2);
  reader.leave();
  world.settle_all();

  EXPECT_EQ(world.cached_pages(), "1b 2b");
}

// ---- two wishes at a time

TEST(InfiniteFetch, OfAPageEndsARefetchSilentlyAndWhatWasInvalidatedStillIs) {
  PageWorld world;
  auto reader = reader_of(world, 2, {.query = patient});
  world.client.invalidate(world.key);
  world.advance(World::latency / 2);

  reader.now().fetch_next();
  EXPECT_TRUE(reader.now().is_fetching_next());
  world.settle_all();

  EXPECT_EQ(world.asked, (Asked{"1", ">3"}));
  EXPECT_EQ(world.stopped, 1);
  EXPECT_EQ(reader.text(), "1a 2a 3a");
  EXPECT_FALSE(reader.now().is_error());
  EXPECT_TRUE(reader.now().is_stale());
}

TEST(InfiniteFetch, OfAPageEndsARefetchOfTheSameTurn) {
  PageWorld world;
  auto reader = reader_of(world, 1, {.query = patient});

  reader.observer.refetch();
  reader.now().fetch_next();
  world.settle_all();

  EXPECT_EQ(reader.text(), "1a 2a");
}

TEST(InfiniteFetch, OfAPageThatIsAskedForTwiceInATurnIsOne) {
  PageWorld world;
  auto reader = reader_of(world, 1, {.query = patient});

  reader.now().fetch_next();
  reader.now().fetch_next();
  world.settle_all();

  EXPECT_EQ(world.asked, Asked{">2"});
  EXPECT_EQ(reader.text(), "1a 2a");
}

TEST(InfiniteFetch, OfAPageIsEndedByOneAtTheOtherEnd) {
  PageWorld world;
  auto reader = reader_of(world, 1, {.initial_param = 2, .query = patient});

  reader.now().fetch_next();
  world.advance(World::latency / 2);
  reader.now().fetch_previous();
  world.settle_all();

  EXPECT_EQ(reader.text(), "1a 2a");
  EXPECT_EQ(world.stopped, 1);
}

TEST(InfiniteFetch, OfAPageIsFollowedByARefetchWhenItWasInvalidatedMeanwhile) {
  PageWorld world;
  auto reader = reader_of(world, 1, {.query = patient});

  reader.now().fetch_next();
  world.advance(World::latency / 2);
  world.edition = "b";
  world.client.invalidate({.key = world.key, .cancel_refetch = false});
  world.settle_all();

  EXPECT_EQ(reader.text(), "1b 2b");
  EXPECT_FALSE(reader.now().is_stale());
}

TEST(InfiniteFetch, OfAPageThatIsTriedAgainIsFollowedByARefetchToo) {
  PageWorld world;
  auto reader = reader_of(world, 1, {.query = persistent});
  world.fail_at(2);

  reader.now().fetch_next();
  world.advance(World::latency / 2);
  world.edition = "b";
  world.client.invalidate({.key = world.key, .cancel_refetch = false});
  world.settle_all();

  EXPECT_EQ(world.asked, (Asked{">2", ">2", "1", "2"}));
  EXPECT_EQ(reader.text(), "1b 2b");
  EXPECT_FALSE(reader.now().is_stale());
}

TEST(InfiniteFetch, OfAllPagesIsFollowedByAnotherWhenWhatAnEarlierTryBroughtWasInvalidated) {
  PageWorld world;
  auto reader = reader_of(world, 2, {.query = persistent});
  world.fail_at(2);

  reader.observer.refetch();
  world.advance(World::latency * 3 / 2);
  world.edition = "b";
  world.client.invalidate({.key = world.key, .cancel_refetch = false});
  world.settle_all();

  EXPECT_EQ(world.asked, (Asked{"1", "2", "2", "1", "2"}));
  EXPECT_EQ(reader.text(), "1b 2b");
}

TEST(InfiniteFetch, OfAPageIsEndedByAnInvalidationUnlessItIsToBeKept) {
  PageWorld world;
  auto reader = reader_of(world, 1, {.query = patient});

  reader.now().fetch_next();
  world.advance(World::latency / 2);
  world.edition = "b";
  world.client.invalidate(world.key);
  world.settle_all();

  EXPECT_EQ(reader.text(), "1b");
}

TEST(InfiniteFetch, OfAPageIsNothingWhenItsReaderIsGone) {
  PageWorld world;
  std::optional<InfiniteQueryResult<Pages>> kept;
  {
    auto reader = reader_of(world, 1, {.query = patient});
    kept = reader.now();
  }

  EXPECT_TRUE(kept->has_next());
  kept->fetch_next();
  world.settle_all();

  EXPECT_EQ(world.asked, Asked{});
}

TEST(InfiniteFetch, OfAPageSaysSoToThoseWhoListen) {
  PageWorld world;
  auto reader = reader_of(world, 1, {.query = patient});
  auto cause = FetchCause::none;
  const auto subscription = world.client.subscribe([&cause](const CacheEvent& event) {
    if (event.change == QueryChange::fetch_started) cause = event.cause;
  });

  reader.now().fetch_next();

  EXPECT_EQ(cause, FetchCause::page);
}

TEST(InfiniteFetch, OfAPageThatFailsForGoodIsFollowedByARefetchWhenItWasInvalidatedMeanwhile) {
  PageWorld world;
  auto reader = reader_of(world, 1, {.query = patient});
  world.fail_at(2);

  reader.now().fetch_next();
  world.advance(World::latency / 2);
  world.edition = "b";
  world.client.invalidate({.key = world.key, .cancel_refetch = false});
  world.settle_all();

  EXPECT_EQ(world.asked, (Asked{">2", "1"}));
  EXPECT_EQ(reader.text(), "1b");
}

}  // namespace
}  // namespace quern::query
