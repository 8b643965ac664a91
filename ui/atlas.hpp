// The pictures that Dear ImGui's texture holds for us, each made when it is first drawn and dropped when long unused:
// letters in two weights, icons, and the blurred square of shadows. It is an ImFontLoader, so that the atlas grows,
// compacts and comes back after a lost context by ImGui's own means.
// Owned by Text. Needs a current ImGui context at its construction, and until its end.
// Units   sizes in CSS pixels; `density` is device pixels a CSS pixel. Pictures are placed on whole device pixels.
#pragma once

#include <cstdint>
#include <vector>

#include "imgui.h"
#include "ui/flat_map.hpp"
#include "ui/glyphs.hpp"

struct ImFontLoader;

namespace quern::ui {

class Atlas {
 public:
  static constexpr int largest_side = 2048;  // of the texture, device pixels

  explicit Atlas(Glyphs& glyphs);
  ~Atlas();
  Atlas(const Atlas&) = delete;
  Atlas& operator=(const Atlas&) = delete;

  // Makes the pictures, so that none of the next draw_*() moves the texture under what is being written.
  // `phase` of phases(density): how far right of a whole device pixel the pen is. Each is a picture of its own, so that
  // letters keep their distances.
  const ImFontGlyph& letter(Weight weight, float size, float density, char32_t code_point, int phase);
  static constexpr int phases(float density) { return density < 1.5f ? 4 : density < 2.5f ? 2 : 1; }
  const ImFontGlyph& icon(int icon, float size, float density);
  const ImFontGlyph& shadow();  // a quarter of a blurred square: see shadow_extent in coverage.hpp

  void begin_frame();  // makes room if a picture did not fit
  void forget();       // letters are to be drawn anew: fonts loaded, density changed

 private:
  friend struct AtlasLoader;

  enum Face : unsigned { regular, semibold, icons, shadows, faces };

  struct Letter {
    char32_t code_point = 0;
    int phase = 0;
  };

  ImWchar slot_of(Letter letter);
  bool load(ImFontConfig& source, ImFontBaked& baked, ImWchar slot, ImFontGlyph& glyph);
  GlyphBitmap picture(unsigned face, float size, float density, ImWchar slot);
  const ImFontGlyph& glyph(unsigned face, float size, float density, ImWchar slot);

  Glyphs& glyphs_;
  ImFont* fonts_[faces] = {};
  // ImFontBaked indexes by code point in a plain array: letters beyond Cyrillic, and those shifted by a part of a pixel,
  // get the next free place instead.
  std::vector<Letter> far_letters_;
  FlatMap<ImWchar> far_slots_;
  bool is_full_ = false;
  int frame_ = 1'000;
  int last_clearing_ = 0;
};

}  // namespace quern::ui
