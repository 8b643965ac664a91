// Letters from installed fonts by FreeType: measured without hinting, so that advances grow evenly with the size, and
// drawn with hinting of heights alone, as Linux's browsers do.
// Owned by Desktop.
#pragma once

#include "native/font_book.hpp"
#include "ui/glyphs.hpp"

namespace quern::native {

class FontGlyphs final : public ui::Glyphs {
 public:
  ui::FontMetrics metrics(ui::Weight weight, float size) override;
  float advance(ui::Weight weight, float size, char32_t code_point) override;
  float kerning(ui::Weight weight, float size, char32_t left, char32_t right) override;
  ui::GlyphBitmap draw(ui::Weight weight, float size, float density, char32_t code_point, float shift) override;

 private:
  FontBook book_;
};

}  // namespace quern::native
