#include "core/api/json_number.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace quern {

// strtod and snprintf, because libc++ 19 has no from_chars for double, and the tables of its to_chars weigh more in WASM
// than all of this folder. Few members are fractions.
std::optional<double> parse_real(std::string_view digits) {
  const std::string terminated(digits);
  const double value = std::strtod(terminated.c_str(), nullptr);
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

std::optional<std::int64_t> parse_integer(std::string_view digits) {
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (fault == std::errc{} && end == digits.data() + digits.size()) return value;
  if (digits.find_first_of(".eE") == std::string_view::npos) return std::nullopt;
  const auto real = parse_real(digits);
  constexpr double exact = 9007199254740992.0;  // 2^53: integers up to it are exact as doubles
  if (!real || std::abs(*real) > exact || *real != std::floor(*real)) return std::nullopt;
  return static_cast<std::int64_t>(*real);
}

std::string format_number(std::int64_t number) {
  char digits[24];
  return {digits, std::to_chars(digits, digits + sizeof digits, number).ptr};
}

}  // namespace quern
