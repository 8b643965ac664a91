// Shapes as pictures of how much of each pixel they cover. The distance to a line gives round caps and joins for nothing,
// and edges that are right at any density.
// Units   device pixels.
#pragma once

#include <vector>

#include "ui/glyphs.hpp"
#include "ui/svg_path.hpp"

namespace quern::ui {

// Lines of `width`, with round ends and joins, in a picture of `side` by `side`.
GlyphBitmap stroke_picture(const std::vector<Polyline>& lines, float width, int side);
// What the lines enclose (the rule is non-zero).
GlyphBitmap fill_picture(const std::vector<Polyline>& lines, int side);

// A quarter of a large rounded square, blurred: its corner lies in the middle, its inside right and below. The picture
// reaches `shadow_extent` standard deviations of the blur to either side.
constexpr float shadow_extent = 2.5f;
GlyphBitmap shadow_picture(int side);

}  // namespace quern::ui
