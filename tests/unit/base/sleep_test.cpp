#include "core/base/sleep.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/support/fake_scheduler.hpp"

namespace quern {
namespace {

using namespace std::chrono_literals;

Task<void> say(Task<Result<void>> waiting, std::string& place) {
  const auto waited = co_await waiting;
  place = waited ? "woke" : waited.error().message;
}

TEST(Sleep, EndsAfterItsDelay) {
  test::FakeScheduler scheduler;
  std::string said;
  const auto task = say(sleep(scheduler, 1s), said);

  scheduler.advance(999ms);
  EXPECT_EQ(said, "");
  scheduler.advance(1ms);

  EXPECT_EQ(said, "woke");
}

TEST(Sleep, IsCancelledAtOnceByItsStopToken) {
  test::FakeScheduler scheduler;
  StopSource source;
  std::string said;
  const auto task = say(sleep(scheduler, 1s, source.token()), said);

  source.request_stop();

  EXPECT_EQ(said, "cancelled");
  EXPECT_EQ(scheduler.timers(), 0u);
}

TEST(Sleep, OnAStoppedTokenDoesNotBegin) {
  test::FakeScheduler scheduler;
  StopSource source;
  source.request_stop();
  std::string said;
  const auto task = say(sleep(scheduler, 1s, source.token()), said);

  EXPECT_EQ(said, "cancelled");
  EXPECT_EQ(scheduler.timers(), 0u);
}

TEST(Sleep, ThatEndedIsDeafToItsStopToken) {
  test::FakeScheduler scheduler;
  StopSource source;
  std::string said;
  const auto task = say(sleep(scheduler, 1s, source.token()), said);
  scheduler.advance(1s);

  source.request_stop();

  EXPECT_EQ(said, "woke");
}

TEST(Sleep, IsCancelledWhenTheSchedulerEnds) {
  auto scheduler = std::make_unique<test::FakeScheduler>();
  std::string said;
  const auto task = say(sleep(*scheduler, 1s), said);

  scheduler.reset();

  EXPECT_EQ(said, "cancelled");
}

}  // namespace
}  // namespace quern
