#include "serve/backend/throttle.hpp"

#include <algorithm>

namespace quern::serve {

std::optional<Duration> Throttle::try_now(const std::string& name, TimePoint now) {
  if (!entries_.contains(name)) make_room(now);
  auto& entry = entries_[name];
  if (entry.tries > 0 && now - entry.last > options_.memory) entry = {};
  if (now < entry.open_at) return entry.open_at - now;
  ++entry.tries;
  entry.last = now;
  entry.open_at = now + wait_after(entry.tries);
  return std::nullopt;
}

void Throttle::forgive(const std::string& name) { entries_.erase(name); }

void Throttle::forgive_one(const std::string& name) {
  const auto found = entries_.find(name);
  if (found == entries_.end()) return;
  auto& entry = found->second;
  if (--entry.tries <= 0) {
    entries_.erase(found);
  } else {
    entry.open_at = std::min(entry.open_at, entry.last + wait_after(entry.tries));
  }
}

Duration Throttle::wait_after(int tries) const {
  if (tries < options_.free_tries) return Duration{0};
  const int doublings = std::min(tries - options_.free_tries, 20);
  return std::min(options_.first_wait * (1 << doublings), options_.longest_wait);
}

void Throttle::make_room(TimePoint now) {
  if (entries_.size() < options_.max_names) return;
  std::erase_if(entries_, [&](const auto& item) { return now - item.second.last > options_.memory; });
  if (entries_.size() < options_.max_names) return;
  const auto oldest = std::ranges::min_element(entries_, {}, [](const auto& item) { return item.second.last; });
  entries_.erase(oldest);
}

}  // namespace quern::serve
