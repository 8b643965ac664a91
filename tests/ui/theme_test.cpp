// The theme is the design's: every token, in both themes, and its contrast on whatever it may lie on.
#include "ui/theme.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <string>
#include <vector>

namespace quern::ui {
namespace {

using Tokens = std::map<std::string, Colour>;

#define TOKEN(member) {#member, theme.member}

Tokens tokens_of(const Theme& theme) {
  Tokens tokens{TOKEN(surface_base),
                TOKEN(surface),
                TOKEN(surface_sunken),
                TOKEN(surface_raised),
                TOKEN(surface_overlay),
                TOKEN(surface_field),
                TOKEN(fill_hover),
                TOKEN(fill_pressed),
                TOKEN(fill_selected),
                TOKEN(fill_neutral),
                TOKEN(fill_menu_hover),
                TOKEN(segment),
                TOKEN(border),
                TOKEN(border_strong),
                TOKEN(border_control),
                TOKEN(text),
                TOKEN(text_muted),
                TOKEN(text_faint),
                TOKEN(text_disabled),
                TOKEN(accent),
                TOKEN(accent_hover),
                TOKEN(accent_pressed),
                TOKEN(on_accent),
                TOKEN(accent_text),
                TOKEN(accent_soft),
                TOKEN(danger),
                TOKEN(danger_hover),
                TOKEN(danger_pressed),
                TOKEN(on_danger),
                TOKEN(danger_text),
                TOKEN(danger_soft),
                TOKEN(success_text),
                TOKEN(success_soft),
                TOKEN(warning_text),
                TOKEN(warning_soft),
                TOKEN(focus_ring),
                TOKEN(selection),
                TOKEN(search_hit),
                TOKEN(online),
                TOKEN(bubble_own),
                TOKEN(bubble_own_text),
                TOKEN(bubble_own_muted),
                TOKEN(bubble_own_inset),
                TOKEN(bubble_other),
                TOKEN(bubble_other_text),
                TOKEN(bubble_other_muted),
                TOKEN(bubble_other_inset),
                TOKEN(badge),
                TOKEN(on_badge),
                TOKEN(badge_quiet),
                TOKEN(on_badge_quiet),
                TOKEN(tooltip),
                TOKEN(on_tooltip),
                TOKEN(skeleton),
                TOKEN(skeleton_shine),
                TOKEN(on_avatar)};
  for (std::size_t i = 0; i < 8; ++i) {
    tokens["name_" + std::to_string(i + 1)] = theme.name[i];
    tokens["avatar_" + std::to_string(i + 1)] = theme.avatar[i];
  }
  return tokens;
}

Tokens tokens_of_design(const std::string& scheme) {
  std::ifstream file("tests/ui/tokens.css");
  const std::string css{std::istreambuf_iterator<char>(file), {}};
  const std::size_t begin = css.find("data-theme=" + scheme);
  const std::string block = css.substr(begin, css.find('}', begin) - begin);
  Tokens tokens;
  const std::regex token("--([a-z0-9-]+):\\s*#([0-9a-f]{6})");
  for (std::sregex_iterator match(block.begin(), block.end(), token), end; match != end; ++match) {
    std::string name = (*match)[1];
    std::replace(name.begin(), name.end(), '-', '_');
    tokens[name] = rgb(static_cast<std::uint32_t>(std::stoul((*match)[2], nullptr, 16)));
  }
  return tokens;
}

double luminance(Colour colour) {
  const auto part = [&](unsigned shift) {
    const double v = (colour >> shift & 0xff) / 255.0;
    return v <= .04045 ? v / 12.92 : std::pow((v + .055) / 1.055, 2.4);
  };
  return .2126 * part(0) + .7152 * part(8) + .0722 * part(16);
}

double contrast(Colour a, Colour b) {
  const auto [low, high] = std::minmax({luminance(a), luminance(b)});  // by value
  return (high + .05) / (low + .05);
}

struct Pairs {
  std::vector<std::string> marks, grounds;
  double least;
};

std::vector<std::string> numbered(const std::string& name) {
  std::vector<std::string> names;
  for (int i = 1; i <= 8; ++i) names.push_back(name + std::to_string(i));
  return names;
}

// The design's own list of what lies on what.
std::vector<Pairs> pairs() {
  const std::vector<std::string> surfaces{"surface_base",    "surface",    "surface_sunken", "surface_raised",
                                          "surface_overlay", "fill_hover", "fill_pressed",   "fill_selected"};
  const auto with = [](std::vector<std::string> all, std::initializer_list<const char*> more) {
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const std::vector<std::string> plain(surfaces.begin(), surfaces.begin() + 6);
  return {
      {{"text"},
       with(surfaces, {"accent_soft", "danger_soft", "success_soft", "warning_soft", "fill_neutral", "fill_menu_hover",
                       "segment", "surface_field", "selection", "search_hit"}),
       4.5},
      {{"text_muted"},
       with(surfaces,
            {"accent_soft", "danger_soft", "success_soft", "warning_soft", "fill_neutral", "fill_menu_hover"}),
       4.5},
      {{"text_faint"}, with(plain, {"surface_field", "fill_neutral"}), 4.5},
      {{"accent_text"}, with(surfaces, {"accent_soft", "bubble_other", "bubble_own"}), 4.5},
      {{"danger_text"}, with(plain, {"danger_soft", "fill_menu_hover", "fill_selected"}), 4.5},
      {{"success_text"}, with(surfaces, {"success_soft"}), 4.5},
      {{"warning_text"}, with(surfaces, {"warning_soft"}), 4.5},
      {{"on_accent"}, {"accent", "accent_hover", "accent_pressed"}, 4.5},
      {{"on_danger"}, {"danger", "danger_hover", "danger_pressed"}, 4.5},
      {{"bubble_own_text"}, {"bubble_own", "bubble_own_inset", "selection"}, 4.5},
      {{"bubble_own_muted"}, {"bubble_own", "bubble_own_inset"}, 4.5},
      {{"bubble_other_text"}, {"bubble_other", "bubble_other_inset", "selection"}, 4.5},
      {{"bubble_other_muted"}, {"bubble_other", "bubble_other_inset"}, 4.5},
      {{"on_badge"}, {"badge"}, 4.5},
      {{"on_badge_quiet"}, {"badge_quiet"}, 4.5},
      {{"on_tooltip"}, {"tooltip"}, 4.5},
      {numbered("name_"), {"bubble_other", "bubble_other_inset", "surface", "fill_selected"}, 4.5},
      {{"on_avatar"}, numbered("avatar_"), 4.5},
      {{"focus_ring"}, with(surfaces, {"bubble_own", "bubble_other"}), 3},
      {{"border_control"}, {"surface", "surface_sunken", "surface_raised", "surface_overlay", "surface_field"}, 3},
      {{"accent", "badge"}, {"surface", "surface_raised", "surface_sunken", "fill_hover"}, 3},
      {{"online"}, {"surface", "fill_selected", "surface_base", "surface_overlay"}, 3},
      {{"accent_text"}, {"fill_pressed", "fill_selected"}, 3},
  };
}

class ThemeOf : public testing::TestWithParam<ColourScheme> {
 protected:
  const Theme& theme = theme_of(GetParam());
};

TEST_P(ThemeOf, HasEveryTokenOfTheDesign) {
  const Tokens design = tokens_of_design(theme.is_dark ? "dark" : "light");
  const Tokens ours = tokens_of(theme);

  ASSERT_EQ(design.size(), 72u);
  EXPECT_EQ(ours, design);
}

TEST_P(ThemeOf, KeepsItsContrastOnEveryGround) {
  Tokens tokens = tokens_of(theme);
  for (const Pairs& pair : pairs()) {
    for (const auto& mark : pair.marks) {
      for (const auto& ground : pair.grounds) {
        ASSERT_TRUE(tokens.contains(mark) && tokens.contains(ground)) << mark << " on " << ground;
        EXPECT_GE(contrast(tokens[mark], tokens[ground]), pair.least) << mark << " on " << ground;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Schemes, ThemeOf, testing::Values(ColourScheme::dark, ColourScheme::light),
                         [](const auto& scheme) { return scheme.param == ColourScheme::dark ? "Dark" : "Light"; });

TEST(Theme, MixesColoursChannelByChannel) {
  EXPECT_EQ(mixed(rgb(0x000000), rgb(0xffffff), 0), rgb(0x000000));
  EXPECT_EQ(mixed(rgb(0x000000), rgb(0xffffff), 1), rgb(0xffffff));
  EXPECT_EQ(mixed(rgb(0x002040), rgb(0x204060), 0.5f), rgb(0x103050));
  EXPECT_EQ(faded(rgb(0x123456), 0.5f), rgb(0x123456, 0.5f));
}

TEST(Theme, GivesAnIdTheSameOfEightColoursAndUsesAll) {
  std::map<std::size_t, int> seen;
  for (int i = 0; i < 800; ++i) ++seen[colour_index("project-" + std::to_string(i))];

  EXPECT_EQ(colour_index("anna"), colour_index("anna"));
  ASSERT_EQ(seen.size(), 8u);
  for (const auto& [index, times] : seen) EXPECT_GT(times, 50) << index;
}

TEST(Theme, EasesFromRestToRest) {
  EXPECT_EQ(motion::ease_in(0), 0);
  EXPECT_EQ(motion::ease_in(1), 1);
  EXPECT_GT(motion::ease_in(0.3f), 0.6f);   // comes fast, settles slowly
  EXPECT_LT(motion::ease_out(0.3f), 0.3f);  // leaves slowly
}

}  // namespace
}  // namespace quern::ui
