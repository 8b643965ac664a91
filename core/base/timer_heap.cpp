#include "core/base/timer_heap.hpp"

#include <algorithm>
#include <functional>

namespace quern {

TimerHeap::TimerId TimerHeap::add(TimePoint due, Callback callback) {
  const auto id = ++last_id_;
  callbacks_.emplace(id, std::move(callback));
  heap_.push_back({due, id});
  std::ranges::push_heap(heap_, std::greater{});
  return TimerId{id};
}

void TimerHeap::cancel(TimerId id) {
  // Taken out first: what the callback owns may come back here when it dies.
  const auto callback = callbacks_.extract(static_cast<std::uint64_t>(id));
}

void TimerHeap::run(TimePoint now) {
  const auto last_before = last_id_;
  for (auto due = next_due(); due && *due <= now; due = next_due()) {
    const auto id = heap_.front().id;
    if (id > last_before) return;
    std::ranges::pop_heap(heap_, std::greater{});
    heap_.pop_back();
    auto callback = callbacks_.extract(id);
    callback.mapped()();
  }
}

std::optional<TimePoint> TimerHeap::next_due() {
  drop_cancelled();
  if (heap_.empty()) return std::nullopt;
  return heap_.front().due;
}

void TimerHeap::drop_cancelled() {
  while (!heap_.empty() && !callbacks_.contains(heap_.front().id)) {
    std::ranges::pop_heap(heap_, std::greater{});
    heap_.pop_back();
  }
}

}  // namespace quern
