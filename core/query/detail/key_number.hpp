// The numbers of a key that are no integers, as text that reads back as the same, bit for bit.
// Shape   a decimal where one rounding leads from it to the number, as for all that people write: 0.1, -2.5, 1e21. Else
//         the number's own bits: 0x4cccccccccccdp-52 (0.1 + 0.2), an odd mantissa and a power of two. NaN, Infinity.
//         Never the text of an integer: there is a point, an e, a p or a letter in it.
// Why     by + - * / alone, the same on every machine, and some hundred bytes: printf and strtod are a third of a small
//         WASM module.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace quern::query::detail {

void append_real(std::string& text, double number);

// The whole text: a number in JSON's grammar, or as above. Nothing where it is neither, or a decimal that takes more than
// one rounding (it has too many digits, or too great an exponent): a number that is nearly right is another key.
std::optional<double> parse_real(std::string_view text);

}  // namespace quern::query::detail
