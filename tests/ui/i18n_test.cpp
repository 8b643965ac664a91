#include "ui/i18n.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace quern::ui {
namespace {

using namespace std::chrono_literals;
constexpr auto ru = Language::russian;
constexpr auto en = Language::english;

std::multiset<std::string> placeholders(std::string_view text) {
  std::multiset<std::string> names;
  for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    names.emplace(text.substr(open, text.find('}', open) + 1 - open));
  }
  return names;
}

std::vector<std::string_view> forms(std::string_view text) {
  std::vector<std::string_view> result;
  for (std::size_t bar; (bar = text.find('|')) != std::string_view::npos; text.remove_prefix(bar + 1)) {
    result.push_back(text.substr(0, bar));
  }
  result.push_back(text);
  return result;
}

TEST(Messages, AreInBothLanguagesWithTheSamePlaceholders) {
  for (const Message& message : messages) {
    EXPECT_FALSE(message.russian.empty()) << message.key;
    EXPECT_FALSE(message.english.empty()) << message.key;
    const auto russian = forms(message.russian);
    const auto english = forms(message.english);
    EXPECT_EQ(russian.size() > 1, english.size() > 1) << message.key;
    if (russian.size() > 1) EXPECT_EQ(russian.size(), 3u) << message.key;
    if (english.size() > 1) EXPECT_EQ(english.size(), 2u) << message.key;
    for (const auto form : russian)
      EXPECT_EQ(placeholders(form), placeholders(english[0])) << message.key << ": " << form;
    for (const auto form : english)
      EXPECT_EQ(placeholders(form), placeholders(english[0])) << message.key << ": " << form;
  }
}

TEST(Messages, HaveKeysThatDiffer) {
  std::set<std::string_view> keys;
  for (const Message& message : messages) EXPECT_TRUE(keys.insert(message.key).second) << message.key;
}

TEST(Tr, FillsInArgumentsAndLeavesUnknownOnes) {
  EXPECT_EQ(tr(en, "retry"), "Retry");
  EXPECT_EQ(tr(ru, "retry"), "Повторить");
  EXPECT_EQ(tr(en, "pager.range", {{"from", "1"}, {"to", "20"}, {"total", "38"}}), "1–20 of 38");
  EXPECT_EQ(fill_in("{a} {b} {", {{"a", "{b}"}}), "{b} {b} {");  // what was filled in is not read again
}

TEST(Plural, FollowsRussianAndEnglishRules) {
  const std::vector<std::pair<std::int64_t, std::size_t>> russian{
      {0, 2},  {1, 0},  {2, 1},   {4, 1},   {5, 2},   {11, 2},  {12, 2},  {14, 2},  {21, 0},
      {22, 1}, {25, 2}, {100, 2}, {101, 0}, {111, 2}, {112, 2}, {121, 0}, {1003, 1}};
  for (const auto& [count, form] : russian) EXPECT_EQ(plural_form(ru, count), form) << count;
  for (const std::int64_t count : {0, 2, 11, 21}) EXPECT_EQ(plural_form(en, count), 1u) << count;
  EXPECT_EQ(plural_form(en, 1), 0u);
}

TEST(Numbers, AreWrittenAsEachLanguageDoes) {
  EXPECT_EQ(format_number(ru, 4962), "4\u00a0962");
  EXPECT_EQ(format_number(en, 4962), "4,962");
  EXPECT_EQ(format_number(en, -1234567), "-1,234,567");
  EXPECT_EQ(format_number(en, 999), "999");
  EXPECT_EQ(format_decimal(ru, 8.44, 1), "8,4");
  EXPECT_EQ(format_decimal(en, 8.96, 1), "9");
  EXPECT_EQ(format_decimal(en, 1.25, 2), "1.25");
  EXPECT_EQ(format_decimal(en, 0.04, 2), "0.04");
  EXPECT_EQ(format_decimal(en, -0.01, 1), "0");
  EXPECT_EQ(format_percent(ru, 62), "62\u00a0%");
  EXPECT_EQ(format_percent(en, 62), "62%");
}

TEST(Sizes, UseTheLargestUnitThatFits) {
  EXPECT_EQ(format_size(en, 0), "0 B");
  EXPECT_EQ(format_size(en, 1023), "1,023 B");
  EXPECT_EQ(format_size(en, 1024), "1 KB");
  EXPECT_EQ(format_size(ru, 8'808'038), "8,4 МБ");
  EXPECT_EQ(format_size(ru, 340 * 1024 * 1024), "340 МБ");
  EXPECT_EQ(format_size(en, std::int64_t{3} << 30), "3 GB");
}

class Times : public testing::Test {
 protected:
  static constexpr int moscow = 180;
  const WallTime now = *parse_iso8601("2026-03-15T11:00:00Z");  // 14:00 in Moscow
  WallTime at(std::string_view text) { return *parse_iso8601(text); }
};

TEST_F(Times, AreTheNearerTheMoreExact) {
  const auto said = [&](Language language, std::string_view time) {
    return format_ago(language, at(time), now, moscow);
  };
  EXPECT_EQ(said(ru, "2026-03-15T10:59:31Z"), "только что");
  EXPECT_EQ(said(ru, "2026-03-15T10:57:00Z"), "3 мин назад");
  EXPECT_EQ(said(en, "2026-03-15T10:32:00Z"), "28 min ago");
  EXPECT_EQ(said(ru, "2026-03-15T08:02:00Z"), "сегодня, 11:02");
  EXPECT_EQ(said(en, "2026-03-15T08:02:00Z"), "Today, 11:02");
  EXPECT_EQ(said(ru, "2026-03-14T16:44:00Z"), "вчера, 19:44");
  EXPECT_EQ(said(en, "2026-03-14T21:30:00Z"), "Today, 00:30");  // already the 15th in Moscow
  EXPECT_EQ(said(ru, "2026-03-11T10:00:00Z"), "11\u00a0марта");
  EXPECT_EQ(said(en, "2026-01-09T10:00:00Z"), "9\u00a0January");
  EXPECT_EQ(said(ru, "2025-12-28T10:00:00Z"), "28\u00a0декабря\u00a02025");
}

TEST_F(Times, SurviveAClockThatIsAhead) {
  EXPECT_EQ(format_ago(en, now + 30s, now, moscow), "just now");
  EXPECT_EQ(format_ago(en, now + 2h, now, moscow), "Today, 16:00");
}

TEST_F(Times, ShowLocalClocks) {
  EXPECT_EQ(format_clock(at("2026-03-15T06:05:59Z"), moscow), "09:05");
  EXPECT_EQ(format_clock(at("2026-03-15T00:10:00Z"), -300), "19:10");
}

}  // namespace
}  // namespace quern::ui
