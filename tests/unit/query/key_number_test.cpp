// The numbers of keys as text: as a person would write them, and the same number again, whichever it was.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "core/query/key_text.hpp"
#include "tests/support/seeded_random.hpp"

namespace quern::query {
namespace {

using Limits = std::numeric_limits<double>;

std::string text_of(double number) {
  const auto text = Key{number}.to_string();
  return text.substr(1, text.size() - 2);
}

// Not by ==, which would not tell one rounding from another.
void reads_back(double number) {
  const auto key = parse_key(Key{number}.to_string());
  ASSERT_TRUE(key) << text_of(number);
  const auto* read = std::get_if<double>(&key->parts()[0].value());
  ASSERT_TRUE(read) << text_of(number);
  ASSERT_EQ(std::bit_cast<std::uint64_t>(*read), std::bit_cast<std::uint64_t>(number)) << text_of(number);
}

bool is_written_as_a_real(double number) {
  return std::isfinite(number) && (std::trunc(number) != number || std::abs(number) > 0x1p53);
}

TEST(KeyNumber, IsWrittenAsAPersonWould) {
  const std::pair<double, const char*> rows[] = {{0.1, "0.1"},
                                                 {3.25, "3.25"},
                                                 {-2.5, "-2.5"},
                                                 {19.99, "19.99"},
                                                 {1.0 / 3, "0.3333333333333333"},
                                                 {1e-7, "0.0000001"},
                                                 {52.520008, "52.520008"},
                                                 {1764064361.125, "1764064361.125"},
                                                 {1e16, "1e16"},
                                                 {1e21, "1e21"},
                                                 {-1e23, "-1e23"},
                                                 {6.02214076e23, "602214076e15"},
                                                 {1e37, "1e37"}};
  for (const auto& [number, text] : rows) EXPECT_EQ(text_of(number), text);
}

TEST(KeyNumber, ThatNoShortDecimalNamesIsWrittenByItsBits) {
  EXPECT_EQ(text_of(0.1 + 0.2), "0x4cccccccccccdp-52");
  EXPECT_EQ(text_of(-1e300), "-0x5f90f22001d67p946");
  EXPECT_EQ(text_of(9007199254740994.0), "0x10000000000001p1");
  EXPECT_EQ(text_of(Limits::max()), "0x1fffffffffffffp971");
  EXPECT_EQ(text_of(Limits::min()), "0x1p-1022");
  EXPECT_EQ(text_of(Limits::denorm_min()), "0x1p-1074");
}

TEST(KeyNumber, ThatIsNoneOrHasNoEndIsAWord) {
  EXPECT_EQ(text_of(Limits::quiet_NaN()), "NaN");
  EXPECT_EQ(text_of(-Limits::infinity()), "-Infinity");
  EXPECT_EQ(parse_key("[NaN,Infinity,-Infinity]"), (Key{Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity()}));
}

TEST(KeyNumber, ReadsBackAsTheSameAtEveryEdge) {
  for (int exponent = -1074; exponent <= 1023; ++exponent) {
    const double power = std::ldexp(1.0, exponent);
    for (const double number :
         {power, std::nextafter(power, 0.0), std::nextafter(power, Limits::infinity()), 3 * power}) {
      if (!is_written_as_a_real(number)) continue;
      reads_back(number);
      reads_back(-number);
    }
  }
}

TEST(KeyNumber, ReadsBackAsTheSameWhicheverItIs) {
  test::SeededRandom random{11};
  for (int round = 0; round < 200'000; ++round) {
    const auto number = std::bit_cast<double>(random.next());
    if (is_written_as_a_real(number)) reads_back(number);
  }
}

TEST(KeyNumber, ReadsBackAsTheSameWhateverDecimalItWas) {
  test::SeededRandom random{12};
  double power = 1;
  for (int places = 0; places <= 22; ++places, power *= 10) {
    for (int round = 0; round < 2'000; ++round) {
      const auto digits = static_cast<double>(random.next() >> (11 + random.next() % 53) | 1);
      for (const double number : {digits / power, digits * power}) {
        if (is_written_as_a_real(number)) reads_back(number);
      }
    }
  }
}

// Whoever wrote it with fewer than sixteen digits has them again.
TEST(KeyNumber, KeepsTheFifteenDigitsThatWereWritten) {
  test::SeededRandom random{13};
  for (int round = 0; round < 20'000; ++round) {
    const auto digits = std::to_string(100'000'000'000'000 + random.next() % 899'999'999'999'999 / 10 * 10 + 7);
    for (const auto at : {1U, 8U, 14U}) {
      const auto text = digits.substr(0, at) + "." + digits.substr(at);
      const auto key = parse_key("[" + text + "]");
      ASSERT_TRUE(key) << text;
      ASSERT_EQ(key->to_string(), "[" + text + "]");
    }
  }
}

TEST(KeyNumber, IsReadAlsoAsOthersWriteIt) {
  const std::pair<const char*, double> rows[] = {{"1.50", 1.5},
                                                 {"25e-1", 2.5},
                                                 {"1.25E+1", 12.5},
                                                 {"1e-22", 1e-22},
                                                 {"123e35", 1.23e37},
                                                 {"-0.0", 0},
                                                 {"0e5", 0},
                                                 {"2e0", 2},
                                                 {"9007199254740992e1", 90071992547409920.0},
                                                 {"0x3p0", 3},
                                                 {"-0x1p-1", -.5},
                                                 {"0x0p0", 0},
                                                 {"1e15", 1'000'000'000'000'000},
                                                 {"0x2p-2", 0.5},
                                                 {"0xAp-2", 2.5}};
  for (const auto& [text, number] : rows) EXPECT_EQ(parse_key(std::string("[") + text + "]"), Key{number}) << text;
}

TEST(KeyNumber, ThatCannotBeReadExactlyIsRefused) {
  for (const auto* text : {"0.30000000000000004",
                           "9007199254740993.5",
                           "1e38",
                           "1e999",
                           "1e-23",
                           "1e99999999999999999999",
                           "12345678901234567890",
                           "0x20000000000000p0",
                           "0x1p1024",
                           "0x3p1023",
                           "0x1p-1075",
                           "0x1p",
                           "0xp1",
                           "0x1",
                           "0x1p+1",
                           "0x1p1.",
                           "0x1.8p1",
                           "0x1p99999999999",
                           "0x-1p1",
                           "--0x1p1",
                           "-NaN",
                           "Inf",
                           "-",
                           "0x",
                           "x1p1",
                           "1.e5",
                           "1e+",
                           "1p5",
                           "01.5"}) {
    const auto key = parse_key(std::string("[") + text + "]");
    ASSERT_FALSE(key) << text;
    EXPECT_EQ(key.error().kind, ErrorKind::decode);
  }
}

}  // namespace
}  // namespace quern::query
