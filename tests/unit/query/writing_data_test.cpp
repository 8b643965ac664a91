// Data by hand: the corners beside query_test.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

using Text = std::shared_ptr<const std::string>;

TEST(WritingData, OfNothingMakesNoQueryAndKeepsWhatIsThere) {
  World world;
  world.client.set_data<std::string>({"there"}, "data");

  world.client.set_data<std::string>({"new"}, Text{});
  world.client.set_data<std::string>({"there"}, Text{});

  EXPECT_EQ(world.status({"new"}), "(no query)");
  EXPECT_EQ(world.cached({"there"}), "data");
}

TEST(WritingData, IsMadeOfWhatIsThereOrOfNothing) {
  World world;
  const Key key{"a"};
  const auto more = [](const Text& old) { return (old ? *old : "nothing") + "!"; };

  world.client.update<std::string>(key, more);
  EXPECT_EQ(world.cached(key), "nothing!");
  world.advance(5ms);
  world.client.update<std::string>(key, more);

  EXPECT_EQ(world.cached(key), "nothing!!");
  EXPECT_EQ(world.client.find_query(key)->state().updated_at, world.scheduler.now());
}

TEST(WritingData, OfAChangeThatAnswersNothingIsNone) {
  World world;
  world.client.set_data<std::string>({"there"}, "data");
  const auto nothing = [](const Text&) { return Text{}; };

  world.client.update<std::string>({"new"}, nothing);
  world.client.update<std::string>({"there"}, nothing);

  EXPECT_EQ(world.status({"new"}), "(no query)");
  EXPECT_EQ(world.cached({"there"}), "data");
}

TEST(WritingData, InBulkIsReadBackAsPairs) {
  World world;
  for (int id : {1, 2}) world.client.set_data<std::string>({"list", id}, "data");
  world.client.set_data<int>({"list", 3}, 7);
  auto empty = world.observe({"list", 4}, {.enabled = false});
  const auto change = [&](const Key& prefix) {
    return world.client.update_data<std::string>(prefix, [](const std::string& text) { return text + "!"; });
  };

  EXPECT_EQ(change({"other"}), 0u);
  EXPECT_EQ(change({"list"}), 2u);
  auto pairs = world.client.get_all<std::string>({.key = {"list"}});

  std::ranges::sort(pairs, {}, [](const auto& pair) { return pair.first.to_string(); });
  ASSERT_EQ(pairs.size(), 2u);
  EXPECT_EQ(pairs[0].first, (Key{"list", 1}));
  EXPECT_EQ(*pairs[1].second, "data!");
  EXPECT_EQ(empty.data(), "(none)");
  EXPECT_TRUE(world.client.get_all<std::string>({.key = {"other"}}).empty());
}

TEST(WritingData, SharesAsTheQueryDoes) {
  World world;
  const Key key{"a"};
  QueryOptions<std::string> options{.enabled = false};
  options.share = [](const Text& old, Text) { return old; };
  auto watcher = world.observe(key, options);

  world.client.set_data<std::string>(key, "first");
  world.client.set_data<std::string>(key, "second");

  EXPECT_EQ(watcher.data(), "first");
}

TEST(WritingData, LeavesTheCountOfFailuresAsItWas) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::server);
  auto watcher = world.observe(key, {.retry = 1, .retry_delay = 10ms});
  world.advance(1s);
  EXPECT_EQ(watcher.result().failure_count(), 2);
  world.client.invalidate({.key = key, .refetch = RefetchType::none});

  world.client.set_data<std::string>(key, "by hand");

  const auto& state = world.client.find_query(key)->state();
  EXPECT_EQ(watcher.now(), "success/idle by hand");
  EXPECT_FALSE(state.error);
  EXPECT_FALSE(state.is_invalidated);
  EXPECT_EQ(state.data_updates, 1u);
  EXPECT_EQ(state.failure_count, 2) << "it is of the fetch, not of the data";
}

TEST(Read, MindsNeitherEnabledNorAMissingFunctionWhereDataIsThere) {
  World world;
  const Key key{"a"};
  world.answer(key, "fetched");

  const auto disabled = world.fetch(world.query(key, {.enabled = false}));
  const auto bare = world.fetch({.key = {"bare"}, .enabled = false});
  world.client.set_data<std::string>({"cached"}, "cached");
  const auto cached = world.fetch({.key = {"cached"}, .enabled = false, .stale_time = StaleTime::fixed()});
  world.settle();

  EXPECT_EQ(disabled->text, "fetched");
  EXPECT_EQ(bare->text, R"(error: no fetch function for ["bare"])");
  EXPECT_EQ(cached->text, "cached");
}

}  // namespace
}  // namespace quern::query
