// What optimistic layers cost where there are many of them, and that their bookkeeping holds when queries come and go.
#include "tests/unit/query/mutation_world.hpp"

namespace quern::query {
namespace {

using Numbers = std::vector<int>;

class ManyLayers : public ::testing::Test {
 protected:
  MutationWorld world;
  int applied = 0;  // patches, to whatever query
  std::map<int, Result<void>> verdicts;

  MutationOptions<int> append(MutationOptions<int> options = {}) {
    options.fetch = [this](int number, MutationContext) { return write(this, number); };
    options.optimistic = [this](OptimisticPatches& patches, int number) {
      patches.update<Numbers>({"list"}, [this, number](Numbers list) {
        ++applied;
        list.push_back(number);
        return list;
      });
    };
    return options;
  }
  std::size_t shown(const Key& key = {"list"}) { return world.client.get_data<Numbers>(key)->size(); }

 private:
  static Task<Result<void>> write(ManyLayers* test, int number) {
    (void)co_await sleep(test->world.scheduler, Duration{number});
    const auto verdict = test->verdicts.find(number);
    co_return verdict == test->verdicts.end() ? Result<void>{} : verdict->second;
  }
};

TEST_F(ManyLayers, AreShownByApplyingOnlyWhatIsNew) {
  world.client.set_data<Numbers>({"list"}, Numbers{});
  for (int number = 1; number <= 1'000; ++number) {
    world.client.mutate(append(), number).detach();
    ASSERT_EQ(shown(), static_cast<std::size_t>(number));
  }
  EXPECT_EQ(applied, 1'000);
}

TEST_F(ManyLayers, ThatAreNotLookedAtCostNothing) {
  world.client.set_data<Numbers>({"list"}, Numbers{});
  for (int number = 1; number <= 1'000; ++number) world.client.mutate(append(), number).detach();
  EXPECT_EQ(applied, 0);

  world.advance(500ms);  // half of them end

  EXPECT_EQ(applied, 0);
  EXPECT_EQ(shown(), 500u);
}

TEST_F(ManyLayers, EndInAnyOrder) {
  world.client.set_data<Numbers>({"list"}, Numbers{});
  verdicts[2] = fail(ErrorKind::conflict, "no");
  for (const int number : {3, 1, 4, 2, 5}) world.client.mutate(append(), number).detach();

  for (const std::size_t left : {4u, 3u, 2u, 1u, 0u}) {
    world.advance(1ms);
    EXPECT_EQ(shown(), left);
  }
}

TEST_F(ManyLayers, LeaveAQueryThatIsRemovedAndLieOnItsSuccessor) {
  for (int i = 0; i < 100; ++i) world.client.set_data<Numbers>({"list", i}, Numbers{});
  world.client.mutate(append(), 10).detach();
  world.client.mutate(append(), 20).detach();

  world.client.remove({.key = {"list", 7}});
  world.client.set_data<Numbers>({"list", 7}, Numbers{0});
  EXPECT_EQ(shown({"list", 7}), 3u);
  world.advance(10ms);
  EXPECT_EQ(shown({"list", 7}), 2u);
  EXPECT_EQ(shown({"list", 8}), 1u);
  world.client.remove({});
  world.advance(10ms);

  EXPECT_EQ(world.client.size(), 0u);
}

TEST_F(ManyLayers, MayLieTwiceOnOneQuery) {
  world.client.set_data<Numbers>({"list"}, Numbers{});
  auto options = append();
  options.optimistic = [](OptimisticPatches& patches, int number) {
    for (const int by : {1, 2}) {
      patches.update<Numbers>({"list"}, [by, number](Numbers list) {
        list.push_back(number * by);
        return list;
      });
    }
  };
  world.client.mutate(options, 10).detach();
  EXPECT_EQ(*world.client.get_data<Numbers>({"list"}), (Numbers{10, 20}));

  world.advance(10ms);

  EXPECT_EQ(*world.client.get_data<Numbers>({"list"}), Numbers{});
}

// The fetch that is begun again, as it began before the write was accepted, takes the query away.
TEST_F(ManyLayers, AreLiftedWhileAFetchFunctionRemovesWhatTheyLieOn) {
  world.client.set_data<Numbers>({"list", 1}, Numbers{});
  world.client.set_data<Numbers>({"list", 2}, Numbers{});
  int fetches = 0;
  QueryOptions<Numbers> reading{.key = {"list", 1}};
  reading.fetch = [&](QueryContext) -> Task<Result<Numbers>> {
    if (++fetches == 2) world.client.remove({.key = {"list"}});
    return [](Scheduler& scheduler) -> Task<Result<Numbers>> {
      (void)co_await sleep(scheduler, 1h);
      co_return Numbers{};
    }(world.scheduler);
  };
  QueryObserver observer{world.client, reading};
  const auto subscription = observer.subscribe([](const auto&) {});
  world.client.mutate(append(), 10).detach();

  world.advance(1min);

  EXPECT_EQ(fetches, 2);
  EXPECT_EQ(world.client.size(), 0u);
}

}  // namespace
}  // namespace quern::query
