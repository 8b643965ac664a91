// The deadlines of a client: what is set fires once, by time and then in the order of setting, however it is kept.
#include "core/query/detail/timers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>
#include <vector>

#include "tests/support/fake_scheduler.hpp"

namespace quern::query {
namespace {

using namespace std::chrono_literals;

struct Alarm {
  Alarm(std::vector<int>& own_fired, int own_name) : fired(own_fired), name(own_name) {}
  std::vector<int>& fired;
  int name;
  Timer timer{[](void* self) { static_cast<Alarm*>(self)->fired.push_back(static_cast<Alarm*>(self)->name); }, this};
};

struct Alarms {
  test::FakeScheduler scheduler;
  DeadlineQueue queue{scheduler};
  std::vector<int> fired;
  std::deque<Alarm> alarms;

  Timer& add(Duration delay) {
    auto& alarm = alarms.emplace_back(fired, static_cast<int>(alarms.size()));
    queue.set(alarm.timer, scheduler.now() + delay);
    return alarm.timer;
  }
};

TEST(Timers, FireByTimeAndThenInTheOrderOfSetting) {
  Alarms it;
  for (const auto delay : {5s, 1s, 5s, 3s, 1s, 9s, 2s, 1s}) it.add(delay);
  it.scheduler.advance(10s);
  EXPECT_EQ(it.fired, (std::vector{1, 4, 7, 6, 3, 0, 2, 5}));
  EXPECT_EQ(it.queue.size(), 0u);
}

TEST(Timers, HoldOneOfThePlatforms) {
  Alarms it;
  for (int i = 0; i < 1'000; ++i) it.add(Duration{i * 7919 % 1'000});
  EXPECT_EQ(it.queue.size(), 1'000u);
  EXPECT_EQ(it.scheduler.timers(), 1u);
}

TEST(Timers, OfNoMoreThanOnceAreLeftOutWhenTheyDie) {
  Alarms it;
  it.add(1s);
  {
    std::vector<int> nobody;
    Alarm shortlived{nobody, 7};
    it.queue.set(shortlived.timer, it.scheduler.now() + 1s);
    EXPECT_EQ(it.queue.size(), 2u);
  }
  it.scheduler.advance(2s);
  EXPECT_EQ(it.fired, std::vector{0});
}

TEST(Timers, AgreeWithASortedListWhateverIsSetMovedAndCancelled) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random{seed};
    const auto below = [&random](unsigned limit) { return static_cast<std::size_t>(random() % limit); };
    struct Expected {
      TimePoint due;
      int order;
      int name;
    };
    std::vector<Expected> expected;
    std::vector<int> fired;
    Alarms it;
    // Some programs know few lengths of time, some many.
    const std::vector<Duration> usual{1s, 5s, 300s, 86'400s};
    for (int step = 0; step < 300; ++step) {
      const auto delay = seed % 2 ? usual[below(4)] : Duration{below(400'000)};
      const auto due = it.scheduler.now() + delay;
      const auto drop = [&](int name) { std::erase_if(expected, [name](const auto& e) { return e.name == name; }); };
      switch (below(5)) {
        case 0:
        case 1:
          expected.push_back({due, step, static_cast<int>(it.alarms.size())});
          it.add(delay);
          break;
        case 2:
          if (it.alarms.empty()) break;
          if (auto& alarm = it.alarms[below(static_cast<unsigned>(it.alarms.size()))]; true) {
            it.queue.set(alarm.timer, due);
            drop(alarm.name);
            expected.push_back({due, step, alarm.name});
          }
          break;
        case 3:
          if (it.alarms.empty()) break;
          if (auto& alarm = it.alarms[below(static_cast<unsigned>(it.alarms.size()))]; true) {
            alarm.timer.cancel();
            drop(alarm.name);
          }
          break;
        default: {
          it.scheduler.advance(Duration{below(3'000)});
          std::ranges::sort(expected, [](const auto& a, const auto& b) {
            return a.due != b.due ? a.due < b.due : a.order < b.order;
          });
          const auto end = std::ranges::find_if(expected, [&](const auto& e) { return e.due > it.scheduler.now(); });
          for (auto at = expected.begin(); at != end; ++at) fired.push_back(at->name);
          expected.erase(expected.begin(), end);
        }
      }
      ASSERT_EQ(it.queue.size(), expected.size());
      ASSERT_EQ(it.fired, fired);
    }
  }
}

}  // namespace
}  // namespace quern::query
