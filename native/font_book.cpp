#include "native/font_book.hpp"

#include <fontconfig/fontconfig.h>

#include <algorithm>
#include <utility>

namespace quern::native {
namespace {

struct Span {
  char32_t first, last;
};

// Unicode 15.1, emoji-data.txt: Emoji_Presentation. Beyond 1F300 whole blocks, but for what is text in them.
constexpr Span emoji_spans[] = {
    {0x231a, 0x231b},   {0x23e9, 0x23ec},   {0x23f0, 0x23f0},   {0x23f3, 0x23f3},   {0x25fd, 0x25fe},
    {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267f, 0x267f},   {0x2693, 0x2693},   {0x26a1, 0x26a1},
    {0x26aa, 0x26ab},   {0x26bd, 0x26be},   {0x26c4, 0x26c5},   {0x26ce, 0x26ce},   {0x26d4, 0x26d4},
    {0x26ea, 0x26ea},   {0x26f2, 0x26f3},   {0x26f5, 0x26f5},   {0x26fa, 0x26fa},   {0x26fd, 0x26fd},
    {0x2705, 0x2705},   {0x270a, 0x270b},   {0x2728, 0x2728},   {0x274c, 0x274c},   {0x274e, 0x274e},
    {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},   {0x27b0, 0x27b0},   {0x27bf, 0x27bf},
    {0x2b1b, 0x2b1c},   {0x2b50, 0x2b50},   {0x2b55, 0x2b55},   {0x1f004, 0x1f004}, {0x1f0cf, 0x1f0cf},
    {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a}, {0x1f1e6, 0x1f202}, {0x1f21a, 0x1f21a}, {0x1f22f, 0x1f22f},
    {0x1f232, 0x1f251}, {0x1f300, 0x1f320}, {0x1f32d, 0x1f335}, {0x1f337, 0x1f37c}, {0x1f37e, 0x1f393},
    {0x1f3a0, 0x1f3ca}, {0x1f3cf, 0x1f3d3}, {0x1f3e0, 0x1f3f0}, {0x1f3f4, 0x1f3f4}, {0x1f3f8, 0x1f43e},
    {0x1f440, 0x1f440}, {0x1f442, 0x1f4fc}, {0x1f4ff, 0x1f53d}, {0x1f54b, 0x1f54e}, {0x1f550, 0x1f567},
    {0x1f57a, 0x1f57a}, {0x1f595, 0x1f596}, {0x1f5a4, 0x1f5a4}, {0x1f5fb, 0x1f64f}, {0x1f680, 0x1f6c5},
    {0x1f6cc, 0x1f6cc}, {0x1f6d0, 0x1f6d2}, {0x1f6d5, 0x1f6df}, {0x1f6eb, 0x1f6ec}, {0x1f6f4, 0x1f6fc},
    {0x1f7e0, 0x1f7eb}, {0x1f7f0, 0x1f7f0}, {0x1f90c, 0x1f93a}, {0x1f93c, 0x1f945}, {0x1f947, 0x1f9ff},
    {0x1fa70, 0x1faff},
};

// fontconfig is the process's; its settings are read once, and end with the process.
FcConfig* fonts_of_system() {
  static FcConfig* const config = FcInitLoadConfigAndFonts();
  return config;
}

std::string text_of(FcPattern* pattern, const char* object) {
  FcChar8* text = nullptr;
  if (FcPatternGetString(pattern, object, 0, &text) != FcResultMatch) return {};
  return reinterpret_cast<const char*>(text);
}

std::unique_ptr<Font> font_of(FcPattern* pattern) {
  auto font = std::make_unique<Font>();
  font->file = text_of(pattern, FC_FILE);
  FcPatternGetInteger(pattern, FC_INDEX, 0, &font->index);
  FcCharSet* letters = nullptr;
  if (FcPatternGetCharSet(pattern, FC_CHARSET, 0, &letters) == FcResultMatch) font->letters = FcCharSetCopy(letters);
  FcBool has_colour = FcFalse;
  FcPatternGetBool(pattern, FC_COLOR, 0, &has_colour);
  font->has_colour = has_colour != FcFalse;
  return font;
}

bool has_letter(const Font& font, char32_t code_point) {
  return font.letters != nullptr && FcCharSetHasChar(font.letters, code_point) != FcFalse;
}

}  // namespace

bool is_emoji(char32_t code_point) {
  const auto after = std::ranges::upper_bound(emoji_spans, code_point, {}, &Span::first);
  return after != std::begin(emoji_spans) && code_point <= std::prev(after)->last;
}

FontBook::FontBook() {
  FT_Init_FreeType(&library_);
  orders_[0] = sort("Inter", FC_WEIGHT_REGULAR);
  orders_[1] = sort("Inter", FC_WEIGHT_DEMIBOLD);
  emoji_ = sort("Noto Color Emoji", FC_WEIGHT_REGULAR);
  std::erase_if(emoji_, [](const auto& font) {
    const bool is_kept = font->has_colour;
    if (!is_kept && font->letters != nullptr) FcCharSetDestroy(font->letters);
    return !is_kept;
  });
}

FontBook::~FontBook() {
  for (auto* order : {&orders_[0], &orders_[1], &emoji_}) {
    for (const auto& font : *order) {
      font->kerning.reset();
      if (font->face != nullptr) FT_Done_Face(font->face);
      if (font->letters != nullptr) FcCharSetDestroy(font->letters);
    }
  }
  FT_Done_FreeType(library_);
}

FontBook::Order FontBook::sort(const char* family, int weight) const {
  auto* const config = fonts_of_system();
  FcPattern* wanted = FcPatternCreate();
  for (const char* name : {family, "system-ui", "sans-serif"}) {
    FcPatternAddString(wanted, FC_FAMILY, reinterpret_cast<const FcChar8*>(name));
  }
  FcPatternAddInteger(wanted, FC_WEIGHT, weight);
  FcPatternAddInteger(wanted, FC_SLANT, FC_SLANT_ROMAN);
  FcConfigSubstitute(config, wanted, FcMatchPattern);
  FcDefaultSubstitute(wanted);
  FcResult result{};
  FcFontSet* set = FcFontSort(config, wanted, FcTrue, nullptr, &result);
  Order order;
  for (int i = 0; set != nullptr && i < set->nfont; ++i) order.push_back(font_of(set->fonts[i]));
  if (set != nullptr) FcFontSetDestroy(set);
  FcPatternDestroy(wanted);
  return order;
}

Font* FontBook::open(Font& font) {
  if (!std::exchange(font.was_tried, true)) {
    if (FT_New_Face(library_, font.file.c_str(), font.index, &font.face) != 0) font.face = nullptr;
    if (font.face != nullptr) font.kerning = std::make_unique<PairKerning>(font.face);
  }
  return font.face != nullptr ? &font : nullptr;
}

Font* FontBook::search(Order& order, char32_t code_point) {
  for (const auto& font : order) {
    if (has_letter(*font, code_point) && open(*font) != nullptr) return font.get();
  }
  return nullptr;
}

Font* FontBook::first(ui::Weight weight) {
  for (const auto& font : orders_[static_cast<std::size_t>(weight)]) {
    if (!font->has_colour && open(*font) != nullptr) return font.get();
  }
  return nullptr;
}

Font* FontBook::find(ui::Weight weight, char32_t code_point) {
  const auto at = static_cast<std::size_t>(weight);
  const auto [entry, is_new] = found_[at].try_emplace(code_point, nullptr);
  if (!is_new) return entry->second;
  Font* font = is_emoji(code_point) ? search(emoji_, code_point) : nullptr;
  if (font == nullptr) font = search(orders_[at], code_point);
  if (font == nullptr) font = search(emoji_, code_point);
  if (font == nullptr) font = first(weight);
  return found_[at][code_point] = font;
}

}  // namespace quern::native
