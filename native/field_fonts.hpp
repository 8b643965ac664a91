// Fonts for Dear ImGui's own text fields, made of the same letters as all other text: a line is as high as the design's
// line, and its letters stand on the design's baseline, so that text does not jump when its field gets the focus.
// Owned by FieldEditor. Needs a current ImGui context at construction and end; ends before Screen's.
#pragma once

#include <memory>
#include <vector>

#include "ui/glyphs.hpp"
#include "ui/semantics.hpp"

struct ImFont;

namespace quern::native {

class FieldFonts {
 public:
  explicit FieldFonts(ui::Glyphs& glyphs) : glyphs_(glyphs) {}
  FieldFonts(const FieldFonts&) = delete;
  FieldFonts& operator=(const FieldFonts&) = delete;
  ~FieldFonts();

  // To be pushed at the size of the style's line height. `is_hidden`: each letter is a bullet.
  ImFont* find(const ui::FieldStyle& style, bool is_hidden);

 private:
  friend struct FieldFontLoader;
  struct Face {
    FieldFonts* fonts = nullptr;
    ui::Weight weight{};
    float size = 0, line_height = 0;
    bool is_hidden = false;
    ImFont* font = nullptr;
  };
  ui::Glyphs& glyphs_;
  std::vector<std::unique_ptr<Face>> faces_;
};

}  // namespace quern::native
