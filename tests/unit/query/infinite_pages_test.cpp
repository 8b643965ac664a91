// Data that comes in pages: the parameters pages are fetched by, limits, and which pages there are after a fetch.
#include "tests/unit/query/infinite_world.hpp"

namespace quern::query {
namespace {

// ---- parameters

TEST(InfinitePages, MayBeginWithAParameterThatIsNothing) {
  World world;
  using Cursor = std::optional<std::string>;
  const InfiniteQueryOptions<std::string, Cursor> options{
      .key = {"list"},
      .fetch = [](PageContext<Cursor> page) -> Task<Result<std::string>> { co_return page.param.value_or("start"); },
      .next_param = [](const std::string&, const auto& all) -> std::optional<Cursor> {
        return all.pages.size() < 2 ? std::optional(std::make_optional<std::string>("b")) : std::nullopt;
      },
      .pages = 2};
  InfiniteQueryObserver observer{world.client, options};
  const auto subscription = observer.subscribe([](const auto&) {});

  for (int i = 0; i < 2; ++i) {
    world.settle();
    ASSERT_TRUE(observer.result().has_data());
    EXPECT_EQ(observer.result()->params, (std::vector<Cursor>{std::nullopt, "b"}));
    EXPECT_EQ(*observer.result()->pages[0], "start");
    EXPECT_EQ(*observer.result()->pages[1], "b");
    observer.refetch();  // begins with the parameter that is nothing, too
  }
}

TEST(InfinitePages, AreAskedForByWhatTheEdgeAndAllOfThemSay) {
  PageWorld world;
  std::vector<std::string> told;
  auto options = world.options({.initial_param = 2, .pages = 2});
  options.next_param = [&told](const std::string& last, const Pages& all) -> std::optional<int> {
    told.push_back("behind " + last + " of " + text_of(all));
    return all.params.back() + 1;
  };
  options.previous_param = [&told](const std::string& first, const Pages& all) -> std::optional<int> {
    told.push_back("before " + first + " of " + text_of(all));
    return std::nullopt;
  };

  PageReader reader{world, options};
  world.settle_all();

  ASSERT_GE(told.size(), 3u);
  EXPECT_EQ(told.front(), "behind 2a of 2a");
  EXPECT_EQ(told[told.size() - 2], "behind 3a of 2a 3a");
  EXPECT_EQ(told.back(), "before 2a of 2a 3a");
}

TEST(InfinitePages, ThatAreNoneAreNotAskedAbout) {
  PageWorld world;
  int calls = 0;
  auto options = world.options({.query = {.stale_time = 1h, .initial_data = std::make_shared<const Pages>()}});
  options.next_param =
      options.previous_param = [&calls](const std::string&, const Pages&) -> std::optional<int> { return ++calls; };

  PageReader reader{world, options};

  EXPECT_TRUE(reader.now().has_data());
  EXPECT_FALSE(reader.now().has_next());
  EXPECT_FALSE(reader.now().has_previous());
  EXPECT_EQ(calls, 0);
}

TEST(InfinitePages, ThatAreNoneBeginWithTheFirstInARefetch) {
  PageWorld world;
  PageReader reader{world,
                    world.options({.initial_param = 2, .query = {.initial_data = std::make_shared<const Pages>()}})};

  reader.observer.refetch();
  world.settle_all();

  EXPECT_EQ(reader.text(), "2a");
}

TEST(InfinitePages, GetTheirParametersAnewInARefetch) {
  PageWorld world;
  int step = 1;
  auto options = world.options({.pages = 3});
  options.next_param = [&step](const std::string&, const Pages& all) {
    return std::optional(all.params.back() + step);
  };
  PageReader reader{world, options};
  world.settle_all();
  ASSERT_EQ(reader.text(), "1a 2a 3a");
  step = 3;

  reader.observer.refetch();
  world.settle_all();

  EXPECT_EQ(reader.text(), "1a 4a 7a");
  EXPECT_EQ(reader.now()->params, (std::vector{1, 4, 7}));
}

TEST(InfinitePages, AreFetchedFromTheFirstThatIsThereAlsoIfItIsNotTheInitialOne) {
  PageWorld world;
  auto reader = reader_of(world, 2, {.initial_param = 2});
  reader.now().fetch_previous();
  world.settle();
  world.asked.clear();
  world.edition = "b";

  reader.observer.refetch();
  world.settle_all();

  EXPECT_EQ(world.asked, (Asked{"1", "2", "3"}));
  EXPECT_EQ(reader.text(), "1b 2b 3b");
}

// ---- one more, and all of them together

TEST(InfinitePages, AreNotCopiedWhenOneIsAdded) {
  PageWorld world;
  auto reader = reader_of(world, 2);
  const auto before = reader.now()->pages;

  reader.now().fetch_next();
  world.settle();

  const auto after = reader.now()->pages;
  ASSERT_EQ(after.size(), 3u);
  EXPECT_EQ(after[0], before[0]);
  EXPECT_EQ(after[1], before[1]);
}

TEST(InfinitePages, ThatAreEqualAfterARefetchKeepTheirPointersAndOthersDoNot) {
  PageWorld world;
  auto reader = reader_of(world, 2);
  const auto before = reader.now()->pages;
  world.client.update_data<Pages>(world.key, [](Pages pages) {
    pages.pages[1] = std::make_shared<const std::string>("by hand");
    return pages;
  });

  reader.observer.refetch();
  world.settle_all();

  EXPECT_EQ(reader.text(), "1a 2a");
  EXPECT_EQ(reader.now()->pages[0], before[0]);
  EXPECT_NE(reader.now()->pages[1], before[1]);
}

TEST(InfinitePages, OfARefetchAreShownTogether) {
  PageWorld world;
  auto reader = reader_of(world, 3);
  world.edition = "b";

  reader.observer.refetch();
  world.advance(2 * World::latency);
  EXPECT_EQ(reader.text(), "1a 2a 3a");
  world.settle();

  EXPECT_EQ(reader.text(), "1b 2b 3b");
}

TEST(InfinitePages, ThatWereWrittenByHandMeanwhileGetNoPageThatHasNoPlaceThere) {
  PageWorld world;
  auto reader = reader_of(world, 2);

  reader.now().fetch_next();
  world.advance(World::latency / 2);
  Pages one;
  one.pages.push_back(std::make_shared<const std::string>("by hand"));
  one.params.push_back(1);
  world.client.set_data<Pages>(world.key, one);
  world.settle_all();

  EXPECT_EQ(world.asked, Asked{">3"});
  EXPECT_EQ(reader.text(), "by hand");
  EXPECT_FALSE(reader.now().is_fetching());
}

TEST(InfinitePages, ThatWereChangedByHandMeanwhileGetThePageAllTheSame) {
  PageWorld world;
  auto reader = reader_of(world, 2);

  reader.now().fetch_next();
  world.advance(World::latency / 2);
  world.client.update_data<Pages>(world.key, [](Pages pages) {
    pages.pages[0] = std::make_shared<const std::string>("by hand");
    return pages;
  });
  world.settle_all();

  EXPECT_EQ(reader.text(), "by hand 2a 3a");
}

// ---- limits

TEST(InfinitePages, AreWithinALowerLimitAfterThePageThatIsAddedNext) {
  PageWorld world;
  auto reader = reader_of(world, 3);
  reader.observer.set_options(world.options({.max_pages = 2}));

  reader.now().fetch_next();
  world.settle();

  EXPECT_EQ(reader.text(), "3a 4a");
}

TEST(InfinitePages, AreTheLastOnesAfterARefetchUnderALowerLimit) {
  PageWorld world;
  auto reader = reader_of(world, 4);
  reader.observer.set_options(world.options({.max_pages = 2}));
  world.edition = "b";

  reader.observer.refetch();
  world.settle_all();

  EXPECT_EQ(world.asked, (Asked{"3", "4"}));  // what is not kept is not asked for
  EXPECT_EQ(reader.text(), "3b 4b");
  EXPECT_TRUE(reader.now().has_previous());
}

TEST(InfinitePages, OfAListThatGoesBackwardsOnlyAreRefetchedFromTheLastOne) {
  PageWorld world;
  auto options = world.options({.initial_param = 4, .pages = 3});
  options.next_param = {};
  PageReader reader{world, options};
  world.settle_all();
  ASSERT_EQ(reader.text(), "2a 3a 4a");
  world.edition = "b";
  world.asked.clear();

  reader.observer.refetch();
  world.settle_all();

  EXPECT_EQ(world.asked, (Asked{"4", "3", "2"}));
  EXPECT_EQ(reader.text(), "2b 3b 4b");
  EXPECT_EQ(reader.now()->params, (std::vector{2, 3, 4}));
}

TEST(InfinitePages, OfAListThatGoesBackwardsOnlyAreTheFirstOnesUnderALowerLimit) {
  PageWorld world;
  auto options = world.options({.initial_param = 4, .pages = 4});
  options.next_param = {};
  PageReader reader{world, options};
  world.settle_all();
  options.max_pages = 2;
  reader.observer.set_options(options);

  reader.observer.refetch();
  world.settle_all();

  EXPECT_EQ(reader.text(), "1a 2a");
}

}  // namespace
}  // namespace quern::query
