#include "ui/text.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "imgui_internal.h"
#include "ui/utf8.hpp"

namespace quern::ui {
namespace {

constexpr std::string_view ellipsis_text = "…";
constexpr std::size_t most_widths = 8192;

bool is_figure(char32_t c) { return c >= '0' && c <= '9'; }
bool is_space(char32_t c) { return c == ' ' || c == '\t'; }
bool is_cjk(char32_t c) {
  return (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7af) || (c >= 0xf900 && c <= 0xfaff) ||
         (c >= 0xff00 && c <= 0xff60) || (c >= 0x20000 && c <= 0x3ffff);
}
// May not begin a line: closing marks of CJK, and the common ones.
bool hugs_left(char32_t c) {
  constexpr std::u32string_view marks = U"、。，．：；？！）」』】〉》〕…‥・ー々,.:;?!)]}»”’";
  return marks.find(c) != std::u32string_view::npos;
}
bool hugs_right(char32_t c) {
  constexpr std::u32string_view marks = U"（「『【〈《〔«“‘([{";
  return marks.find(c) != std::u32string_view::npos;
}
bool is_word(char32_t c) { return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool can_break_between(char32_t before, char32_t left, char32_t right) {
  if (is_space(right)) return false;
  if (is_space(left) || left == 0x2014) return true;
  if (left == '-' || left == 0x2010) return is_word(before) && is_word(right);
  return (is_cjk(left) || is_cjk(right)) && !hugs_left(right) && !hugs_right(left);
}

}  // namespace

Text::Face& Text::face(const TextStyle& style) {
  for (const auto& known : faces_) {
    if (known->weight == style.weight && known->size == style.size) return *known;
  }
  auto made = std::make_unique<Face>();
  made->weight = style.weight;
  made->size = style.size;
  made->metrics = glyphs_.metrics(style.weight, style.size);
  made->advances.fill(-1);
  for (char32_t figure = '0'; figure <= '9'; ++figure) {
    made->figure_width = std::max(made->figure_width, glyphs_.advance(style.weight, style.size, figure));
  }
  faces_.push_back(std::move(made));
  return *faces_.back();
}

float Text::advance(Face& face, const TextStyle& style, char32_t code_point) {
  if (style.has_tabular_figures && is_figure(code_point)) return face.figure_width;
  if (code_point < face.advances.size()) {
    float& known = face.advances[code_point];
    if (known < 0) known = glyphs_.advance(face.weight, face.size, code_point);
    return known;
  }
  const auto key =
      hash_with(hash_with(hash_start, std::bit_cast<std::uint32_t>(face.size) * 2 + static_cast<unsigned>(face.weight)),
                code_point);
  if (const float* known = far_advances_.find(key)) return *known;
  return far_advances_[key] = glyphs_.advance(face.weight, face.size, code_point);
}

float Text::kerning(Face& face, const TextStyle& style, char32_t left, char32_t right) {
  if (style.has_tabular_figures && (is_figure(left) || is_figure(right))) return 0;
  auto key = hash_with(hash_start, std::bit_cast<std::uint32_t>(face.size) * 2 + static_cast<unsigned>(face.weight));
  key = hash_with(key, std::uint64_t{left} << 32 | right);
  if (const float* known = kerning_.find(key)) return *known;
  return kerning_[key] = glyphs_.kerning(face.weight, face.size, left, right);
}

// Calls visit(code point, where it begins in the text, pen before it, its advance), and returns the pen after the last.
template <class Visit>
float Text::walk(std::string_view text, const TextStyle& style, Visit visit) {
  Face& used = face(style);
  const float spacing = style.letter_spacing * style.size;
  float pen = 0;
  char32_t previous = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint code_point = code_point_at(text, at);
    if (previous) pen += kerning(used, style, previous, code_point.value);
    const float step = advance(used, style, code_point.value) + spacing;
    if (!visit(code_point.value, at, pen, step)) return pen;
    pen += step;
    previous = code_point.value;
    at += code_point.length;
  }
  return pen;
}

float Text::width(std::string_view text, const TextStyle& style) {
  auto key = hash_of(text);
  key = hash_with(key, std::uint64_t{std::bit_cast<std::uint32_t>(style.size)} << 32 |
                           std::bit_cast<std::uint32_t>(style.letter_spacing));
  key = hash_with(key, static_cast<unsigned>(style.weight) * 2 + style.has_tabular_figures);
  if (const float* known = widths_.find(key)) return *known;
  if (widths_.size() >= most_widths) widths_.clear();
  const float measured = walk(text, style, [](char32_t, std::size_t, float, float) { return true; });
  return widths_[key] = measured;
}

std::string Text::cut(std::string_view text, const TextStyle& style, float width, Cut where) {
  if (this->width(text, style) <= width + 0.01f) return std::string(text);
  std::string_view tail;
  if (where == Cut::middle) {
    const std::size_t dot = text.rfind('.');
    if (dot != std::string_view::npos && dot > 0 && text.size() - dot <= 8) {
      tail = text.substr(previous_code_point(text, dot));  // one letter before the dot, as in "Long na…e.pdf"
    }
  }
  const float room = width - this->width(ellipsis_text, style) - this->width(tail, style);
  if (room <= 0) return std::string(ellipsis_text);
  std::size_t end = 0;
  walk(text, style, [&](char32_t, std::size_t at, float pen, float step) {
    end = at;
    return pen + step <= room;
  });
  while (end > 0 && text[end - 1] == ' ') --end;
  std::string result(text.substr(0, end));
  result += ellipsis_text;
  result += tail;
  return result;
}

std::vector<TextLine> Text::wrap(std::string_view text, const TextStyle& style, float width) {
  std::vector<TextLine> lines;
  Face& used = face(style);
  const float spacing = style.letter_spacing * style.size;
  TextLine line;              // being filled: `end` and `width` without trailing spaces
  TextLine broken;            // the same, up to the last place it may be broken
  std::size_t next_word = 0;  // where the line after `broken` would begin
  float pen = 0;
  float pen_of_next_word = 0;
  char32_t before = 0;
  char32_t previous = 0;
  const auto start_line = [&](std::size_t at) {
    line = {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at), 0};
    broken = {};
    next_word = 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint code_point = code_point_at(text, at);
    const char32_t c = code_point.value;
    if (c == '\n') {
      lines.push_back(line);
      at += 1;
      start_line(at);
      pen = 0;
      previous = before = 0;
      continue;
    }
    if (previous && line.end > line.begin && can_break_between(before, previous, c)) {
      broken = line;
      next_word = at;
      pen_of_next_word = pen;
    }
    if (previous) pen += kerning(used, style, previous, c);
    const float step = advance(used, style, c) + spacing;
    if (pen + step > width + 0.01f && !is_space(c) && line.end > line.begin) {
      if (next_word) {
        lines.push_back(broken);
        const float kept = line.width - pen_of_next_word;  // of the word that moves to the next line
        const auto end = line.end;
        start_line(next_word);
        if (end > line.begin) {
          line.end = end;
          line.width = kept;
        }
        pen -= pen_of_next_word;
      } else {
        lines.push_back(line);
        start_line(at);
        pen = 0;
      }
      if (line.end == line.begin) pen = 0;
    }
    pen += step;
    at += code_point.length;
    if (!is_space(c)) {
      line.end = static_cast<std::uint32_t>(at);
      line.width = pen;
    }
    before = previous;
    previous = c;
  }
  lines.push_back(line);
  return lines;
}

