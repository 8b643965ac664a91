#include <gtest/gtest.h>

#include "core/api/text_format.hpp"
#include "core/api/utf8.hpp"

namespace quern {
namespace {

TEST(Utf8, FindsTheFirstByteThatIsNot) {
  const std::pair<std::string, std::size_t> table[] = {
      {"", 0},
      {"plain ascii of some length", 26},
      {"Жук 😀 \xEF\xBF\xBD", 15},
      {"12345678\xFF", 8},
      {"1234567\x80", 7},
      {"\xC1\xBF", 0},                          // overlong
      {"\xE0\x9F\xBF", 0},                      // overlong
      {"\xED\x9F\xBF\xED\xA0\x80", 3},          // the last before the surrogates, then one
      {"\xF4\x8F\xBF\xBF\xF4\x90\x80\x80", 4},  // the last code point, then one past it
      {"\xF5\x80\x80\x80", 0},
      {"a\xD0", 1},
      {"a\xF0\x9F\x98", 1},
  };
  for (const auto& [text, place] : table) EXPECT_EQ(find_invalid_utf8(text), place) << text;
}

TEST(Utf8, CountsCodePoints) {
  EXPECT_EQ(count_code_points(""), 0U);
  EXPECT_EQ(count_code_points("aЖ😀"), 3U);
}

TEST(TextFormat, TellsAnEmailAddress) {
  for (const char* good : {"a@b", "ann.lee+x@mail.example.org", "почта@пример.рф"}) EXPECT_TRUE(is_email(good)) << good;
  for (const char* bad : {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@.b", "a@b.", "a@b..c", "a@b\n"})
    EXPECT_FALSE(is_email(bad)) << bad;
  EXPECT_FALSE(is_email(std::string(253, 'a') + "@b"));
}

TEST(TextFormat, TellsAUuid) {
  EXPECT_TRUE(is_uuid("0f8fad5b-d9cb-469f-a165-70867728950e"));
  EXPECT_TRUE(is_uuid("0F8FAD5B-D9CB-469F-A165-70867728950E"));
  for (const char* bad : {"", "0f8fad5bd9cb469fa16570867728950e", "0f8fad5b-d9cb-469f-a165-70867728950g",
                          "0f8fad5b-d9cb-469f-a165-70867728950e0"}) {
    EXPECT_FALSE(is_uuid(bad)) << bad;
  }
}

}  // namespace
}  // namespace quern
