// crypto.getRandomValues, a block at a time.
#pragma once

#include <array>

#include "core/base/random.hpp"
#include "wasm/js.hpp"

namespace quern::wasm {

class BrowserRandom final : public Random {
 public:
  std::uint64_t next() override {
    if (used_ == block_.size()) {
      quern_js_random(block_.data(), sizeof block_);
      used_ = 0;
    }
    return block_[used_++];
  }

 private:
  std::array<std::uint64_t, 32> block_{};
  std::size_t used_ = block_.size();
};

}  // namespace quern::wasm
