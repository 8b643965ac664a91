// Letters from the browser's own fonts, drawn with Canvas2D a code point at a time: measuring one costs about 3 µs, drawing
// it and reading it back about 10 µs, so nothing is done ahead (asking for letters a font lacks would cost far more).
// What is measured is kept; bitmaps are not, Dear ImGui's atlas holds them.
// Owned by Page.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "ui/glyphs.hpp"

namespace quern::wasm {

class BrowserGlyphs final : public ui::Glyphs {
 public:
  ui::FontMetrics metrics(ui::Weight weight, float size) override;
  float advance(ui::Weight weight, float size, char32_t code_point) override;
  float kerning(ui::Weight weight, float size, char32_t left, char32_t right) override;
  ui::GlyphBitmap draw(ui::Weight weight, float size, float density, char32_t code_point, float shift) override;

  void forget();  // the fonts changed

 private:
  static constexpr char32_t block_size =
      64;  // advances are measured by the block: one call, and text comes in few blocks

  struct Face {
    ui::Weight weight{};
    float size = 0;
    ui::FontMetrics metrics;
    std::unordered_map<char32_t, float> advances;
    std::unordered_map<std::uint64_t, float> kernings;  // by pair
  };
  Face& face(ui::Weight weight, float size);
  static float advance_in(Face& face, char32_t code_point);

  std::vector<std::unique_ptr<Face>> faces_;  // some dozen: sizes of the design times two weights
};

}  // namespace quern::wasm
