#include "core/api/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace quern {
namespace {

unsigned byte_at(std::string_view text, std::size_t place) { return static_cast<unsigned char>(text[place]); }
bool is_continuation(unsigned byte) { return (byte & 0xC0U) == 0x80U; }

// The second byte has narrower bounds after some first ones: that is where overlong forms and surrogates are caught.
bool is_second(unsigned first, unsigned second) {
  switch (first) {
    case 0xE0: return second >= 0xA0 && second <= 0xBF;
    case 0xED: return second >= 0x80 && second <= 0x9F;
    case 0xF0: return second >= 0x90 && second <= 0xBF;
    case 0xF4: return second >= 0x80 && second <= 0x8F;
    default: return is_continuation(second);
  }
}

std::size_t length_by_first(unsigned first) {
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return 2;
  if (first < 0xF0) return 3;
  return first < 0xF5 ? 4 : 0;
}

// ASCII is most of any JSON: eight bytes a step until one is not.
std::size_t skip_ascii(std::string_view text, std::size_t from) {
  std::uint64_t word = 0;
  while (from + sizeof word <= text.size()) {
    std::memcpy(&word, text.data() + from, sizeof word);
    if ((word & 0x8080808080808080U) != 0) break;
    from += sizeof word;
  }
  while (from < text.size() && byte_at(text, from) < 0x80) ++from;
  return from;
}

}  // namespace

std::size_t utf8_sequence(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = byte_at(text, 0);
  const auto length = length_by_first(first);
  if (length > text.size()) return 0;
  if (length > 1 && !is_second(first, byte_at(text, 1))) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (!is_continuation(byte_at(text, i))) return 0;
  }
  return length;
}

std::size_t find_invalid_utf8(std::string_view text) {
  std::size_t place = skip_ascii(text, 0);
  while (place < text.size()) {
    const auto length = utf8_sequence(text.substr(place));
    if (length == 0) return place;
    place += length;
    if (place < text.size() && byte_at(text, place) < 0x80) place = skip_ascii(text, place);
  }
  return place;
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) count += is_continuation(byte_at(text, i)) ? 0 : 1;
  return count;
}

}  // namespace quern
