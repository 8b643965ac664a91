// Letters of known widths: a tenth of the size is one unit. Every letter is 5 units wide but for those named below, and is
// drawn as a box. Good for sums done by hand.
#pragma once

#include <algorithm>
#include <cmath>

#include "ui/glyphs.hpp"

namespace quern::test {

class FakeGlyphs final : public ui::Glyphs {
 public:
  ui::FontMetrics metrics(ui::Weight, float size) override { return {.ascent = size * 0.9f, .descent = size * 0.3f}; }

  float advance(ui::Weight weight, float size, char32_t c) override {
    float units = 5;
    if (c == ' ') units = 3;
    if (c == 'i' || c == '1') units = 2;
    if (c == 'W') units = 9;
    if (c >= 0x2e80) units = 10;  // CJK, emoji
    if (weight == ui::Weight::semibold) units += 1;
    return units * size / 10;
  }

  // Only "AV" is closer: by one unit.
  float kerning(ui::Weight, float size, char32_t left, char32_t right) override {
    return left == 'A' && right == 'V' ? -size / 10 : 0;
  }

  ui::GlyphBitmap draw(ui::Weight weight, float size, float density, char32_t c, float) override {
    ++drawn;
    ui::GlyphBitmap bitmap;
    bitmap.width = std::max(1, static_cast<int>(advance(weight, size, c) * density));
    bitmap.height = static_cast<int>(std::ceil(size * density));
    bitmap.top = bitmap.height;
    bitmap.is_coloured = c >= 0x1f000;
    bitmap.rgba.assign(static_cast<std::size_t>(bitmap.width * bitmap.height) * 4, 0xff);
    return bitmap;
  }

  int drawn = 0;
};

}  // namespace quern::test
