// The system's own generator, a block at a time.
#pragma once

#include <sys/random.h>

#include <array>
#include <cstdlib>

#include "core/base/random.hpp"

namespace quern::native {

class OsRandom final : public Random {
 public:
  std::uint64_t next() override {
    if (used_ == block_.size()) {
      // Up to 256 bytes it is never cut short; without it there are no ids and no keys, so nothing can go on.
      if (getrandom(block_.data(), sizeof block_, 0) != sizeof block_) std::abort();
      used_ = 0;
    }
    return block_[used_++];
  }

 private:
  std::array<std::uint64_t, 32> block_{};
  std::size_t used_ = block_.size();
};

}  // namespace quern::native
