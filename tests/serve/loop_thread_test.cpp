// The loop's work never overlaps, whichever thread it runs on; a read runs where it comes while nothing else does.
#include "serve/runtime/loop_thread.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

namespace quern::test {
namespace {

using serve::LoopThread;

// Keeps the loop's own thread at work until it is let go.
class Held {
 public:
  explicit Held(LoopThread& loop) {
    std::promise<void> begun;
    auto has_begun = begun.get_future();
    loop.post([begun = std::move(begun), end = end_.get_future()]() mutable {
      begun.set_value();
      end.wait();
    });
    has_begun.wait();
  }
  void let_go() { end_.set_value(); }

 private:
  std::promise<void> end_;
};

// What settle() waits for has run, and may be on its way out still.
void wait_until_idle(LoopThread& loop) {
  loop.settle();
  while (loop.stats().running.count() > 0) std::this_thread::yield();
}

TEST(LoopThread, RunsAReadWhereItComesWhileItIsIdle) {
  LoopThread loop;
  wait_until_idle(loop);
  std::thread::id ran_on;
  loop.run_or_post([&] { ran_on = std::this_thread::get_id(); });
  EXPECT_EQ(ran_on, std::this_thread::get_id());
}

TEST(LoopThread, LeavesAReadToItsOwnThreadWhileThatOneWorks) {
  LoopThread loop;
  Held held{loop};
  std::promise<std::thread::id> ran;
  auto ran_on = ran.get_future();

  loop.run_or_post([ran = std::move(ran)]() mutable { ran.set_value(std::this_thread::get_id()); });

  EXPECT_EQ(loop.stats().waiting, 1U);
  EXPECT_GT(loop.stats().running.count(), 0);
  held.let_go();
  EXPECT_NE(ran_on.get(), std::this_thread::get_id());
}

TEST(LoopThread, RunsWhatAReadPostsAfterIt) {
  LoopThread loop;
  wait_until_idle(loop);
  std::vector<int> order;
  std::promise<void> done;
  loop.run_or_post([&] {
    loop.post([&] {
      order.push_back(2);
      done.set_value();
    });
    order.push_back(1);
  });
  done.get_future().wait();
  EXPECT_EQ(order, (std::vector{1, 2}));
}

TEST(LoopThread, RunsATimerThatBecameDueDuringARead) {
  LoopThread loop;
  std::promise<void> rang;
  auto has_rung = rang.get_future();
  loop.run_or_post([&] {
    loop.after(Duration{1}, [rang = std::move(rang)]() mutable { rang.set_value(); });
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds{20};
    while (std::chrono::steady_clock::now() < end) std::this_thread::yield();
  });
  EXPECT_EQ(has_rung.wait_for(std::chrono::seconds{10}), std::future_status::ready);
}

// What runs is plain memory: ThreadSanitizer sees it, too, when two of them meet.
TEST(LoopThread, NeverRunsTwoAtOnceAndNoneTwiceOrNever) {
  constexpr int threads = 4;
  constexpr int each = 3'000;
  int ran = 0;
  std::atomic<int> inside = 0;
  std::atomic<int> overlaps = 0;
  {
    LoopThread loop;
    const auto work = [&] {
      if (inside.fetch_add(1) != 0) ++overlaps;
      ++ran;
      inside.fetch_sub(1);
    };
    std::vector<std::jthread> all;
    for (int thread = 0; thread < threads; ++thread) {
      all.emplace_back([&, thread] {
        for (int i = 0; i < each; ++i) {
          switch ((i + thread) % 3) {
            case 0: loop.post(work); break;
            case 1: loop.run_or_post(work); break;
            default: loop.after(Duration{0}, work);
          }
        }
      });
    }
    all.clear();
    // Timers that are due come before what is posted, so behind a last one there is nothing.
    std::promise<void> last;
    auto is_last = last.get_future();
    loop.after(Duration{5}, [&loop, last = std::move(last)]() mutable {
      loop.post([last = std::move(last)]() mutable { last.set_value(); });
    });
    is_last.wait();
  }
  EXPECT_EQ(overlaps, 0);
  EXPECT_EQ(ran, threads * each);
}

TEST(LoopThread, WaitsAtItsEndForAReadThatRuns) {
  auto loop = std::make_unique<LoopThread>();
  wait_until_idle(*loop);
  std::promise<void> begun;
  std::promise<void> end;
  bool is_over = false;
  std::jthread reader{[&] {
    loop->run_or_post([&] {
      begun.set_value();
      end.get_future().wait();
      is_over = true;
    });
  }};
  begun.get_future().wait();
  std::jthread stopper{[&] {
    loop->stop();
    EXPECT_TRUE(is_over);
  }};
  end.set_value();
}

}  // namespace
}  // namespace quern::test
