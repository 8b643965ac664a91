#include "serve/bff/rate_limit.hpp"

#include <arpa/inet.h>

#include <algorithm>

namespace quern::serve {

std::optional<Duration> RateLimit::take(const std::string& name, TimePoint now) {
  if (options_.per_minute <= 0) return std::nullopt;
  constexpr std::chrono::microseconds minute = std::chrono::minutes{1};
  const auto price = minute / options_.per_minute;  // the time a token takes to come back
  auto found = buckets_.find(name);
  if (found == buckets_.end()) {
    make_room(now);
    order_.push_back({name, now});
    found = buckets_.emplace(name, std::prev(order_.end())).first;
  } else {
    order_.splice(order_.end(), order_, found->second);
  }
  auto& full_at = found->second->full_at;
  full_at = std::max<Instant>(full_at, now);
  const auto after = full_at + price - Instant{now};
  if (after > minute) return std::chrono::ceil<Duration>(after - minute);
  full_at += price;
  return std::nullopt;
}

void RateLimit::make_room(Instant now) {
  while (!order_.empty() && (order_.front().full_at <= now || order_.size() >= options_.max_names)) {
    buckets_.erase(order_.front().name);
    order_.pop_front();
  }
}

std::string network_of(const std::string& address) {
  in6_addr six{};
  if (inet_pton(AF_INET6, address.c_str(), &six) != 1) return address;
  if (IN6_IS_ADDR_V4MAPPED(&six)) return address;
  std::fill(six.s6_addr + 8, six.s6_addr + 16, std::uint8_t{0});
  char text[INET6_ADDRSTRLEN];
  inet_ntop(AF_INET6, &six, text, sizeof text);
  return std::string{text} + "/64";
}

}  // namespace quern::serve
