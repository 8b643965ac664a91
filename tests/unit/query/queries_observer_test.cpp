// Several queries read as one.
#include "core/query/queries_observer.hpp"

#include <algorithm>

#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

using Options = QueryOptions<std::string>;

std::string describe_all(const QueryResults<std::string>& results) {
  std::string text;
  for (const auto& result : results) text += (text.empty() ? "" : " | ") + describe(result);
  return text;
}

class ListWorld : public World {
 public:
  std::vector<Options> list(const std::vector<int>& numbers) {
    std::vector<Options> options;
    for (const int number : numbers) options.push_back(query({"item", number}));
    return options;
  }
  void answer_all(int count) {
    for (int number = 0; number < count; ++number) answer({"item", number}, std::to_string(number));
  }
  std::size_t observers(int number) {
    const auto found = client.find_query({"item", number});
    return found ? found->observers() : 0;
  }
};

// Answers of several queries that arrive in one turn, as those of a batched request do.
class Gate {
 public:
  Options query(Key key) {
    Options options;
    options.key = std::move(key);
    options.fetch = [this](QueryContext context) { return wait(this, context.key); };
    return options;
  }
  void open() {
    for (auto& [promise, text] : std::exchange(waiting_, {})) promise.resolve(text);
  }

 private:
  static Task<Result<std::string>> wait(Gate* gate, Key key) {
    Promise<std::string> promise;
    auto answer = promise.future();
    gate->waiting_.emplace_back(std::move(promise), key.to_string());
    co_return co_await answer;
  }
  std::vector<std::pair<Promise<std::string>, std::string>> waiting_;
};

TEST(QueriesObserver, KeepsTheOrderOfItsListWhateverTheOrderOfAnswers) {
  ListWorld world;
  world.answer_all(3);
  QueriesObserver observer{world.client, world.list({2, 0, 1})};
  std::vector<std::string> seen;
  const auto subscription =
      observer.subscribe([&seen](const QueryResults<std::string>& results) { seen.push_back(describe_all(results)); });

  world.client.set_data<std::string>({"item", 1}, "first");
  world.settle();

  EXPECT_EQ(seen.front(), "pending/fetching | pending/fetching | success/fetching first");
  EXPECT_EQ(seen.back(), "success/idle 2 | success/idle 0 | success/idle 1");
}

TEST(QueriesObserver, AnswersAWholeNewListForAChangeOfOne) {
  ListWorld world;
  world.answer_all(2);
  QueriesObserver observer{world.client, world.list({0, 1})};
  const auto subscription = observer.subscribe([](const auto&) {});
  world.settle();
  const auto before = observer.result();

  world.client.set_data<std::string>({"item", 1}, "other");

  const auto after = observer.result();
  EXPECT_EQ(describe_all(*before), "success/idle 0 | success/idle 1");
  EXPECT_EQ(describe_all(*after), "success/idle 0 | success/idle other");
  EXPECT_TRUE((*after)[0].is_same_as((*before)[0]));
}

TEST(QueriesObserver, WatchesFromTheFirstSubscriptionToTheEndOfTheLast) {
  ListWorld world;
  world.answer_all(1);
  QueriesObserver observer{world.client, world.list({0})};
  EXPECT_EQ(world.requests({"item", 0}), 0);

  auto first = observer.subscribe([](const auto&) {});
  auto second = observer.subscribe([](const auto&) {});
  first.reset();
  EXPECT_EQ(world.observers(0), 1u);
  world.settle();
  EXPECT_EQ(describe_all(*observer.result()), "success/idle 0");
  second.reset();

  EXPECT_EQ(world.observers(0), 0u);
  EXPECT_EQ(world.requests({"item", 0}), 1);
}

TEST(QueriesObserver, FetchesAKeyThatIsInTheListTwiceOnce) {
  ListWorld world;
  world.answer_all(1);
  QueriesObserver observer{world.client, world.list({0, 0, 0})};
  const auto subscription = observer.subscribe([](const auto&) {});

  world.settle();

  EXPECT_EQ(world.requests({"item", 0}), 1);
  EXPECT_EQ(describe_all(*observer.result()), "success/idle 0 | success/idle 0 | success/idle 0");
}

