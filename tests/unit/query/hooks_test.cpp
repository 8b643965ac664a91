// Queries and mutations in a view that is written anew each frame.
#include "tests/unit/query/world.hpp"

#include <functional>

namespace quern::query {
namespace {

class FrameWorld : public World {
 public:
  Frame frame{client};
  int frames_wanted = 0;
  Subscription changes = client.on_change([this] { ++frames_wanted; });

  void draw(const std::function<void()>& view = [] {}) {
    frame.begin();
    view();
    frame.end();
  }
  // One frame with one query at site 1: what it shows.
  std::string show(const Key& key, QueryOptions<std::string> options = {}) {
    std::string shown;
    draw([&] { shown = describe(use(frame, 1, query(key, options))); });
    return shown;
  }
  std::size_t observers(const Key& key) {
    const auto found = client.find_query(key);
    return found ? found->observers() : 0;
  }
};

TEST(Use, FetchesWithTheFirstFrameAndShowsTheAnswerInALaterOne) {
  FrameWorld world;
  const Key key{"a"};
  world.answer(key, "data");

  EXPECT_EQ(world.show(key), "pending/fetching");
  EXPECT_EQ(world.show(key), "pending/fetching");
  world.frames_wanted = 0;
  world.settle();
  EXPECT_EQ(world.frames_wanted, 1);

  EXPECT_EQ(world.show(key), "success/idle data");
  EXPECT_EQ(world.requests(key), 1);
}

TEST(Use, OfFramesThatShowTheSameWantsNoFrame) {
  FrameWorld world;
  const Key key{"a"};
  world.answer(key, "data");
  QueryOptions<std::string> options;
  options.select = [suffix = std::string("!")](const std::string& text) { return text + suffix; };
  world.show(key, options);
  world.settle();
  world.show(key, options);
  world.frames_wanted = 0;

  for (int i = 0; i < 3; ++i) world.show(key, options);

  EXPECT_EQ(world.frames_wanted, 0);
}

TEST(Use, LetsGoWithTheFirstFrameWithoutIt) {
  FrameWorld world;
  const Key key{"a"};
  world.answer(key, "data");
  world.show(key, {.gc_time = 1min});
  world.settle();
  EXPECT_EQ(world.observers(key), 1u);

  world.draw();
  EXPECT_EQ(world.observers(key), 0u);
  world.advance(1min);

  EXPECT_EQ(world.status(key), "(no query)");
}

TEST(Use, StaysWatchedWhileNoFrameIsDrawn) {
  FrameWorld world;
  const Key key{"a"};
  world.answer(key, "data");
  world.show(key, {.gc_time = 1ms});
  world.advance(24h);
  EXPECT_EQ(world.status(key), "success");
}

TEST(Use, FollowsItsKeyAndKeepsThePreviousDataIfAsked) {
  FrameWorld world;
  world.answer({"list", "p"}, "P");
  world.answer({"list", "pr"}, "PR");
  world.show({"list", "p"}, {.keep_previous = true});
  world.settle();

  EXPECT_EQ(world.show({"list", "pr"}, {.keep_previous = true}), "success/fetching P");
  EXPECT_EQ(world.observers({"list", "p"}), 0u);
  world.settle();

  EXPECT_EQ(world.show({"list", "pr"}, {.keep_previous = true}), "success/idle PR");
}

TEST(Use, InTwoViewsOfOneKeyIsOneQuery) {
  FrameWorld world;
  const Key key{"a"};
  world.draw([&] {
    (void)use(world.frame, 1, world.query(key));
    (void)use(world.frame, 2, world.query(key));
  });
  EXPECT_EQ(world.requests(key), 1);
  EXPECT_EQ(world.observers(key), 2u);
}

TEST(Use, InALoopOfOneSiteGivesEachPassItsOwn) {
  FrameWorld world;
  for (int i : {1, 2, 3}) world.answer({"row", i}, "row " + std::to_string(i));
  std::string shown;
  const auto view = [&] {
    for (int i : {1, 2, 3}) {
      const auto row = use(world.frame, 7, world.query({"row", i}));
      if (row.has_data()) shown += *row + "; ";
    }
  };
  world.draw(view);
  world.settle();
  world.draw(view);
  EXPECT_EQ(shown, "row 1; row 2; row 3; ");
}

// A row that is put in front moves every key to the next pass: no fetch that runs may be stopped by that.
TEST(Use, OfRowsThatMoveStopsNoFetch) {
  FrameWorld world;
  const auto view = [&](std::vector<int> rows) {
    return [&world, rows] {
      for (int i : rows) (void)use(world.frame, 7, world.stoppable({"row", i}));
    };
  };
  world.draw(view({1, 2}));

  world.draw(view({0, 1, 2}));

  EXPECT_EQ(world.stopped({"row", 1}) + world.stopped({"row", 2}), 0);
  EXPECT_EQ(world.requests({"row", 1}) + world.requests({"row", 2}), 2);
  world.draw(view({2}));
  EXPECT_EQ(world.stopped({"row", 0}) + world.stopped({"row", 1}), 2);
  EXPECT_EQ(world.stopped({"row", 2}), 0);
}

TEST(Use, OfAnotherTypeAtTheSameSiteBeginsAnew) {
  FrameWorld world;
  world.client.set_data<int>({"n"}, 7);
  world.show({"a"});
  int shown = 0;
  world.draw([&] { shown = *use(world.frame, 1, QueryOptions<int>{.key = {"n"}, .stale_time = 1h}); });
  EXPECT_EQ(shown, 7);
  EXPECT_EQ(world.observers({"a"}), 0u);
}

TEST(Use, ResultMayBeKeptAndRefetchedLater) {
  FrameWorld world;
  const Key key{"a"};
  world.answer(key, "data");
  std::optional<QueryResult<std::string>> kept;
  world.draw([&] { kept = use(world.frame, 1, world.query(key)); });
  world.settle();

  EXPECT_EQ(describe(*kept), "pending/fetching") << "a snapshot";
  kept->refetch();
  EXPECT_EQ(world.requests(key), 2);
  world.draw();
  kept->refetch();

  EXPECT_EQ(world.requests(key), 2) << "nothing once its reader is gone";
}

TEST(Use, AfterTheClientEndedShowsWhatThereWas) {
  FrameWorld world;
  world.answer({"a"}, "data");
  world.show({"a"});
  world.settle();
  world.end_client();
  EXPECT_EQ(world.show({"a"}), "success/idle data");
  EXPECT_EQ(world.show({"b"}), "pending/idle");
}

MutationOptions<int, int> doubling(World& world) {
  MutationOptions<int, int> options;
  options.fetch = [&world](int number, MutationContext) {
    return [](Scheduler& scheduler, int value) -> Task<Result<int>> {
      (void)co_await sleep(scheduler, 10ms);
      if (value < 0) co_return fail(ErrorKind::validation, "negative");
      co_return value * 2;
    }(world.scheduler, number);
  };
  return options;
}

TEST(UseMutation, ShowsItsLatestMutation) {
  FrameWorld world;
  const auto view = [&](const std::function<void(const MutationHandle<int, int>&)>& body) {
    world.draw([&] { body(use_mutation(world.frame, 1, doubling(world))); });
  };
  view([](const auto& doubled) {
    EXPECT_TRUE(doubled.is_idle());
    doubled.mutate(21);
    EXPECT_TRUE(doubled.is_idle()) << "what a frame shows stays";
  });
  view([](const auto& doubled) {
    EXPECT_TRUE(doubled.is_pending());
    EXPECT_EQ(*doubled.variables(), 21);
  });
  world.frames_wanted = 0;
  world.settle();
  EXPECT_EQ(world.frames_wanted, 1);

  view([](const auto& doubled) {
    EXPECT_TRUE(doubled.is_success());
    EXPECT_EQ(*doubled.data(), 42);
    doubled.mutate(-1);
  });
  world.settle();
  view([](const auto& doubled) {
    EXPECT_TRUE(doubled.is_error());
    EXPECT_EQ(doubled.error().message, "negative");
    doubled.reset();
  });
  view([](const auto& doubled) { EXPECT_TRUE(doubled.is_idle()); });
}

TEST(UseMutation, RunsOnWhenItsPlaceIsNotDrawnAnyMore) {
  FrameWorld world;
  int answer = 0;
  world.draw([&] {
    auto options = doubling(world);
    options.on_success = [&answer](const int& doubled, const int&, MutationContext&) { answer = doubled; };
    use_mutation(world.frame, 1, options).mutate(4);
  });
  world.draw();
  world.settle();
  EXPECT_EQ(answer, 8);
}

TEST(UseMutation, HandleMayBeCalledAfterItsPlaceIsGone) {
  FrameWorld world;
  int answer = 0;
  auto options = doubling(world);
  options.on_success = [&answer](const int& doubled, const int&, MutationContext&) { answer = doubled; };
  std::optional<MutationHandle<int, int>> kept;
  world.draw([&] { kept = use_mutation(world.frame, 1, options); });
  world.draw();
  kept->mutate(5);
  world.settle();
  EXPECT_EQ(answer, 10);
}

}  // namespace
}  // namespace quern::query
