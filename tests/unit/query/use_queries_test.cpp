// Lists of queries, and what is made of them, in a view that is written anew each frame.
#include "core/query/use_queries.hpp"

#include <functional>

#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

class ListFrames : public World {
 public:
  Frame frame{client};
  ListFrames() {
    for (int number = 0; number < 5; ++number) answer({"item", number}, std::to_string(number));
  }

  void draw(const std::function<void()>& view) {
    frame.begin();
    view();
    frame.end();
  }
  std::vector<QueryOptions<std::string>> list(const std::vector<int>& numbers) {
    std::vector<QueryOptions<std::string>> options;
    for (const int number : numbers) options.push_back(stoppable({"item", number}));
    return options;
  }
  // One frame with one list: what it shows.
  std::string show(const std::vector<int>& numbers) {
    std::string text;
    draw([&] {
      for (const auto& result : use_queries(frame, 1, list(numbers))) text += "[" + describe(result) + "]";
    });
    return text;
  }
  std::size_t observers(int number) {
    const auto found = client.find_query({"item", number});
    return found ? found->observers() : 0;
  }
};

std::string joined(const QueryResults<std::string>& results) {
  std::string text;
  for (const auto& result : results) text += result.has_data() ? *result : "?";
  return text;
}

TEST(UseQueries, ShowsItsResultsInTheOrderOfTheList) {
  ListFrames world;

  EXPECT_EQ(world.show({2, 0}), "[pending/fetching][pending/fetching]");
  world.settle();

  EXPECT_EQ(world.show({2, 0}), "[success/idle 2][success/idle 0]");
}

TEST(UseQueries, FetchesAKeyThatStandsTwiceOnce) {
  ListFrames world;

  world.show({1, 1});
  world.settle();

  EXPECT_EQ(world.show({1, 1}), "[success/idle 1][success/idle 1]");
  EXPECT_EQ(world.requests({"item", 1}), 1);
}

TEST(UseQueries, LeavesRowsThatMoveAlone) {
  ListFrames world;
  world.show({0, 1, 2});
  int joined = 0;
  const auto events = world.client.subscribe(
      [&joined](const CacheEvent& event) { joined += event.change == QueryChange::observer_added ? 1 : 0; });

  world.show({2, 1, 0});
  world.show({1, 0});
  world.settle();

  EXPECT_EQ(world.show({1, 0}), "[success/idle 1][success/idle 0]");
  EXPECT_EQ(world.requests({"item", 0}), 1);
  EXPECT_EQ(world.requests({"item", 1}), 1);
  EXPECT_EQ(world.stopped({"item", 2}), 1);
  EXPECT_EQ(joined, 0);
  EXPECT_EQ(world.observers(2), 0u);
}

TEST(UseQueries, OfTwoPlacesIsTwoReadersOfOneQuery) {
  ListFrames world;

  world.draw([&] {
    (void)use_queries(world.frame, 1, world.list({0}));
    (void)use_queries(world.frame, 2, world.list({0}));
    (void)use(world.frame, 3, world.stoppable({"item", 0}));
  });

  EXPECT_EQ(world.observers(0), 3u);
  EXPECT_EQ(world.requests({"item", 0}), 1);
}

TEST(UseCombine, RunsOnceForEachNewResult) {
  ListFrames world;
  int runs = 0;
  std::vector<std::shared_ptr<const std::string>> values;
  const auto view = [&] {
    const auto results = use_queries(world.frame, 1, world.list({0, 1}));
    values.push_back(combine(world.frame, 2, results, [&runs](const QueryResults<std::string>& all) {
      ++runs;
      return joined(all);
    }));
  };
  world.draw(view);
  world.draw(view);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(values[0], values[1]);

  world.settle();
  world.draw(view);
  world.draw(view);

  EXPECT_EQ(runs, 2);
  EXPECT_EQ(*values.back(), "01");
  EXPECT_EQ(*values[0], "??");
}

TEST(UseCombine, RunsAgainWhenWhatItCapturedChanged) {
  ListFrames world;
  std::string shown;
  const auto view = [&](int factor) {
    world.draw([&] {
      const auto results = use_queries(world.frame, 1, world.list({0, 1}));
      shown = *combine(world.frame, 2, results, [factor](const QueryResults<std::string>& all) {
        return std::to_string(all.size() * static_cast<std::size_t>(factor));
      });
    });
  };
  view(1);
  EXPECT_EQ(shown, "2");

  view(10);

  EXPECT_EQ(shown, "20");
}

TEST(UseCombine, KeepsTheOldPointerForAnEqualValue) {
  ListFrames world;
  std::vector<std::shared_ptr<const std::size_t>> sizes;
  const auto view = [&] {
    const auto results = use_queries(world.frame, 1, world.list({0, 1}));
    sizes.push_back(combine(world.frame, 2, results, [](const QueryResults<std::string>& all) { return all.size(); }));
  };
  world.draw(view);
  world.settle();

  world.draw(view);

  EXPECT_EQ(sizes[0], sizes[1]);
}

TEST(UseCombine, TakesResultsOfSeveralTypes) {
  ListFrames world;
  QueryOptions<int> age;
  age.key = {"age"};
  age.initial_data = std::make_shared<const int>(36);
  age.stale_time = 1h;
  int runs = 0;
  std::string shown;
  const auto view = [&] {
    const auto name = use(world.frame, 1, world.query({"item", 3}));
    const auto years = use(world.frame, 2, age);
    shown = *combine(world.frame, 3, std::tie(name, years), [&runs](const auto& who, const QueryResult<int>& old) {
      ++runs;
      return who.has_data() ? *who + " is " + std::to_string(*old) : std::string("?");
    });
  };
  world.draw(view);
  world.settle();
  world.draw(view);
  world.draw(view);
  EXPECT_EQ(shown, "3 is 36");
  EXPECT_EQ(runs, 2);

  world.client.set_data<int>({"age"}, 37);
  world.draw(view);

  EXPECT_EQ(shown, "3 is 37");
}

TEST(UseCombine, IsForgottenWithAFrameWithoutIt) {
  ListFrames world;
  int runs = 0;
  const auto view = [&] {
    (void)combine(world.frame, 2, use_queries(world.frame, 1, world.list({0})), [&runs](const auto& all) {
      ++runs;
      return all.size();
    });
  };
  world.draw(view);
  world.draw([] {});

  world.draw(view);

  EXPECT_EQ(runs, 2);
}

}  // namespace
}  // namespace quern::query
