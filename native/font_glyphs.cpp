#include "native/font_glyphs.hpp"

#include FT_OUTLINE_H
#include FT_BITMAP_H

#include <algorithm>
#include <cmath>

namespace quern::native {
namespace {

using ui::GlyphBitmap;

// What orders or joins other letters and is itself never seen.
bool is_unseen(char32_t code_point) {
  return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0) ||
         (code_point >= 0x200b && code_point <= 0x200f) || (code_point >= 0x202a && code_point <= 0x202e) ||
         (code_point >= 0x2060 && code_point <= 0x206f) || (code_point >= 0xfe00 && code_point <= 0xfe0f) ||
         code_point == 0xfeff || (code_point >= 0xe0000 && code_point <= 0xe01ef);
}

void set_size(FT_Face face, float pixels) {
  FT_Set_Char_Size(face, 0, static_cast<FT_F26Dot6>(std::lround(pixels * 64)), 72, 72);
}

// Pictures come in one size, which is chosen, and then scaled by this.
float use_strike(FT_Face face, float pixels) {
  int best = 0;
  for (int i = 1; i < face->num_fixed_sizes; ++i) {
    if (face->available_sizes[i].y_ppem > face->available_sizes[best].y_ppem) best = i;
  }
  FT_Select_Size(face, best);
  return pixels * 64 / static_cast<float>(face->available_sizes[best].y_ppem);  // y_ppem is 26.6
}

bool is_strike(FT_Face face) { return !FT_IS_SCALABLE(face) && face->num_fixed_sizes > 0; }

GlyphBitmap coverage_of(const FT_GlyphSlot slot) {
  const FT_Bitmap& from = slot->bitmap;
  GlyphBitmap to{.width = static_cast<int>(from.width),
                 .height = static_cast<int>(from.rows),
                 .left = slot->bitmap_left,
                 .top = slot->bitmap_top,
                 .rgba = {}};
  to.rgba.reserve(from.width * std::size_t{from.rows} * 4);
  for (unsigned y = 0; y < from.rows; ++y) {
    const auto* row = from.buffer + static_cast<std::ptrdiff_t>(y) * from.pitch;
    for (unsigned x = 0; x < from.width; ++x) to.rgba.insert(to.rgba.end(), {255, 255, 255, row[x]});
  }
  return to;
}

// One pixel of the small picture: the mean of what it covers in the large one, whose colours are premultiplied.
void put_mean(const FT_Bitmap& from, float left, float right, float top, float bottom, std::uint8_t* pixel) {
  float sum[4] = {}, area = 0;
  const auto share = [](float low, float high, int at) {
    return std::max(0.F, std::min(high, static_cast<float>(at + 1)) - std::max(low, static_cast<float>(at)));
  };
  const auto last = [](float high, unsigned count) {
    return std::min(static_cast<int>(std::ceil(high)), static_cast<int>(count));
  };
  for (int y = std::max(0, static_cast<int>(top)); y < last(bottom, from.rows); ++y) {
    for (int x = std::max(0, static_cast<int>(left)); x < last(right, from.width); ++x) {
      const auto weight = share(left, right, x) * share(top, bottom, y);
      const auto* bgra = from.buffer + static_cast<std::ptrdiff_t>(y) * from.pitch + static_cast<std::ptrdiff_t>(x) * 4;
      for (int channel = 0; channel < 4; ++channel) sum[channel] += weight * static_cast<float>(bgra[channel]);
    }
  }
  area = (right - left) * (bottom - top);
  const float alpha = sum[3] / area;
  const auto straight = [&](float channel) {
    return static_cast<std::uint8_t>(alpha <= 0 ? 0.F : std::min(255.F, channel / area * 255 / alpha + 0.5F));
  };
  pixel[0] = straight(sum[2]);
  pixel[1] = straight(sum[1]);
  pixel[2] = straight(sum[0]);
  pixel[3] = static_cast<std::uint8_t>(std::min(255.F, alpha + 0.5F));
}

GlyphBitmap scaled(const FT_GlyphSlot slot, float scale, float shift) {
  const FT_Bitmap& from = slot->bitmap;
  const float left = static_cast<float>(slot->bitmap_left) * scale + shift;
  const float top = static_cast<float>(slot->bitmap_top) * scale;
  GlyphBitmap to{.left = static_cast<int>(std::floor(left)), .top = static_cast<int>(std::ceil(top)), .rgba = {}};
  to.is_coloured = true;
  to.width = static_cast<int>(std::ceil(left + static_cast<float>(from.width) * scale)) - to.left;
  to.height = to.top - static_cast<int>(std::floor(top - static_cast<float>(from.rows) * scale));
  to.rgba.resize(static_cast<std::size_t>(to.width) * static_cast<std::size_t>(to.height) * 4);
  const auto column = [&](int x) { return (static_cast<float>(to.left + x) - left) / scale; };
  const auto row = [&](int y) { return (top - static_cast<float>(to.top - y)) / scale; };
  std::uint8_t* pixel = to.rgba.data();
  for (int y = 0; y < to.height; ++y) {
    for (int x = 0; x < to.width; ++x, pixel += 4) {
      put_mean(from, column(x), column(x + 1), row(y), row(y + 1), pixel);
    }
  }
  return to;
}

}  // namespace

