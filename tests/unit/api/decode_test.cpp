#include "core/api/decode.hpp"

#include <gtest/gtest.h>

#include "core/api/encode.hpp"
#include "tests/unit/api/sample_model.hpp"

namespace quern::test {
namespace {

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

// The full sample with one piece of it changed.
Result<Sample> decode_with(std::string_view what, std::string_view by) {
  return decode<Sample>(replaced(full_sample, what, by));
}

TEST(Decode, FillsEveryKindOfMember) {
  const auto sample = decode<Sample>(full_sample);

  ASSERT_TRUE(sample) << sample.error().message;
  EXPECT_TRUE(sample->flag);
  EXPECT_EQ(sample->small, -7);
  EXPECT_EQ(sample->big, 9007199254740993);  // one more than a double can say
  EXPECT_EQ(sample->ratio, 0.1);
  EXPECT_EQ(sample->text, "Привет");
  EXPECT_EQ(sample->id, ProjectId{"p1"});
  EXPECT_EQ(sample->time, parse_iso8601("2026-03-15T10:20:30.125Z"));
  EXPECT_EQ(sample->mood.value(), Mood::wild);
  EXPECT_EQ(sample->items, (std::vector<Leaf>{{"a", 2.5}, {"b", std::nullopt}}));
  ASSERT_NE(sample->groups.find("x"), nullptr);
  EXPECT_EQ(*sample->groups.find("x"), (std::vector<std::int64_t>{1, 2}));
  EXPECT_TRUE(sample->groups.find("y")->empty());
  EXPECT_EQ(sample->maybe, (Leaf{"c", std::nullopt}));
  EXPECT_EQ(sample->patch, Patch<std::string>("set"));
  EXPECT_EQ(sample->note, "here");
}

TEST(Decode, TakesMembersInAnyOrderAndSkipsThoseItDoesNotKnow) {
  const auto leaf =
      decode<Leaf>(R"({"x":[{"name":[[]]},"]}",1e9],"weight":1,"y":{"name":"no"},"name":"yes","z":null})");

  ASSERT_TRUE(leaf) << leaf.error().message;
  EXPECT_EQ(*leaf, (Leaf{"yes", 1.0}));
}

struct Reading {
  const char* name;
  const char* what;
  const char* by;
};
class DecodeTakes : public testing::TestWithParam<Reading> {};

TEST_P(DecodeTakes, TheSample) {
  const auto sample = decode_with(GetParam().what, GetParam().by);
  EXPECT_TRUE(sample) << sample.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Decode, DecodeTakes,
    testing::Values(Reading{"NullOptional", R"({"name":"c"})", "null"},
                    Reading{"AbsentOptional", R"("maybe":{"name":"c"},)", ""},
                    Reading{"AbsentDefault", R"(,"note":"here")", ""}, Reading{"NullDefault", R"("here")", "null"},
                    Reading{"IntWithFraction", "-7", "-7.0"}, Reading{"IntWithExponent", "-7", "3e2"},
                    Reading{"IntForReal", "0.1", "3"}, Reading{"Spaces", "true", " \t\r\n true "},
                    Reading{"DateAlone", "2026-03-15T10:20:30.125Z", "2026-03-15"},
                    Reading{"TimeWithOffset", "2026-03-15T10:20:30.125Z", "2026-03-15T10:20:30+03:00"}),
    [](const auto& info) { return info.param.name; });

struct Refusal {
  const char* name;
  const char* what;
  const char* by;
  const char* path;
  const char* type;
};
class DecodeRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(DecodeRefuses, TheSampleWithItsPath) {
  const auto& [name, what, by, path, type] = GetParam();

  const auto sample = decode_with(what, by);

