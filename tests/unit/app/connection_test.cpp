// What a person is told of the connection, and when.
#include <gtest/gtest.h>

#include "core/app/connection.hpp"
#include "tests/support/fake_scheduler.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;
using app::ConnectionNotice;
using Kind = ConnectionNotice::Kind;

struct Watch {
  FakeScheduler scheduler;
  app::Connection connection{scheduler};

  void link(LinkState state, int failures = 0) {
    connection.on_link({.state = state, .failures = failures, .next_try = std::nullopt});
  }
  void wait_for(Duration delay, int failures = 0) {
    connection.on_link({.state = LinkState::waiting, .failures = failures, .next_try = scheduler.now() + delay});
  }
  Kind kind() const { return connection.notice().kind; }
};

TEST(Connection, SaysNothingWhileAllIsWell) {
  Watch watch;
  watch.link(LinkState::connecting);
  watch.link(LinkState::live);
  watch.scheduler.advance(1h);
  EXPECT_EQ(watch.connection.notice(), ConnectionNotice{});
  EXPECT_EQ(watch.connection.next_change_in(), std::nullopt);
}

TEST(Connection, SaysNothingToGuests) {
  Watch watch;
  watch.link(LinkState::connecting);
  watch.link(LinkState::stopped);
  watch.scheduler.advance(1h);
  EXPECT_EQ(watch.kind(), Kind::none);
  EXPECT_EQ(watch.connection.next_change_in(), std::nullopt);
}

TEST(Connection, IsQuietForTheFirstTwoSeconds) {
  Watch watch;
  watch.link(LinkState::live);
  watch.wait_for(900ms);
  watch.scheduler.advance(900ms);
  watch.link(LinkState::connecting);

  EXPECT_EQ(watch.connection.next_change_in(), 1100ms);
  watch.scheduler.advance(1099ms);
  EXPECT_EQ(watch.kind(), Kind::none);
  watch.scheduler.advance(1ms);

  EXPECT_EQ(watch.kind(), Kind::reconnecting);
  EXPECT_EQ(watch.connection.next_change_in(), std::nullopt);
}

TEST(Connection, BeginsTheQuietAnewWithEachTrouble) {
  Watch watch;
  watch.link(LinkState::live);
  watch.link(LinkState::connecting);
  watch.scheduler.advance(3s);
  watch.link(LinkState::live);
  watch.link(LinkState::connecting);
  EXPECT_EQ(watch.kind(), Kind::none);
}

TEST(Connection, SaysOfflineAtOnce) {
  Watch watch;
  watch.link(LinkState::live);
  watch.link(LinkState::offline);
  EXPECT_EQ(watch.kind(), Kind::offline);
  EXPECT_EQ(watch.connection.next_change_in(), std::nullopt);
}

TEST(Connection, CountsDownInWholeSeconds) {
  Watch watch;
  watch.link(LinkState::live);
  watch.link(LinkState::connecting, 1);
  watch.scheduler.advance(5s);
  watch.wait_for(3400ms, 2);

  std::vector<std::pair<Duration, std::optional<Duration>>> shown;
  for (int i = 0; i < 4; ++i) {
    const auto notice = watch.connection.notice();
    EXPECT_EQ(notice.kind, Kind::waiting);
    const auto next = watch.connection.next_change_in();
    shown.emplace_back(notice.next_try_in, next);
    if (next) watch.scheduler.advance(*next);
  }

  using Shown = decltype(shown);
  EXPECT_EQ(shown, (Shown{{4s, 400ms}, {3s, 1s}, {2s, 1s}, {1s, std::nullopt}}));
}

TEST(Connection, NeverCountsToNothing) {
  Watch watch;
  watch.wait_for(3s);
  watch.scheduler.advance(10s);  // the try is late
  EXPECT_EQ(watch.connection.notice().next_try_in, 1s);
}

TEST(Connection, SaysAfterFiveTriesThatItLasts) {
  Watch watch;
  watch.link(LinkState::live);
  watch.wait_for(1s, 0);
  watch.scheduler.advance(3s);
  for (int failures = 1; failures < 5; ++failures) {
    watch.wait_for(8s, failures);
    EXPECT_FALSE(watch.connection.notice().is_lasting);
  }
  watch.wait_for(16s, 5);
  EXPECT_TRUE(watch.connection.notice().is_lasting);
  watch.link(LinkState::connecting, 5);
  EXPECT_TRUE(watch.connection.notice().is_lasting);
}

TEST(Connection, KnowsSinceWhenItIsAway) {
  Watch watch;
  watch.link(LinkState::live);
  watch.scheduler.advance(1h);
  const auto lost_at = watch.scheduler.wall_now();
  watch.wait_for(1s);
  watch.scheduler.advance(1min);
  watch.link(LinkState::connecting, 1);
  EXPECT_EQ(watch.connection.notice().since, lost_at);
}

TEST(Connection, WasNeverWellBeforeTheFirstTime) {
  Watch watch;
  watch.link(LinkState::live);
  watch.link(LinkState::offline);
  watch.link(LinkState::stopped);  // another person
  watch.link(LinkState::connecting);
  watch.scheduler.advance(3s);
  EXPECT_EQ(watch.kind(), Kind::reconnecting);
  EXPECT_EQ(watch.connection.notice().since, std::nullopt);
}

}  // namespace
}  // namespace quern::test
