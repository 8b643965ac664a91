#include "core/base/timer_queue.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace quern {
namespace {

using namespace std::chrono_literals;

struct Timers {
  TimerQueue queue;
  std::string ran;

  TimerQueue::TimerId add(Duration due, char name) {
    return queue.add(TimePoint{due}, [this, name] { ran += name; });
  }
  void run(Duration now) { queue.run(TimePoint{now}); }
};

TEST(TimerQueue, RunsWhatIsDueByTimeAndThenByOrderOfSetting) {
  Timers timers;
  timers.add(20ms, 'c');
  timers.add(10ms, 'a');
  timers.add(10ms, 'b');
  timers.add(30ms, 'd');

  timers.run(20ms);

  EXPECT_EQ(timers.ran, "abc");
  EXPECT_EQ(timers.queue.next_due(), TimePoint{30ms});
}

TEST(TimerQueue, DestroysACancelledCallbackAtOnce) {
  TimerQueue queue;
  const auto held = std::make_shared<int>(1);
  const auto id = queue.add(TimePoint{10ms}, [held] {});

  queue.cancel(id);

  EXPECT_EQ(held.use_count(), 1);
  EXPECT_EQ(queue.next_due(), std::nullopt);
}

TEST(TimerQueue, LeavesWhatACallbackSetsForTheNextRun) {
  Timers timers;
  timers.queue.add(TimePoint{10ms}, [&] { timers.add(10ms, 'x'); });

  timers.run(10ms);
  EXPECT_EQ(timers.ran, "");

  timers.run(10ms);
  EXPECT_EQ(timers.ran, "x");
}

TEST(TimerQueue, LetsACallbackCancelItsNeighbour) {
  Timers timers;
  TimerQueue::TimerId second{};
  timers.queue.add(TimePoint{10ms}, [&] { timers.queue.cancel(second); });
  second = timers.add(10ms, 'x');

  timers.run(10ms);

  EXPECT_EQ(timers.ran, "");
}

TEST(TimerQueue, CancellingWhatRanDoesNothing) {
  Timers timers;
  const auto id = timers.add(1ms, 'a');
  timers.run(1ms);

  timers.queue.cancel(id);
  timers.queue.cancel(Scheduler::TimerId::none);

  EXPECT_EQ(timers.ran, "a");
}

// As a coroutine does that is told that its promise is dropped.
TEST(TimerQueue, LetsWhatItDropsComeBack) {
  std::string dropped;
  auto queue = std::make_unique<TimerQueue>();
  auto& timers = *queue;
  const auto told = [&dropped](auto act) {
    return std::shared_ptr<void>(nullptr, [&dropped, act](void*) { dropped += '.', act(); });
  };
  const auto second = timers.add(TimePoint{2ms}, [held = told([] {})] {});
  timers.add(TimePoint{1ms}, [held = told([&timers, second] { timers.cancel(second); })] {});
  timers.add(TimePoint{3ms}, [held = told([&timers] { timers.add(TimePoint{1ms}, [] {}); })] {});

  queue.reset();

  EXPECT_EQ(dropped, "...");
}

TEST(TimerQueue, KeepsTheOrderOfManyWhicheverAreCancelled) {
  Timers timers;
  std::vector<TimerQueue::TimerId> ids;
  for (int i = 0; i < 26; ++i) ids.push_back(timers.add(Duration{i * 7 % 26}, static_cast<char>('a' + i * 7 % 26)));
  for (std::size_t i = 0; i < ids.size(); i += 2) timers.queue.cancel(ids[i]);

  timers.run(100ms);

  EXPECT_EQ(timers.ran, "bdfhjlnprtvxz");
}

}  // namespace
}  // namespace quern
