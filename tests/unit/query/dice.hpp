// What random tests have in common. A failure names its seed; run it alone with QUERY_SEED=<seed>.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <vector>

namespace quern::query {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15 + 1) {}
  int roll(int sides) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<int>((state_ >> 11) % static_cast<std::uint64_t>(sides));
  }
  bool coin() { return roll(2) == 0; }

 private:
  std::uint64_t state_;
};

inline std::vector<std::uint64_t> seeds(std::size_t count) {
  if (const auto* seed = std::getenv("QUERY_SEED")) return {std::strtoull(seed, nullptr, 10)};
  std::vector<std::uint64_t> all(count);
  for (std::size_t i = 0; i < count; ++i) all[i] = i + 1;
  return all;
}

}  // namespace quern::query
