// What a panel for developers is shown.
#include "core/query/inspection.hpp"

#include "tests/unit/query/mutation_world.hpp"

namespace quern::query {
namespace {

// "fetching 1, stale 2": those that are not zero.
std::string describe(const QueryCounts& counts) {
  std::string text;
  const auto add = [&text](std::string_view name, std::size_t count) {
    if (count > 0) text += (text.empty() ? "" : ", ") + std::string(name) + " " + std::to_string(count);
  };
  add("fetching", counts.fetching);
  add("inactive", counts.inactive);
  add("paused", counts.paused);
  add("stale", counts.stale);
  add("fresh", counts.fresh);
  return text;
}

// The counts kept, and the same counted.
std::string counts(Inspector& inspector) {
  QueryCounts counted;
  for (const auto& row : inspector.queries()) {
    switch (row.label) {
      case QueryLabel::fetching: ++counted.fetching; break;
      case QueryLabel::inactive: ++counted.inactive; break;
      case QueryLabel::paused: ++counted.paused; break;
      case QueryLabel::stale: ++counted.stale; break;
      case QueryLabel::fresh: ++counted.fresh; break;
    }
  }
  EXPECT_EQ(describe(counted), describe(inspector.counts()));
  return describe(inspector.counts());
}

std::vector<std::string> history(const Inspector& inspector, const Query& query) {
  std::vector<std::string> lines;
  for (const auto& [at, change, cause] : inspector.history(query)) {
    auto line = std::to_string(at.time_since_epoch().count()) + " " + std::string(name_of(change));
    if (cause != FetchCause::none) line += " (" + std::string(name_of(cause)) + ")";
    lines.push_back(line);
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST(Inspector, ListsQueriesInTheOrderTheyCame) {
  World world;
  world.client.set_data<std::string>({"before", 2}, "data");
  Inspector inspector{world.client};
  for (const int id : {3, 1, 2}) world.client.set_data<std::string>({"item", id}, "data");

  Lines keys;
  for (const auto& row : inspector.queries()) keys.push_back(row.key);

  EXPECT_EQ(keys, (Lines{R"(["before",2])", R"(["item",3])", R"(["item",1])", R"(["item",2])"}));
}

TEST(Inspector, ShowsWhenAQueryWillBeStaleFetchedAndForgotten) {
  World world;
  Inspector inspector{world.client};
  world.answer({"a"}, "data");
  auto one = world.observe({"a"}, {.stale_time = 1min});
  auto other = world.observe({"a"}, {.stale_time = 10s, .refetch_interval = 30s});
  world.settle();

  auto row = inspector.queries().at(0);
  EXPECT_EQ(row.observers, 2U);
  EXPECT_EQ(row.stale_at, TimePoint{10ms + 10s});
  EXPECT_EQ(row.fetch_at, TimePoint{30s + World::latency});  // counted from the last answer
  EXPECT_EQ(row.gc_at, std::nullopt);
  one.leave();
  other.leave();

  row = inspector.queries().at(0);
  EXPECT_EQ(row.fetch_at, std::nullopt);
  EXPECT_EQ(row.gc_at, TimePoint{10ms + 5min});
}

TEST(Inspector, TellsWhyAndHowLongAFetchRan) {
  World world;
  Inspector inspector{world.client};
  world.answer({"a"}, "data");
  world.fail_once({"a"});
  auto watcher = world.observe({"a"}, {.retry_delay = 1s});
  world.settle();
  world.advance(1s + World::latency);

  const auto row = inspector.queries().at(0);
  EXPECT_EQ(row.fetches, 1U);
  EXPECT_EQ(row.tries, 2U);
  EXPECT_EQ(row.cause, FetchCause::mount);
  EXPECT_EQ(row.last_fetch_took, 1s + 2 * World::latency);
  EXPECT_EQ(history(inspector, *row.query),
            (Lines{"0 added", "0 observer added", "0 fetch started (mount)", "10 try failed", "1020 fetch succeeded"}));
}

TEST(Inspector, KeepsTheLastTransitionsOnly) {
  World world;
  Inspector inspector{world.client, {.history = 2}};
  for (int i = 0; i < 5; ++i) world.client.set_data<std::string>({"a"}, std::to_string(i));
  world.client.invalidate({"a"});

  EXPECT_EQ(history(inspector, *world.client.find_query({"a"})), (Lines{"0 data set", "0 invalidated"}));
}

TEST(Inspector, CountsQueriesByWhatTheyAre) {
  World world;
  Inspector inspector{world.client};
  world.answer({"fresh"}, "data");
  world.answer({"stale"}, "data");
  auto fresh = world.observe({"fresh"}, {.stale_time = 1min, .refetch_on_reconnect = RefetchOn::never});
  auto stale = world.observe({"stale"}, {.refetch_on_reconnect = RefetchOn::never});
  world.client.set_data<std::string>({"inactive"}, "data");
  EXPECT_EQ(counts(inspector), "fetching 2, inactive 1");

  world.settle();
  EXPECT_EQ(counts(inspector), "inactive 1, stale 1, fresh 1");
  world.offline();
  auto paused = world.observe({"paused"});
  EXPECT_EQ(counts(inspector), "inactive 1, paused 1, stale 1, fresh 1");
  world.online();
  EXPECT_EQ(counts(inspector), "fetching 1, inactive 1, stale 1, fresh 1");
  fresh.leave();
  stale.leave();
  paused.leave();
  world.settle();
  EXPECT_EQ(counts(inspector), "inactive 4");
  world.advance(6min);

  EXPECT_EQ(counts(inspector), "");
}

TEST(Inspector, CountsAQueryAsStaleThatOnlyGrewOld) {
  World world;
  Inspector inspector{world.client};
  world.answer({"a"}, "data");
  auto watcher = world.observe({"a"}, {.stale_time = 1min});
  world.settle();
  EXPECT_EQ(counts(inspector), "fresh 1");
  world.advance(1min);
  EXPECT_EQ(counts(inspector), "stale 1");

  watcher.observer().set_options(world.query({"a"}, {.stale_time = 1h}));

  EXPECT_EQ(counts(inspector), "fresh 1");
}

TEST(Inspector, BearsQueriesThatAreRemovedWhileTheyAreWatched) {
  World world;
  Inspector inspector{world.client};
  world.answer({"a"}, "data");
  auto watcher = world.observe({"a"}, {.stale_time = 1min});
  world.settle();

  world.client.remove({.key = {"a"}});
  EXPECT_EQ(counts(inspector), "");
  world.client.set_data<std::string>({"a"}, "again");
  EXPECT_EQ(counts(inspector), "fresh 1");
  watcher.leave();
  world.client.clear();

  EXPECT_EQ(counts(inspector), "");
}

TEST(Inspector, ShowsLayersAndMutations) {
  MutationWorld world;
  Inspector inspector{world.client};
  world.client.set_data<std::string>({"a"}, "data");
  world.client
      .mutate(world.save({.key = {"save"},
                          .optimistic =
                              [](OptimisticPatches& patches, const std::string& text) {
                                patches.update<std::string>({"a"}, [text](const std::string&) { return text; });
                              }}),
              "x")
      .detach();

  EXPECT_EQ(inspector.queries().at(0).layers, 1U);
  EXPECT_EQ(inspector.mutation_counts().pending, 1U);
  EXPECT_EQ(inspector.mutations().at(0).took, std::nullopt);
  world.settle();

  const auto row = inspector.mutations().at(0);
  EXPECT_EQ(inspector.queries().at(0).layers, 0U);
  EXPECT_EQ(inspector.mutation_counts().pending, 0U);
  EXPECT_EQ(inspector.mutation_counts().success, 1U);
  EXPECT_EQ(row.key, R"(["save"])");
  EXPECT_EQ(row.took, World::latency);
  EXPECT_EQ(inspector.history(*row.mutation).back().change, MutationChange::success);
  world.advance(6min);

  EXPECT_TRUE(inspector.mutations().empty());
  EXPECT_EQ(inspector.mutation_counts().success, 0U);
}

TEST(Inspector, ShowsNothingOfAClientThatEnded) {
  World world;
  Inspector inspector{world.client};
  world.answer({"a"}, "data");
  auto watcher = world.observe({"a"}, {.stale_time = 1min});
  world.settle();

  world.end_client();
  world.advance(2min);

  EXPECT_TRUE(inspector.queries().empty());
  EXPECT_EQ(describe(inspector.counts()), "");
}

TEST(Inspector, BearsAHundredThousandQueries) {
  World world;
  Inspector inspector{world.client, {.history = 3}};
  for (int id = 0; id < 100'000; ++id) world.client.set_data<std::string>({"item", id}, "data");
  for (int round = 0; round < 3; ++round) world.client.invalidate({"item"});

  EXPECT_EQ(describe(inspector.counts()), "inactive 100000");
  EXPECT_EQ(inspector.history(*world.client.find_query({"item", 7})).size(), 3U);
  world.advance(6min);

  EXPECT_EQ(describe(inspector.counts()), "");
  EXPECT_TRUE(inspector.queries().empty());
}

}  // namespace
}  // namespace quern::query
