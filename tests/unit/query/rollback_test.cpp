// The two ways to show a write before it is answered, side by side.
//
// The classic one is of four steps: on_mutate cancels the fetches that would overwrite it, keeps a snapshot, and writes;
// on_error puts the snapshot back; on_settled fetches what is true. It is one function of data one knows how to undo.
//
// A layer says only what the write will have done. The library lays it over whatever the server says, and takes it away.
// What the last test shows the classic way cannot: the snapshot of one write undoes another's.
#include "tests/unit/query/mutation_world.hpp"

namespace quern::query {
namespace {

using List = std::vector<std::string>;
const Key list_key{"list"};

List with(List list, const std::string& name) {
  list.push_back(name);
  return list;
}

class RollbackWorld : public MutationWorld {
 public:
  RollbackWorld() { client.set_data(list_key, List{"a"}); }
  List shown() { return *client.get_data<List>(list_key); }

  Options classic() {
    Options options = save();
    options.on_mutate = [this](const std::string& name, MutationContext& context) {
      client.cancel({.key = list_key});
      context.keep(*client.get_data<List>(list_key));
      client.set_data(list_key, with(shown(), name));
    };
    options.on_error = [this](const Error&, const std::string&, MutationContext& context) {
      client.set_data(list_key, context.kept<List>());
    };
    options.on_settled = [this](const Error*, const std::string&, MutationContext&) {
      return client.invalidate(list_key);
    };
    return options;
  }
  Options layered() {
    Options options = save();
    options.optimistic = [](OptimisticPatches& patches, const std::string& name) {
      patches.update<List>(list_key, [name](const List& list) { return with(list, name); });
    };
    options.on_success = [this](const std::string&, const std::string& name, MutationContext&) {
      client.update_data<List>(list_key, [&name](const List& list) { return with(list, name); });
    };
    return options;
  }
};

TEST(Rollback, PutsTheSnapshotBackWhenTheWriteFails) {
  RollbackWorld world;
  world.answers = {fail(ErrorKind::conflict, "taken")};

  world.mutate(world.classic(), "b");
  EXPECT_EQ(world.shown(), (List{"a", "b"}));
  world.settle();

  EXPECT_EQ(world.shown(), List{"a"});
}

TEST(Rollback, LeavesWhatWasWrittenWhenTheWriteSucceeds) {
  RollbackWorld world;
  world.mutate(world.classic(), "b");
  world.settle();
  EXPECT_EQ(world.shown(), (List{"a", "b"}));
}

TEST(Rollback, IsNotOverwrittenByAFetchThatWasUnderWayAndFetchesWhatIsTrueInTheEnd) {
  RollbackWorld world;
  List server{"a", "from the server"};
  int fetches = 0;
  QueryOptions<List> reading{.key = list_key};
  reading.fetch = [&](QueryContext) {
    ++fetches;
    return [](Scheduler& scheduler, List answer) -> Task<Result<List>> {
      (void)co_await sleep(scheduler, World::latency);
      co_return answer;
    }(world.scheduler, server);
  };
  QueryObserver observer{world.client, reading};
  const auto subscription = observer.subscribe([](const auto&) {});
  EXPECT_EQ(fetches, 1);

  world.mutate(world.classic(), "b");
  world.settle();
  EXPECT_EQ(world.shown(), (List{"a", "b"})) << "the fetch of before was cancelled";
  server.push_back("b");
  world.advance(1min);

  EXPECT_EQ(fetches, 2);
}

// "b" is refused after "c" was written: the snapshot of "b" knows nothing of "c".
TEST(Rollback, ForgetsALaterWriteWhichALayerKeeps) {
  for (const bool is_classic : {true, false}) {
    RollbackWorld world;
    const auto options = is_classic ? world.classic() : world.layered();
    world.answers = {fail(ErrorKind::conflict, "taken"), "saved"};
    world.mutate(options, "b");
    world.advance(5ms);
    world.mutate(options, "c");
    EXPECT_EQ(world.shown(), (List{"a", "b", "c"}));

    world.advance(5ms);

    EXPECT_EQ(world.shown(), is_classic ? List{"a"} : (List{"a", "c"}));
  }
}

}  // namespace
}  // namespace quern::query