TEST(QueriesObserver, ReusesItsObserversByKeyWhenTheListChanges) {
  ListWorld world;
  world.answer_all(4);
  QueriesObserver observer{world.client, world.list({0, 1, 2})};
  int told = 0;
  const auto subscription = observer.subscribe([&told](const auto&) { ++told; });
  world.settle();
  const auto before = observer.result();
  int joined = 0;
  const auto events = world.client.subscribe(
      [&joined](const CacheEvent& event) { joined += event.change == QueryChange::observer_added ? 1 : 0; });
  told = 0;

  observer.set_queries(world.list({2, 3, 0}));
  EXPECT_EQ(told, 0);
  world.scheduler.settle();

  EXPECT_EQ(told, 1);
  EXPECT_EQ(joined, 1);
  EXPECT_EQ(world.observers(1), 0u);
  const auto after = observer.result();
  EXPECT_EQ(describe_all(*after), "success/idle 2 | pending/fetching | success/idle 0");
  EXPECT_TRUE((*after)[0].is_same_as((*before)[2]));
  EXPECT_TRUE((*after)[2].is_same_as((*before)[0]));
}

TEST(QueriesObserver, TellsOnceOfAMereReorderingAndNotOfTheSameList) {
  ListWorld world;
  world.answer_all(2);
  QueriesObserver observer{world.client, world.list({0, 1})};
  int told = 0;
  const auto subscription = observer.subscribe([&told](const auto&) { ++told; });
  world.settle();
  told = 0;

  observer.set_queries(world.list({0, 1}));
  world.scheduler.settle();
  EXPECT_EQ(told, 0);

  observer.set_queries(world.list({1, 0}));
  world.scheduler.settle();
  EXPECT_EQ(told, 1);
  EXPECT_EQ(describe_all(*observer.result()), "success/idle 1 | success/idle 0");
}

TEST(QueriesObserver, TakesAKeyOutAndInAgain) {
  ListWorld world;
  world.answer_all(2);
  QueriesObserver observer{world.client, world.list({0, 1})};
  const auto subscription = observer.subscribe([](const auto&) {});
  world.settle();

  observer.set_queries({});
  EXPECT_TRUE(observer.result()->is_empty());
  EXPECT_EQ(world.observers(0) + world.observers(1), 0u);
  observer.set_queries(world.list({1}));

  EXPECT_EQ(world.observers(1), 1u);
  EXPECT_EQ(describe_all(*observer.result()), "success/fetching 1");
}

TEST(QueriesObserver, OfAListGivenInsideACallbackIsFine) {
  ListWorld world;
  world.answer_all(3);
  QueriesObserver observer{world.client, world.list({0, 1})};
  std::vector<std::size_t> seen;
  const auto subscription = observer.subscribe([&](const QueryResults<std::string>& results) {
    seen.push_back(results.size());
    if (results.has_data() && results.size() == 2) observer.set_queries(world.list({2}));
    EXPECT_EQ(results.size(), seen.back());  // what is told stays as it was told
  });

  world.settle();
  world.settle();

  EXPECT_EQ(describe_all(*observer.result()), "success/idle 2");
  EXPECT_EQ(seen.back(), 1u);
}

TEST(QueriesObserver, MayBeEndedInItsCallback) {
  ListWorld world;
  world.answer_all(2);
  auto observer = std::make_unique<QueriesObserver<std::string>>(world.client, world.list({0, 1}));
  Subscription subscription;
  int told = 0;
  subscription = observer->subscribe([&](const auto&) {
    ++told;
    subscription.reset();
    observer.reset();
  });

  world.settle();

  EXPECT_EQ(told, 1);
  EXPECT_EQ(world.observers(0), 0u);
}

TEST(QueriesObserver, AfterTheClientEndedIsQuiet) {
  ListWorld world;
  world.answer_all(1);
  QueriesObserver observer{world.client, world.list({0})};
  int told = 0;
  const auto subscription = observer.subscribe([&told](const auto&) { ++told; });
  world.end_client();
  told = 0;

  world.settle();

  EXPECT_EQ(told, 0);
}

// ---- combine

