#include "core/base/timer_queue.hpp"

#include <algorithm>

namespace quern {

TimerQueue::~TimerQueue() {
  while (!entries_.empty()) cancel(entries_.back().id);
}

TimerQueue::TimerId TimerQueue::add(TimePoint due, Callback callback) {
  const auto id = TimerId{++last_id_};
  const auto at = std::ranges::find_if(entries_, [due](const Entry& entry) { return entry.due <= due; });
  entries_.insert(at, Entry{due, id, std::move(callback)});
  return id;
}

void TimerQueue::cancel(TimerId id) {
  const auto at = std::ranges::find(entries_, id, &Entry::id);
  if (at == entries_.end()) return;
  const auto callback = std::move(at->callback);  // what it owns may come back here when it dies
  entries_.erase(at);
}

void TimerQueue::run(TimePoint now) {
  const auto last_before = TimerId{last_id_};
  while (!entries_.empty() && entries_.back().due <= now && entries_.back().id <= last_before) {
    auto callback = std::move(entries_.back().callback);
    entries_.pop_back();
    callback();
  }
}

std::optional<TimePoint> TimerQueue::next_due() const {
  if (entries_.empty()) return std::nullopt;
  return entries_.back().due;
}

}  // namespace quern
