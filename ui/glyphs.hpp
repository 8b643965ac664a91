// Where the shapes of letters come from: the browser's own fonts, FreeType on the desktop, plain boxes in headless tests.
// ui/text asks, and keeps what it is told in Dear ImGui's atlas.
// Units   sizes and advances are CSS pixels at the given size; `density` is device pixels per CSS pixel, for bitmaps alone.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace quern::ui {

enum class Weight : std::uint8_t { regular, semibold };  // 400 and 600, the only two of the design

struct FontMetrics {
  float ascent = 0;   // above the baseline, positive
  float descent = 0;  // below it, positive
};

struct GlyphBitmap {
  int width = 0;  // device pixels
  int height = 0;
  int left = 0;                    // from the pen to the bitmap's left edge, device pixels
  int top = 0;                     // from the baseline up to the bitmap's top edge, device pixels
  bool is_coloured = false;        // an emoji: its own colours, else white with coverage in alpha
  std::vector<std::uint8_t> rgba;  // width * height * 4, not premultiplied
};

class Glyphs {
 public:
  virtual ~Glyphs() = default;
  virtual FontMetrics metrics(Weight weight, float size) = 0;
  virtual float advance(Weight weight, float size, char32_t code_point) = 0;
  // What is added to the advance of `left` when `right` follows: usually negative or 0.
  virtual float kerning(Weight weight, float size, char32_t left, char32_t right) = 0;
  // `shift`: how far right of a whole device pixel the pen is, 0..1 of it; the bitmap is drawn for that.
  virtual GlyphBitmap draw(Weight weight, float size, float density, char32_t code_point, float shift) = 0;
};

}  // namespace quern::ui