TEST(Combine, RunsOnceForAllAnswersOfATurn) {
  World world;
  Gate gate;
  constexpr int count = 200;
  std::vector<Options> list;
  for (int number = 0; number < count; ++number) list.push_back(gate.query({"item", number}));
  int runs = 0;
  QueriesObserver arrived{world.client, list, [&runs](const QueryResults<std::string>& results) {
                            ++runs;
                            return std::ranges::count_if(results, &ResultBase::has_data);
                          }};
  std::vector<std::ptrdiff_t> seen;
  const auto subscription = arrived.subscribe([&seen](std::ptrdiff_t number) { seen.push_back(number); });
  world.scheduler.settle();
  runs = 0;

  world.scheduler.post([&gate] { gate.open(); });
  world.scheduler.settle();

  EXPECT_EQ(runs, 1);
  EXPECT_EQ(seen, (std::vector<std::ptrdiff_t>{count}));
}

TEST(Combine, IsToldOnlyWhenItsValueIsAnother) {
  ListWorld world;
  world.answer_all(2);
  QueriesObserver known{world.client, world.list({0, 1}),
                        [](const QueryResults<std::string>& results) { return results.has_data(); }};
  std::vector<bool> seen;
  const auto subscription = known.subscribe([&seen](bool is_known) { seen.push_back(is_known); });

  world.settle();
  const auto before = known.result();
  world.client.set_data<std::string>({"item", 1}, "other");
  world.scheduler.settle();

  EXPECT_EQ(seen, std::vector<bool>{true});
  EXPECT_EQ(known.result(), before);
}

TEST(Combine, RunsAgainForResultsListAndFunctionOnlyAlsoWhereItsValueIsFalse) {
  ListWorld world;
  int runs = 0;
  const auto never = [&runs](const QueryResults<std::string>&) {
    ++runs;
    return false;
  };
  QueriesObserver observer{world.client, world.list({0, 1}), never};
  EXPECT_FALSE(*observer.result());
  EXPECT_FALSE(*observer.result());
  EXPECT_EQ(runs, 1);

  observer.set_combine(never);
  observer.set_queries(world.list({0, 1}));
  EXPECT_FALSE(*observer.result());
  EXPECT_EQ(runs, 1);

  world.client.set_data<std::string>({"item", 0}, "data");
  EXPECT_FALSE(*observer.result());
  EXPECT_EQ(runs, 2);

  observer.set_queries(world.list({1}));
  EXPECT_FALSE(*observer.result());
  EXPECT_EQ(runs, 3);

  observer.set_combine([](const QueryResults<std::string>& results) { return results.size() == 1; });
  EXPECT_TRUE(*observer.result());
  EXPECT_EQ(runs, 3);
}

// Upstream forgets the function that was given at construction as soon as the list is set again.
TEST(Combine, GivenAtConstructionStaysWhenTheListIsSetAgain) {
  ListWorld world;
  QueriesObserver count{world.client, world.list({0, 1}),
                        [](const QueryResults<std::string>& results) { return results.size() * 100; }};

  count.set_queries(world.list({0, 1, 2}));

  EXPECT_EQ(*count.result(), 300u);
}

TEST(Combine, OfAnEmptyListIsRunOnce) {
  ListWorld world;
  int runs = 0;
  QueriesObserver count{world.client, world.list({}), [&runs](const QueryResults<std::string>& results) {
                          ++runs;
                          return results.size();
                        }};

  EXPECT_EQ(*count.result(), 0u);
  EXPECT_EQ(*count.result(), 0u);

  EXPECT_EQ(runs, 1);
}

TEST(CombinedObserver, MakesOneValueOfQueriesOfSeveralTypes) {
  World world;
  world.answer({"name"}, "Ada");
  QueryOptions<int> age;
  age.key = {"age"};
  age.initial_data = std::make_shared<const int>(36);
  age.stale_time = 1h;
  CombinedObserver who{world.client,
                       [](const QueryResult<std::string>& name, const QueryResult<int>& years) {
                         return name.has_data() ? *name + ", " + std::to_string(*years) : "nobody";
                       },
                       world.query({"name"}), age};
  std::vector<std::string> seen;
  const auto subscription = who.subscribe([&seen](const std::string& text) { seen.push_back(text); });

  EXPECT_EQ(*who.result(), "nobody");
  world.settle();
  world.client.set_data<int>({"age"}, 37);
  world.scheduler.settle();

  EXPECT_EQ(seen, (std::vector<std::string>{"Ada, 36", "Ada, 37"}));
}

}  // namespace
}  // namespace quern::query
