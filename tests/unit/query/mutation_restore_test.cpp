// Writes of a life before: taken up from what was stored, sent when they are told to go on.
#include "tests/unit/query/mutation_world.hpp"

namespace quern::query {
namespace {

const Key send_key{"messages", "send"};

RestoredMutation stored(std::string variables, std::string scope = {}) {
  return {.key = send_key, .variables = AnyData::of(std::move(variables)), .scope = std::move(scope)};
}

TEST(RestoredMutation, WaitsPausedUntilItIsToldToGoOn) {
  MutationWorld world;
  world.client.set_mutation_defaults(Key{"messages"}, world.logged());

  const auto mutation = world.client.core()->mutations().restore(stored("a"));
  world.advance(1h);

  EXPECT_TRUE(mutation->state().is_paused);
  EXPECT_EQ(mutation->state().status, MutationStatus::pending);
  EXPECT_EQ(world.client.mutating(), 1u);
  EXPECT_EQ(world.log, Log{});
}

TEST(RestoredMutation, IsSentWithWhatWasStoredAndItsOnMutateIsNotCalledAgain) {
  MutationWorld world;
  auto options = world.logged();
  std::string kept;
  options.on_success = [&](const std::string&, const std::string&, MutationContext& context) {
    kept = *context.kept<std::string>();
  };
  world.client.set_mutation_defaults(send_key, options);
  auto saved = stored("a");
  saved.context = AnyData::of(std::string("from before"));
  saved.failure_count = 2;
  saved.submitted_at = world.scheduler.now() - 1h;
  const auto mutation = world.client.core()->mutations().restore(saved);
  EXPECT_EQ(mutation->state().failure_count, 2);
  EXPECT_EQ(mutation->state().submitted_at, world.scheduler.now() - 1h);

  world.client.resume_paused_mutations();
  EXPECT_FALSE(mutation->state().is_paused) << "at once";
  EXPECT_EQ(world.log, Log{"send a"});
  world.settle();

  EXPECT_EQ(world.log, (Log{"send a", "settled well a"}));
  EXPECT_EQ(kept, "from before");
  EXPECT_EQ(mutation->state().status, MutationStatus::success);
}

TEST(RestoredMutation, GoesOnWhenTheConnectionComesAndBeforeQueriesAreFetchedAgain) {
  MutationWorld world;
  world.answer({"list"}, "old");
  auto list = world.observe({"list"});
  world.settle();
  world.client.set_mutation_defaults(send_key, world.logged());
  world.offline();
  world.client.core()->mutations().restore(stored("a"));
  world.client.resume_paused_mutations();
  EXPECT_EQ(world.log, Log{}) << "there is no connection";

  world.online();
  EXPECT_EQ(world.log, Log{"send a"});
  EXPECT_EQ(world.requests({"list"}), 1);
  world.settle();

  EXPECT_EQ(world.requests({"list"}), 2);
}

TEST(RestoredMutation, LaysItsOptimisticLayerAgain) {
  MutationWorld world;
  auto options = world.save();
  options.optimistic = [](OptimisticPatches& patches, const std::string& to) {
    patches.update<std::string>({"title"}, [to](const std::string&) { return to; });
  };
  world.client.set_mutation_defaults(send_key, options);
  world.answers = {fail(ErrorKind::conflict, "no")};
  world.client.core()->mutations().restore(stored("mine"));

  world.client.set_data<std::string>({"title"}, "server's");
  EXPECT_EQ(world.cached({"title"}), "mine") << "also over what comes later";
  world.client.resume_paused_mutations();
  world.settle();

  EXPECT_EQ(world.cached({"title"}), "server's");
}

TEST(RestoredMutation, KeepsItsPlaceInItsScope) {
  MutationWorld world;
  world.client.set_mutation_defaults(send_key, world.logged());
  auto& mutations = world.client.core()->mutations();
  mutations.restore(stored("first", "chat 1"));
  mutations.restore(stored("second", "chat 1"));
  mutations.restore(stored("other", "chat 2"));
  world.mutate(world.save({.scope = "chat 1"}), "new");
  EXPECT_EQ(world.log, Log{}) << "the new one waits for its turn";

  world.client.resume_paused_mutations();
  EXPECT_EQ(world.take_log(), (Log{"send first", "send other"}));
  world.settle();
  EXPECT_EQ(world.take_log(), (Log{"success first saved", "settled well first", "send second", "success other saved",
                                   "settled well other"}));
  world.settle();

  EXPECT_EQ(world.log.back(), "send new");
}

TEST(RestoredMutation, TellsWhoResumedWhenAllHaveSettled) {
  MutationWorld world;
  world.client.set_mutation_defaults(send_key, world.save({.scope = "s"}));
  world.client.core()->mutations().restore(stored("a", "s"));
  world.client.core()->mutations().restore(stored("b", "s"));
  bool is_done = false;

  [](Completion all, bool& done) -> Task<void> {
    (void)co_await all;
    done = true;
  }(world.client.resume_paused_mutations(), is_done)
                                        .detach();
  world.settle();
  EXPECT_FALSE(is_done);
  world.settle();

  EXPECT_TRUE(is_done);
}

TEST(RestoredMutation, OfOtherVariablesThanItsDefaultsTakeIsRefusedWithALineInTheLog) {
  std::vector<std::string> lines;
  MutationWorld world{{.log = [&lines](LogLevel, std::string_view text) { lines.emplace_back(text); }}};
  world.client.set_mutation_defaults(send_key, world.save());

  const auto mutation = world.client.core()->mutations().restore({.key = send_key, .variables = AnyData::of(1)});

  EXPECT_EQ(mutation, nullptr);
  EXPECT_EQ(lines.size(), 1u);
  EXPECT_EQ(world.client.mutating(), 0u);
}

TEST(RestoredMutation, WithoutDefaultsFailsWhenItIsResumedUnlessTheyAreSetByThen) {
  for (const bool is_set_later : {false, true}) {
    MutationWorld world;
    const auto mutation = world.client.core()->mutations().restore(stored("a"));
    if (is_set_later) world.client.set_mutation_defaults(send_key, world.save());

    world.client.resume_paused_mutations();
    world.settle();

    EXPECT_EQ(mutation->state().status, is_set_later ? MutationStatus::success : MutationStatus::error);
  }
}

}  // namespace
}  // namespace quern::query