  ASSERT_FALSE(sample);
  EXPECT_EQ(sample.error().kind, ErrorKind::decode);
  ASSERT_EQ(sample.error().fields.size(), 1U);
  EXPECT_EQ(sample.error().fields[0].path, path);
  EXPECT_EQ(sample.error().fields[0].type, type);
  if (*path != '\0') {
    EXPECT_TRUE(sample.error().message.starts_with(std::string(path) + ": ")) << sample.error().message;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Decode, DecodeRefuses,
    testing::Values(
        Refusal{"TextForBool", "true", R"("true")", "flag", "type"},
        Refusal{"TextForInt", "-7", R"("-7")", "small", "type"},
        Refusal{"FractionForInt", "-7", "-7.5", "small", "type"},
        Refusal{"TooBigForInt32", "-7", "2147483648", "small", "type"},
        Refusal{"TooBigForInt64", "9007199254740993", "9223372036854775808", "big", "type"},
        Refusal{"InfiniteReal", "0.1", "1e999", "ratio", "type"},
        Refusal{"IntForText", R"("Привет")", "5", "text", "type"},
        Refusal{"FractionForId", R"("p1")", "1.5", "id", "type"}, Refusal{"BoolForId", R"("p1")", "true", "id", "type"},
        Refusal{"NoTime", "10:20:30.125Z", "noon", "time", "type"},
        Refusal{"IntForEnum", R"("wild")", "1", "mood", "type"},
        Refusal{"ObjectForList", R"([1,2])", "{}", "groups.x", "type"},
        Refusal{"ListForObject", R"({"name":"c"})", "[]", "maybe", "type"},
        Refusal{"TextInListOfObjects", R"({"name":"b"})", R"("b")", "items.1", "type"},
        Refusal{"DeepType", R"("weight":2.5)", R"("weight":"heavy")", "items.0.weight", "type"},
        Refusal{"DeepMissing", R"({"name":"b"})", "{}", "items.1.name", "missing"},
        Refusal{"DeepInDictionary", R"([1,2])", R"([1,"2"])", "groups.x.1", "type"},
        Refusal{"Missing", R"("text":"Привет",)", "", "text", "missing"},
        Refusal{"Null", "-7", "null", "small", "null"},
        Refusal{"NullInList", R"({"name":"b"})", "null", "items.1", "null"},
        Refusal{"Twice", R"("flag":true)", R"("flag":true,"flag":true)", "flag", "duplicate"},
        Refusal{"TwiceInDictionary", R"("y":[])", R"("x":[])", "groups.x", "duplicate"},
        Refusal{"TrailingComma", R"("here"})", R"("here",})", "", "json_invalid"},
        Refusal{"TrailingGarbage", R"("here"})", R"("here"}x)", "", "json_invalid"},
        Refusal{"SecondDocument", R"("here"})", R"("here"}{})", "", "json_invalid"},
        Refusal{"Comment", "true", "/**/true", "", "json_invalid"}, Refusal{"NaN", "0.1", "NaN", "", "json_invalid"},
        Refusal{"LeadingZero", "-7", "07", "", "json_invalid"}, Refusal{"LeadingPlus", "-7", "+7", "", "json_invalid"},
        Refusal{"BarePoint", "0.1", "0.", "", "json_invalid"},
        Refusal{"NoIntegerPart", "0.1", ".1", "", "json_invalid"},
        Refusal{"BareExponent", "0.1", "1e", "", "json_invalid"}, Refusal{"CutWord", "true", "tru", "", "json_invalid"},
        Refusal{"LongWord", "true", "truely", "", "json_invalid"},
        Refusal{"CommaForColon", R"("flag":)", R"("flag",)", "", "json_invalid"},
        Refusal{"NameWithoutQuotes", R"("flag":)", "flag:", "", "json_invalid"},
        Refusal{"WrongClose", "[1,2]", "[1,2}", "", "json_invalid"},
        Refusal{"DoubleComma", "[1,2]", "[1,,2]", "", "json_invalid"},
        Refusal{"NumberInsteadOfName", R"({"name":"c"})", "{1:2}", "", "json_invalid"},
        Refusal{"BareMinus", "-7", "-", "", "json_invalid"},
        Refusal{"SingleQuotes", R"("p1")", "'p1'", "", "json_invalid"},
        Refusal{"RawNewlineInText", R"("p1")", "\"p\n1\"", "", "json_invalid"},
        Refusal{"UnknownEscape", R"("p1")", R"("\p1")", "", "json_invalid"},
        Refusal{"CutEscape", R"("p1")", R"("\u12")", "", "json_invalid"},
        Refusal{"LoneHighSurrogate", R"("p1")", R"("\ud83d")", "", "json_invalid"},
        Refusal{"LoneLowSurrogate", R"("p1")", R"("\ude00")", "", "json_invalid"},
        Refusal{"TwoHighSurrogates", R"("p1")", R"("\ud83d\ud83d")", "", "json_invalid"},
        Refusal{"HighSurrogateThenText", R"("p1")", R"("\ud83dx")", "", "json_invalid"},
        Refusal{"Latin1", R"("p1")", "\"\xE9\"", "", "json_invalid"},
        Refusal{"InvalidUtf8WhereNobodyLooks", "true", "true,\"x\":\"\xC0\xAF\"", "", "json_invalid"},
        Refusal{"ByteOrderMark", R"({"flag")", "\xEF\xBB\xBF{\"flag\"", "", "json_invalid"}),
    [](const auto& info) { return info.param.name; });

TEST(Decode, PrintsWholeNumbersWhereAnIdIsWanted) {
  const auto sample = decode_with(R"("p1")", "123456789012345678901234567890");

  ASSERT_TRUE(sample);
  EXPECT_EQ(sample->id.text, "123456789012345678901234567890");
}

TEST(Decode, KeepsAnUnknownEnumWordAsItCame) {
  const auto sample = decode_with(R"("wild")", R"("serene")");

  ASSERT_TRUE(sample);
  EXPECT_EQ(sample->mood.value(), Mood::unknown);
  EXPECT_EQ(sample->mood.text(), "serene");
  EXPECT_NE(encode(*sample).find(R"("mood":"serene")"), std::string::npos);
}

TEST(Decode, UnescapesText) {
  const auto leaf = decode<Leaf>(R"({"name":"\"\\\/\b\f\n\r\tЖ\u0436\ud83d\ude00\u0000."})");

