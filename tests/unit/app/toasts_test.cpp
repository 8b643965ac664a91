#include "core/app/toasts.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/fake_scheduler.hpp"

namespace quern::app {
namespace {

using namespace std::chrono_literals;

struct World {
  test::FakeScheduler scheduler;
  int changes = 0;
  std::vector<std::string> heard;
  Toasts toasts{scheduler, [this] { ++changes; }};

  ToastId show(std::string name, bool is_error = false) {
    return toasts.show({.notice = {.id = Notice::Id::project_deleted, .subject = name},
                        .is_error = is_error,
                        .action = ToastAction::undo,
                        .on_action = [this, name] { heard.push_back(name + " undone"); },
                        .on_end = [this, name] { heard.push_back(name + " ended"); }});
  }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& shown : toasts.shown()) names.push_back(shown.toast->notice.subject);
    return names;
  }
};

using Names = std::vector<std::string>;

TEST(Toasts, EndANoticeAfterFiveSeconds) {
  World world;
  world.show("a");
  world.scheduler.advance(4'999ms);
  EXPECT_EQ(world.names(), Names{"a"});
  EXPECT_EQ(world.toasts.shown().front().left, Duration{1});

  world.scheduler.advance(1ms);
  EXPECT_EQ(world.names(), Names{});
  EXPECT_EQ(world.heard, Names{"a ended"});
}

TEST(Toasts, KeepAnErrorUntilItIsClosed) {
  World world;
  const auto id = world.show("a", true);
  world.scheduler.advance(60min);
  EXPECT_EQ(world.names(), Names{"a"});
  EXPECT_EQ(world.toasts.shown().front().left, std::nullopt);

  world.toasts.close(id);
  EXPECT_EQ(world.names(), Names{});
}

TEST(Toasts, ActOnceAndNotEndAsWell) {
  World world;
  const auto id = world.show("a");
  world.toasts.act(id);
  world.toasts.act(id);
  world.scheduler.advance(10s);
  EXPECT_EQ(world.heard, Names{"a undone"});
}

TEST(Toasts, StopALifeUnderThePointer) {
  World world;
  const auto id = world.show("a");
  world.scheduler.advance(3s);
  world.toasts.hold(id, true);
  world.scheduler.advance(60s);
  EXPECT_EQ(world.toasts.shown().front().left, Duration{2s});

  world.toasts.hold(id, false);
  world.scheduler.advance(1'999ms);
  EXPECT_EQ(world.names(), Names{"a"});
  world.scheduler.advance(1ms);
  EXPECT_EQ(world.heard, Names{"a ended"});
}

TEST(Toasts, EndTheOldestNoticeWhenAFourthComes) {
  World world;
  for (const auto* name : {"a", "b", "c", "d"}) world.show(name);
  EXPECT_EQ(world.names(), (Names{"b", "c", "d"}));
  EXPECT_EQ(world.heard, Names{"a ended"});
}

TEST(Toasts, LetErrorsStepBackAndReturn) {
  World world;
  for (const auto* name : {"e1", "e2", "e3", "e4"}) world.show(name, true);
  EXPECT_EQ(world.names(), (Names{"e1", "e2", "e3"}));
  world.show("a");
  EXPECT_EQ(world.names(), (Names{"e1", "e2", "a"}));

  world.scheduler.advance(5s);
  EXPECT_EQ(world.names(), (Names{"e1", "e2", "e3"}));
  EXPECT_EQ(world.heard, Names{"a ended"});
}

TEST(Toasts, EndAllAtOnce) {
  World world;
  world.show("a");
  world.show("b");
  world.toasts.end_all();
  EXPECT_EQ(world.heard, (Names{"a ended", "b ended"}));
  EXPECT_EQ(world.scheduler.timers(), 0u);
}

TEST(Toasts, TellEachChangeButNotThePassingOfTime) {
  World world;
  const auto id = world.show("a");
  world.scheduler.advance(1s);
  EXPECT_EQ(world.changes, 1);
  world.toasts.hold(id, true);
  world.toasts.hold(id, true);
  EXPECT_EQ(world.changes, 2);
}

}  // namespace
}  // namespace quern::app
