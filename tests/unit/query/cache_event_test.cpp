// What the cache tells those who listen to all of it, and how queries are found.
#include "core/query/inspection.hpp"
#include "tests/unit/query/mutation_world.hpp"

namespace quern::query {
namespace {

// Everything that is told, as text: "added [\"a\"]", "fetch started (mount) [\"a\"]".
struct Told {
  explicit Told(World& world)
      : subscription(world.client.subscribe([lines = lines](const CacheEvent& event) {
          if (!event.query) return;
          std::string line{name_of(event.change)};
          if (event.cause != FetchCause::none) line += " (" + std::string(name_of(event.cause)) + ")";
          lines->push_back(line + " " + event.query->key().to_string());
        })) {}
  std::vector<std::string> take() { return std::exchange(*lines, {}); }
  std::shared_ptr<std::vector<std::string>> lines = std::make_shared<std::vector<std::string>>();
  Subscription subscription;
};

using Lines = std::vector<std::string>;

std::vector<std::string> keys(const std::vector<std::shared_ptr<const Query>>& queries) {
  std::vector<std::string> keys;
  for (const auto& query : queries) keys.push_back(query->key().to_string());
  std::ranges::sort(keys);
  return keys;
}

TEST(CacheEvents, TellAnObserversLifeAsWholeChanges) {
  World world;
  world.answer({"a"}, "old");
  Told told{world};

  auto watcher = world.observe({"a"}, {.stale_time = 1min});
  EXPECT_EQ(told.take(), (Lines{R"(added ["a"])", R"(observer added ["a"])", R"(fetch started (mount) ["a"])"}));
  world.settle();
  EXPECT_EQ(told.take(), (Lines{R"(fetch succeeded ["a"])"}));
  world.advance(2min);  // it is stale now: who watches is told, and the cache has not changed
  EXPECT_EQ(told.take(), Lines{});
  watcher.leave();

  EXPECT_EQ(told.take(), (Lines{R"(observer left ["a"])"}));
  world.advance(6min);
  EXPECT_EQ(told.take(), (Lines{R"(removed ["a"])"}));
}

TEST(CacheEvents, AreToldWhenTheChangeIsWhole) {
  World world;
  std::string seen;
  const auto subscription = world.client.subscribe([&](const CacheEvent& event) {
    seen += std::string(name_of(event.change)) + " " + std::string(name_of(event.query->state().status)) + ", ";
  });

  world.client.set_data<std::string>({"a"}, "by hand");

  EXPECT_EQ(seen, "added success, data set success, ");
}

TEST(CacheEvents, SayThatAQueryIsAddedOnce) {
  World world;
  world.answer({"a"}, "data");
  Told told{world};
  world.client.prefetch(world.query({"a"}));
  world.client.prefetch(world.query({"a"}));
  world.settle();

  EXPECT_EQ(told.take(), (Lines{R"(added ["a"])", R"(fetch started (read) ["a"])", R"(fetch succeeded ["a"])"}));
}

TEST(CacheEvents, NeverRemoveAQueryThatTookTheKeyOfARemovedOne) {
  World world;
  world.answer({"a"}, "data");
  auto watcher = world.observe({"a"});
  world.settle();
  world.client.remove({.key = {"a"}});
  world.client.set_data<std::string>({"a"}, "again");

  watcher.leave();  // its query was removed, and is the cache's again

  EXPECT_EQ(world.cached({"a"}), "again");
}

TEST(CacheEvents, ASizeLimitCanBeBuiltFromThem) {
  World world;
  std::vector<Key> order;
  const auto subscription = world.client.subscribe([&](const CacheEvent& event) {
    if (event.change != QueryChange::added) return;
    order.push_back(event.query->key());
    if (order.size() <= 2) return;
    world.client.remove({.key = order.front(), .exact = true});
    order.erase(order.begin());
  });

  for (const int id : {1, 2, 3, 4}) world.client.set_data<std::string>({"item", id}, "data");

  EXPECT_EQ(keys(world.client.find_queries({})), (Lines{R"(["item",3])", R"(["item",4])"}));
}

TEST(CacheEvents, TellOfOptionsThatChangedWhereTheyCanBeCompared) {
  World world;
  world.answer({"a"}, "data");
  auto watcher = world.observe({"a"}, {.stale_time = 1min});
  world.settle();
  Told told{world};

  watcher.observer().set_options(world.query({"a"}, {.stale_time = 1min}));
  EXPECT_EQ(told.take(), Lines{});
  watcher.observer().set_options(world.query({"a"}, {.stale_time = 2min}));

  EXPECT_EQ(told.take(), (Lines{R"(options ["a"])"}));
}

TEST(CacheEvents, AListenerThatMeddlesDoesNotStopTheOneWhoWrites) {
  World world;
  const auto meddling = world.client.subscribe([&](const CacheEvent& event) {
    if (event.change == QueryChange::added) world.client.remove({.key = event.query->key()});
  });
  Told told{world};

  world.client.set_data<std::string>({"a"}, "data");

  EXPECT_EQ(told.take(), (Lines{R"(added ["a"])", R"(data set ["a"])", R"(removed ["a"])"}));
  EXPECT_EQ(world.cached({"a"}), "(none)");
}

TEST(CacheWideCallbacks, AreCalledOnceAFetchHoweverManyWatch) {
  Lines called;
  World world{{.query_callbacks = {
                   .on_success =
                       [&](const AnyData& data, const Query& query) {
                         called.push_back("success " + *as<std::string>(data.data) + query.key().to_string());
                       },
                   .on_error = [&](const Error& error, const Query&) { called.push_back("error " + error.message); },
                   .on_settled =
                       [&](const Error* error, const Query& query) {
                         called.push_back((error ? "settled badly" : "settled well") + query.key().to_string());
                       }}}};
  world.answer({"a"}, "data");
  auto first = world.observe({"a"}, {.retry = 0});
  auto second = world.observe({"a"}, {.retry = 0});
  world.settle();

  EXPECT_EQ(called, (Lines{R"(success data["a"])", R"(settled well["a"])"}));
  called.clear();
  world.fail({"a"}, ErrorKind::network);
  first.observer().refetch();
  world.settle();

  EXPECT_EQ(called, (Lines{"error said the server", R"(settled badly["a"])"}));
}

TEST(FindQueries, MeansAllConditionsAndIgnoresThoseThatAreNotGiven) {
  World world;
  world.answer({"a", 1}, "data");
  auto watched = world.observe({"a", 1}, {.stale_time = 1min});
  world.settle();
  world.client.set_data<std::string>({"a", 2}, "data");
  world.client.set_data<std::string>({"a"}, "data");
  world.client.set_data<std::string>({"b"}, "data");

  const auto found = [&](QueryFilter filter) { return keys(world.client.find_queries(filter)); };
  EXPECT_EQ(found({}), (Lines{R"(["a",1])", R"(["a",2])", R"(["a"])", R"(["b"])"}));
  EXPECT_EQ(found({.key = {"a"}}), (Lines{R"(["a",1])", R"(["a",2])", R"(["a"])"}));
  EXPECT_EQ(found({.key = {"a"}, .exact = true}), (Lines{R"(["a"])"}));
  EXPECT_EQ(found({.key = {"a"}, .type = QueryType::active}), (Lines{R"(["a",1])"}));
  EXPECT_EQ(found({.key = {"a"}, .type = QueryType::inactive, .stale = true}), Lines{});
  EXPECT_EQ(world.client.find_query({"a"})->key(), Key{"a"});
  EXPECT_EQ(world.client.find_query({"a", 3}), nullptr);
}

TEST(Counts, FollowWhatRuns) {
  MutationWorld world;
  world.answer({"a"}, "data");
  world.answer({"b"}, "data");
  world.client.prefetch(world.query({"a"}));
  world.client.prefetch(world.query({"b"}));
  world.client.mutate(world.save(), "x").detach();

  EXPECT_EQ(world.client.fetching(), 2U);
  EXPECT_EQ(world.client.mutating(), 1U);
  world.settle();

  EXPECT_EQ(world.client.fetching(), 0U);
  EXPECT_EQ(world.client.mutating(), 0U);
}

TEST(FindMutations, ByKeyPrefixAndPredicateAndNoneWithoutAKeyByAKey) {
  MutationWorld world;
  world.client.mutate(world.save({.key = {"save", 1}}), "first").detach();
  world.client.mutate(world.save({.key = {"save", 2}}), "second").detach();
  world.client.mutate(world.save(), "nameless").detach();

  const auto found = [&](MutationFilter filter) {
    Lines variables;
    for (const auto& mutation : world.client.find_mutations(filter)) {
      variables.push_back(*as<std::string>(mutation->state().variables));
    }
    return variables;
  };
  EXPECT_EQ(found({}), (Lines{"first", "second", "nameless"}));
  EXPECT_EQ(found({.key = {"save"}}), (Lines{"first", "second"}));
  EXPECT_EQ(found({.key = {"save", 2}, .exact = true}), (Lines{"second"}));
  EXPECT_EQ(found({.predicate = [](const Mutation& mutation) { return mutation.key().is_empty(); }}),
            (Lines{"nameless"}));
  EXPECT_EQ(world.client.find_mutation({"save", 2})->key(), (Key{"save", 2}));
  EXPECT_EQ(world.client.find_mutation({"save"}), nullptr);
}

}  // namespace
}  // namespace quern::query