  ASSERT_TRUE(leaf) << leaf.error().message;
  EXPECT_EQ(leaf->name, std::string("\"\\/\b\f\n\r\tЖж😀\0.", 18));
}

TEST(Decode, TellsAbsentNullAndSetApart) {
  const auto absent = decode_with(R"("patch":"set",)", "");
  const auto null = decode_with(R"("set")", "null");

  ASSERT_TRUE(absent && null);
  EXPECT_TRUE(absent->patch.is_absent());
  EXPECT_TRUE(null->patch.is_null());
}

TEST(Decode, RefusesNestingPastItsLimitAndSurvivesAnyDepth) {
  const auto nested = [](std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += R"({"children":[)";
    for (std::size_t i = 0; i < depth; ++i) text += "]}";
    return text;
  };

  EXPECT_TRUE(decode<Tree>(nested(32)));
  EXPECT_FALSE(decode<Tree>(nested(33)));
  EXPECT_FALSE(decode<Tree>(nested(100'000)));
  EXPECT_FALSE(decode<Leaf>(R"({"name":"a","x":)" + std::string(100'000, '[')));
}

TEST(Decode, RefusesAZeroByteAfterTheValue) {
  const std::string text("{\"name\":\"a\"}\0{}", 15);

  EXPECT_FALSE(decode<Leaf>(text));
}

TEST(Decode, RefusesEveryCutOfADocument) {
  const std::string_view text = full_sample;

  for (std::size_t length = 0; length < text.size(); ++length) {
    const auto sample = decode<Sample>(text.substr(0, length));
    ASSERT_FALSE(sample) << length;
    ASSERT_FALSE(sample.error().fields.empty()) << length;
  }
}

// Validation, as a server does it.

constexpr const char* good_bounded = R"({"name":"abc","count":5,"tags":["a"],"mood":"calm"})";

TEST(DecodeAll, TakesWhatKeepsTheRules) { EXPECT_TRUE(decode_all<Bounded>(good_bounded)); }

TEST(DecodeAll, ReportsEveryFieldThatBreaksARule) {
  const auto body = decode_all<Bounded>(
      R"({"name":"ЖЖЖЖЖ","count":101,"tags":["a","b",3],"nickname":null,"mood":"sad","client_id":"7"})");

  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().kind, ErrorKind::validation);
  EXPECT_EQ(body.error().status, 422);
  EXPECT_EQ(body.error().code, "validation");
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& field : body.error().fields) found.emplace_back(field.path, field.type);
  EXPECT_EQ(found, (std::vector<std::pair<std::string, std::string>>{{"name", "too_long"},
                                                                     {"count", "too_big"},
                                                                     {"tags.2", "type"},
                                                                     {"tags", "too_long"},
                                                                     {"nickname", "null"},
                                                                     {"mood", "unknown_value"},
                                                                     {"client_id", "format"}}));
}

TEST(DecodeAll, CountsCharactersNotBytes) {
  EXPECT_TRUE(decode_all<Bounded>(replaced(good_bounded, "abc", "ЖЖЖЖ")));
  EXPECT_FALSE(decode_all<Bounded>(replaced(good_bounded, "abc", "Ж")));
}

TEST(DecodeAll, Answers400WhenAMemberIsMissingAndNamesIt) {
  const auto body = decode_all<Bounded>(R"({"name":"abcdef","tags":["a"],"mood":"calm"})");

  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().status, 400);
  EXPECT_EQ(body.error().code, "bad_request");
  EXPECT_EQ(body.error().message, "count: is required");
}

TEST(DecodeAll, Answers400ToWhatIsNoJsonObject) {
  for (const char* text : {"", " ", "{", "[]", "null", "5", "\"{}\"", "{'a':1}", "{}{}", "\xFF"}) {
    const auto body = decode_all<Bounded>(text);
    ASSERT_FALSE(body) << text;
    EXPECT_EQ(body.error().status, 400) << text;
  }
}

TEST(DecodeAll, StopsCountingAtSixtyFourErrors) {
  std::string text = R"({"name":"abc","count":5,"mood":"calm","tags":[1)";
  for (int i = 0; i < 1000; ++i) text += ",1";

  const auto body = decode_all<Bounded>(text + "]}");

  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().fields.size(), 64U);
}

}  // namespace
}  // namespace quern::test
