#include "core/base/random.hpp"

namespace quern {

std::string make_uuid(Random& random) {
  constexpr char digits[] = "0123456789abcdef";
  const std::uint64_t version = 0x4000, variant = 0x8000;
  const std::uint64_t high = (random.next() & 0xffffffffffff0fff) | version;
  const std::uint64_t low = (random.next() & 0x3fffffffffffffff) | (variant << 48);
  std::string text;
  text.reserve(36);
  for (int i = 0; i < 32; ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) text += '-';
    const std::uint64_t half = i < 16 ? high : low;
    text += digits[(half >> (60 - 4 * (i % 16))) & 0xf];
  }
  return text;
}

}  // namespace quern
