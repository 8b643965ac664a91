#include "core/net/event_order.hpp"

#include <algorithm>
#include <utility>

namespace quern {
namespace {

// More than that is not kept: the gap before it is asked for anew, and so is it.
constexpr std::size_t most_waiting = 10'000;

}  // namespace

std::int64_t EventOrder::newest() const { return waiting_.empty() ? place_.value_or(0) : *waiting_.back().seq; }

void EventOrder::put(SocketFrame frame) {
  if ((place_ && *frame.seq <= *place_) || waiting_.size() >= most_waiting) return;
  const auto before = std::ranges::lower_bound(waiting_, frame.seq, {}, &SocketFrame::seq);
  if (before == waiting_.end()) {
    waiting_.push_back(std::move(frame));
  } else if (before->seq != frame.seq) {
    waiting_.insert(before, std::move(frame));
  }
}

std::optional<SocketFrame> EventOrder::take() {
  if (!place_ || waiting_.empty() || *waiting_.front().seq != *place_ + 1) return std::nullopt;
  auto frame = std::move(waiting_.front());
  waiting_.pop_front();
  place_ = frame.seq;
  return frame;
}

void EventOrder::move_to(std::int64_t place) {
  place_ = place;
  while (!waiting_.empty() && *waiting_.front().seq <= place) waiting_.pop_front();
}

void EventOrder::forget() {
  place_.reset();
  waiting_.clear();
}

}  // namespace quern
