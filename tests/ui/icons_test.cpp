#include "ui/icons.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "ui/coverage.hpp"
#include "ui/svg_path.hpp"

namespace quern::ui {
namespace {

double covered(const GlyphBitmap& bitmap) {
  double sum = 0;
  for (std::size_t i = 3; i < bitmap.rgba.size(); i += 4) sum += bitmap.rgba[i] / 255.0;
  return sum;
}

int alpha(const GlyphBitmap& bitmap, int x, int y) {
  return bitmap.rgba[static_cast<std::size_t>(y * bitmap.width + x) * 4 + 3];
}

TEST(SvgPath, ReadsAbsoluteAndRelativeLinesAsTheyArePacked) {
  const auto lines = flatten_path("M1 2h3v-1.5.5l.5-.5Z M10 10L12,12", 0.01f);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_TRUE(lines[0].is_closed);
  ASSERT_EQ(lines[0].points.size(), 5u);
  EXPECT_FLOAT_EQ(lines[0].points[1].x, 4);
  EXPECT_FLOAT_EQ(lines[0].points[2].y, 0.5f);
  EXPECT_FLOAT_EQ(lines[0].points[3].y, 1);
  EXPECT_FLOAT_EQ(lines[0].points[4].x, 4.5f);
  EXPECT_FALSE(lines[1].is_closed);
  EXPECT_FLOAT_EQ(lines[1].points[1].x, 12);
}

TEST(SvgPath, TurnsArcsIntoPiecesOfTheirCircle) {
  // Two half circles of radius 7.25 about (10, 10), as the clock is drawn.
  const auto lines = flatten_path("M10 2.75a7.25 7.25 0 1 1 0 14.5a7.25 7.25 0 0 1 0-14.5Z", 0.01f);
  ASSERT_EQ(lines.size(), 1u);
  float left = 10;
  for (const PathPoint& point : lines[0].points) {
    EXPECT_NEAR(std::hypot(point.x - 10, point.y - 10), 7.25f, 0.01f);
    left = std::min(left, point.x);
  }
  EXPECT_NEAR(left, 2.75f, 0.05f);
  EXPECT_GT(lines[0].points.size(), 40u);
}

TEST(SvgPath, SweepsToTheSideItIsTold) {
  const auto middle = [](std::string_view path) {
    const auto lines = flatten_path(path, 0.01f);
    return lines[0].points[lines[0].points.size() / 2];
  };
  EXPECT_GT(middle("M0 0A5 5 0 0 0 10 0").y, 4.5f);  // against the clock: below, since y grows downwards
  EXPECT_LT(middle("M0 0A5 5 0 0 1 10 0").y, -4.5f);
  EXPECT_LT(middle("M0 0A10 10 0 0 1 10 0").y, -1);
  EXPECT_GT(middle("M0 0A10 10 0 0 1 10 0").y, -2);   // the small arc
  EXPECT_LT(middle("M0 0A10 10 0 1 1 10 0").y, -15);  // the large one
}

TEST(SvgPath, CurvesThroughTheirEndPoints) {
  const auto lines = flatten_path("M6.75 11.75C7.5 13.1 8.6 13.75 10 13.75s2.5-.65 3.25-2", 0.01f);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_NEAR(lines[0].points.back().x, 13.25f, 0.001f);
  EXPECT_NEAR(lines[0].points.back().y, 11.75f, 0.001f);
  const auto lowest = std::max_element(lines[0].points.begin(), lines[0].points.end(),
                                       [](PathPoint a, PathPoint b) { return a.y < b.y; });
  EXPECT_NEAR(lowest->x, 10, 0.3f);  // the reflected control point keeps the smile symmetrical
}

TEST(Coverage, StrokesAsWideAsTheyAre) {
  const GlyphBitmap bitmap = stroke_picture({{{{4, 10}, {16, 10}}, false}}, 2, 20);
  EXPECT_EQ(alpha(bitmap, 10, 9), 255);
  EXPECT_EQ(alpha(bitmap, 10, 10), 255);
  EXPECT_EQ(alpha(bitmap, 10, 11), 0);
  EXPECT_EQ(alpha(bitmap, 10, 8), 0);
  EXPECT_NEAR(covered(bitmap), 12 * 2 + 3.14, 0.8);  // with two round ends
}

TEST(Coverage, FillsWhatIsEnclosed) {
  const GlyphBitmap bitmap = fill_picture({{{{5, 5}, {15, 5}, {15, 15}, {5, 15}}, true}}, 20);
  EXPECT_EQ(alpha(bitmap, 10, 10), 255);
  EXPECT_EQ(alpha(bitmap, 4, 10), 0);
  EXPECT_NEAR(covered(bitmap), 100, 0.5);
}

TEST(Coverage, BlursAShadowFromNothingToAll) {
  const GlyphBitmap shadow = shadow_picture(64);
  EXPECT_LT(alpha(shadow, 0, 0), 3);
  EXPECT_GT(alpha(shadow, 63, 63), 245);
  EXPECT_NEAR(alpha(shadow, 63, 32), 128, 12);  // half at the shape's edge
  EXPECT_EQ(alpha(shadow, 20, 50), alpha(shadow, 50, 20));
}

TEST(Icons, AreAllDrawnInsideTheirGrid) {
  for (int i = 0; i < icon_count; ++i) {
    for (const float side : {16.f, 20.f, 40.f}) {
      const GlyphBitmap bitmap = icon_picture(static_cast<Icon>(i), side);
      const double share = covered(bitmap) / (bitmap.width * bitmap.height);
      EXPECT_GT(share, 0.02) << i;
      EXPECT_LT(share, 0.5) << i;
      for (int at = 0; at < bitmap.width; ++at) {
        EXPECT_LT(alpha(bitmap, at, 0), 80) << i << " is cut at its edge";
        EXPECT_LT(alpha(bitmap, 0, at), 80) << i << " is cut at its edge";
      }
    }
  }
}

}  // namespace
}  // namespace quern::ui
