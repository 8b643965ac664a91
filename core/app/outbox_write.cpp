#include "core/app/outbox_write.hpp"

#include <cassert>

namespace quern::app {
namespace {

using enum OutboxWrite::State;

constexpr struct {
  OutboxWrite::State from, to;
} moves[] = {
    {queued, sending}, {sending, sent},     {sending, failed}, {sending, unknown},
    {failed, queued},  {failed, discarded}, {unknown, sent},   {unknown, queued},
};

}  // namespace

bool may_move(OutboxWrite::State from, OutboxWrite::State to) {
  for (const auto& move : moves)
    if (move.from == from && move.to == to) return true;
  return false;
}

void move_to(OutboxWrite& write, OutboxWrite::State to) {
  assert(may_move(write.state, to));
  write.state = to;
}

}  // namespace quern::app
