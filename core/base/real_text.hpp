// Fractions to and from text, exactly: what is formatted reads back as the same number.
// The one part of base that a platform may bring itself: a program that defines both functions links them in place of
// ours. The page does (wasm/browser_numbers.cpp), since the C library's reader of digits, with the long arithmetic under it,
// weighs more than the browser's, which is there.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace quern {

// `digits` is a number in JSON's grammar; nullopt past what a double holds.
std::optional<double> parse_real(std::string_view digits);
// The fewest digits that read back as the same; "null", as JSON says it, for a number that is not finite.
std::string format_real(double number);

}  // namespace quern
