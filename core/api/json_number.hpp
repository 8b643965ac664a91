// Whole numbers as JSON writes them, to and from text (fractions: core/base/real_text.hpp). What is parsed has passed JSON's grammar already.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace quern {

// Takes 3.0 and 3e2 too, which some backends write for a whole number; nullopt for a fraction and past 64 bits.
std::optional<std::int64_t> parse_integer(std::string_view digits);

std::string format_number(std::int64_t number);

}  // namespace quern
