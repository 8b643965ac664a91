// A mutation's callbacks: their order, what they are given, and what becomes of it when one of them fails.
#include "tests/unit/query/mutation_world.hpp"

namespace quern::query {
namespace {

Result<void> failing(const std::string& name) { return fail(ErrorKind::decode, name + " failed"); }

// A client whose every callback is logged, and takes a second where it is told to.
class CallbackWorld : public MutationWorld {
 public:
  CallbackWorld() : CallbackWorld(std::make_shared<CallbackWorld*>(nullptr)) {}

  bool is_slow = false;
  std::string failing_step;        // its callback answers an error
  std::vector<std::string> lines;  // of the log

  Options own() {
    Options options = save();
    options.on_mutate = [this](const std::string&, MutationContext&) { return step("own on_mutate"); };
    options.on_success = [this](const std::string&, const std::string&, MutationContext&) {
      return step("own on_success");
    };
    options.on_error = [this](const Error&, const std::string&, MutationContext&) { return step("own on_error"); };
    options.on_settled = [this](const Error* error, const std::string&, MutationContext&) {
      return step(error ? "own on_settled badly" : "own on_settled");
    };
    return options;
  }

 private:
  explicit CallbackWorld(const std::shared_ptr<CallbackWorld*>& self)
      : MutationWorld(
            {.mutation_callbacks = {
                 .on_mutate = [self](const Mutation&) { return (*self)->step("cache on_mutate"); },
                 .on_success =
                     [self](const AnyData& data, const Mutation& mutation) {
                       return (*self)->step("cache on_success " + *data.as<std::string>() + " of " +
                                            *mutation.variables().as<std::string>());
                     },
                 .on_error = [self](const Error& error,
                                    const Mutation&) { return (*self)->step("cache on_error " + error.message); },
                 .on_settled =
                     [self](const Error* error, const Mutation& mutation) {
                       EXPECT_EQ(mutation.state().status, MutationStatus::pending);
                       return (*self)->step(error ? "cache on_settled badly" : "cache on_settled");
                     }},
             .log = [self](LogLevel, std::string_view text) { (*self)->lines.emplace_back(text); }}) {
    *self = this;
  }

