// What is shown before the first answer: placeholders, which are a reader's, and initial data, which is the cache's.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

std::shared_ptr<const std::string> text(const char* said) { return std::make_shared<const std::string>(said); }

TEST(Placeholder, IsSuccessWithItsMarkAndLeavesTheCacheEmpty) {
  World world;
  QueryOptions<std::string> options;
  options.placeholder = [](const auto&) { return text("perhaps"); };

  auto watcher = world.observe({"a"}, options);

  EXPECT_EQ(watcher.now(), "success/fetching perhaps");
  EXPECT_TRUE(watcher.result().is_placeholder());
  EXPECT_EQ(world.cached({"a"}), "(none)");
  EXPECT_EQ(world.status({"a"}), "pending");
}

TEST(Placeholder, OfThePreviousDataIsNotSelectedTwice) {
  World world;
  world.answer({"a"}, "A");
  world.answer({"b"}, "B");
  static int runs;
  runs = 0;
  const auto options = [&world](Key key) {
    QueryOptions<std::string> made{.keep_previous = true,
                                   .select = [](const std::string& data) { return ++runs, data + "!"; }};
    return world.query(std::move(key), made);
  };
  Watcher watcher{world.client, options({"a"})};
  world.settle();

  watcher.observer().set_options(options({"b"}));
  EXPECT_EQ(watcher.now(), "success/fetching A!");
  world.settle();

  EXPECT_EQ(watcher.now(), "success/idle B!");
  EXPECT_EQ(runs, 2) << "once a key";
}

TEST(InitialData, CountsAsNoFetch) {
  World world;
  const Key key{"a"};
  world.answer(key, "fetched");
  QueryOptions<std::string> options;
  options.initial_data = text("initial");

  auto watcher = world.observe(key, options);
  EXPECT_EQ(watcher.now(), "success/fetching initial");
  EXPECT_FALSE(watcher.result().is_fetched_after_mount());
  EXPECT_EQ(world.client.find_query(key)->state().data_updates, 0u);
  world.settle();

  EXPECT_TRUE(watcher.result().is_fetched_after_mount());
  EXPECT_EQ(world.client.find_query(key)->state().data_updates, 1u);
}

TEST(InitialData, MayBeOfTheBeginningOfTime) {
  World world;
  world.advance(1h);
  QueryOptions<std::string> options{.stale_time = 30min};
  options.initial_data = text("initial");
  options.initial_updated_at = TimePoint{};

  auto watcher = world.observe({"a"}, options);

  EXPECT_EQ(watcher.result().updated_at(), TimePoint{});
  EXPECT_EQ(watcher.now(), "success/fetching initial") << "it is an hour old";
}

TEST(InitialData, FillsAQueryThatIsThereWithoutData) {
  World world;
  const Key key{"a"};
  world.answer(key, "fetched");
  auto first = world.observe(key);
  QueryOptions<std::string> options{.stale_time = 1h};
  options.initial_data = text("initial");

  auto second = world.observe(key, options);

  EXPECT_EQ(first.now(), "success/fetching initial") << "fetching goes on";
  EXPECT_EQ(world.client.find_query(key)->state().data_updates, 0u);
  EXPECT_EQ(world.requests(key), 1);
  world.settle();
  EXPECT_EQ(first.now(), "success/idle fetched");
  world.client.reset({.key = key});
  EXPECT_EQ(first.now(), "success/fetching initial");
}

TEST(InitialData, OfAFunctionIsMadeOnce) {
  World world;
  const Key key{"a"};
  int calls = 0;
  QueryOptions<std::string> options{.stale_time = 1h};
  options.initial_data = [&calls] { return ++calls, text("initial"); };

  auto watcher = world.observe(key, options);
  watcher.observer().set_options(world.query(key, options));
  auto second = world.observe(key, options);

  EXPECT_EQ(watcher.now(), "success/idle initial");
  EXPECT_EQ(world.cached(key), "initial");
  EXPECT_EQ(calls, 1);
}

TEST(InitialData, OfAFunctionThatHasNothingYetIsAskedAgain) {
  World world;
  const Key list{"list"}, row{"row"};
  QueryOptions<std::string> options{.enabled = false};
  options.initial_data = [&world, list] { return world.client.get_data<std::string>(list); };
  auto watcher = world.observe(row, options);
  ASSERT_EQ(watcher.now(), "pending/idle");

  world.client.set_data<std::string>(list, "of the list");
  watcher.observer().set_options(world.query(row, options));

  EXPECT_EQ(watcher.now(), "success/idle of the list");
}

TEST(InitialData, AgesAsAFunctionSays) {
  World world;
  world.advance(1h);
  QueryOptions<std::string> options{.stale_time = 1min};
  options.initial_data = text("initial");
  options.initial_updated_at = [&world](const Query&) { return std::optional{world.scheduler.now() - 30s}; };
  auto watcher = world.observe({"a"}, options);
  ASSERT_EQ(watcher.now(), "success/idle initial");
  world.advance(30s);
  EXPECT_TRUE(watcher.result().is_stale());
}

TEST(InitialData, OfAFunctionThatRemovesTheQueryIsNobodys) {
  World world;
  const Key key{"a"};
  QueryOptions<std::string> options{.enabled = false};
  options.initial_data = [&world, key] { return world.client.remove({.key = key}), text("initial"); };
  auto watcher = world.observe(key, options);
  EXPECT_EQ(world.cached(key), "(none)");
  options.initial_data = [&world] { return world.end_client(), text("initial"); };
  watcher.observer().set_options(world.query({"b"}, options));
  EXPECT_NE(watcher.now(), "success/idle initial");
}

TEST(KeepPrevious, IsOverWhenTheCacheWasClearedAndTheKeyAskedForAtOnce) {
  World world;
  const Key key{"a"};
  world.client.set_data<std::string>(key, "of who left");
  auto watcher = world.observe(key, {.enabled = false, .keep_previous = true});
  ASSERT_EQ(watcher.data(), "of who left");

  world.client.batch([&] {
    world.client.clear();
    watcher.observer().set_options(world.query(key, {.enabled = false, .keep_previous = true}));
    auto other = world.observe(key, {.enabled = false});
  });

  EXPECT_EQ(watcher.now(), "pending/idle");
}

}  // namespace
}  // namespace quern::query
