// Coroutines of one thread: what runs when, who frees what, and that no loop over children costs stack.
#include "core/base/task.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/base/sleep.hpp"
#include "tests/support/fake_scheduler.hpp"

namespace quern {
namespace {

using namespace std::chrono_literals;

// Says how many of its kind are alive: what a coroutine frame holds must go when the frame goes.
struct Tracked {
  explicit Tracked(int& own_alive) : alive(&own_alive) { ++*alive; }
  Tracked(const Tracked& other) : alive(other.alive) { ++*alive; }
  Tracked& operator=(const Tracked&) = delete;
  ~Tracked() { --*alive; }
  int* alive;
};

Task<int> answer_at_once(int value) { co_return value; }

Task<int> answer_when(Future<int> future, Tracked) {
  const auto value = co_await future;
  co_return value ? *value : -1;
}

Task<void> store(Task<int> task, int& place, Tracked) { place = co_await task; }

TEST(Task, RunsAtOnceUntilItHasToWait) {
  Promise<int> promise;
  int place = 0, alive = 0;

  auto task = store(answer_when(promise.future(), Tracked{alive}), place, Tracked{alive});
  EXPECT_FALSE(task.is_done());
  promise.resolve(7);

  EXPECT_TRUE(task.is_done());
  EXPECT_EQ(place, 7);
}

TEST(Task, ThatIsDroppedUnfinishedRunsToItsEndAndFreesItself) {
  Promise<int> promise;
  int place = 0, alive = 0;

  { const auto dropped = store(answer_when(promise.future(), Tracked{alive}), place, Tracked{alive}); }
  EXPECT_EQ(alive, 2);
  promise.resolve(7);

  EXPECT_EQ(place, 7);
  EXPECT_EQ(alive, 0);
}

TEST(Task, ThatIsDroppedFinishedFreesWhatItHeld) {
  int place = 0, alive = 0;

  { const auto done = store(answer_at_once(3), place, Tracked{alive}); }

  EXPECT_EQ(place, 3);
  EXPECT_EQ(alive, 0);
}

TEST(Task, AssignedOverAnotherLetsTheOtherRunOn) {
  Promise<int> first, second;
  int one = 0, two = 0, alive = 0;

  auto task = store(answer_when(first.future(), Tracked{alive}), one, Tracked{alive});
  task = store(answer_when(second.future(), Tracked{alive}), two, Tracked{alive});
  first.resolve(1);
  second.resolve(2);

  EXPECT_EQ(one, 1);
  EXPECT_EQ(two, 2);
  EXPECT_TRUE(task.is_done());
}

TEST(Promise, DroppedUnansweredAnswersCancelled) {
  std::string said;
  {
    Promise<int> promise;
    [](Future<int> future, std::string& place) -> Task<void> {
      const auto value = co_await future;
      place = value ? "a value" : value.error().message;
    }(promise.future(), said)
                                                      .detach();
    EXPECT_EQ(said, "");
  }
  EXPECT_EQ(said, "cancelled");
}

TEST(Promise, AnswersOnce) {
  Promise<int> promise;
  int place = 0, alive = 0;
  const auto task = store(answer_when(promise.future(), Tracked{alive}), place, Tracked{alive});

  promise.resolve(1);
  promise.resolve(2);

  EXPECT_EQ(place, 1);
}

TEST(Promise, MayBeDestroyedByTheOneItWakes) {
  auto promise = std::make_unique<Promise<int>>();
  [](Future<int> future, std::unique_ptr<Promise<int>>& owner) -> Task<void> {
    (void)co_await future;
    owner.reset();
  }(promise->future(), promise)
                                                                      .detach();

  promise->resolve(1);

  EXPECT_EQ(promise, nullptr);
}

TEST(Promise, AssignedOverAnotherCancelsTheOther) {
  Promise<int> promise;
  int place = 0, alive = 0;
  const auto task = store(answer_when(promise.future(), Tracked{alive}), place, Tracked{alive});

  promise = Promise<int>{};

  EXPECT_EQ(place, -1);
  EXPECT_FALSE(promise.is_resolved());
}

// The three ways a loop meets its children. Lazy tasks overflowed WASM's stack here.
constexpr int rounds = 200'000;

Task<void> sum_completed(long& sum) {
  for (int i = 0; i < rounds; ++i) sum += co_await answer_at_once(1);
}

Task<int> through(int depth) {
  if (depth == 0) co_return 1;
  co_return co_await through(depth - 1);
}

Task<void> sum_nested(long& sum) {
  for (int i = 0; i < rounds; ++i) sum += co_await through(5);
}

Task<int> after_a_turn(Scheduler& scheduler) {
  Promise<int> promise;
  auto future = promise.future();
  scheduler.post([promise = std::move(promise)]() mutable { promise.resolve(1); });
  const auto value = co_await future;
  co_return *value;
}

Task<void> sum_waiting(Scheduler& scheduler, long& sum) {
  for (int i = 0; i < rounds; ++i) sum += co_await after_a_turn(scheduler);
}

TEST(Task, AwaitsCompletedChildrenWithoutStack) {
  long sum = 0;
  const auto task = sum_completed(sum);
  EXPECT_TRUE(task.is_done());
  EXPECT_EQ(sum, rounds);
}

TEST(Task, AwaitsCompletedNestsOfChildrenWithoutStack) {
  long sum = 0;
  const auto task = sum_nested(sum);
  EXPECT_TRUE(task.is_done());
  EXPECT_EQ(sum, rounds);
}

TEST(Task, AwaitsChildrenThatWaitWithoutStack) {
  test::FakeScheduler scheduler;
  long sum = 0;
  const auto task = sum_waiting(scheduler, sum);
  scheduler.settle();
  EXPECT_TRUE(task.is_done());
  EXPECT_EQ(sum, rounds);
}

TEST(Task, InALoopOfDroppedChildrenLeavesNothingBehind) {
  int alive = 0;
  std::vector<Promise<int>> promises(1'000);
  int place = 0;
  for (auto& promise : promises) store(answer_when(promise.future(), Tracked{alive}), place, Tracked{alive}).detach();
  EXPECT_EQ(alive, 2'000);

  promises.clear();

  EXPECT_EQ(alive, 0);
}

}  // namespace
}  // namespace quern
