#include "native/field_fonts.hpp"

#include <imgui_internal.h>

#include <cmath>

namespace quern::native {

struct FieldFontLoader {
  using Face = FieldFonts::Face;
  static const Face& face_of(const ImFontConfig* source) { return **static_cast<Face* const*>(source->FontData); }

  static bool has_glyph(ImFontAtlas*, ImFontConfig*, ImWchar code_point) { return code_point >= 0x20; }

  static float baseline(const Face& face) {  // as ui/text places it
    const auto metrics = face.fonts->glyphs_.metrics(face.weight, face.size);
    const float ascent = std::round(metrics.ascent), descent = std::round(metrics.descent);
    return std::floor((face.line_height - ascent - descent) / 2) + ascent;
  }

  static bool init_baked(ImFontAtlas*, ImFontConfig* source, ImFontBaked* baked, void*) {
    const Face& face = face_of(source);
    baked->Ascent = baseline(face);
    baked->Descent = baked->Ascent - face.line_height;
    return true;
  }

  static bool load(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, void*, ImWchar code_point,
                   ImFontGlyph* glyph, float* advance) {
    const Face& face = face_of(source);
    ui::Glyphs& glyphs = face.fonts->glyphs_;
    const char32_t shown = face.is_hidden ? U'•' : code_point;
    const float step = glyphs.advance(face.weight, face.size, shown);
    if (advance != nullptr) {
      *advance = step;
      return true;
    }
    glyph->Codepoint = code_point;
    glyph->AdvanceX = step;
    const float density = baked->RasterizerDensity;
    const auto bitmap = glyphs.draw(face.weight, face.size, density, shown, 0);
    if (bitmap.width <= 0 || bitmap.height <= 0) return true;
    const ImFontAtlasRectId place = ImFontAtlasPackAddRect(atlas, bitmap.width, bitmap.height);
    if (place == ImFontAtlasRectId_Invalid) return true;  // unseen, until ui/atlas has made room
    glyph->PackId = place;
    glyph->Visible = true;
    glyph->Colored = bitmap.is_coloured;
    glyph->X0 = static_cast<float>(bitmap.left) / density;
    glyph->Y0 = baked->Ascent - static_cast<float>(bitmap.top) / density;
    glyph->X1 = glyph->X0 + static_cast<float>(bitmap.width) / density;
    glyph->Y1 = glyph->Y0 + static_cast<float>(bitmap.height) / density;
    ImTextureRect* rect = ImFontAtlasPackGetRect(atlas, place);
    ImFontAtlasBakedSetFontGlyphBitmap(atlas, baked, source, glyph, rect, bitmap.rgba.data(), ImTextureFormat_RGBA32,
                                       bitmap.width * 4);
    return true;
  }

  static const ImFontLoader& loader() {
    static const ImFontLoader loader = [] {
      ImFontLoader made;
      made.Name = "quern field";
      made.FontSrcContainsGlyph = has_glyph;
      made.FontBakedInit = init_baked;
      made.FontBakedLoadGlyph = load;
      return made;
    }();
    return loader;
  }
};

FieldFonts::~FieldFonts() {
  for (const auto& face : faces_) ImGui::GetIO().Fonts->RemoveFont(face->font);
}

ImFont* FieldFonts::find(const ui::FieldStyle& style, bool is_hidden) {
  const auto weight = style.is_semibold ? ui::Weight::semibold : ui::Weight::regular;
  for (const auto& face : faces_) {
    if (face->weight == weight && face->size == style.font_size && face->line_height == style.line_height &&
        face->is_hidden == is_hidden) {
      return face->font;
    }
  }
  auto made = std::make_unique<Face>(Face{.fonts = this,
                                          .weight = weight,
                                          .size = style.font_size,
                                          .line_height = style.line_height,
                                          .is_hidden = is_hidden});
  Face* address = made.get();  // the font's data is this pointer; ImGui keeps a copy of it
  ImFontConfig source;
  source.FontData = &address;
  source.FontDataSize = sizeof address;
  source.FontDataOwnedByAtlas = false;
  source.FontLoader = &FieldFontLoader::loader();
  source.SizePixels = style.line_height;
  made->font = ImGui::GetIO().Fonts->AddFont(&source);
  faces_.push_back(std::move(made));
  return faces_.back()->font;
}

}  // namespace quern::native
