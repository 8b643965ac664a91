// Text at size 10, so that the fake letters' units are pixels: 5 a letter, 3 a space, 2 an 'i', 9 a 'W', 10 CJK.
#include "ui/text.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tests/ui/stage.hpp"
#include "ui/utf8.hpp"

namespace quern::ui {
namespace {

constexpr TextStyle ten{10, 14};

class TextLayout : public testing::Test {
 protected:
  std::vector<std::string> lines(std::string_view of, float width) {
    std::vector<std::string> result;
    for (const TextLine& line : text.wrap(of, ten, width)) {
      result.emplace_back(of.substr(line.begin, line.end - line.begin));
      EXPECT_NEAR(line.width, text.width(result.back(), ten), 0.01f) << result.back();
    }
    return result;
  }
  using Lines = std::vector<std::string>;

  test::Stage stage;
  Text& text = stage.ui().text;
};

TEST_F(TextLayout, SumsAdvancesAndKerning) {
  EXPECT_FLOAT_EQ(text.width("", ten), 0);
  EXPECT_FLOAT_EQ(text.width("abc", ten), 15);
  EXPECT_FLOAT_EQ(text.width("AV", ten), 9);  // one closer
  EXPECT_FLOAT_EQ(text.width("VA", ten), 10);
  EXPECT_FLOAT_EQ(text.width("AVAV", ten), 18);
  EXPECT_FLOAT_EQ(text.width("Привет", ten), 30);
  EXPECT_FLOAT_EQ(text.width("abc", ten.semibold()), 18);
}

TEST_F(TextLayout, AddsLetterSpacingAfterEachLetter) {
  TextStyle tight = ten;
  tight.letter_spacing = -0.1f;
  EXPECT_FLOAT_EQ(text.width("abc", tight), 12);
}

TEST_F(TextLayout, GivesTabularFiguresOneWidth) {
  EXPECT_FLOAT_EQ(text.width("111", ten), 6);
  EXPECT_FLOAT_EQ(text.width("111", ten.tabular()), 15);
  EXPECT_FLOAT_EQ(text.width("1:11", ten.tabular()), text.width("9:48", ten.tabular()));
}

TEST_F(TextLayout, CutsAtTheEndWithAnEllipsis) {
  EXPECT_EQ(text.cut("abcdef", ten, 30), "abcdef");
  EXPECT_EQ(text.cut("abcdef", ten, 29), "abcd…");  // 5 for the ellipsis, which is below CJK
  EXPECT_EQ(text.cut("abc def", ten, 25), "abc…");  // no space before it
  EXPECT_EQ(text.cut("abcdef", ten, 3), "…");
  EXPECT_EQ(text.cut("Почему уходят", ten, 35), "Почему…");
}

TEST_F(TextLayout, CutsFilesInTheMiddleAndKeepsTheExtension) {
  EXPECT_EQ(text.cut("interview.pdf", ten, 45, Cut::middle), "int…w.pdf");
  EXPECT_EQ(text.cut("no extension at all", ten, 40, Cut::middle), "no exte…");
}

TEST_F(TextLayout, BreaksLinesAtWords) {
  EXPECT_EQ(lines("aaa bbb ccc", 33), (Lines{"aaa bbb", "ccc"}));  // exactly fits
  EXPECT_EQ(lines("aaa bbb ccc", 32), (Lines{"aaa", "bbb", "ccc"}));
  EXPECT_EQ(lines("aaa   bbb", 20), (Lines{"aaa", "bbb"}));  // spaces hang over the edge
  EXPECT_EQ(lines("aa bb", 100), (Lines{"aa bb"}));
}

TEST_F(TextLayout, BreaksAfterHyphensBetweenLettersOnly) {
  EXPECT_EQ(lines("well-known", 30), (Lines{"well-", "known"}));
  EXPECT_EQ(lines("aa -5 b", 18), (Lines{"aa", "-5 b"}));
}

TEST_F(TextLayout, BreaksInsideAWordThatIsLongerThanALine) {
  EXPECT_EQ(lines("abcdefgh", 20), (Lines{"abcd", "efgh"}));
  EXPECT_EQ(lines("a abcdefgh", 20), (Lines{"a", "abcd", "efgh"}));
}

TEST_F(TextLayout, NeverBreaksAtANoBreakSpace) {
  EXPECT_EQ(lines("a 14\u00a0марта", 44), (Lines{"a", "14\u00a0марта"}));
}

TEST_F(TextLayout, BreaksAroundCjkButNotBeforeItsClosingMarks) {
  EXPECT_EQ(lines("日本語テスト", 30), (Lines{"日本語", "テスト"}));
  EXPECT_EQ(lines("日本語。", 30), (Lines{"日本", "語。"}));
}

TEST_F(TextLayout, KeepsEmptyLines) {
  EXPECT_EQ(lines("", 30), (Lines{""}));
  EXPECT_EQ(lines("a\n\nb", 30), (Lines{"a", "", "b"}));
  EXPECT_EQ(lines("a\n", 30), (Lines{"a", ""}));
}

TEST_F(TextLayout, PutsTheBaselineWhereBrowsersDo) {
  // Ascent 9, descent 3 in a line of 14: one above, one below.
  EXPECT_FLOAT_EQ(text.baseline(ten), 10);
  // In a line of 13 the half pixel goes below.
  EXPECT_FLOAT_EQ(text.baseline(TextStyle{10, 13}), 9);
}

TEST_F(TextLayout, AsksForMetricsAgainWhenFontsCame) {
  EXPECT_FLOAT_EQ(text.width("i", ten), 2);
  text.forget();
  EXPECT_FLOAT_EQ(text.width("i", ten), 2);
}

class TextDrawing : public TextLayout {
 protected:
  // The rectangles of what was drawn after `first` vertices, in device pixels.
  std::vector<Rect> quads(int first, float density) {
    const auto& vertices = draw_list().VtxBuffer;
    std::vector<Rect> result;
    for (int i = first; i + 3 < vertices.Size; i += 4) {
      const ImVec2 a = vertices[i].pos;
      const ImVec2 b = vertices[i + 2].pos;
      result.push_back({a.x * density, a.y * density, (b.x - a.x) * density, (b.y - a.y) * density});
    }
    return result;
  }
};

TEST_F(TextDrawing, PlacesEveryLetterOnWholeDevicePixels) {
  for (const float density : {1.f, 1.25f, 1.5f, 2.f, 3.f}) {
    stage.resize(800, 600, density);
    std::vector<Rect> drawn;
    stage.show([&](Ui& ui) {
      const int first = draw_list().VtxBuffer.Size;
      ui.text.draw(draw_list(), "aVi W", type::small, 10.3f, 20.7f, ui.theme.text);
      drawn = quads(first, density);
    });
    ASSERT_EQ(drawn.size(), 4u);  // the space draws nothing
    for (const Rect& quad : drawn) {
      for (const float edge : {quad.x, quad.y, quad.width, quad.height}) {
        EXPECT_NEAR(edge, std::round(edge), 0.01f) << density;
      }
    }
  }
}

TEST_F(TextDrawing, LeavesColouredLettersInTheirColours) {
  std::vector<Colour> colours;
  stage.show([&](Ui& ui) {
    const int first = draw_list().VtxBuffer.Size;
    ui.text.draw(draw_list(), "a🙂", ten, 0, 0, rgb(0xff0000));
    colours = {draw_list().VtxBuffer[first].col, draw_list().VtxBuffer[first + 4].col};
  });
  EXPECT_EQ(colours, (std::vector<Colour>{rgb(0xff0000), rgb(0xffffff)}));
}

TEST_F(TextDrawing, DrawsALetterOnce) {
  stage.show([](Ui& ui) { ui.text.draw(draw_list(), "ab", ten, 0, 0, ui.theme.text); });
  const int before = stage.glyphs.drawn;
  stage.show([](Ui& ui) { ui.text.draw(draw_list(), "baab abba", ten, 0, 0, ui.theme.text); });
  EXPECT_EQ(stage.glyphs.drawn, before);
  stage.show([](Ui& ui) { ui.text.draw(draw_list(), "abc", ten, 0, 0, ui.theme.text); });
  EXPECT_EQ(stage.glyphs.drawn, before + 1);
}

TEST_F(TextDrawing, EndsTheLastLineThatThereIsRoomForWithAnEllipsis) {
  const auto letters = [&](std::string_view shown, int max_lines) {
    std::size_t count = 0;
    stage.show([&](Ui&) {
      const int first = draw_list().VtxBuffer.Size;
      block_of_text(stage.ui(), shown, ten, {0, 0, 33, 100}, rgb(0xffffff), Align::start, max_lines);
      count = quads(first, 1).size();
    });
    stage.show({});
    return count;
  };
  EXPECT_EQ(letters("aaa bbb ccc", 2), 9u);
  EXPECT_EQ(letters("aaa bbb ccc", 1), 6u);  // "aaa b…" and no more
  EXPECT_EQ(letters("a\nb", 1), 2u);         // "a…"
}

TEST_F(TextDrawing, SurvivesMoreLettersThanTheTextureHolds) {
  constexpr TextStyle large{200, 220};
  stage.show([&](Ui& ui) {
    std::string all;
    for (char32_t c = 0x4e00; c < 0x4e00 + 300; ++c) {
      all += {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3f)),
              static_cast<char>(0x80 | (c & 0x3f))};
    }
    ui.text.draw(draw_list(), all, large, 0, 0, ui.theme.text);
  });
  EXPECT_LE(ImGui::GetIO().Fonts->TexData->Width, Atlas::largest_side);
  EXPECT_LE(ImGui::GetIO().Fonts->TexData->Height, Atlas::largest_side);
  int visible = 0;
  stage.show([&](Ui& ui) {
    const int first = draw_list().VtxBuffer.Size;
    ui.text.draw(draw_list(), "after", ten, 0, 0, ui.theme.text);
    visible = (draw_list().VtxBuffer.Size - first) / 4;
  });
  EXPECT_EQ(visible, 5);
}

TEST(Utf8, ReadsCodePointsAndReplacesBrokenBytes) {
  EXPECT_EQ(code_point_at("a", 0).value, U'a');
  EXPECT_EQ(code_point_at("я", 0).value, U'я');
  EXPECT_EQ(code_point_at("…", 0).value, U'…');
  EXPECT_EQ(code_point_at("🙂", 0).value, U'🙂');
  EXPECT_EQ(code_point_at("🙂", 0).length, 4u);
  for (const std::string_view broken : {"\xff", "\xd1", "\xe2\x80", "\xc0\x80", "\x80", "\xe2z…"}) {
    EXPECT_EQ(code_point_at(broken, 0).value, char32_t{0xfffd}) << broken;
    EXPECT_EQ(code_point_at(broken, 0).length, 1u);
  }
  EXPECT_EQ(previous_code_point("aя", 3), 1u);
}

}  // namespace
}  // namespace quern::ui
