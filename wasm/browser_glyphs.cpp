#include "wasm/browser_glyphs.hpp"

#include "wasm/inbox.hpp"
#include "wasm/js.hpp"

namespace quern::wasm {
namespace {

int css_weight(ui::Weight weight) { return weight == ui::Weight::semibold ? 600 : 400; }

std::uint64_t pair_of(char32_t left, char32_t right) { return (std::uint64_t{left} << 32) | right; }

}  // namespace

BrowserGlyphs::Face& BrowserGlyphs::face(ui::Weight weight, float size) {
  for (const auto& face : faces_) {
    if (face->weight == weight && face->size == size) return *face;
  }
  auto& face = *faces_.emplace_back(std::make_unique<Face>());
  face.weight = weight;
  face.size = size;
  float ascent_descent[2] = {};
  quern_js_font_metrics(css_weight(weight), size, ascent_descent);
  face.metrics = {.ascent = ascent_descent[0], .descent = ascent_descent[1]};
  return face;
}

ui::FontMetrics BrowserGlyphs::metrics(ui::Weight weight, float size) { return face(weight, size).metrics; }

float BrowserGlyphs::advance(ui::Weight weight, float size, char32_t code_point) {
  return advance_in(face(weight, size), code_point);
}

float BrowserGlyphs::advance_in(Face& face, char32_t code_point) {
  const auto [entry, is_new] = face.advances.try_emplace(code_point);
  if (is_new) entry->second = quern_js_advance(css_weight(face.weight), face.size, code_point);
  return entry->second;
}

float BrowserGlyphs::kerning(ui::Weight weight, float size, char32_t left, char32_t right) {
  auto& in = face(weight, size);
  const auto [entry, is_new] = in.kernings.try_emplace(pair_of(left, right));
  if (is_new) {
    const auto both = quern_js_pair_advance(css_weight(weight), size, left, right);
    entry->second = both - advance_in(in, left) - advance_in(in, right);
  }
  return entry->second;
}

ui::GlyphBitmap BrowserGlyphs::draw(ui::Weight weight, float size, float density, char32_t code_point, float shift) {
  std::int32_t box[5] = {};
  quern_js_draw_glyph(css_weight(weight), size, density, code_point, shift, box);
  ui::GlyphBitmap bitmap{
      .width = box[0], .height = box[1], .left = box[2], .top = box[3], .is_coloured = box[4] != 0, .rgba = {}};
  const auto pixels = Inbox::text(static_cast<std::size_t>(bitmap.width) * static_cast<std::size_t>(bitmap.height) * 4);
  bitmap.rgba.assign(pixels.begin(), pixels.end());
  return bitmap;
}

void BrowserGlyphs::forget() { faces_.clear(); }

}  // namespace quern::wasm
