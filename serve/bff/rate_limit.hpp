// A bucket of tokens for each name: so many calls at once, and then so many a minute. Who comes too often is told how long to
// wait, and has no less for having asked.
// Keeps   at most `max_names` names, the one that was heard of longest ago out first; one with a full bucket is not kept long.
#pragma once

#include <chrono>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/base/time.hpp"

namespace quern::serve {

struct RateOptions {
  int per_minute = 0;  // 0: as many as they like
  std::size_t max_names = 50'000;
};

class RateLimit {
 public:
  explicit RateLimit(RateOptions options) : options_(options) {}

  // Counts a call; or says how long until one would count, and does not count it. A minute's worth may come at once.
  std::optional<Duration> take(const std::string& name, TimePoint now);
  std::size_t names() const { return buckets_.size(); }

 private:
  using Instant = std::chrono::time_point<TimePoint::clock, std::chrono::microseconds>;
  struct Bucket {
    std::string name;
    Instant full_at;  // when all its tokens are back
  };
  void make_room(Instant now);

  RateOptions options_;
  std::list<Bucket> order_;  // the one heard of last at the end
  std::unordered_map<std::string, std::list<Bucket>::iterator> buckets_;
};

// Whom an address stands for: itself, or of IPv6 its network of 64 bits, which is one household's.
std::string network_of(const std::string& address);

}  // namespace quern::serve
