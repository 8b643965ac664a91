// The numbers of a key as text that reads back as the same, bit for bit.
// Shape   an integer is its digits. Any other number is a decimal where one rounding leads from that to the number, as for
//         all that people write: 0.1, -2.5, 1e21; else its own bits, as an odd mantissa and a power of two:
//         0x4cccccccccccdp-52 is 0.1 + 0.2. And NaN, Infinity. None of these looks like an integer.
// Why     by + - * / alone, so the same on every machine, and some hundred bytes: printf, strtod and to_chars are a third
//         of a small WASM module.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace quern::query::detail {

void append_integer(std::string& text, std::int64_t number);
void append_real(std::string& text, double number);

// The whole text: a number in JSON's grammar, or as above. Nothing where it is neither, or a decimal that takes more than
// one rounding (it has too many digits, or too great an exponent): a number that is nearly right is another key.
std::optional<double> parse_real(std::string_view text);

}  // namespace quern::query::detail
