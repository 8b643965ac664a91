// Optimistic state: layers over what the server said.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

using List = std::vector<std::string>;

class LayerWorld : public World {
 public:
  std::map<std::string, Result<void>> verdicts;  // what the server says to a write, "" ok
  Duration write_latency = 10ms;

  // Adds a name to every list, once.
  MutationOptions<std::string> add(MutationOptions<std::string> options = {}) {
    options.fetch = [this](std::string name, MutationContext) { return write(this, std::move(name)); };
    options.optimistic = [](OptimisticPatches& patches, const std::string& name) {
      patches.update<List>({"list"}, [name](const List& list) {
        auto next = list;
        if (std::ranges::find(next, name) == next.end()) next.push_back(name);
        return next;
      });
    };
    return options;
  }
  QueryOptions<List> list(Key key = {"list"}) {
    return {.key = std::move(key), .fetch = [this](QueryContext) { return read(this); }, .stale_time = 1h};
  }
  List server_list{"a"};
  List shown(const Key& key = {"list"}) {
    const auto data = client.get_data<List>(key);
    return data ? *data : List{};
  }
  List below(const Key& key = {"list"}) { return *client.get_server_data<List>(key); }
  void read_list(Key key = {"list"}) {
    client.prefetch(list(std::move(key)));
    settle();
  }

 private:
  static Task<Result<List>> read(LayerWorld* world) {
    auto answer = world->server_list;
    if (auto waited = co_await sleep(world->scheduler, latency); !waited) co_return quern::fail(waited.error());
    co_return answer;
  }
  static Task<Result<void>> write(LayerWorld* world, std::string name) {
    const auto waited = co_await sleep(world->scheduler, world->write_latency);
    if (!waited) co_return waited;
    const auto verdict = world->verdicts.find(name);
    if (verdict != world->verdicts.end() && !verdict->second) co_return verdict->second;
    world->server_list.push_back(name);
    co_return Result<void>{};
  }
};

TEST(Layers, ShowAWriteAtOnceOverWhatTheServerSaid) {
  LayerWorld world;
  world.read_list();

  world.client.mutate(world.add(), "b").detach();

  EXPECT_EQ(world.shown(), (List{"a", "b"}));
  EXPECT_EQ(world.below(), List{"a"});
}

TEST(Layers, AreToldToObserversAsOptimistic) {
  LayerWorld world;
  world.read_list();
  QueryObserver observer{world.client, world.list()};
  int told = 0;
  const auto subscription = observer.subscribe([&](const auto&) { ++told; });
  world.client.mutate(world.add(), "b").detach();

  EXPECT_EQ(told, 1);
  EXPECT_TRUE(observer.result().is_optimistic());
  EXPECT_EQ(observer.result()->size(), 2u);
}

TEST(Layers, OfARefusedWriteAreLiftedAndLaterOnesStay) {
  LayerWorld world;
  world.read_list();
  world.verdicts["b"] = fail(ErrorKind::conflict, "taken");
  world.client.mutate(world.add(), "b").detach();
  world.write_latency = 20ms;
  world.client.mutate(world.add(), "c").detach();
  EXPECT_EQ(world.shown(), (List{"a", "b", "c"}));

  world.advance(10ms);

  EXPECT_EQ(world.shown(), (List{"a", "c"}));
}

TEST(Layers, LieOverNewServerStateToo) {
  LayerWorld world;
  world.read_list();
  world.write_latency = 1min;
  world.client.mutate(world.add(), "b").detach();

  world.client.set_data<List>({"list"}, List{"x", "y"});
  EXPECT_EQ(world.shown(), (List{"x", "y", "b"}));
  world.verdicts["b"] = fail(ErrorKind::conflict, "taken");
  world.advance(1min);

  EXPECT_EQ(world.shown(), (List{"x", "y"})) << "a rollback brings back nothing that is no longer true";
}

TEST(Layers, LieOnQueriesThatComeLater) {
  LayerWorld world;
  world.write_latency = 1min;
  world.client.mutate(world.add(), "b").detach();

  world.read_list({"list", KeyObject{{"search", "x"}}});

  EXPECT_EQ(world.shown({"list", KeyObject{{"search", "x"}}}), (List{"a", "b"}));
}

TEST(Layers, TouchOnlyTheirType) {
  LayerWorld world;
  world.client.set_data<int>({"list", "count"}, 1);
  world.client.mutate(world.add(), "b").detach();
  EXPECT_EQ(*world.client.get_data<int>({"list", "count"}), 1);
}

