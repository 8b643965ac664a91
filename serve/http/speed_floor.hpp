// Is a client that sends or reads much at least not idling? A deadline for each piece sets no floor: a byte just before each
// one would hold a connection, and what it holds, for as long as it likes.
// Shape   note() each time that something was waited for; false once a whole window of waiting brought too little.
// Counts  waiting alone: what we ourselves take (a disk, the rules) is nobody's slowness.
#pragma once

#include <chrono>
#include <cstdint>

#include "core/base/time.hpp"

namespace quern::serve {

struct SpeedLimits {
  Duration window{30'000};
  std::uint64_t bytes_per_second = 1024;
};

class SpeedFloor {
 public:
  explicit SpeedFloor(SpeedLimits limits) : limits_(limits) {}

  bool note(std::chrono::nanoseconds waited, std::uint64_t bytes) {
    waited_ += waited;
    bytes_ += bytes;
    if (waited_ < limits_.window) return true;
    const auto seconds = std::chrono::duration<double>(waited_).count();
    const bool is_enough = static_cast<double>(bytes_) >= seconds * static_cast<double>(limits_.bytes_per_second);
    waited_ = {};
    bytes_ = 0;
    return is_enough;
  }

 private:
  SpeedLimits limits_;
  std::chrono::nanoseconds waited_{0};
  std::uint64_t bytes_ = 0;
};

}  // namespace quern::serve
