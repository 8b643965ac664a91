#include "core/app/outbox_write.hpp"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace quern::app {
namespace {

using State = OutboxWrite::State;
using enum OutboxWrite::State;

// Rule 10, as it is written there.
const std::set<std::pair<State, State>> allowed{
    {queued, sending}, {sending, sent},     {sending, failed}, {sending, unknown},
    {failed, queued},  {failed, discarded}, {unknown, sent},   {unknown, queued},
};

TEST(OutboxWriteStates, MoveAsTheTableSaysAndNoOtherWay) {
  for (std::size_t from = 0; from < outbox_states; ++from)
    for (std::size_t to = 0; to < outbox_states; ++to) {
      const auto move = std::pair{static_cast<State>(from), static_cast<State>(to)};
      EXPECT_EQ(may_move(move.first, move.second), allowed.contains(move)) << from << " to " << to;
    }
}

#if defined(GTEST_HAS_DEATH_TEST) && !defined(NDEBUG)
TEST(OutboxWriteStatesDeathTest, AnyOtherMoveIsABugAndDies) {
  for (std::size_t from = 0; from < outbox_states; ++from)
    for (std::size_t to = 0; to < outbox_states; ++to) {
      OutboxWrite write{.state = static_cast<State>(from)};
      if (may_move(write.state, static_cast<State>(to))) {
        move_to(write, static_cast<State>(to));
        EXPECT_EQ(write.state, static_cast<State>(to));
      } else {
        EXPECT_DEATH(move_to(write, static_cast<State>(to)), "may_move");
      }
    }
}
#endif

}  // namespace
}  // namespace quern::app
