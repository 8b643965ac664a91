// The installed fonts, as fontconfig orders them for us: the design's Inter first where it is there, then the system's
// own sans-serif, then whatever has the letter. Emoji come from a colour font.
// Owned by FontGlyphs. Faces are opened when a letter first needs them, and kept.
#pragma once

#include <ft2build.h>
#include FT_FREETYPE_H

#include <array>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "native/pair_kerning.hpp"
#include "ui/glyphs.hpp"

typedef struct _FcCharSet FcCharSet;  // NOLINT: fontconfig's own name for it

namespace quern::native {

struct Font {
  std::string file;
  int index = 0;
  FcCharSet* letters = nullptr;  // owned
  bool has_colour = false;
  FT_Face face = nullptr;  // null until it is opened, and where it cannot be
  bool was_tried = false;
  std::unique_ptr<PairKerning> kerning;  // made with the face
};

class FontBook {
 public:
  FontBook();
  FontBook(const FontBook&) = delete;
  FontBook& operator=(const FontBook&) = delete;
  ~FontBook();

  // The font that has the letter; the first of all, if none has. Null only where no font is installed.
  Font* find(ui::Weight weight, char32_t code_point);
  Font* first(ui::Weight weight);

 private:
  using Order = std::vector<std::unique_ptr<Font>>;
  Order sort(const char* family, int weight) const;
  Font* open(Font& font);
  Font* search(Order& order, char32_t code_point);

  FT_Library library_ = nullptr;
  std::array<Order, 2> orders_;  // by Weight
  Order emoji_;
  std::array<std::unordered_map<char32_t, Font*>, 2> found_;
};

// Is it shown as a picture, where nothing says otherwise (Unicode's Emoji_Presentation)?
bool is_emoji(char32_t code_point);

}  // namespace quern::native
