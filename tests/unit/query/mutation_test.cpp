// Writes: their life, their order, their retries and pauses. Optimistic layers have a file of their own.
#include "tests/unit/query/mutation_world.hpp"

namespace quern::query {
namespace {

TEST(Mutation, IsPendingWithItsVariablesUntilItIsAnswered) {
  MutationWorld world;

  const auto answer = world.mutate(world.save(), "a");
  EXPECT_EQ(world.state().status, MutationStatus::pending);
  EXPECT_EQ(*as<std::string>(world.state().variables), "a");
  EXPECT_EQ(world.client.mutating(), 1u);
  world.settle();

  EXPECT_EQ(answer->text, "saved");
  EXPECT_EQ(world.state().status, MutationStatus::success);
  EXPECT_EQ(world.client.mutating(), 0u);
}

TEST(Mutation, CallsItsCallbacksInOrderAndOnlyThenIsSuccess) {
  MutationWorld world;
  auto options = world.logged();
  options.on_settled = [&world](const Error*, const std::string&, MutationContext&) {
    world.log.push_back(world.state().status == MutationStatus::pending ? "settled, still pending" : "too late");
  };

  world.mutate(std::move(options), "a");
  EXPECT_EQ(world.log, (Log{"mutate a", "send a"})) << "on_mutate runs inside the call";
  world.settle();

  EXPECT_EQ(world.log, (Log{"mutate a", "send a", "success a saved", "settled, still pending"}));
}

TEST(Mutation, AnswersTheErrorAfterItsErrorCallbacks) {
  MutationWorld world;
  world.answers = {fail(ErrorKind::validation, "no")};

  const auto answer = world.mutate(world.logged(), "a");
  world.settle();

  EXPECT_EQ(answer->text, "error: no");
  EXPECT_EQ(world.log, (Log{"mutate a", "send a", "error no", "settled badly a"}));
  EXPECT_EQ(world.state().failure_count, 1);
}

TEST(Mutation, IsNotRetriedUnlessAsked) {
  MutationWorld world;
  world.answers = {fail(ErrorKind::network, "down"), "saved"};

  const auto answer = world.mutate(world.save(), "a");
  world.advance(1min);

  EXPECT_EQ(answer->text, "error: down");
}

TEST(Mutation, ShowsItsFailuresWhileItIsRetried) {
  MutationWorld world;
  world.answers = {fail(ErrorKind::network, "down"), "saved"};

  const auto answer = world.mutate(world.save({.retry = 1}), "a");
  world.settle();
  EXPECT_EQ(world.state().failure_count, 1);
  EXPECT_EQ(world.state().failure_reason->message, "down");
  EXPECT_EQ(answer->text, "(waiting)");
  world.advance(1s);
  world.settle();

  EXPECT_EQ(answer->text, "saved");
}

TEST(Mutation, OfOneScopeRunsAfterTheOneBefore) {
  MutationWorld world;

  world.mutate(world.logged({.scope = "chat 1"}), "a");
  world.mutate(world.logged({.scope = "chat 1"}), "b");
  world.mutate(world.logged({.scope = "chat 2"}), "c");

  EXPECT_EQ(world.log, (Log{"mutate a", "send a", "mutate b", "mutate c", "send c"}));
  EXPECT_TRUE(world.state().status == MutationStatus::pending);
  world.settle();
  EXPECT_EQ(world.log.back(), "settled well c");
  world.settle();
  EXPECT_EQ(world.log.back(), "settled well b");
}

TEST(Mutation, OfAScopeRunsAlsoAfterOneThatFailed) {
  MutationWorld world;
  world.answers = {fail(ErrorKind::conflict, "no"), "saved"};

  const auto first = world.mutate(world.save({.scope = "s"}), "a");
  const auto second = world.mutate(world.save({.scope = "s"}), "b");
  world.settle();
  world.settle();

  EXPECT_EQ(first->text, "error: no");
  EXPECT_EQ(second->text, "saved");
}

TEST(Mutation, WaitsForAConnectionAndThenGoes) {
  MutationWorld world;
  world.offline();

  const auto answer = world.mutate(world.logged(), "a");
  world.advance(1min);
  EXPECT_TRUE(world.state().is_paused);
  EXPECT_EQ(world.log, (Log{"mutate a"}));
  world.online();
  world.settle();

  EXPECT_EQ(answer->text, "saved");
  EXPECT_FALSE(world.state().is_paused);
}

TEST(Mutation, ThatWaitedGoesBeforeQueriesAreFetchedAgain) {
  MutationWorld world;
  const Key key{"list"};
  world.answer(key, "old");
  auto list = world.observe(key);
  world.settle();
  world.offline();
  world.mutate(world.save(), "a");

  world.online();
  EXPECT_EQ(world.requests(key), 1);
  world.settle();

  EXPECT_EQ(world.requests(key), 2);
}

TEST(Mutation, IsForgottenAfterItsGcTime) {
  MutationWorld world;
  world.mutate(world.save({.gc_time = 1min}), "a");
  world.settle();

  world.advance(59s);
  EXPECT_EQ(world.client.find_mutations().size(), 1u);
  world.advance(2s);

  EXPECT_TRUE(world.client.find_mutations().empty());
}

TEST(Mutation, IsFoundByKeyPrefixAndStatus) {
  MutationWorld world;
  world.mutate(world.save({.key = {"projects", "rename"}}), "a");
  world.mutate(world.save(), "b");

  EXPECT_EQ(world.client.find_mutations({.key = {"projects"}}).size(), 1u);
  EXPECT_EQ(world.client.find_mutations({.status = MutationStatus::pending}).size(), 2u);
  EXPECT_TRUE(world.client.find_mutations({.key = {"chats"}}).empty());
}

TEST(Mutation, StaysPendingWhileItsSuccessCallbackWaitsForARefetch) {
  MutationWorld world;
  const Key key{"list"};
  world.answer(key, "old");
  auto list = world.observe(key);
  world.settle();
  auto options = world.save();
  options.on_success = [&world, key](const std::string&, const std::string&, MutationContext&) {
    world.answer(key, "new");
    return world.client.invalidate(key);
  };

  const auto answer = world.mutate(std::move(options), "a");
  world.settle();
  EXPECT_EQ(answer->text, "(waiting)");
  world.settle();

  EXPECT_EQ(answer->text, "saved");
  EXPECT_EQ(list.data(), "new");
}

// The first is done but for its refetch, which waits for a connection; the second waits for the first.
TEST(Mutation, ThatWaitsForAPausedRefetchHoldsUpNobodyWhenTheConnectionReturns) {
  MutationWorld world;
  const Key key{"list"};
  world.answer(key, "old");
  auto list = world.observe(key);
  world.settle();
  auto options = world.save({.scope = "row"});
  options.on_success = [&world, key](const std::string&, const std::string&, MutationContext&) {
    return world.client.invalidate(key);
  };
  const auto first = world.mutate(options, "a");
  world.offline();
  world.settle();
  const auto second = world.mutate(options, "b");
  world.advance(1min);
  EXPECT_EQ(first->text, "(waiting)");

  world.online();
  world.advance(1min);

  EXPECT_EQ(first->text, "saved");
  EXPECT_EQ(second->text, "saved");
}

TEST(Mutation, InFlightWhenTheClientEndsIsCancelledQuietly) {
  MutationWorld world;
  const auto answer = world.mutate(world.logged(), "a");

  world.end_client();
  world.settle();

  EXPECT_EQ(answer->text, "error: cancelled");
  EXPECT_EQ(world.log, (Log{"mutate a", "send a"})) << "no callback of a client that is gone";
}

// ---- taken back by who made it

TEST(MutationCancel, EndsAtOnceAsCancelledAndStopsItsCall) {
  MutationWorld world;
  Place place{world};
  bool is_stopped = false;
  auto options = world.logged();
  options.fetch = [&](std::string, MutationContext context) -> Task<Result<std::string>> {
    return [](bool& stopped, MutationWorld& own, StopToken stop) -> Task<Result<std::string>> {
      auto waited = co_await sleep(own.scheduler, 1h, stop);
      stopped = !waited;
      co_return "saved";
    }(is_stopped, world, context.stop);
  };
  const auto handle = place.draw(std::move(options));
  handle.mutate("a");

  handle.cancel();

  EXPECT_TRUE(is_stopped);
  EXPECT_TRUE(place.draw().is_error());
  EXPECT_TRUE(place.draw().error().is(ErrorKind::cancelled));
  EXPECT_EQ(world.log, (Log{"mutate a", "error cancelled", "settled badly a"}));
  EXPECT_EQ(world.client.mutating(), 0u);
}

TEST(MutationCancel, LiftsItsLayer) {
  MutationWorld world;
  Place place{world};
  world.client.set_data<std::string>({"a"}, "server's");
  auto options = world.save();
  options.optimistic = [](OptimisticPatches& patches, const std::string& to) {
    patches.update<std::string>({"a"}, [to](const std::string&) { return to; });
  };
  const auto handle = place.draw(std::move(options));
  handle.mutate("mine");
  EXPECT_EQ(world.cached({"a"}), "mine");

  handle.cancel();
  EXPECT_EQ(world.cached({"a"}), "server's");
  world.settle();  // the answer comes all the same

  EXPECT_EQ(world.cached({"a"}), "server's");
  EXPECT_TRUE(place.draw().is_error());
}

TEST(MutationCancel, LeavesItsScopeWithoutTouchingTheTurnOfOthers) {
  MutationWorld world;
  Place place{world};
  world.mutate(world.logged({.scope = "s"}), "first");
  world.mutate(world.logged({.scope = "s"}), "second");
  const auto handle = place.draw(world.logged({.scope = "s"}));
  handle.mutate("third");
  world.mutate(world.logged({.scope = "s"}), "fourth");
  world.log.clear();

  handle.cancel();
  EXPECT_EQ(world.log, (Log{"error cancelled", "settled badly third"}));  // the first still has its turn
  world.log.clear();
  for (int i = 0; i < 3; ++i) world.settle();

  EXPECT_EQ(world.log, (Log{"success first saved", "settled well first", "send second", "success second saved",
                            "settled well second", "send fourth", "success fourth saved", "settled well fourth"}));
}

TEST(MutationCancel, LetsTheNextGoWhenItHadTheTurn) {
  MutationWorld world;
  Place place{world};
  const auto handle = place.draw(world.logged({.scope = "s"}));
  handle.mutate("first");
  world.mutate(world.logged({.scope = "s"}), "second");
  world.log.clear();

  handle.cancel();

  EXPECT_EQ(world.log, (Log{"error cancelled", "settled badly first", "send second"}));
}

TEST(MutationCancel, EndsOneThatWaitsForAConnectionOrForItsNextTry) {
  for (const bool is_offline : {true, false}) {
    MutationWorld world;
    Place place{world};
    world.answers = {fail(ErrorKind::network, "down"), "saved"};
    if (is_offline) world.offline();
    const auto handle = place.draw(world.logged({.retry = 3}));
    handle.mutate("a");
    world.settle();
    world.log.clear();

    handle.cancel();
    if (is_offline) world.online();
    world.advance(1h);

    EXPECT_EQ(world.log, (Log{"error cancelled", "settled badly a"}));
  }
}

TEST(MutationCancel, IsTooLateOnceTheWriteWasAnswered) {
  MutationWorld world;
  Place place{world};
  auto options = world.save();
  options.on_success = [&world](const std::string&, const std::string&, MutationContext&) {
    return sleep(world.scheduler, 1s);
  };
  const auto handle = place.draw(std::move(options));
  handle.mutate("a");
  world.settle();

  handle.cancel();  // while its callbacks still run
  EXPECT_TRUE(place.draw().is_pending());
  world.advance(1s);
  handle.cancel();

  EXPECT_TRUE(place.draw().is_success());
}

TEST(MutationCancel, DoesNothingWhereNothingWasWritten) {
  MutationWorld world;
  Place place{world};
  const auto handle = place.draw(world.save());
  handle.cancel();
  EXPECT_TRUE(place.draw().is_idle());
}

}  // namespace
}  // namespace quern::query
