// Where JavaScript leaves text and bytes for us: one buffer, valid until it is written again, so take it at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace quern::wasm {

class Inbox {
 public:
  static std::uint8_t* reserve(std::size_t size);  // for JavaScript: room for `size` bytes
  static std::string_view text(std::size_t size, std::size_t offset = 0);
  // An answer of js.hpp that leaves text: its length, or -1.
  static std::string take(int size);
};

}  // namespace quern::wasm