  Task<Result<void>> step(std::string name) { return run(this, std::move(name)); }
  static Task<Result<void>> run(CallbackWorld* world, std::string name) {
    if (world->is_slow) {
      world->log.push_back(name + "…");
      (void)co_await sleep(world->scheduler, 1s);
    }
    world->log.push_back(name);
    if (name == world->failing_step) co_return failing(name);
    co_return Result<void>{};
  }
};

TEST(MutationCallbacks, AreCalledInOrderTheCachesBeforeTheOwn) {
  CallbackWorld world;
  const auto answer = world.mutate(world.own(), "a");
  world.settle();
  EXPECT_EQ(world.log, (Log{"cache on_mutate", "own on_mutate", "send a", "cache on_success saved of a",
                            "own on_success", "cache on_settled", "own on_settled"}));
  EXPECT_EQ(answer->text, "saved");
}

TEST(MutationCallbacks, AreEachAwaitedAndOnlyThenIsItSuccess) {
  CallbackWorld world;
  world.is_slow = true;
  const auto answer = world.mutate(world.own(), "a");

  const Log order{"cache on_mutate", "own on_mutate",    "send a",        "cache on_success saved of a",
                  "own on_success",  "cache on_settled", "own on_settled"};
  for (const auto& name : order) {
    EXPECT_EQ(world.state().status, MutationStatus::pending);
    EXPECT_EQ(world.log.back(), name == "send a" ? name : name + "…");
    name == "send a" ? world.settle() : world.advance(1s);
  }

  EXPECT_EQ(world.state().status, MutationStatus::success);
  EXPECT_EQ(answer->text, "saved");
}

TEST(MutationCallbacks, OfAFailureAreCalledInOrderAndTheCallIsAnsweredTheError) {
  CallbackWorld world;
  world.answers = {fail(ErrorKind::conflict, "no")};
  const auto answer = world.mutate(world.own(), "a");
  world.settle();
  EXPECT_EQ(world.log, (Log{"cache on_mutate", "own on_mutate", "send a", "cache on_error no", "own on_error",
                            "cache on_settled badly", "own on_settled badly"}));
  EXPECT_EQ(answer->text, "error: no");
}

TEST(MutationCallbacks, OnMutateRunsInsideTheCall) {
  MutationWorld world;
  world.mutate(world.logged(), "a");
  EXPECT_EQ(world.log, (Log{"mutate a", "send a"}));
}

TEST(MutationCallbacks, AreAllGivenWhatOnMutateKept) {
  MutationWorld world;
  std::vector<std::string> kept;
  const auto keep = [&kept](const MutationContext& context) { kept.push_back(*context.kept<std::string>()); };
  auto options = world.save();
  options.on_mutate = [](const std::string& v, MutationContext& context) { context.keep("before " + v); };
  options.on_success = [keep](const std::string&, const std::string&, MutationContext& context) { keep(context); };
  options.on_error = [keep](const Error&, const std::string&, MutationContext& context) { keep(context); };
  options.on_settled = [keep](const Error*, const std::string&, MutationContext& context) { keep(context); };

  world.mutate(options, "a");
  world.settle();
  world.answers = {fail(ErrorKind::conflict, "no")};
  world.mutate(options, "b");
  world.settle();

  EXPECT_EQ(kept, (Log{"before a", "before a", "before b", "before b"}));
  EXPECT_EQ(*world.state().context.as<std::string>(), "before b");
  EXPECT_EQ(world.state().context.as<int>(), nullptr) << "asked for as another type";
}

TEST(MutationCallbacks, ThatFailOnSuccessMakeTheMutationFail) {
  for (const std::string step : {"cache on_success saved of a", "own on_success"}) {
    CallbackWorld world;
    world.failing_step = step;
    const auto answer = world.mutate(world.own(), "a");
    world.settle();

    Log expected{"cache on_mutate", "own on_mutate", "send a", "cache on_success saved of a"};
    if (step == "own on_success") expected.push_back("own on_success");
    const auto message = step + " failed";
    for (const auto& name : {"cache on_error " + message, std::string("own on_error"),
                             std::string("cache on_settled badly"), std::string("own on_settled badly")}) {
      expected.push_back(name);
    }
    EXPECT_EQ(world.log, expected);
    EXPECT_EQ(answer->text, "error: " + message);
    EXPECT_EQ(world.state().status, MutationStatus::error);
    EXPECT_TRUE(world.lines.empty());
  }
}

TEST(MutationCallbacks, OnSettledThatFailsAfterSuccessRunsOnceMoreForTheError) {
  CallbackWorld world;
  auto options = world.own();
  options.on_settled = [&world](const Error* error, const std::string&, MutationContext&) {
    world.log.push_back(error ? "settled badly" : "settled");
    return failing(error ? "the second" : "the first");
  };
  const auto answer = world.mutate(options, "a");
  world.settle();

  EXPECT_EQ(Log(world.log.end() - 6, world.log.end()),
            (Log{"cache on_settled", "settled", "cache on_error the first failed", "own on_error",
                 "cache on_settled badly", "settled badly"}));
  EXPECT_EQ(answer->text, "error: the first failed");
  ASSERT_EQ(world.lines.size(), 1u);
  EXPECT_NE(world.lines[0].find("the second failed"), std::string::npos);
}

TEST(MutationCallbacks, ThatFailOfAFailureAreToldToTheLogAndTheFirstErrorStands) {
  for (const std::string step :
       {"cache on_error no", "own on_error", "cache on_settled badly", "own on_settled badly"}) {
    CallbackWorld world;
    world.answers = {fail(ErrorKind::conflict, "no")};
    world.failing_step = step;
    const auto answer = world.mutate(world.own(), "a");
    world.settle();

    EXPECT_EQ(world.log.back(), "own on_settled badly") << "all are called";
    EXPECT_EQ(answer->text, "error: no");
    ASSERT_EQ(world.lines.size(), 1u);
    EXPECT_NE(world.lines[0].find(step + " failed"), std::string::npos) << world.lines[0];
  }
}

TEST(MutationCallbacks, OnMutateThatFailsKeepsTheWriteFromBeingSent) {
  for (const std::string step : {"cache on_mutate", "own on_mutate"}) {
    CallbackWorld world;
    world.failing_step = step;
    const auto answer = world.mutate(world.own(), "a");
    world.settle();

    EXPECT_EQ(std::ranges::count(world.log, "send a"), 0);
    EXPECT_EQ(world.log.back(), "own on_settled badly");
    EXPECT_EQ(answer->text, "error: " + step + " failed");
  }
}

TEST(MutationCallbacks, OnMutateThatFailsLiftsTheLayer) {
  MutationWorld world;
  world.client.set_data<std::string>({"title"}, "server's");
  auto options = world.save();
  options.optimistic = [](OptimisticPatches& patches, const std::string& to) {
    patches.update<std::string>({"title"}, [to](const std::string&) { return to; });
  };
  options.on_mutate = [](const std::string&, MutationContext&) { return failing("on_mutate"); };
  world.mutate(options, "mine");
  EXPECT_EQ(world.cached({"title"}), "server's");
}

// A refetch that fails is no failure of the write that asked for it.
TEST(MutationCallbacks, AreNotFailedByARefetchTheyWaitFor) {
  MutationWorld world;
  const Key key{"list"};
  world.answer(key, "old");
  auto list = world.observe(key, {.retry = 0});
  world.settle();
  world.fail(key, ErrorKind::network);
  auto options = world.save();
  options.on_success = [&world, key](const std::string&, const std::string&, MutationContext&) {
    return world.client.invalidate(key);
  };

  const auto answer = world.mutate(options, "a");
  world.advance(1min);

  EXPECT_EQ(answer->text, "saved");
}

TEST(MutationCallbacks, MayEndTheClient) {
  for (int step = 0; step < 8; ++step) {
    int calls = 0;
    MutationWorld* ending = nullptr;
    const auto end = [&] {
      if (calls++ == step) ending->end_client();
    };
    MutationWorld world{{.mutation_callbacks = {.on_mutate = [end](const Mutation&) { end(); },
                                                .on_success = [end](const AnyData&, const Mutation&) { end(); },
                                                .on_error = [end](const Error&, const Mutation&) { end(); },
                                                .on_settled = [end](const Error*, const Mutation&) { end(); }}}};
    ending = &world;
    auto options = world.save();
    options.on_mutate = [end](const std::string&, MutationContext&) { end(); };
    options.on_success = [end](const std::string&, const std::string&, MutationContext&) { end(); };
    options.on_error = [end](const Error&, const std::string&, MutationContext&) { end(); };
    options.on_settled = [end](const Error*, const std::string&, MutationContext&) -> Result<void> {
      end();
      return failing("settled");
    };

    const auto answer = world.mutate(options, "a");
    world.settle();

    EXPECT_EQ(calls, step + 1) << "nothing is called after the end";
    EXPECT_EQ(answer->text, "error: cancelled");
  }
}

// ---- of the query cache

TEST(QueryCallbacks, AreCalledOnceForEachFetchHoweverManyWatch) {
  Log log;
  World world{{.query_callbacks = {
                   .on_success =
                       [&log](const AnyData& data, const Query& query) {
                         log.push_back("success " + *data.as<std::string>() + " of " + query.key().to_string());
                       },
                   .on_error = [&log](const Error& error, const Query&) { log.push_back("error " + error.message); },
                   .on_settled =
                       [&log](const Error* error, const Query& query) {
                         EXPECT_FALSE(query.is_fetching());
                         log.push_back(error ? "settled badly" : "settled well");
                       }}}};
  const Key key{"a"};
  world.answer(key, "data");
  auto one = world.observe(key, {.retry = 1});
  auto other = world.observe(key, {.retry = 1});
  world.settle();
  EXPECT_EQ(log, (Log{"success data of " + key.to_string(), "settled well"}));
  log.clear();

  world.fail(key, ErrorKind::network);
  one.observer().refetch();
  world.advance(1min);
  EXPECT_EQ(log, (Log{"error said the server", "settled badly"})) << "once, though it was tried twice";
  log.clear();

  world.client.set_data<std::string>(key, "by hand");
  one.observer().refetch();
  world.client.cancel({.key = key});
  EXPECT_EQ(log, Log{}) << "neither data by hand nor a cancelled fetch";
}

TEST(QueryCallbacks, MayEndTheClient) {
  World* ending = nullptr;
  World world{{.query_callbacks = {.on_success = [&](const AnyData&, const Query&) { ending->end_client(); }}}};
  ending = &world;
  world.answer({"a"}, "data");

  const auto answer = world.fetch(world.query({"a"}));
  world.settle();

  EXPECT_EQ(answer->text, "data") << "who waited hears what was fetched";
}

}  // namespace
}  // namespace quern::query
