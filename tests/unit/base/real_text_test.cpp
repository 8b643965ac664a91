#include "core/base/real_text.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace quern {
namespace {

TEST(RealText, ReadsBackAsTheSameNumber) {
  for (const double number : {0.1, 1.0 / 3, 1e21, 1e-7, 5e-324, 1.7976931348623157e308, -2.5, 9007199254740993.0}) {
    EXPECT_EQ(parse_real(format_real(number)), number);
  }
}

TEST(RealText, ReadsBackAnyDoubleThereIs) {
  std::uint64_t bits = 0x9e3779b97f4a7c15;
  for (int i = 0; i < 20'000; ++i) {
    bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17;
    const auto number = std::bit_cast<double>(bits);
    if (!std::isfinite(number)) continue;
    ASSERT_EQ(parse_real(format_real(number)), number) << format_real(number);
  }
}

TEST(RealText, WritesTheFewestDigits) {
  EXPECT_EQ(format_real(0.1), "0.1");
  EXPECT_EQ(format_real(0.30000000000000004), "0.30000000000000004");
  EXPECT_EQ(format_real(2.5), "2.5");
}

TEST(RealText, HasNoNumberPastWhatADoubleHolds) { EXPECT_FALSE(parse_real("1e999")); }

TEST(RealText, SaysNullOfWhatIsNoNumber) {
  EXPECT_EQ(format_real(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(format_real(std::numeric_limits<double>::quiet_NaN()), "null");
}

}  // namespace
}  // namespace quern
