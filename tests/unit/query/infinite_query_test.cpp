// Data that comes in pages: what a reader sees and asks for.
#include "core/query/hydration.hpp"
#include "tests/unit/query/infinite_world.hpp"

namespace quern::query {
namespace {

TEST(InfiniteQuery, BeginsWithOnePageAndKeepsItsParameter) {
  PageWorld world;
  PageReader reader{world, world.options({.initial_param = 2})};
  EXPECT_TRUE(reader.now().is_loading());
  world.settle();
  EXPECT_EQ(reader.text(), "2a");
  EXPECT_EQ(reader.now()->params, std::vector{2});
  EXPECT_TRUE(reader.now().has_next());
  EXPECT_TRUE(reader.now().has_previous());
}

TEST(InfiniteQuery, AddsAPageAtEitherEnd) {
  PageWorld world;
  PageReader reader{world, world.options({.initial_param = 2})};
  world.settle();
  reader.now().fetch_next();
  EXPECT_TRUE(reader.now().is_fetching_next());
  EXPECT_FALSE(reader.now().is_refetching());
  world.settle();
  EXPECT_EQ(reader.text(), "2a 3a");
  reader.now().fetch_previous();
  EXPECT_TRUE(reader.now().is_fetching_previous());
  world.settle();
  EXPECT_EQ(reader.text(), "1a 2a 3a");
  EXPECT_FALSE(reader.now().has_previous());
  EXPECT_EQ(world.asked, (Asked{"2", ">3", "<1"}));
}

TEST(InfiniteQuery, AsksForNothingBeyondTheEnd) {
  PageWorld world;
  world.last = 1;
  PageReader reader{world, world.options()};
  world.settle();
  EXPECT_FALSE(reader.now().has_next());
  reader.now().fetch_next();
  reader.now().fetch_previous();
  world.settle();
  EXPECT_EQ(world.asked, Asked{"1"});
}

TEST(InfiniteQuery, APageMoreAtOneEndIsOneLessAtTheOtherUnderALimit) {
  PageWorld world;
  PageReader reader{world, world.options({.max_pages = 2})};
  world.settle();
  for (int i = 0; i < 2; ++i) {
    reader.now().fetch_next();
    world.settle();
  }
  EXPECT_EQ(reader.text(), "2a 3a");
  reader.now().fetch_previous();
  world.settle();
  EXPECT_EQ(reader.text(), "1a 2a");
  world.asked.clear();
  world.edition = "b";
  world.client.invalidate(world.key);
  world.settle_all();
  EXPECT_EQ(reader.text(), "1b 2b");
  EXPECT_EQ(world.asked, (Asked{"1", "2"}));
}

TEST(InfiniteQuery, RefetchesAllPagesInOrderWithEachParameterAnew) {
  PageWorld world;
  PageReader reader{world, world.options({.pages = 3})};
  world.settle_all();
  ASSERT_EQ(reader.text(), "1a 2a 3a");
  world.asked.clear();
  world.edition = "b";
  world.last = 2;
  world.client.invalidate(world.key);
  EXPECT_TRUE(reader.now().is_refetching());
  world.settle_all();
  EXPECT_EQ(reader.text(), "1b 2b");
  EXPECT_FALSE(reader.now().has_next());
  EXPECT_EQ(world.asked, (Asked{"1", "2"}));
}

TEST(InfiniteQuery, ARefetchKeepsThePointersOfEqualPages) {
  PageWorld world;
  PageReader reader{world, world.options({.pages = 2})};
  world.settle_all();
  const auto before = reader.now().data();
  world.client.invalidate(world.key);
  world.settle_all();
  EXPECT_EQ(reader.now().data(), before);
}

TEST(InfiniteQuery, BringsAsManyPagesAtFirstAsAreAskedForOrThereAre) {
  PageWorld world;
  world.last = 2;
  prefetch_infinite(world.client, world.options({.pages = 5}));
  world.settle_all();
  EXPECT_EQ(text_of(*world.client.get_data<Pages>(world.key)), "1a 2a");
}

TEST(InfiniteQuery, ACancelledRefetchKeepsTheOldPagesAndAsksForNoFurtherOne) {
  PageWorld world;
  PageReader reader{world, world.options({.pages = 3})};
  world.settle_all();
  world.asked.clear();
  world.edition = "b";
  world.client.invalidate(world.key);
  world.settle();
  world.client.cancel({.key = world.key});
  world.settle_all();
  EXPECT_EQ(reader.text(), "1a 2a 3a");
  EXPECT_LE(world.asked.size(), 2u);
}

TEST(InfiniteQuery, APageThatFailedIsTriedAgainAlone) {
  PageWorld world;
  world.fail_at(2, 2);
  PageReader reader{world, world.options({.pages = 3})};
  world.advance(1min);
  EXPECT_EQ(reader.text(), "1a 2a 3a");
  EXPECT_EQ(world.asked, (Asked{"1", "2", "2", "2", "3"}));
}

TEST(InfiniteQuery, ANextPageEndsARefetchUnlessItIsToJoinIt) {
  PageWorld world;
  PageReader reader{world, world.options({.pages = 2})};
  world.settle_all();
  world.edition = "b";
  world.client.invalidate(world.key);
  world.scheduler.advance(1ms);
  reader.now().fetch_next(Query::WhileFetching::join);
  EXPECT_TRUE(reader.now().is_refetching());
  reader.now().fetch_next();
  EXPECT_TRUE(reader.now().is_fetching_next());
  world.settle_all();
  EXPECT_EQ(reader.text(), "1a 2a 3b");
}

TEST(InfiniteQuery, ANextPageAskedForTwiceIsFetchedOnce) {
  PageWorld world;
  PageReader reader{world, world.options()};
  world.settle();
  reader.now().fetch_next();
  world.scheduler.advance(1ms);
  reader.now().fetch_next();
  world.settle_all();
  EXPECT_EQ(world.asked, (Asked{"1", ">2"}));
}

TEST(InfiniteQuery, SaysWhichEndFailed) {
  PageWorld world;
  PageReader reader{world, world.options({.initial_param = 2, .query = {.retry = false}})};
  world.settle();
  world.fail_at(3);
  reader.now().fetch_next();
  world.settle();
  EXPECT_TRUE(reader.now().is_fetch_next_error());
  EXPECT_FALSE(reader.now().is_refetch_error());
  EXPECT_EQ(reader.text(), "2a");
  world.fail_at(1);
  reader.now().fetch_previous();
  world.settle();
  EXPECT_TRUE(reader.now().is_fetch_previous_error());
  world.fail_at(2);
  world.client.invalidate(world.key);
  world.settle();
  EXPECT_TRUE(reader.now().is_refetch_error());
  EXPECT_FALSE(reader.now().is_fetch_next_error());
}

TEST(InfiniteQuery, ReadsFromTheCacheWhatIsFresh) {
  PageWorld world;
  const auto options = world.options({.query = {.stale_time = 1min}});
  prefetch_infinite(world.client, options);
  world.settle();
  prefetch_infinite(world.client, options);
  ensure_infinite(world.client, options).detach();
  world.settle();
  EXPECT_EQ(world.asked, Asked{"1"});
}

TEST(InfiniteQuery, IsStillInfiniteAfterHydration) {
  PageWorld world;
  PageReader reader{world, world.options({.pages = 2})};
  world.settle_all();
  Codecs codecs;
  codecs.add<Pages>(
      "messages", 1, [](const Pages& all) { return text_of(all) + " "; },
      [](std::string_view bytes) -> Result<Pages> {
        Pages all;
        for (auto space = bytes.find(' '); space != bytes.npos; space = bytes.find(' ')) {
          all.params.push_back(static_cast<int>(all.params.size()) + 1);
          all.pages.push_back(std::make_shared<const std::string>(bytes.substr(0, space)));
          bytes.remove_prefix(space + 1);
        }
        return all;
      });
  const auto bytes = dehydrate(world.client, codecs).to_bytes();

  PageWorld later;
  later.edition = "b";
  const auto state = DehydratedState::from_bytes(bytes);
  ASSERT_TRUE(state);
  hydrate(later.client, codecs, *state);
  PageReader restored{later, later.options({.query = {.stale_time = 1h}})};
  EXPECT_EQ(restored.text(), "1a 2a");
  EXPECT_TRUE(restored.now().has_next());
  restored.now().fetch_next();
  later.settle_all();
  EXPECT_EQ(restored.text(), "1a 2a 3b");
}

TEST(InfiniteQuery, IsShownInAViewWithWhatTheViewWantsOfIt) {
  PageWorld world;
  Frame frame{world.client};
  InfiniteQueryOptions<std::string, int, std::size_t> counted{
      .key = world.key,
      .fetch = world.options().fetch,
      .initial_param = 1,
      .next_param = world.options().next_param,
      .query = {.select = [](const Pages& all) { return all.pages.size(); }}};
  const auto draw = [&] {
    frame.begin();
    auto result = use_infinite(frame, 1, counted);
    frame.end();
    return result;
  };
  EXPECT_TRUE(draw().is_pending());
  world.settle();
  EXPECT_EQ(*draw(), 1u);
  draw().fetch_next();
  world.settle();
  EXPECT_EQ(*draw(), 2u);
}

}  // namespace
}  // namespace quern::query
