// One place that writes: what it shows, what it tells, when it lets go.
#include "tests/unit/query/mutation_world.hpp"

namespace quern::query {
namespace {

// An observer and what its subscriber saw.
class Writer {
 public:
  Writer(MutationWorld& world, const Options& options) : observer(world.client, options) { watch(); }
  void watch() {
    subscription = observer.subscribe([this](const auto& result) { seen.push_back(describe(result)); });
  }
  void leave() { subscription.reset(); }
  std::string now() const { return describe(observer.result()); }

  Log seen;
  MutationObserver<std::string, std::string> observer;
  Subscription subscription;
};

TEST(MutationObserver, TellsEachStepOfItsMutation) {
  MutationWorld world;
  auto options = world.save();
  options.on_mutate = [&world](const std::string&, MutationContext& context) {
    context.keep(std::string("kept"));
    return sleep(world.scheduler, 1ms);
  };
  std::vector<std::string> steps;
  MutationObserver observer{world.client, options};
  const auto subscription = observer.subscribe([&](const auto& result) {
    steps.push_back(describe(result) + (result.template kept<std::string>() ? " with context" : ""));
  });

  observer.mutate("a");
  const auto submitted_at = world.scheduler.now();
  world.advance(1ms);
  world.settle();

  EXPECT_EQ(steps, (Log{"pending a", "pending a with context", "success a saved with context"}));
  EXPECT_EQ(observer.result().submitted_at(), submitted_at);
}

TEST(MutationObserver, ShowsFailuresWithTheirReasonWhilePendingAndOneMoreAtTheEnd) {
  MutationWorld world;
  world.answers = {fail(ErrorKind::network, "down"), fail(ErrorKind::network, "still down")};
  Writer writer{world, world.save({.retry = 1})};

  writer.observer.mutate("a");
  world.settle();
  EXPECT_EQ(writer.now(), "pending a");
  EXPECT_EQ(writer.observer.result().failure_count(), 1);
  EXPECT_EQ(writer.observer.result().failure_reason()->message, "down");
  world.advance(1s);
  world.settle();

  EXPECT_EQ(writer.now(), "error a still down");
  EXPECT_EQ(writer.observer.result().failure_count(), 2);
}

TEST(MutationObserver, AnswersItsCall) {
  MutationWorld world;
  Writer writer{world, world.save()};
  auto answer = std::make_shared<World::Answer>();
  MutationWorld::remember(writer.observer.mutate("a"), answer).detach();
  world.settle();
  EXPECT_EQ(answer->text, "saved");
}

TEST(MutationObserver, CallsTheCallbacksOfTheCallAfterTheOptionsOwnAndBeforeItsListeners) {
  MutationWorld world;
  MutationObserver observer{world.client, world.logged()};
  const auto subscription = observer.subscribe([&](const auto& result) { world.log.push_back(describe(result)); });
  observer.mutate("a", world.calls("call"));
  world.take_log();

  world.settle();

  EXPECT_EQ(world.log, (Log{"success a saved", "settled well a", "call: success a saved", "call: settled well",
                            "success a saved"}));
}

TEST(MutationObserver, CallsTheErrorCallbacksOfTheCall) {
  MutationWorld world;
  world.answers = {fail(ErrorKind::conflict, "no")};
  Writer writer{world, world.save()};
  writer.observer.mutate("a", world.calls("call"));
  world.settle();
  EXPECT_EQ(world.log, (Log{"send a", "call: error no", "call: settled badly"}));
}

TEST(MutationObserver, WithoutASubscriptionShowsItsResultButCallsNoCallbackOfTheCall) {
  MutationWorld world;
  MutationObserver observer{world.client, world.save()};

  observer.mutate("a", world.calls("call"));
  EXPECT_EQ(describe(observer.result()), "pending a");
  world.settle();

  EXPECT_EQ(describe(observer.result()), "success a saved");
  EXPECT_EQ(world.log, Log{"send a"});
}

TEST(MutationObserver, CallsOnlyTheCallbacksOfTheLastCall) {
  MutationWorld world;
  Writer writer{world, world.save()};
  writer.observer.mutate("a", world.calls("first"));
  writer.observer.mutate("b", world.calls("second"));
  world.take_log();

  world.settle();

  EXPECT_EQ(world.log, (Log{"second: success b saved", "second: settled well"}));
}

TEST(MutationObserver, TellsItsListenersAlsoWhenACallbackOfTheCallFails) {
  std::vector<std::string> lines;
  MutationWorld world{{.log = [&lines](LogLevel, std::string_view text) { lines.emplace_back(text); }}};
  Writer writer{world, world.save()};
  auto calls = world.calls("call");
  calls.on_success = [](const std::string&, const std::string&, MutationContext&) -> Result<void> {
    return fail(ErrorKind::decode, "at once");
  };
  calls.on_settled = [&world](const Error*, const std::string&, MutationContext&) {
    return [](Scheduler& scheduler) -> Task<Result<void>> {
      (void)co_await sleep(scheduler, 1s);
      co_return fail(ErrorKind::decode, "later");
    }(world.scheduler);
  };

  writer.observer.mutate("a", calls);
  world.settle();
  EXPECT_EQ(writer.seen.back(), "success a saved");
  world.advance(1s);

  ASSERT_EQ(lines.size(), 2u);
  EXPECT_TRUE(lines[0].ends_with("at once")) << lines[0];
  EXPECT_TRUE(lines[1].ends_with("later")) << lines[1];
}

TEST(MutationObserver, UsesOptionsSetWhilePendingAndKeepsThoseASettledOneHad) {
  MutationWorld world;
  Writer writer{world, world.save({.retry = 3})};
  world.answers = {fail(ErrorKind::network, "down"), "saved"};
  const Meta old_meta = std::make_shared<const KeyObject>(KeyObject{{"from", "old"}});
  const Meta new_meta = std::make_shared<const KeyObject>(KeyObject{{"from", "new"}});
  auto options = world.logged({.retry = 3, .meta = old_meta});
  writer.observer.set_options(options);
  writer.observer.mutate("a");
  world.settle();
  world.take_log();
  const auto mutation = world.client.find_mutations().front();
  EXPECT_EQ(mutation->meta(), old_meta);

  options.meta = new_meta;
  options.on_success = [&world, new_meta](const std::string&, const std::string&, MutationContext& context) {
    world.log.push_back(std::string("new success with meta ") + (context.meta == new_meta ? "new" : "old"));
  };
  writer.observer.set_options(options);
  world.advance(1s);
  world.settle();
  EXPECT_EQ(world.log, (Log{"send a", "new success with meta new", "settled well a"}));
  EXPECT_EQ(mutation->meta(), new_meta);

  options.meta = old_meta;
  writer.observer.set_options(options);
  EXPECT_EQ(mutation->meta(), new_meta);
}

TEST(MutationObserver, OfAnotherKeyIsIdleAndLeavesItsMutationAlone) {
  MutationWorld world;
  Writer writer{world, world.save({.key = {"rename", 1}})};
  writer.observer.mutate("a");
  EXPECT_EQ(writer.now(), "pending a");

  writer.observer.set_options(world.save({.key = {"rename", 2}}));
  EXPECT_EQ(writer.now(), "idle");
  EXPECT_EQ(writer.seen.back(), "idle");
  world.settle();

  EXPECT_EQ(writer.now(), "idle");
  EXPECT_EQ(world.client.find_mutation(Key{"rename", 1})->state().status, MutationStatus::success);
}

TEST(MutationObserver, IsIdleAfterAResetAndWhatRunsRunsOn) {
  MutationWorld world;
  Writer writer{world, world.logged()};
  writer.observer.mutate("a", world.calls("call"));
  world.take_log();

  writer.observer.reset();
  EXPECT_EQ(writer.seen, (Log{"pending a", "idle"}));
  world.settle();

  EXPECT_EQ(world.log, (Log{"success a saved", "settled well a"})) << "the callbacks of the call are gone with it";
  EXPECT_EQ(writer.seen.size(), 2u);
}

TEST(MutationObserver, KeepsItsMutationUntilItIsResetOrTheLastSubscriberLeaves) {
  for (const bool is_reset : {true, false}) {
    MutationWorld world;
    Writer writer{world, world.save({.gc_time = 1min})};
    auto other = writer.observer.subscribe([](const auto&) {});
    writer.observer.mutate("a");
    world.advance(1h);
    EXPECT_EQ(world.client.find_mutations().size(), 1u) << "watched";

    writer.leave();
    world.advance(1h);
    EXPECT_EQ(world.client.find_mutations().size(), 1u) << "another subscriber";
    is_reset ? writer.observer.reset() : other.reset();
    world.advance(1min);

    EXPECT_TRUE(world.client.find_mutations().empty());
  }
}

TEST(MutationObserver, ThatIsWatchedAgainShowsWhatItsMutationCameTo) {
  MutationWorld world;
  Writer writer{world, world.save()};
  writer.observer.mutate("a");
  writer.leave();
  writer.watch();
  world.settle();
  EXPECT_EQ(writer.seen, (Log{"pending a", "success a saved"})) << "watched again while it runs";

  writer.observer.mutate("b");
  writer.leave();
  world.settle();
  writer.watch();
  EXPECT_EQ(writer.now(), "success b saved") << "and after it ended";
  EXPECT_TRUE(world.client.find_mutations().back()->has_observers());
}

TEST(MutationObserver, TellsOfOtherOptionsOnlyWhatDiffers) {
  MutationWorld world;
  Writer writer{world, world.save({.gc_time = 1min})};
  writer.observer.mutate("a");
  int told = 0;
  const auto events = world.client.subscribe([&](const CacheEvent& event) {
    if (event.mutation && event.mutation_change == MutationChange::options_changed) ++told;
  });

  writer.observer.set_options(world.save({.gc_time = 1min}));
  EXPECT_EQ(told, 0);
  writer.observer.set_options(world.save({.gc_time = 2min}));
  EXPECT_EQ(told, 1);
}

TEST(MutationObserver, IsIdleAfterTheClientWasCleared) {
  MutationWorld world;
  Writer writer{world, world.save()};
  writer.observer.mutate("a");
  world.client.clear();
  EXPECT_EQ(writer.now(), "idle");
  EXPECT_EQ(writer.seen.back(), "idle");

  writer.observer.mutate("b");
  world.settle();
  EXPECT_EQ(writer.now(), "success b saved");
}

TEST(MutationObserver, MayOutliveItsClient) {
  MutationWorld world;
  Writer writer{world, world.save()};
  writer.observer.mutate("a");
  world.end_client();

  auto answer = std::make_shared<World::Answer>();
  MutationWorld::remember(writer.observer.mutate("b"), answer).detach();

  EXPECT_EQ(answer->text, "error: cancelled");
}

TEST(MutationObserver, MayEndInsideItsOwnCallback) {
  MutationWorld world;
  auto observer = std::make_unique<MutationObserver<std::string, std::string>>(world.client, world.save());
  Subscription subscription = observer->subscribe([&](const auto& result) {
    if (!result.is_success()) return;
    subscription.reset();
    observer.reset();
  });
  observer->mutate("a");
  world.settle();
  EXPECT_EQ(observer, nullptr);
}

// ---- the hook is a face of the same

TEST(UseMutation, ShowsOneStateThroughoutAFrame) {
  MutationWorld world;
  Frame frame{world.client};
  const auto options = world.save();
  const auto draw = [&](const auto& view) {
    frame.begin();
    view(use_mutation(frame, 1, options));
    frame.end();
  };

  draw([&](const auto& save) {
    save.mutate("a");
    EXPECT_EQ(describe(save), "idle");
  });
  draw([&](const auto& save) {
    EXPECT_EQ(describe(save), "pending a");
    world.settle();
    EXPECT_EQ(describe(save), "pending a") << "it was answered in the middle of the frame";
  });
  draw([&](const auto& save) { EXPECT_EQ(describe(save), "success a saved"); });
}

TEST(UseMutation, CallsTheCallbacksOfTheLastCallWhileItsPlaceIsDrawn) {
  for (const bool is_drawn : {true, false}) {
    MutationWorld world;
    Place place{world};
    const auto handle = place.draw(world.save());
    handle.mutate("a", world.calls("call"));
    if (is_drawn) place.draw();
    if (!is_drawn) place.draw_without();
    world.take_log();

    world.settle();

    EXPECT_EQ(world.log, is_drawn ? (Log{"call: success a saved", "call: settled well"}) : Log{});
  }
}

TEST(UseMutation, AsksForAFrameWhenItHasNewsAndOnlyThen) {
  MutationWorld world;
  Place place{world};
  int frames_wanted = 0;
  const auto changes = world.client.on_change([&] { ++frames_wanted; });
  const auto handle = place.draw(world.save());
  for (int i = 0; i < 3; ++i) place.draw();
  EXPECT_EQ(frames_wanted, 0);

  handle.mutate("a");
  EXPECT_EQ(frames_wanted, 1);
  world.settle();
  EXPECT_EQ(frames_wanted, 2);
}

}  // namespace
}  // namespace quern::query
