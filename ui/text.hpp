// Measuring, cutting, breaking and drawing text: our own, since Dear ImGui knows no kerning and cuts positions to whole
// CSS pixels. A line is placed in its line box as browsers do it, so that a field's DOM editor lies exactly over it.
// Owned by Screen. Text is UTF-8, left to right; what it is given it does not keep, but for hashes in bounded caches.
// Units   CSS pixels; x and top are the line box's corner; positions of letters are whole device pixels.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ui/atlas.hpp"
#include "ui/flat_map.hpp"
#include "ui/glyphs.hpp"
#include "ui/theme.hpp"

struct ImDrawList;

namespace quern::ui {

struct TextLine {
  std::uint32_t begin = 0, end = 0;  // bytes of the text; without the spaces the line was broken at
  float width = 0;
};

enum class Cut : std::uint8_t { end, middle };  // middle: of file names, keeps what is after the last dot

class Text {
 public:
  explicit Text(Glyphs& glyphs) : glyphs_(glyphs), atlas_(glyphs) {}

  float width(std::string_view text, const TextStyle& style);
  // The text, or as much of it as leaves room for "…" within `width`.
  std::string cut(std::string_view text, const TextStyle& style, float width, Cut where = Cut::end);
  // Lines of at most `width`: broken after spaces and hyphens and around CJK, inside a word only if it is longer than a
  // line, and at each '\n'. Never empty: no text is one empty line.
  std::vector<TextLine> wrap(std::string_view text, const TextStyle& style, float width);
  float wrapped_height(std::string_view text, const TextStyle& style, float width, int max_lines = 0);
  // The text's baseline, from the top of its line box; whole CSS pixels.
  float baseline(const TextStyle& style);

  void draw(ImDrawList& list, std::string_view text, const TextStyle& style, float x, float top, Colour colour);

  void begin_frame(float density);
  void forget();  // fonts loaded: metrics are to be asked again
  Atlas& atlas() { return atlas_; }
  float density() const { return density_; }

 private:
  struct Face {
    Weight weight{};
    float size = 0;
    FontMetrics metrics;
    float figure_width = 0;               // the widest of the ten
    std::array<float, 0x530> advances{};  // up to Cyrillic; negative: not asked yet
  };

  struct Pen {
    float x = 0;  // CSS pixels, on a whole device pixel
    int phase = 0;
  };

  Pen pen_at(float x) const;
  Face& face(const TextStyle& style);
  float advance(Face& face, const TextStyle& style, char32_t code_point);
  float glyphs_advance(const TextStyle& style, char32_t code_point);  // of a figure, as wide as it is
  float kerning(Face& face, const TextStyle& style, char32_t left, char32_t right);
  template <class Visit>
  float walk(std::string_view text, const TextStyle& style, Visit visit);

  Glyphs& glyphs_;
  Atlas atlas_;
  float density_ = 1;
  std::vector<std::unique_ptr<Face>> faces_;
  FlatMap<float> far_advances_;
  FlatMap<float> kerning_;
  FlatMap<float> widths_;
};

}  // namespace quern::ui
