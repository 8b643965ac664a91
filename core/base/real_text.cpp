#include "core/base/real_text.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace quern {

// Not by from_chars and to_chars: libc++ 19 has none for double, and its to_chars brings tables larger than all of core.
std::optional<double> parse_real(std::string_view digits) {
  const double value = std::strtod(std::string(digits).c_str(), nullptr);
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::string format_real(double number) {
  if (!std::isfinite(number)) return "null";
  char digits[32];
  for (int precision = 15; precision <= 17; ++precision) {
    std::snprintf(digits, sizeof digits, "%.*g", precision, number);
    if (std::strtod(digits, nullptr) == number) break;
  }
  return digits;
}

}  // namespace quern
