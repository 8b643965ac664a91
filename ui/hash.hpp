// A fast 64-bit hash of plain bytes, for "is it the same as last time". Not for secrets, not for storage.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace quern::ui {

class Hash {
 public:
  Hash& bytes(const void* data, std::size_t size) {
    const auto* at = static_cast<const unsigned char*>(data);
    for (; size >= 8; at += 8, size -= 8) mix(load(at, 8));
    if (size > 0) mix(load(at, size));
    return *this;
  }
  // Its length goes in too, so that neighbours cannot lend each other letters.
  Hash& text(std::string_view text) { return value(text.size()).bytes(text.data(), text.size()); }
  template <class T>
    requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  Hash& value(T value) {
    std::uint64_t word = 0;
    std::memcpy(&word, &value, sizeof value);
    mix(word);
    return *this;
  }
  std::uint64_t get() const { return state_ ^ (state_ >> 29); }

 private:
  static std::uint64_t load(const unsigned char* at, std::size_t size) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, size);
    return word;
  }
  void mix(std::uint64_t word) {
    state_ = (state_ ^ word) * 0x9e3779b97f4a7c15;
    state_ ^= state_ >> 32;
  }

  std::uint64_t state_ = 0x2545f4914f6cdd1d;
};

}  // namespace quern::ui
