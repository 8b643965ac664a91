// Keys: which are equal, which match a prefix, and what they look like.
#include "core/query/key.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace quern::query {
namespace {

TEST(Key, IsEqualWhateverTheOrderOfItsMembers) {
  const Key one{"list", KeyObject{{"a", 1}, {"b", KeyObject{{"c", 2}, {"d", 3}}}}};
  const Key other{"list", KeyObject{{"b", KeyObject{{"d", 3}, {"c", 2}}}, {"a", 1}}};
  EXPECT_EQ(one, other);
  EXPECT_EQ(one.hash(), other.hash());
}

TEST(Key, TellsKindsApart) {
  const Key keys[] = {{1},
                      {"1"},
                      {true},
                      {nullptr},
                      {"null"},
                      {1.5},
                      {KeyArray{1}},
                      {KeyObject{}},
                      {KeyArray{}},
                      {std::numeric_limits<double>::quiet_NaN()},
                      {std::numeric_limits<double>::infinity()},
                      {},
                      {1, 1}};
  for (const auto& one : keys) {
    for (const auto& other : keys) EXPECT_EQ(one == other, &one == &other) << one.to_string() << other.to_string();
  }
}

TEST(Key, TakesAWholeDoubleForAnInteger) {
  EXPECT_EQ(Key{1.0}, Key{1});
  EXPECT_EQ(Key{-0.0}, Key{0});
  EXPECT_EQ(Key{1.0}.hash(), Key{1}.hash());
}

TEST(Key, DropsAbsentMembersAndKeepsAbsentPartsAsNull) {
  const std::optional<std::string> nothing, something = "x";
  EXPECT_EQ((Key{"list", KeyObject{{"search", nothing}, {"offset", 0}}}), (Key{"list", KeyObject{{"offset", 0}}}));
  EXPECT_EQ((Key{"list", KeyObject{{"search", something}}}), (Key{"list", KeyObject{{"search", "x"}}}));
  EXPECT_EQ((Key{"list", nothing}), (Key{"list", nullptr}));
}

TEST(Key, WithAnAbsentMemberMatchesAsOneWithoutIt) {
  const std::optional<int> nothing;
  const Key with{"list", KeyObject{{"search", nothing}, {"offset", 0}}}, without{"list", KeyObject{{"offset", 0}}};
  EXPECT_TRUE(with.starts_with(without));
  EXPECT_TRUE(without.starts_with(with));
}

TEST(Key, TakesTheLastOfTwoMembersOfOneName) {
  EXPECT_EQ((Key{KeyObject{{"a", 1}, {"a", 2}}}), (Key{KeyObject{{"a", 2}}}));
}

TEST(Key, IsWrittenCanonically) {
  const Key key{"a\"\n", 1, 2.5, true, nullptr, KeyArray{1, "x"}, KeyObject{{"z", 1}, {"b", KeyObject{}}}};
  EXPECT_EQ(key.to_string(), R"(["a\"\u000a",1,2.5,true,null,[1,"x"],{"b":{},"z":1}])");
  EXPECT_EQ(Key{}.to_string(), "[]");
}

TEST(Key, StartsWithAPrefixAsTheTableSays) {
  struct Row {
    Key key;
    Key prefix;
    bool starts;
  };
  const Row rows[] = {
      {{"a", "b"}, {}, true},
      {{"a", "b"}, {"a"}, true},
      {{"a", "b"}, {"a", "b"}, true},
      {{"a", "b"}, {"a", "b", "c"}, false},
      {{"a", "b"}, {"b"}, false},
      {{"a", KeyObject{{"x", 1}, {"y", 2}}}, {"a", KeyObject{{"x", 1}}}, true},
      {{"a", KeyObject{{"x", 1}, {"y", 2}}}, {"a", KeyObject{}}, true},
      {{"a", KeyObject{{"x", 1}}}, {"a", KeyObject{{"x", 1}, {"y", 2}}}, false},
      {{"a", KeyObject{{"x", 1}}}, {"a", KeyObject{{"x", 2}}}, false},
      {{"a", KeyObject{{"x", KeyObject{{"p", 1}, {"q", 2}}}}}, {"a", KeyObject{{"x", KeyObject{{"q", 2}}}}}, true},
      {{"a", KeyArray{1, 2, 3}}, {"a", KeyArray{1, 2}}, true},
      {{"a", KeyArray{1, 2}}, {"a", KeyArray{2}}, false},
      {{"a", KeyArray{KeyObject{{"x", 1}, {"y", 2}}}}, {"a", KeyArray{KeyObject{{"y", 2}}}}, true},
      {{"a", nullptr}, {"a", KeyObject{}}, false},
      {{"a", KeyObject{}}, {"a", nullptr}, false},
      {{"a", KeyObject{}}, {"a", KeyArray{}}, false},
      {{"a", 1}, {"a", "1"}, false},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(row.key.starts_with(row.prefix), row.starts) << row.key.to_string() << " " << row.prefix.to_string();
  }
}

TEST(Key, GrowsByAPart) {
  EXPECT_EQ(Key{"a"}.with("b"), (Key{"a", "b"}));
  EXPECT_EQ(Key{"a"}.with("b").hash(), (Key{"a", "b"}).hash());
}

}  // namespace
}  // namespace quern::query
