#include "core/app/rereader.hpp"

#include <gtest/gtest.h>

#include "core/query/query_observer.hpp"
#include "tests/support/fake_scheduler.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;

// A list at a server that can be made to fail.
struct Reading {
  FakeScheduler scheduler;
  query::QueryClient client{scheduler, {.defaults = {.retry = query::Retry{0}}}};
  app::Rereader rereader{scheduler, client};
  int served = 0, asked = 0, failing = 0;
  ErrorKind failure = ErrorKind::network;

  static Task<Result<int>> ask(Reading* self) {
    ++self->asked;
    if (self->failing > 0) {
      --self->failing;
      co_return fail(self->failure, "not now");
    }
    co_return ++self->served;
  }
  query::QueryObserver<int> list{client, {.key = {"list"}, .fetch = [this](query::QueryContext) { return ask(this); }}};
  query::Subscription watching = list.subscribe([](const query::QueryResult<int>&) {});

  Reading() { scheduler.settle(); }
};

TEST(Rereader, ReadsAnewAtOnce) {
  Reading world;
  world.rereader.reread({"list"});
  world.scheduler.settle();
  EXPECT_EQ(*world.list.result(), 2);
  world.scheduler.advance(10min);
  EXPECT_EQ(world.asked, 2);
}

TEST(Rereader, ReadsAgainUntilItHasTheNewState) {
  Reading world;
  world.failing = 3;
  world.rereader.reread({"list"});
  world.scheduler.advance(1min);
  EXPECT_EQ(*world.list.result(), 2);
  EXPECT_EQ(world.asked, 5);
}

TEST(Rereader, DoesNotRepeatWhatIsRefused) {
  Reading world;
  world.failing = 1;
  world.failure = ErrorKind::authorization;
  world.rereader.reread({"list"});
  world.scheduler.advance(10min);
  EXPECT_EQ(world.asked, 2);
}

TEST(Rereader, ReadsOnceMoreHoweverOftenItIsAskedWhileItReads) {
  Reading world;
  for (int i = 0; i < 20; ++i) world.rereader.reread({"list"});
  EXPECT_TRUE(world.rereader.is_reading({"list"}));
  world.scheduler.advance(1min);
  EXPECT_EQ(world.asked, 3);
  EXPECT_FALSE(world.rereader.is_reading({"list"}));
}

TEST(Rereader, ReadsAtOnceWhenItIsAskedWhileItWaitsAfterAFailure) {
  Reading world;
  world.failing = 1;
  world.rereader.reread({"list"});
  world.scheduler.settle();
  world.rereader.reread({"list"});
  world.scheduler.settle();
  EXPECT_EQ(*world.list.result(), 2);
  world.scheduler.advance(1min);
  EXPECT_EQ(world.asked, 3);
}

TEST(Rereader, EndsWhenThePersonLeaves) {
  Reading world;
  world.failing = 100;
  world.rereader.reread({"list"});
  world.scheduler.settle();
  world.rereader.forget();
  world.scheduler.advance(10min);
  EXPECT_EQ(world.asked, 2);
}

}  // namespace
}  // namespace quern::test
