// Keys from text: the inverse of Key::to_string(), for any key and against any bytes.
#include "core/query/key_text.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/seeded_random.hpp"

namespace quern::query {
namespace {

constexpr auto endless = std::numeric_limits<double>::infinity();
constexpr auto not_a_number = std::numeric_limits<double>::quiet_NaN();

TEST(KeyText, OfEveryKindOfPartReadsBackAsTheSameKey) {
  const Key keys[] = {{},
                      {nullptr, true, false, "", "a\"\\\n\x01\x7f\xff", std::string("\0x", 2)},
                      {0, -1, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()},
                      {0.1, -2.5e-300, 1e300, 9007199254740994.0, -1e20, 5e-324},
                      {endless, -endless, not_a_number},
                      {KeyArray{}, KeyObject{}, KeyArray{KeyObject{{"b", KeyArray{1}}, {"a", nullptr}}}}};
  for (const auto& key : keys) {
    const auto read = parse_key(key.to_string());
    ASSERT_TRUE(read) << key.to_string();
    EXPECT_EQ(*read, key) << key.to_string();
  }
}

TEST(KeyText, OfTwoKeysIsNeverTheSame) {
  EXPECT_NE(Key{9007199254740994.0}.to_string(), Key{9007199254740994}.to_string());
  EXPECT_NE(Key{not_a_number}.to_string(), Key{nullptr}.to_string());
  EXPECT_NE(Key{endless}.to_string(), Key{-endless}.to_string());
}

TEST(KeyText, IsReadAlsoAsOthersWriteJson) {
  EXPECT_EQ(parse_key(" [ \"\\u0041\\/\\ud83d\\ude00\" , { \"b\" : 1.0 , \"a\" : 2e0 } ]\n"),
            (Key{"A/\xf0\x9f\x98\x80", KeyObject{{"a", 2}, {"b", 1}}}));
}

TEST(KeyText, ThatIsNoneIsAnError) {
  for (const auto* text :
       {"",      "[",         "]",        "1",     "{}",        "[1,]",        "[,1]",       "[01]",
        "[1.]",  "[-]",       "[1e]",     "[\"a]", "[\"\\x\"]", "[nul]",       "[1] 2",      "[1 2]",
        "[{1}]", "[{\"a\"}]", "[\"\n\"]", "[.5]",  "[+1]",      "[\"\\u12\"]", "[{\"a\":}]", "[\"\\ud800\\u0041\"]"}) {
    EXPECT_FALSE(parse_key(text)) << text;
  }
}

TEST(KeyText, IsReadToADepthThatASmallStackBears) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(parse_key(nested(60)));
  EXPECT_FALSE(parse_key(nested(100)));
  EXPECT_FALSE(parse_key(std::string(1'000'000, '[')));
}

KeyPart random_part(test::SeededRandom& random, int depth) {
  const auto below = [&random](std::uint64_t sides) { return random.next() % sides; };
  switch (below(depth > 3 ? 5 : 7)) {
    case 0: return nullptr;
    case 1: return below(2) == 0;
    case 2: return static_cast<std::int64_t>(random.next());
    case 3: return std::bit_cast<double>(random.next());
    case 4: {
      std::string text;
      for (auto left = below(8); left > 0; --left) text += static_cast<char>(random.next());
      return text;
    }
    case 5: {
      KeyArray parts;
      for (auto left = below(4); left > 0; --left) parts.push_back(random_part(random, depth + 1));
      return parts;
    }
    default: {
      KeyObject members;
      for (auto left = below(4); left > 0; --left) {
        members.set(std::string(1, static_cast<char>(random.next())), random_part(random, depth + 1));
      }
      return members;
    }
  }
}

TEST(KeyText, OfAnyKeyReadsBackAndOfAnyBytesDoesNoHarm) {
  test::SeededRandom random{7};
  for (int round = 0; round < 5'000; ++round) {
    const Key key{random_part(random, 0), random_part(random, 0)};
    auto text = key.to_string();
    ASSERT_EQ(parse_key(text), key) << "round " << round << ": " << text;
    for (auto left = random.next() % 4 + 1; left > 0; --left) {
      text[random.next() % text.size()] = static_cast<char>(random.next());
    }
    text.resize(random.next() % (text.size() + 1));
    if (const auto read = parse_key(text)) {
      ASSERT_EQ(parse_key(read->to_string()), *read) << text;
    }
  }
}

}  // namespace
}  // namespace quern::query