ui::FontMetrics FontGlyphs::metrics(ui::Weight weight, float size) {
  const Font* font = book_.first(weight);
  if (font == nullptr) return {.ascent = size * 0.8F, .descent = size * 0.2F};
  const float scale = size / static_cast<float>(font->face->units_per_EM);
  return {.ascent = static_cast<float>(font->face->ascender) * scale,
          .descent = static_cast<float>(-font->face->descender) * scale};
}

float FontGlyphs::advance(ui::Weight weight, float size, char32_t code_point) {
  const Font* font = is_unseen(code_point) ? nullptr : book_.find(weight, code_point);
  if (font == nullptr) return 0;
  const auto glyph = FT_Get_Char_Index(font->face, code_point);
  if (is_strike(font->face)) {
    const float scale = use_strike(font->face, size);
    if (FT_Load_Glyph(font->face, glyph, FT_LOAD_DEFAULT) != 0) return 0;
    return static_cast<float>(font->face->glyph->advance.x) / 64 * scale;
  }
  if (FT_Load_Glyph(font->face, glyph, FT_LOAD_NO_SCALE) != 0) return 0;
  return static_cast<float>(font->face->glyph->metrics.horiAdvance) * size /
         static_cast<float>(font->face->units_per_EM);
}

float FontGlyphs::kerning(ui::Weight weight, float size, char32_t left, char32_t right) {
  if (is_unseen(left) || is_unseen(right)) return 0;
  const Font* font = book_.find(weight, left);
  if (font == nullptr || font != book_.find(weight, right)) return 0;
  const int units = font->kerning->between(FT_Get_Char_Index(font->face, left), FT_Get_Char_Index(font->face, right));
  return static_cast<float>(units) * size / static_cast<float>(std::max<int>(1, font->face->units_per_EM));
}

GlyphBitmap FontGlyphs::draw(ui::Weight weight, float size, float density, char32_t code_point, float shift) {
  const Font* font = is_unseen(code_point) ? nullptr : book_.find(weight, code_point);
  if (font == nullptr) return {};
  const auto face = font->face;
  const auto glyph = FT_Get_Char_Index(face, code_point);
  if (is_strike(face)) {
    const float scale = use_strike(face, size * density);
    if (FT_Load_Glyph(face, glyph, FT_LOAD_COLOR) != 0 || face->glyph->bitmap.pixel_mode != FT_PIXEL_MODE_BGRA)
      return {};
    return scaled(face->glyph, scale, shift);
  }
  set_size(face, size * density);
  if (FT_Load_Glyph(face, glyph, FT_LOAD_TARGET_LIGHT | FT_LOAD_NO_BITMAP) != 0) return {};
  if (face->glyph->format == FT_GLYPH_FORMAT_OUTLINE) {
    FT_Outline_Translate(&face->glyph->outline, std::lround(shift * 64), 0);
  }
  if (FT_Render_Glyph(face->glyph, FT_RENDER_MODE_NORMAL) != 0) return {};
  return coverage_of(face->glyph);
}

}  // namespace quern::native
