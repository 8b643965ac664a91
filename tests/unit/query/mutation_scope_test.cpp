// Writes that wait: for their turn in a scope, for a connection; the defaults of a key; and what is found among them.
#include "tests/unit/query/mutation_world.hpp"

namespace quern::query {
namespace {

TEST(MutationScope, LetsItsMutationsRunOneAfterAnotherAsTheyWereMade) {
  MutationWorld world;
  for (const auto* name : {"a", "b", "c"}) world.mutate(world.save({.scope = "chat 1"}), name);
  world.mutate(world.save({.scope = "chat 2"}), "other");
  world.mutate(world.save(), "free");
  EXPECT_EQ(world.take_log(), (Log{"send a", "send other", "send free"}));

  const auto waiting = world.client.find_mutations({.status = MutationStatus::pending});
  EXPECT_FALSE(waiting[0]->state().is_paused);
  EXPECT_TRUE(waiting[1]->state().is_paused);
  EXPECT_TRUE(waiting[2]->state().is_paused);
  world.settle();
  EXPECT_EQ(world.take_log(), Log{"send b"});
  world.settle();
  EXPECT_EQ(world.take_log(), Log{"send c"});
}

TEST(MutationScope, IsMadeOfTheVariablesWhereItIsAFunction) {
  MutationWorld world;
  const auto options = world.save({.scope = [](const std::string& v) { return "row " + v.substr(0, 1); }});
  for (const auto* name : {"a1", "b1", "a2"}) world.mutate(options, name);

  EXPECT_EQ(world.log, (Log{"send a1", "send b1"}));
  EXPECT_EQ(world.client.find_mutations()[2]->scope(), "row a");
}

TEST(MutationScope, GoesOnAfterAFailureAndTheWaitingOnesOnMutateRanLongBefore) {
  MutationWorld world;
  world.answers = {fail(ErrorKind::conflict, "no"), "saved"};
  world.mutate(world.logged({.scope = "s"}), "a");
  world.mutate(world.logged({.scope = "s"}), "b");
  EXPECT_EQ(world.take_log(), (Log{"mutate a", "send a", "mutate b"}));

  world.settle();

  EXPECT_EQ(world.log, (Log{"error no", "settled badly a", "send b"}));
}

TEST(MutationScope, LosesOnlyTheOneThatIsTakenBackAndIsForgottenWhenEmpty) {
  MutationWorld world;
  const auto options = [&](int row) { return world.save({.key = {row}, .scope = "s"}); };
  for (const int row : {1, 2, 3}) world.mutate(options(row), std::to_string(row));
  const auto all = world.client.find_mutations();

  world.client.cancel_mutations({.key = {2}});  // out of the middle
  EXPECT_EQ(all[0]->scope(), "s");
  EXPECT_EQ(all[1]->scope(), "") << "a settled one is in no scope any more";
  EXPECT_EQ(all[2]->scope(), "s");
  world.take_log();
  world.settle();
  EXPECT_EQ(world.take_log(), Log{"send 3"});
  world.settle();

  world.mutate(options(4), "4");
  EXPECT_EQ(world.log, Log{"send 4"}) << "nobody is before it";
}

TEST(MutationScope, OfThousandsIsWorkedOffInOrder) {
  MutationWorld world;
  Log sent;
  auto options = world.save({.scope = "s"});
  options.fetch = [&sent](std::string v, MutationContext) -> Task<Result<std::string>> {
    sent.push_back(v);
    co_return v;
  };
  Log expected;
  world.offline();
  for (int i = 0; i < 5'000; ++i) {
    expected.push_back(std::to_string(i));
    world.client.mutate(options, expected.back()).detach();
  }

  world.online();

  EXPECT_EQ(sent, expected);
  EXPECT_EQ(world.client.mutating(), 0u);
}

TEST(MutationOffline, ResumesAllSideBySideAndThoseOfAScopeInOrder) {
  MutationWorld world;
  world.offline();
  world.mutate(world.logged({.scope = "s"}), "s1");
  world.mutate(world.logged(), "free");
  world.mutate(world.logged({.scope = "s"}), "s2");
  EXPECT_EQ(world.take_log(), (Log{"mutate s1", "mutate free", "mutate s2"}));
  for (const auto& mutation : world.client.find_mutations()) EXPECT_TRUE(mutation->state().is_paused);

  world.online();
  EXPECT_EQ(world.take_log(), (Log{"send s1", "send free"}));
  world.settle();

  EXPECT_EQ(std::ranges::count(world.log, "send s2"), 1);
}

TEST(MutationOffline, IsNotResumedWithoutAConnectionAndALaterOneStillResumes) {
  MutationWorld world;
  world.offline();
  const auto answer = world.mutate(world.save(), "a");

  world.client.resume_paused_mutations();
  world.focus();
  EXPECT_TRUE(world.state().is_paused);
  EXPECT_EQ(world.log, Log{});
  world.online();
  world.settle();

  EXPECT_EQ(answer->text, "saved");
}

TEST(MutationOffline, ThatSettledIsNotRunAgainWhenItIsToldToGoOn) {
  MutationWorld world;
  world.mutate(world.logged(), "a");
  world.settle();
  world.take_log();

  const auto settled = world.client.core()->mutations().find_all({}).front();
  settled->proceed();
  world.client.resume_paused_mutations();
  world.settle();

  EXPECT_EQ(world.log, Log{});
}

// ---- cancelled by filter

TEST(MutationCancel, ByFilterTakesBackThoseThatMatchAndLeavesTheRest) {
  MutationWorld world;
  const auto options = [&](int row) { return world.save({.key = {"rows", row}, .scope = "s"}); };
  const auto first = world.mutate(options(1), "a");
  const auto second = world.mutate(options(2), "b");
  const auto third = world.mutate(options(1), "c");

  world.client.cancel_mutations({.key = {"rows", 1}});
  EXPECT_EQ(first->text, "error: cancelled");
  EXPECT_EQ(third->text, "error: cancelled");
  EXPECT_EQ(world.log.back(), "send b") << "its turn has come";
  world.settle();

  EXPECT_EQ(second->text, "saved");
}

// Only what was written last counts: each takes back those before it.
TEST(MutationCancel, MakesLatestWins) {
  MutationWorld world;
  auto options = world.save({.key = {"title"}, .scope = "title"});
  options.on_mutate = [&world](const std::string&, MutationContext& own) {
    world.client.cancel_mutations(
        {.key = own.key, .predicate = [id = own.id](const Mutation& mutation) { return mutation.id() != id; }});
  };
  const auto first = world.mutate(options, "a");
  const auto second = world.mutate(options, "ab");
  const auto third = world.mutate(options, "abc");
  world.settle();

  EXPECT_EQ(first->text, "error: cancelled");
  EXPECT_EQ(second->text, "error: cancelled");
  EXPECT_EQ(third->text, "saved");
}

// ---- defaults of a key

TEST(MutationDefaults, GiveTheFunctionAndWhatElseIsNotSaid) {
  MutationWorld world;
  world.client.set_mutation_defaults(Key{"titles"}, world.logged({.retry = 1}));
  world.answers = {fail(ErrorKind::network, "down"), "saved"};
  Options options{.key = {"titles", 7}};
  options.on_success = [&world](const std::string&, const std::string&, MutationContext&) {
    world.log.push_back("own success");
  };

  const auto answer = world.mutate(options, "a");
  world.settle();
  world.advance(1s);
  world.settle();

  EXPECT_EQ(answer->text, "saved");
  EXPECT_EQ(world.log, (Log{"mutate a", "send a", "send a", "own success", "settled well a"}));
}

TEST(MutationDefaults, OfThePrefixSetLastCountFirst) {
  MutationWorld world;
  world.answers = {fail(ErrorKind::network, "down")};
  world.client.set_mutation_defaults(Key{"a", "b"}, {.retry = 1, .retry_delay = 1ms});
  world.client.set_mutation_defaults(Key{"a"}, {.retry = 2});
  world.client.set_mutation_defaults(Key{}, {.gc_time = 1s});

  world.mutate(world.save({.key = {"a", "b"}}), "x");
  world.advance(100ms);
  EXPECT_EQ(world.state().failure_count, 3) << "two retries, a millisecond apart";
  world.advance(1s);

  EXPECT_TRUE(world.client.find_mutations().empty()) << "the empty prefix stands for all";
}

TEST(MutationDefaults, AreNoneWhereThereIsNoFunctionAtAll) {
  MutationWorld world;
  const auto answer = world.mutate(Options{.key = {"titles"}}, "a");
  world.settle();
  EXPECT_EQ(answer->text, "error: no mutation function for " + Key{"titles"}.to_string());
}

TEST(Mutation, GivesItsFunctionVariablesKeyAndMeta) {
  MutationWorld world;
  const Meta meta = std::make_shared<const KeyObject>(KeyObject{{"from", "test"}});
  MutationContext given;
  std::string variables;
  Options options{.key = {"titles", 1}, .meta = meta};
  options.fetch = [&](std::string v, MutationContext context) -> Task<Result<std::string>> {
    variables = v;
    given = context;
    co_return "saved";
  };
  world.mutate(options, "a");
  EXPECT_EQ(variables, "a");
  EXPECT_EQ(given.key, (Key{"titles", 1}));
  EXPECT_EQ(given.meta, meta);
}

TEST(Mutation, BringsVariablesThatAreNothingToItsFunction) {
  MutationWorld world;
  bool was_nothing = false;
  MutationOptions<std::optional<std::string>> options;
  options.fetch = [&](std::optional<std::string> v, MutationContext) -> Task<Result<void>> {
    was_nothing = !v;
    co_return Result<void>{};
  };
  world.client.mutate(options, std::nullopt).detach();
  EXPECT_TRUE(was_nothing);

  int calls = 0;
  MutationOptions<None> without;
  without.fetch = [&](None, MutationContext) -> Task<Result<void>> {
    ++calls;
    co_return Result<void>{};
  };
  world.client.mutate(without, {}).detach();
  EXPECT_EQ(calls, 1);
}

// ---- found and counted

TEST(Mutations, AreFoundByKeyPrefixStatusAndPredicateInTheOrderTheyWereMade) {
  MutationWorld world;
  world.mutate(world.save({.key = {"rows", 1}}), "a");
  world.mutate(world.save(), "b");
  world.mutate(world.save({.key = {"rows", 2}}), "c");
  world.settle();
  world.mutate(world.save({.key = {"rows", 1}}), "d");
  const auto names = [&world](const MutationFilter& filter) {
    std::string text;
    for (const auto& mutation : world.client.find_mutations(filter)) text += *mutation->variables().as<std::string>();
    return text;
  };

  EXPECT_EQ(names({}), "abcd");
  EXPECT_EQ(names({.key = {"rows"}}), "acd") << "one without a key is under no prefix";
  EXPECT_EQ(names({.key = {"rows"}, .exact = true}), "");
  EXPECT_EQ(names({.key = {"rows", 1}, .exact = true}), "ad");
  EXPECT_EQ(names({.key = {"rows"}, .status = MutationStatus::success}), "ac");
  EXPECT_EQ(names({.predicate = [](const Mutation& mutation) { return mutation.key().is_empty(); }}), "b");
  EXPECT_EQ(world.client.find_mutation(Key{"rows", 1})->id(), world.client.find_mutations().front()->id());
  EXPECT_EQ(world.client.find_mutation(Key{"rows"}), nullptr);
  EXPECT_EQ(world.client.mutating(), 1u);
  EXPECT_EQ(world.client.mutating({.key = {"rows", 2}}), 0u);
  EXPECT_EQ(world.client.mutating({.key = {"rows", 1}}), 1u);
}

TEST(Mutations, TellTheirWholeLifeAsEvents) {
  MutationWorld world;
  std::vector<MutationChange> changes;
  const auto subscription = world.client.subscribe([&](const CacheEvent& event) {
    if (event.mutation) changes.push_back(event.mutation_change);
  });
  world.answers = {fail(ErrorKind::network, "down"), "saved"};
  world.offline();
  world.mutate(world.save({.retry = 1, .gc_time = 1s}), "a");
  world.online();
  world.advance(1min);

  using enum MutationChange;
  EXPECT_EQ(changes, (std::vector{added, started, paused, continued, failed, success, removed}));
}

TEST(MutationGc, WaitsForTheEndOfTheWriteAlsoWithoutAnyGcTime) {
  MutationWorld world;
  const auto answer = world.mutate(world.logged({.gc_time = 0ms}), "a");
  world.advance(5ms);
  EXPECT_EQ(world.client.find_mutations().size(), 1u);

  world.settle();

  EXPECT_TRUE(world.client.find_mutations().empty());
  EXPECT_EQ(answer->text, "saved");
  EXPECT_EQ(world.log.back(), "settled well a");
}

}  // namespace
}  // namespace quern::query
