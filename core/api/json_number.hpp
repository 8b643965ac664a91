// Numbers as JSON writes them, to and from text. What is parsed has passed JSON's grammar already.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace quern {

// nullopt past what a double holds.
std::optional<double> parse_real(std::string_view digits);
// Takes 3.0 and 3e2 too, which some backends write for a whole number; nullopt for a fraction and past 64 bits.
std::optional<std::int64_t> parse_integer(std::string_view digits);

std::string format_number(std::int64_t number);
// The fewest of 15 to 17 digits that read back as the same number; "null" for one that is not finite.
std::string format_real(double number);

}  // namespace quern
