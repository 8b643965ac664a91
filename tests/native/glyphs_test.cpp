// Letters from installed fonts (the root folder has Inter, DejaVu and Noto Color Emoji).
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "native/font_glyphs.hpp"

namespace quern::test {
namespace {

using ui::GlyphBitmap;
using ui::Weight;

class FontGlyphsTest : public testing::Test {
 protected:
  static double ink(const GlyphBitmap& bitmap) {  // the sum of its coverage, in pixels
    double sum = 0;
    for (std::size_t i = 3; i < bitmap.rgba.size(); i += 4) sum += bitmap.rgba[i] / 255.0;
    return sum;
  }
  static double centre(const GlyphBitmap& bitmap) {  // of the ink, from the pen, device pixels
    double sum = 0;
    for (int y = 0; y < bitmap.height; ++y) {
      for (int x = 0; x < bitmap.width; ++x) {
        const auto at = static_cast<std::size_t>(y * bitmap.width + x) * 4 + 3;
        sum += (bitmap.left + x + 0.5) * bitmap.rgba[at] / 255.0;
      }
    }
    return sum / ink(bitmap);
  }
  native::FontGlyphs glyphs;
};

TEST_F(FontGlyphsTest, MeasuresAsInterDoes) {
  const auto metrics = glyphs.metrics(Weight::regular, 14);

  EXPECT_NEAR(metrics.ascent, 14 * 0.96875F, 0.1);
  EXPECT_NEAR(metrics.descent, 14 * 0.2412F, 0.1);
  EXPECT_GT(glyphs.advance(Weight::regular, 14, U'W'), 2 * glyphs.advance(Weight::regular, 14, U'i'));
  EXPECT_GT(glyphs.advance(Weight::semibold, 14, U'n'), glyphs.advance(Weight::regular, 14, U'n'));
}

TEST_F(FontGlyphsTest, GrowsEvenlyWithTheSize) {
  for (const char32_t letter : U"aЖ。") {
    EXPECT_NEAR(glyphs.advance(Weight::regular, 28, letter), 2 * glyphs.advance(Weight::regular, 14, letter), 0.001);
  }
}

TEST_F(FontGlyphsTest, KernsPairsByTheFontsOwnTable) {
  EXPECT_LT(glyphs.kerning(Weight::regular, 14, U'A', U'V'), -0.5F);
  EXPECT_LT(glyphs.kerning(Weight::semibold, 14, U'T', U'o'), -0.5F);
  EXPECT_LT(glyphs.kerning(Weight::regular, 14, U'Г', U'о'), -0.3F);
  EXPECT_EQ(glyphs.kerning(Weight::regular, 14, U'n', U'n'), 0);
  EXPECT_NEAR(glyphs.kerning(Weight::regular, 28, U'A', U'V'), 2 * glyphs.kerning(Weight::regular, 14, U'A', U'V'),
              0.001);
}

TEST_F(FontGlyphsTest, DrawsWhiteWithCoverage) {
  const auto bitmap = glyphs.draw(Weight::regular, 14, 1, U'H', 0);

  ASSERT_GT(bitmap.width, 4);
  EXPECT_NEAR(bitmap.top, 10, 1);        // capitals of Inter are 0.727 of its size
  EXPECT_EQ(bitmap.height, bitmap.top);  // and stand on the line
  EXPECT_FALSE(bitmap.is_coloured);
  EXPECT_GT(ink(bitmap), 15);
  EXPECT_EQ(bitmap.rgba.size(), static_cast<std::size_t>(bitmap.width * bitmap.height) * 4);
}

TEST_F(FontGlyphsTest, ShiftsALetterByPartsOfAPixel) {
  const auto at = [&](float shift) { return centre(glyphs.draw(Weight::regular, 14, 1, U'l', shift)); };

  EXPECT_NEAR(at(0.25F) - at(0), 0.25, 0.06);  // a pixel counts as its middle, so a stem of 1.2 seems to move less
  EXPECT_NEAR(at(0.5F) - at(0), 0.5, 0.1);
}

TEST_F(FontGlyphsTest, DrawsMorePixelsWhereTheScreenHasMore) {
  const auto once = glyphs.draw(Weight::regular, 14, 1, U'H', 0), twice = glyphs.draw(Weight::regular, 14, 2, U'H', 0);

  EXPECT_NEAR(twice.height, 2 * once.height, 2);
  EXPECT_NEAR(ink(twice), 4 * ink(once), 12);
}

TEST_F(FontGlyphsTest, DrawsEmojiInTheirColours) {
  const auto smile = glyphs.draw(Weight::regular, 16, 1, U'😀', 0);

  EXPECT_TRUE(smile.is_coloured);
  EXPECT_NEAR(smile.width, 20, 3);
  EXPECT_NEAR(glyphs.advance(Weight::regular, 16, U'😀'), 20, 2);
  int yellow = 0;
  for (std::size_t i = 0; i + 3 < smile.rgba.size(); i += 4) {
    yellow += smile.rgba[i] > 200 && smile.rgba[i + 1] > 150 && smile.rgba[i + 2] < 120 && smile.rgba[i + 3] > 200;
  }
  EXPECT_GT(yellow, 100);
}

TEST_F(FontGlyphsTest, HasSomethingForEveryLetter) {
  for (const char32_t letter : U"aЯΩ✓→\u2764\U0010fffd") {
    if (letter == 0) continue;
    EXPECT_GT(glyphs.advance(Weight::regular, 14, letter), 0) << static_cast<unsigned>(letter);
    EXPECT_GT(glyphs.draw(Weight::regular, 14, 1, letter, 0).width, 0) << static_cast<unsigned>(letter);
  }
}

TEST_F(FontGlyphsTest, GivesNoWidthToWhatOnlyJoinsOrOrders) {
  for (const char32_t letter : {U'\u200d', U'\ufe0f', U'\u200f'}) {
    EXPECT_EQ(glyphs.advance(Weight::regular, 14, letter), 0);
    EXPECT_EQ(glyphs.draw(Weight::regular, 14, 1, letter, 0).width, 0);
  }
}

}  // namespace
}  // namespace quern::test
