#include "ui/atlas.hpp"

#include "imgui_internal.h"
#include "misc/freetype/imgui_freetype.h"
#include "ui/coverage.hpp"
#include "ui/icons.hpp"

namespace quern::ui {
namespace {

constexpr ImWchar first_far_slot = 0x530;   // after Cyrillic
constexpr ImWchar first_icon_slot = 0x100;  // beyond those that ImGui has its own mind about: space, tab, '?'
constexpr float shadow_size = 64;
constexpr int clearing_interval =
    120;  // frames: one that needs more than the texture holds must not clear it each time

}  // namespace

struct AtlasLoader {
  static Atlas& of(ImFontAtlas* atlas) { return *static_cast<Atlas*>(atlas->UserData); }

  static bool has_glyph(ImFontAtlas*, ImFontConfig*, ImWchar slot) { return slot > 0x20 && slot < 0x7f; }

  static bool init_baked(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, void*) {
    if (source->FontNo > Atlas::semibold) return true;
    const auto weight = source->FontNo == Atlas::semibold ? Weight::semibold : Weight::regular;
    const FontMetrics metrics = of(atlas).glyphs_.metrics(weight, baked->Size);
    baked->Ascent = metrics.ascent;
    baked->Descent = -metrics.descent;
    return true;
  }

  // Asked either for a picture with its metrics, or, with `advance`, for the advance alone.
  static bool load(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, void*, ImWchar slot,
                   ImFontGlyph* glyph, float* advance) {
    if (!advance) return of(atlas).load(*source, *baked, slot, *glyph);
    *advance = 0;  // ui/text measures by itself
    return true;
  }

  static const ImFontLoader& loader() {
    static const ImFontLoader loader = [] {
      ImFontLoader made;
      made.Name = "quern";
      made.FontSrcContainsGlyph = has_glyph;
      made.FontBakedInit = init_baked;
      made.FontBakedLoadGlyph = load;
      return made;
    }();
    return loader;
  }
};

Atlas::Atlas(Glyphs& glyphs) : glyphs_(glyphs) {
  ImFontAtlas* atlas = ImGui::GetIO().Fonts;
  atlas->UserData = this;
  atlas->TexMinWidth = 512;
  atlas->TexMaxWidth = atlas->TexMaxHeight = largest_side;
  atlas->TexPixelsUseColors = true;
  atlas->Flags |= ImFontAtlasFlags_NoMouseCursors;
  for (unsigned face = 0; face < faces; ++face) {
    ImFontConfig source;
    char unused_data = 0;
    source.FontData = &unused_data;  // asserted to be there; copied
    source.FontDataSize = 1;
    source.FontDataOwnedByAtlas = false;
    source.FontLoader = &AtlasLoader::loader();
    source.FontNo = face;
    source.SizePixels = 14;
    fonts_[face] = atlas->AddFont(&source);
  }
}

Atlas::~Atlas() {
  ImFontAtlas* atlas = ImGui::GetIO().Fonts;
  atlas->Clear();
  atlas->UserData = nullptr;
}

ImWchar Atlas::slot_of(Letter letter) {
  if (letter.code_point < first_far_slot && letter.phase == 0) return letter.code_point;
  ImWchar& slot =
      far_slots_[hash_with(hash_start, std::uint64_t{letter.code_point} << 8 | static_cast<unsigned>(letter.phase))];
  if (slot == 0) {
    far_letters_.push_back(letter);
    slot = first_far_slot + static_cast<ImWchar>(far_letters_.size()) - 1;
  }
  return slot;
}

const ImFontGlyph& Atlas::glyph(unsigned face, float size, float density, ImWchar slot) {
  return *fonts_[face]->GetFontBaked(size, density)->FindGlyph(slot);
}

const ImFontGlyph& Atlas::letter(Weight weight, float size, float density, char32_t code_point, int phase) {
  return glyph(weight == Weight::semibold ? semibold : regular, size, density, slot_of({code_point, phase}));
}

const ImFontGlyph& Atlas::icon(int icon, float size, float density) {
  return glyph(icons, size, density, first_icon_slot + static_cast<ImWchar>(icon));
}

const ImFontGlyph& Atlas::shadow() { return glyph(shadows, shadow_size, 1, first_icon_slot); }

GlyphBitmap Atlas::picture(unsigned face, float size, float density, ImWchar slot) {
  switch (face) {
    case icons: return icon_picture(static_cast<Icon>(slot - first_icon_slot), size * density);
    case shadows: return shadow_picture(static_cast<int>(size));
    default: break;
  }
  const Letter letter = slot < first_far_slot ? Letter{slot} : far_letters_[slot - first_far_slot];
  const float shift = static_cast<float>(letter.phase) / static_cast<float>(phases(density));
  return glyphs_.draw(face == semibold ? Weight::semibold : Weight::regular, size, density, letter.code_point, shift);
}

bool Atlas::load(ImFontConfig& source, ImFontBaked& baked, ImWchar slot, ImFontGlyph& glyph) {
  const unsigned face = source.FontNo;
  glyph.Codepoint = slot;
  if (face >= icons && slot - first_icon_slot >= static_cast<ImWchar>(icon_count))
    return true;  // ImGui tries '?' as a fallback
  if (face < icons && slot >= first_far_slot + far_letters_.size()) return true;

  const float density = baked.RasterizerDensity;
  const GlyphBitmap bitmap = picture(face, baked.Size, density, slot);
  if (bitmap.width <= 0 || bitmap.height <= 0) return true;

  ImFontAtlas* atlas = ImGui::GetIO().Fonts;
  const ImFontAtlasRectId place = ImFontAtlasPackAddRect(atlas, bitmap.width, bitmap.height);
  if (place == ImFontAtlasRectId_Invalid) {
    is_full_ = true;
    return true;  // unseen for this frame
  }
  glyph.PackId = place;
  glyph.Visible = true;
  glyph.Colored = bitmap.is_coloured;
  glyph.X0 = static_cast<float>(bitmap.left) / density;
  glyph.Y0 = static_cast<float>(-bitmap.top) / density;  // from the baseline, unlike ImGui's own, which is from the top
  glyph.X1 = glyph.X0 + static_cast<float>(bitmap.width) / density;
  glyph.Y1 = glyph.Y0 + static_cast<float>(bitmap.height) / density;
  ImTextureRect* rect = ImFontAtlasPackGetRect(atlas, place);
  ImFontAtlasBakedSetFontGlyphBitmap(atlas, &baked, &source, &glyph, rect, bitmap.rgba.data(), ImTextureFormat_RGBA32,
                                     bitmap.width * 4);
  return true;
}

void Atlas::begin_frame() {
  ++frame_;
  if (!is_full_ || frame_ - last_clearing_ < clearing_interval) return;
  is_full_ = false;
  last_clearing_ = frame_;
  ImFontAtlasBuildDiscardBakes(ImGui::GetIO().Fonts, 0);
  ImGui::GetIO().Fonts->CompactCache();
}

void Atlas::forget() {
  ImFontAtlas* atlas = ImGui::GetIO().Fonts;
  for (const unsigned face : {regular, semibold}) ImFontAtlasFontDiscardBakes(atlas, fonts_[face], 0);
}

}  // namespace quern::ui

// What Dear ImGui takes for its default where it is told of FreeType (imconfig.h). Nothing of FreeType is here: this keeps
// stb_truetype, 30 KB that no font of ours needs, out of the program.
const ImFontLoader* ImGuiFreeType::GetFontLoader() { return &quern::ui::AtlasLoader::loader(); }