TEST(Layers, OfAnAcceptedWriteEndInOneStepWithWhatItsCallbackWrote) {
  LayerWorld world;
  world.read_list();
  QueryObserver observer{world.client, world.list()};
  std::vector<List> seen;
  const auto subscription = observer.subscribe([&](const auto& result) { seen.push_back(*result); });
  auto options = world.add();
  options.on_success = [&world](const None&, const std::string& name, MutationContext&) {
    world.client.update_data<List>({"list"}, [&name](const List& list) {
      auto next = list;
      next.push_back(name);
      return next;
    });
  };

  world.client.mutate(options, "b").detach();
  world.settle();

  for (const auto& list : seen) EXPECT_EQ(list, (List{"a", "b"})) << "it never flickered";
  EXPECT_EQ(world.below(), (List{"a", "b"}));
  EXPECT_FALSE(observer.result().is_optimistic());
}

TEST(Layers, OfAnAcceptedWriteStayUntilTheRefetchItsCallbackAnswers) {
  LayerWorld world;
  world.read_list();
  QueryObserver observer{world.client, world.list()};
  std::vector<List> seen;
  const auto subscription = observer.subscribe([&](const auto& result) { seen.push_back(*result); });
  auto options = world.add();
  options.on_success = [&world](const None&, const std::string&, MutationContext&) {
    return world.client.invalidate(Key{"list"});
  };

  world.client.mutate(options, "b").detach();
  world.advance(1min);

  for (const auto& list : seen) EXPECT_EQ(list, (List{"a", "b"}));
  EXPECT_EQ(world.below(), (List{"a", "b"}));
  EXPECT_FALSE(observer.result().is_optimistic());
}

// A patch that adds blindly must not add twice when the refetched list has the write in it while another refetch of the
// same invalidation still runs.
TEST(Layers, OfAnAcceptedWriteAreGoneFromWhatWasFetchedAfterIt) {
  LayerWorld world;
  world.read_list();
  QueryObserver observer{world.client, world.list()};
  std::vector<List> seen;
  const auto subscription = observer.subscribe([&](const auto& result) { seen.push_back(*result); });
  QueryOptions<std::string> slow{.key = {"list", "slow"}, .stale_time = 1h};
  slow.fetch = [&world](QueryContext) {
    return [](Scheduler& scheduler) -> Task<Result<std::string>> {
      (void)co_await sleep(scheduler, 10s);
      co_return "slow";
    }(world.scheduler);
  };
  Watcher other{world.client, slow};
  world.advance(10s);
  auto options = world.add();
  options.optimistic = [](OptimisticPatches& patches, const std::string& name) {
    patches.update<List>({"list"}, [name](List list) {
      list.push_back(name);
      return list;
    });
  };
  options.on_success = [&world](const None&, const std::string&, MutationContext&) {
    return world.client.invalidate(Key{"list"});
  };

  world.client.mutate(options, "b").detach();
  world.advance(1min);

  for (const auto& list : seen) EXPECT_EQ(list, (List{"a", "b"}));
}

TEST(Layers, AreNotBetrayedByAFetchThatBeganBeforeTheWriteWasAccepted) {
  LayerWorld world;
  world.read_list();
  QueryObserver observer{world.client, world.list()};
  std::vector<List> seen;
  const auto subscription = observer.subscribe([&](const auto& result) { seen.push_back(*result); });
  auto options = world.add();
  options.on_success = [&world](const None&, const std::string&, MutationContext&) {
    world.client.set_data<List>({"list"}, List{"a", "b"});
  };
  world.write_latency = 10ms;
  world.client.mutate(options, "b").detach();
  world.advance(5ms);
  observer.refetch();  // the server answers this with the list before the write

  world.advance(1min);

  for (const auto& list : seen) EXPECT_EQ(list, (List{"a", "b"}));
  EXPECT_EQ(world.shown(), (List{"a", "b"}));
}

TEST(Layers, AreLiftedBeforeTheErrorCallbackLooks) {
  LayerWorld world;
  world.read_list();
  world.verdicts["b"] = fail(ErrorKind::conflict, "taken");
  List seen;
  auto options = world.add();
  options.on_error = [&](const Error&, const std::string&, MutationContext&) { seen = world.shown(); };

  world.client.mutate(options, "b").detach();
  world.settle();

  EXPECT_EQ(seen, List{"a"});
}

TEST(Layers, ApplyExactlyWhereToldSo) {
  LayerWorld world;
  world.read_list({"list"});
  world.read_list({"list", 1});
  auto options = world.add();
  options.optimistic = [](OptimisticPatches& patches, const std::string&) {
    patches.update<List>({"list"}, [](const List&) { return List{"patched"}; }, Match::exact);
  };
  world.client.mutate(options, "b").detach();
  EXPECT_EQ(world.shown({"list"}), List{"patched"});
  EXPECT_EQ(world.shown({"list", 1}), List{"a"});
}

TEST(Layers, GoWithTheirClient) {
  LayerWorld world;
  world.read_list();
  world.client.mutate(world.add(), "b").detach();
  world.client.clear();
  world.read_list();
  EXPECT_EQ(world.shown(), List{"a"});
}

}  // namespace
}  // namespace quern::query
