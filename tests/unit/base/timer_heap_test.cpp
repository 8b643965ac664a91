#include "core/base/timer_heap.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace quern {
namespace {

using namespace std::chrono_literals;

struct Timers {
  TimerHeap heap;
  std::string ran;

  TimerHeap::TimerId add(Duration due, char name) {
    return heap.add(TimePoint{due}, [this, name] { ran += name; });
  }
  void run(Duration now) { heap.run(TimePoint{now}); }
};

TEST(TimerHeap, RunsWhatIsDueByTimeAndThenByOrderOfSetting) {
  Timers timers;
  timers.add(20ms, 'c');
  timers.add(10ms, 'a');
  timers.add(10ms, 'b');
  timers.add(30ms, 'd');

  timers.run(20ms);

  EXPECT_EQ(timers.ran, "abc");
  EXPECT_EQ(timers.heap.next_due(), TimePoint{30ms});
}

TEST(TimerHeap, DestroysACancelledCallbackAtOnce) {
  TimerHeap heap;
  const auto held = std::make_shared<int>(1);
  const auto id = heap.add(TimePoint{10ms}, [held] {});

  heap.cancel(id);

  EXPECT_EQ(held.use_count(), 1);
  EXPECT_EQ(heap.next_due(), std::nullopt);
}

TEST(TimerHeap, LeavesWhatACallbackSetsForTheNextRun) {
  Timers timers;
  timers.heap.add(TimePoint{10ms}, [&] { timers.add(10ms, 'x'); });

  timers.run(10ms);
  EXPECT_EQ(timers.ran, "");

  timers.run(10ms);
  EXPECT_EQ(timers.ran, "x");
}

TEST(TimerHeap, LetsACallbackCancelItsNeighbour) {
  Timers timers;
  TimerHeap::TimerId second{};
  timers.heap.add(TimePoint{10ms}, [&] { timers.heap.cancel(second); });
  second = timers.add(10ms, 'x');

  timers.run(10ms);

  EXPECT_EQ(timers.ran, "");
}

TEST(TimerHeap, CancellingWhatRanDoesNothing) {
  Timers timers;
  const auto id = timers.add(1ms, 'a');
  timers.run(1ms);

  timers.heap.cancel(id);
  timers.heap.cancel(Scheduler::TimerId::none);

  EXPECT_EQ(timers.ran, "a");
}

}  // namespace
}  // namespace quern
