#include "core/base/stop_token.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace quern {
namespace {

TEST(StopToken, OfNoSourceIsNeverStopped) {
  const StopToken token;
  EXPECT_FALSE(token.stop_requested());
  EXPECT_FALSE(token.stop_possible());
}

TEST(StopToken, SeesTheRequestAndKeepsItWhenTheSourceIsGone) {
  StopToken token;
  {
    StopSource source;
    token = source.token();
    EXPECT_FALSE(token.stop_requested());
    source.request_stop();
  }
  EXPECT_TRUE(token.stop_requested());
}

TEST(StopCallback, IsCalledOnceInOrderOfRegistration) {
  StopSource source;
  std::string log;
  const StopCallback first{source.token(), [&] { log += 'a'; }};
  const StopCallback second{source.token(), [&] { log += 'b'; }};

  source.request_stop();
  source.request_stop();

  EXPECT_EQ(log, "ab");
}

TEST(StopCallback, OnAStoppedTokenIsCalledAtOnce) {
  StopSource source;
  source.request_stop();
  int calls = 0;
  const StopCallback callback{source.token(), [&] { ++calls; }};
  EXPECT_EQ(calls, 1);
}

TEST(StopCallback, ThatIsGoneIsNotCalled) {
  StopSource source;
  int calls = 0;
  {
    const StopCallback callback{source.token(), [&] { ++calls; }};
  }
  source.request_stop();
  EXPECT_EQ(calls, 0);
}

TEST(StopCallback, MovesWithItsPlace) {
  StopSource source;
  int calls = 0;
  StopCallback first{source.token(), [&] { ++calls; }};
  StopCallback second;
  second = std::move(first);
  first.reset();
  source.request_stop();
  EXPECT_EQ(calls, 1);
}

TEST(StopCallback, MayForgetAnotherFromInside) {
  StopSource source;
  int calls = 0;
  std::optional<StopCallback> second;
  const StopCallback first{source.token(), [&] { second.reset(); }};
  second.emplace(source.token(), [&] { ++calls; });
  source.request_stop();
  EXPECT_EQ(calls, 0);
}

TEST(StopCallback, MayEndTheSourceFromInside) {
  auto source = std::make_optional<StopSource>();
  int calls = 0;
  const StopCallback first{source->token(), [&] { source.reset(); }};
  const StopCallback second{source->token(), [&] { ++calls; }};
  source->request_stop();
  EXPECT_EQ(calls, 1);
}

// What a callback holds may itself leave the same token when it ends.
TEST(StopCallback, ThatHoldsAnotherTakesItAlong) {
  StopSource source;
  int calls = 0;
  auto inner = std::make_unique<StopCallback>(source.token(), [&] { ++calls; });
  StopCallback outer{source.token(), [held = std::move(inner)] {}};
  outer.reset();
  source.request_stop();
  EXPECT_EQ(calls, 0);
}

}  // namespace
}  // namespace quern
