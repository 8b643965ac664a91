// No more than so many requests in any one minute, for each name (a method and a path template).
// Owned by the HttpClient. Keeps the times of at most `limit` requests a name.
// Source  contract, section 2, "client rate limit".
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>

#include "core/base/time.hpp"

namespace quern {

class RateLimiter {
 public:
  RateLimiter(std::size_t limit, Duration window) : limit_(limit), window_(window) {}

  // Counts a request and answers 0, or answers how long until one would be let through, and counts nothing.
  Duration take(const std::string& name, TimePoint now);

 private:
  std::size_t limit_;
  Duration window_;
  std::map<std::string, std::deque<TimePoint>> taken_;
};

}  // namespace quern
