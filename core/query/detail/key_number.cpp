#include "core/query/detail/key_number.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

namespace quern::query::detail {
namespace {

// Whole numbers to here, and powers of ten to there, are exact as doubles: of two of them, product and quotient are rounded
// once, and so to the double that is nearest to the decimal.
constexpr double exact = 9007199254740992;  // 2^53
constexpr int exact_tens = 22;
constexpr int mantissa_bits = 52;
constexpr int bias = 1023 + mantissa_bits;
constexpr auto endless = std::numeric_limits<double>::infinity();

struct Decimal {
  std::uint64_t digits;
  int tens;
};

// The decimal with the fewest places.
std::optional<Decimal> find_decimal(double magnitude) {
  const bool is_small = magnitude < exact;
  double power = 1;
  for (int tens = 1; tens <= exact_tens; ++tens) {
    power *= 10;
    const double below = std::trunc(is_small ? magnitude * power : magnitude / power);
    for (const double digits : {below, below + 1}) {
      if (digits >= exact || (is_small ? digits / power : digits * power) != magnitude) continue;
      return Decimal{static_cast<std::uint64_t>(digits), is_small ? -tens : tens};
    }
  }
  return std::nullopt;
}

// At least so many digits.
void append_digits(std::string& text, std::uint64_t number, unsigned base = 10, int least = 1) {
  const auto begin = text.size();
  for (; number > 0 || least > 0; number /= base, --least) text += "0123456789abcdef"[number % base];
  std::reverse(text.begin() + static_cast<std::ptrdiff_t>(begin), text.end());
}

void append_decimal(std::string& text, Decimal decimal) {
  auto [digits, tens] = decimal;
  for (; tens > 0 && digits % 10 == 0; ++tens) digits /= 10;
  append_digits(text, digits, 10, 1 - tens);
  if (tens > 0) {
    text += 'e';
    append_digits(text, static_cast<std::uint64_t>(tens));
  } else {
    text.insert(text.end() + tens, '.');
  }
}

void append_bits(std::string& text, double magnitude) {
  const auto bits = std::bit_cast<std::uint64_t>(magnitude);
  constexpr auto hidden = std::uint64_t{1} << mantissa_bits;
  const bool is_normal = bits >= hidden;
  auto mantissa = is_normal ? (bits & (hidden - 1)) | hidden : bits;
  const int zeros = std::countr_zero(mantissa);
  mantissa >>= zeros;
  text += "0x";
  append_digits(text, mantissa, 16);
  text += 'p';
  append_integer(text, (is_normal ? static_cast<int>(bits >> mantissa_bits) : 1) - bias + zeros);
}

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

// A power's exponent, up to the end.
std::optional<int> parse_exponent(std::string_view text) {
  int exponent = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, exponent);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(exponent) : std::nullopt;
}

std::optional<double> parse_bits(std::string_view text) {
  std::uint64_t mantissa = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), mantissa, 16);
  if (read.ec != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
  const auto exponent = take(text, "p") ? parse_exponent(text) : std::nullopt;
  if (!exponent || static_cast<double>(mantissa) >= exact || *exponent < 1 - bias) return std::nullopt;
  const double number = std::ldexp(static_cast<double>(mantissa), *exponent);
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Adds the digits at the beginning of the text; false where there is none.
bool take_digits(std::string_view& text, double& digits) {
  const auto before = text.size();
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    if (digits <= exact) digits = digits * 10 + (text.front() - '0');
  }
  return text.size() < before;
}

std::optional<double> parse_decimal(std::string_view text) {
  double digits = 0;
  if (text.size() > 1 && text[0] == '0' && is_digit(text[1])) return std::nullopt;
  if (!take_digits(text, digits)) return std::nullopt;
  int tens = 0;
  if (take(text, ".")) {
    const auto before = text.size();
    if (!take_digits(text, digits)) return std::nullopt;
    tens = -static_cast<int>(before - text.size());
  }
  if (take(text, "e") || take(text, "E")) {
    if (!text.starts_with("+-")) (void)take(text, "+");
    const auto exponent = parse_exponent(text);
    if (!exponent || std::abs(*exponent) > 999) return std::nullopt;
    tens += *exponent;
    text = {};
  }
  if (!text.empty() || digits > exact) return std::nullopt;
  if (digits == 0) return 0;
  for (; tens > exact_tens && digits * 10 <= exact; --tens) digits *= 10;
  if (std::abs(tens) > exact_tens) return std::nullopt;
  double power = 1;
  for (int i = std::abs(tens); i > 0; --i) power *= 10;
  return tens < 0 ? digits / power : digits * power;
}

}  // namespace

void append_integer(std::string& text, std::int64_t number) {
  auto magnitude = static_cast<std::uint64_t>(number);
  if (number < 0) {
    text += '-';
    magnitude = 0 - magnitude;
  }
  append_digits(text, magnitude);
}

void append_real(std::string& text, double number) {
  if (std::isnan(number)) return void(text += "NaN");
  if (std::signbit(number)) text += '-';
  const double magnitude = std::abs(number);
  if (std::isinf(magnitude)) return void(text += "Infinity");
  const auto decimal = find_decimal(magnitude);
  decimal ? append_decimal(text, *decimal) : append_bits(text, magnitude);
}

std::optional<double> parse_real(std::string_view text) {
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  const double sign = take(text, "-") ? -1 : 1;
  const auto magnitude = text == "Infinity" ? endless : take(text, "0x") ? parse_bits(text) : parse_decimal(text);
  return magnitude ? std::optional(sign * *magnitude) : std::nullopt;
}

}  // namespace quern::query::detail
