#include "core/api/encode.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/api/decode.hpp"
#include "tests/unit/api/sample_model.hpp"

namespace quern::test {
namespace {

TEST(Encode, WritesWhatDecodeReads) {
  const auto sample = decode<Sample>(full_sample);

  ASSERT_TRUE(sample);
  EXPECT_EQ(encode(*sample), full_sample);
}

TEST(Encode, LeavesOutWhatIsEmptyAndWritesNullWhereItClears) {
  Sample sample;
  EXPECT_EQ(encode(sample).find("patch"), std::string::npos);
  EXPECT_EQ(encode(sample).find("maybe"), std::string::npos);

  sample.patch = Patch<std::string>::null();

  EXPECT_NE(encode(sample).find(R"("patch":null)"), std::string::npos);
}

struct Text {
  const char* name;
  std::string bytes;
  const char* json;
};
class EncodeText : public testing::TestWithParam<Text> {};

TEST_P(EncodeText, IsValidJson) {
  const auto json = encode(Leaf{.name = GetParam().bytes, .weight = {}});

  EXPECT_EQ(json, std::string(R"({"name":)") + GetParam().json + "}");
  EXPECT_TRUE(decode<Leaf>(json));
}

INSTANTIATE_TEST_SUITE_P(
    Encode, EncodeText,
    testing::Values(Text{"Empty", "", R"("")"}, Text{"Plain", "a b", R"("a b")"}, Text{"Quotes", "\"\\/", R"("\"\\/")"},
                    Text{"Controls", std::string("\n\r\t\x01\x1f\0", 6), R"("\n\r\t\u0001\u001f\u0000")"},
                    Text{"Delete", "\x7f", R"("\u007f")"}, Text{"Cyrillic", "Жук", R"("Жук")"},
                    Text{"Emoji", "😀", R"("😀")"},
                    Text{"LoneByte",
                         "a\xFF"
                         "b",
                         "\"a\uFFFDb\""},
                    Text{"CutSequence", "a\xD0", "\"a\uFFFD\""}, Text{"Overlong", "\xC0\xAF", "\"\uFFFD\uFFFD\""},
                    Text{"Surrogate", "\xED\xA0\x80", "\"\uFFFD\uFFFD\uFFFD\""}),
    [](const auto& info) { return info.param.name; });

TEST(Encode, WritesDoublesShortAndExact) {
  const std::pair<double, const char*> table[] = {{0.1, "0.1"},      {1, "1"},
                                                  {-2.5, "-2.5"},    {1.0 / 3, "0.3333333333333333"},
                                                  {1e300, "1e+300"}, {5e-324, "4.94065645841247e-324"}};
  for (const auto& [value, text] : table) {
    EXPECT_EQ(encode(Leaf{.name = "", .weight = value}), std::string(R"({"name":"","weight":)") + text + "}");
    EXPECT_EQ(decode<Leaf>(encode(Leaf{.name = "", .weight = value}))->weight, value);
  }
}

TEST(Encode, WritesNullForWhatIsNoNumber) {
  for (const double value : {std::numeric_limits<double>::infinity(), std::nan("")}) {
    EXPECT_EQ(encode(Leaf{.name = "", .weight = value}), R"({"name":"","weight":null})");
  }
}

TEST(Encode, WritesTheBoundsOfAnInteger) {
  Sample sample;
  sample.big = std::numeric_limits<std::int64_t>::min();
  sample.small = std::numeric_limits<std::int32_t>::max();
  sample.mood = Mood::calm;

  EXPECT_EQ(decode<Sample>(encode(sample)), sample);
}

}  // namespace
}  // namespace quern::test
