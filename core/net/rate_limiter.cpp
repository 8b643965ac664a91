#include "core/net/rate_limiter.hpp"

namespace quern {

Duration RateLimiter::take(const std::string& name, TimePoint now) {
  auto& times = taken_[name];
  while (!times.empty() && times.front() + window_ <= now) times.pop_front();
  if (times.size() >= limit_) return times.front() + window_ - now;
  times.push_back(now);
  return Duration{0};
}

}  // namespace quern
