#include "serve/transcripts/text_encoding.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/api/utf8.hpp"

namespace quern::serve {
namespace {

// 0x80 … 0xbf; from 0xc0 on it is the Russian alphabet in order. Source: Unicode's table of windows-1251.
constexpr std::array<char16_t, 64> cyrillic_half = {
    0x0402, 0x0403, 0x201a, 0x0453, 0x201e, 0x2026, 0x2020, 0x2021, 0x20ac, 0x2030, 0x0409, 0x2039, 0x040a,
    0x040c, 0x040b, 0x040f, 0x0452, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0xfffd, 0x2122,
    0x0459, 0x203a, 0x045a, 0x045c, 0x045b, 0x045f, 0x00a0, 0x040e, 0x045e, 0x0408, 0x00a4, 0x0490, 0x00a6,
    0x00a7, 0x0401, 0x00a9, 0x0404, 0x00ab, 0x00ac, 0x00ad, 0x00ae, 0x0407, 0x00b0, 0x00b1, 0x0406, 0x0456,
    0x0491, 0x00b5, 0x00b6, 0x00b7, 0x0451, 0x2116, 0x0454, 0x00bb, 0x0458, 0x0405, 0x0455, 0x0457};

void append_code_point(std::string& out, char32_t point) {
  const auto low = [](char32_t bits) { return static_cast<char>(0x80 | (bits & 0x3f)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xc0 | (point >> 6));
    out += low(point);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xe0 | (point >> 12));
    out += low(point >> 6);
    out += low(point);
  } else {
    out += static_cast<char>(0xf0 | (point >> 18));
    out += low(point >> 12);
    out += low(point >> 6);
    out += low(point);
  }
}

constexpr char32_t replacement = 0xfffd;

std::string from_windows_1251(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_code_point(out, byte < 0x80   ? char32_t{byte}
                           : byte < 0xc0 ? char32_t{cyrillic_half[byte - 0x80U]}
                                         : char32_t{0x0410U + (byte - 0xc0U)});
  }
  return out;
}

std::string from_utf16(std::string_view bytes, bool is_big) {
  std::string out;
  const auto unit_at = [&](std::size_t at) {
    const auto one = static_cast<unsigned char>(bytes[at]);
    const auto two = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(is_big ? (one << 8) | two : (two << 8) | one);
  };
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto unit = unit_at(i);
    const bool is_high = unit >= 0xd800 && unit < 0xdc00;
    const auto next = is_high && i + 3 < bytes.size() ? unit_at(i + 2) : 0;
    if (next >= 0xdc00 && next < 0xe000) {
      append_code_point(out, 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00));
      i += 2;
    } else {
      append_code_point(out, unit >= 0xd800 && unit < 0xe000 ? replacement : unit);
    }
  }
  return out;
}

// A text without a mark whose every second byte is mostly zero, as Latin letters have it: which half says the order. Only
// its beginning is looked at.
enum class Order : std::uint8_t { none, little, big };
Order guess_utf16(std::string_view bytes) {
  const auto looked_at = std::min<std::size_t>(bytes.size() & ~std::size_t{1}, 4096);
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < looked_at; ++i) zeros[i & 1] += bytes[i] == '\0' ? 1U : 0U;
  if (zeros[1] * 4 >= looked_at && zeros[0] * 8 < zeros[1]) return Order::little;
  if (zeros[0] * 4 >= looked_at && zeros[1] * 8 < zeros[0]) return Order::big;
  return Order::none;
}

std::string decode(std::string_view bytes) {
  if (bytes.starts_with("\xff\xfe")) return from_utf16(bytes.substr(2), false);
  if (bytes.starts_with("\xfe\xff")) return from_utf16(bytes.substr(2), true);
  if (const auto order = guess_utf16(bytes); order != Order::none) return from_utf16(bytes, order == Order::big);
  if (find_invalid_utf8(bytes) == bytes.size()) return std::string{bytes};
  if (!bytes.starts_with("\xef\xbb\xbf")) return from_windows_1251(bytes);
  std::string out;  // it says that it is UTF-8, so its bad bytes are only that
  for (std::size_t i = 0; i < bytes.size();) {
    const auto length = utf8_sequence(bytes.substr(i));
    if (length == 0)
      append_code_point(out, replacement);
    else
      out += bytes.substr(i, length);
    i += std::max<std::size_t>(length, 1);
  }
  return out;
}

}  // namespace

std::string to_utf8(std::string_view bytes) {
  const auto text = decode(bytes);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (text.compare(i, 3, "\xef\xbb\xbf") == 0)
      i += 2;
    else if (c == '\r')
      out += text.compare(i + 1, 1, "\n") == 0 ? "" : "\n";
    else if (byte >= 0x20 ? byte != 0x7f : c == '\n' || c == '\t')
      out += c;
  }
  return out;
}

}  // namespace quern::serve