float Text::wrapped_height(std::string_view text, const TextStyle& style, float width, int max_lines) {
  auto lines = static_cast<int>(wrap(text, style, width).size());
  if (max_lines > 0) lines = std::min(lines, max_lines);
  return static_cast<float>(lines) * style.line_height;
}

float Text::baseline(const TextStyle& style) {
  const Face& used = face(style);
  const float ascent = std::round(used.metrics.ascent);
  const float descent = std::round(used.metrics.descent);
  return std::floor((style.line_height - ascent - descent) / 2) + ascent;
}

// Where the pen is, in whole device pixels and the part of one that there is a picture for.
Text::Pen Text::pen_at(float x) const {
  const int phases = Atlas::phases(density_);
  const auto steps = static_cast<int>(std::lround(x * density_ * static_cast<float>(phases)));
  const int whole = steps >= 0 ? steps / phases : -((phases - 1 - steps) / phases);
  return {static_cast<float>(whole) / density_, steps - whole * phases};
}

void Text::draw(ImDrawList& list, std::string_view text, const TextStyle& style, float x, float top, Colour colour) {
  if (text.empty() || colour >> 24 == 0) return;
  const float figure = style.has_tabular_figures ? face(style).figure_width : 0;
  const auto each_letter = [&](auto visit) {
    walk(text, style, [&](char32_t c, std::size_t, float pen, float) {
      if (c <= ' ') return true;
      if (figure > 0 && is_figure(c)) pen += (figure - glyphs_advance(style, c)) / 2;
      const Pen at = pen_at(x + pen);
      const ImFontGlyph& glyph = atlas_.letter(style.weight, style.size, density_, c, at.phase);
      if (glyph.Visible) visit(glyph, at.x);
      return true;
    });
  };
  // First make every letter: one that does not fit moves the texture, and with it those already written.
  int visible = 0;
  each_letter([&](const ImFontGlyph&, float) { ++visible; });
  if (visible == 0) return;
  const float line_y = std::round((top + baseline(style)) * density_) / density_;
  list.PrimReserve(visible * 6, visible * 4);
  each_letter([&](const ImFontGlyph& glyph, float left) {
    list.PrimRectUV({left + glyph.X0, line_y + glyph.Y0}, {left + glyph.X1, line_y + glyph.Y1}, {glyph.U0, glyph.V0},
                    {glyph.U1, glyph.V1}, glyph.Colored ? colour | 0x00ffffff : colour);
  });
}

float Text::glyphs_advance(const TextStyle& style, char32_t code_point) {
  TextStyle plain = style;
  plain.has_tabular_figures = false;
  return advance(face(style), plain, code_point);
}

void Text::begin_frame(float density) {
  if (density != density_) atlas_.forget();
  density_ = density;
  atlas_.begin_frame();
}

void Text::forget() {
  faces_.clear();
  far_advances_.clear();
  kerning_.clear();
  widths_.clear();
  atlas_.forget();
}

}  // namespace quern::ui
