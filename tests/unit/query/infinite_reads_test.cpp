// Data that comes in pages: read once, prefetched, in a view, and as something made of all pages.
#include "tests/unit/query/infinite_world.hpp"

namespace quern::query {
namespace {

TEST(InfiniteReads, AnswerWhoeverWaits) {
  PageWorld world;
  std::vector<std::string> answers;
  const auto remember = [](DataAnswer<Pages> answer, std::vector<std::string>* into) -> Task<void> {
    const auto all = co_await answer;
    into->push_back(all ? text_of(**all) : "error");
  };

  remember(fetch_infinite(world.client, world.options({.pages = 2})), &answers).detach();
  world.settle_all();
  remember(ensure_infinite(world.client, world.options()), &answers).detach();  // stale, and good enough
  world.scheduler.settle();

  EXPECT_EQ(answers, (std::vector<std::string>{"1a 2a", "1a 2a"}));
  EXPECT_EQ(world.asked, (Asked{"1", "2"}));
}

TEST(InfiniteReads, EndWhereThereAreNoMorePages) {
  PageWorld world;
  world.last = 2;

  prefetch_infinite(world.client, world.options({.pages = 5}));
  world.settle_all();

  EXPECT_EQ(world.asked, (Asked{"1", "2"}));
}

TEST(InfiniteReads, OfMorePagesThanThereAreBringThem) {
  PageWorld world;
  prefetch_infinite(world.client, world.options());
  world.settle_all();
  ASSERT_EQ(world.cached_pages(), "1a");

  prefetch_infinite(world.client, world.options({.pages = 3}));
  world.settle_all();

  EXPECT_EQ(world.cached_pages(), "1a 2a 3a");
}

TEST(InfiniteReads, AreWithinTheLimit) {
  PageWorld world;
  prefetch_infinite(world.client, world.options({.max_pages = 2, .pages = 5}));
  world.settle_all();

  EXPECT_EQ(world.cached_pages(), "1a 2a");
}

TEST(InfiniteReads, AreSharedWithAReaderWhoComesMeanwhile) {
  PageWorld world;
  prefetch_infinite(world.client, world.options({.pages = 2}));
  world.advance(World::latency / 2);

  PageReader reader{world, world.options()};
  world.settle_all();

  EXPECT_EQ(world.asked, (Asked{"1", "2"}));
  EXPECT_EQ(reader.text(), "1a 2a");
}

TEST(InfiniteReads, InAViewAreAListThatGrowsAtItsEnd) {
  PageWorld world;
  Frame frame{world.client};
  const auto draw = [&](bool is_at_the_end) {
    frame.begin();
    std::string screen;
    const auto list = use_infinite(frame, 1, world.options());
    if (list.is_pending()) screen = "skeleton";
    if (list.has_data()) screen = text_of(*list);
    if (list.is_fetching_next()) screen += " spinner";
    if (is_at_the_end && list.has_next()) list.fetch_next();
    frame.end();
    return screen;
  };

  EXPECT_EQ(draw(true), "skeleton");
  world.settle();
  EXPECT_EQ(draw(true), "1a");
  EXPECT_EQ(draw(true), "1a spinner");
  EXPECT_EQ(draw(true), "1a spinner");
  world.settle();

  EXPECT_EQ(draw(false), "1a 2a");
  EXPECT_EQ(world.asked, (Asked{"1", ">2"}));
}

TEST(InfiniteReads, WhoseFetchIsDisabledBringTheFirstPageWhenAskedForTheNext) {
  PageWorld world;
  PageReader reader{world, world.options({.query = {.enabled = false}})};
  world.settle();
  EXPECT_EQ(reader.text(), "(none)");
  EXPECT_FALSE(reader.now().has_next());

  reader.now().fetch_next();
  world.settle();

  EXPECT_EQ(world.asked, Asked{"1"});
  EXPECT_EQ(reader.text(), "1a");
}

TEST(InfiniteReads, OfSomethingMadeOfAllPagesKnowTheirEnds) {
  PageWorld world;
  const auto plain = world.options();
  const InfiniteQueryOptions<std::string, int, std::string> options{
      .key = world.key,
      .fetch = plain.fetch,
      .initial_param = 1,
      .next_param = plain.next_param,
      .query = {.stale_time = 1h, .select = [](const Pages& all) { return *all.pages.back(); }}};
  InfiniteQueryObserver observer{world.client, options};
  const auto subscription = observer.subscribe([](const auto&) {});
  world.settle();
  EXPECT_EQ(*observer.result(), "1a");
  EXPECT_TRUE(observer.result().has_next());

  observer.result().fetch_next();
  world.settle();

  EXPECT_EQ(*observer.result(), "2a");
  EXPECT_FALSE(observer.result().has_previous());
}

TEST(InfiniteReads, OfTwoReadersHaveEachTheirOwnWordOnTheEnds) {
  PageWorld world;
  auto backwards_only = world.options();
  backwards_only.next_param = {};
  PageReader forwards{world, world.options()};
  PageReader backwards{world, backwards_only};
  world.settle_all();

  EXPECT_TRUE(forwards.now().has_next());
  EXPECT_FALSE(backwards.now().has_next());
}

TEST(InfiniteReads, ShowAnOptimisticChangeOfAPageOverTheFetchedOnes) {
  PageWorld world;
  auto reader = reader_of(world, 1, {.query = {.stale_time = 1h}});
  const MutationOptions<std::string> write{
      .fetch = [&world](std::string, MutationContext) { return sleep(world.scheduler, 1s, {}); },
      .optimistic =
          [](OptimisticPatches& patches, const std::string& text) {
            patches.update<Pages>({"messages"}, [text](Pages all) {
              all.pages.front() = std::make_shared<const std::string>(text);
              return all;
            });
          }};
  world.client.mutate(write, "mine").detach();

  reader.now().fetch_next();
  world.settle();

  EXPECT_EQ(reader.text(), "mine 2a");
  world.advance(1s);
  EXPECT_EQ(reader.text(), "1a 2a");
}

}  // namespace
}  // namespace quern::query
