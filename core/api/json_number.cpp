#include "core/api/json_number.hpp"

#include <charconv>
#include <cmath>

#include "core/base/real_text.hpp"

namespace quern {

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
