#include "ui/draw.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "imgui_internal.h"
#include "ui/coverage.hpp"

namespace quern::ui {
namespace {

constexpr float pi = std::numbers::pi_v<float>;

ImVec2 corner(Rect rect) { return {rect.x, rect.y}; }
ImVec2 far_corner(Rect rect) { return {rect.right(), rect.bottom()}; }

// ImGui's own stops a pixel short of a full round end, and so makes no circles.
void path_rounded(Rect rect, Corners radii) {
  ImDrawList& list = draw_list();
  const float most = std::min(rect.width, rect.height) / 2;
  const auto turn = [&](float x, float y, float towards_x, float towards_y, float radius, int from) {
    radius = std::min(radius, most);
    if (radius < 0.5f) return list.PathLineTo({x, y});
    list.PathArcToFast({x + towards_x * radius, y + towards_y * radius}, radius, from, from + 3);
  };
  turn(rect.x, rect.y, 1, 1, radii.top_left, 6);
  turn(rect.right(), rect.y, -1, 1, radii.top_right, 9);
  turn(rect.right(), rect.bottom(), -1, -1, radii.bottom_right, 0);
  turn(rect.x, rect.bottom(), 1, -1, radii.bottom_left, 3);
  // Round ends meet in one point: twice the same would have no direction, and grow a thorn.
  const auto is_same = [](ImVec2 a, ImVec2 b) { return std::fabs(a.x - b.x) + std::fabs(a.y - b.y) < 0.01f; };
  const auto end = std::unique(list._Path.begin(), list._Path.end(), is_same);
  list._Path.resize(static_cast<int>(end - list._Path.begin()));
  if (list._Path.Size > 1 && is_same(list._Path.front(), list._Path.back())) list._Path.pop_back();
}

void path_rounded(Rect rect, float radius) { path_rounded(rect, Corners{radius, radius, radius, radius}); }

// A soft copy of a shape whose corners matter more than its blur: ImGui's own edge, as wide as the blur.
void small_shadow(Rect rect, float radius, float blur, Colour colour) {
  ImDrawList& list = draw_list();
  const float fringe = list._FringeScale;
  list._FringeScale = std::max(fringe, blur * 1.5f);
  path_rounded(rect, std::max(radius, blur));
  list.PathFillConvex(colour);
  list._FringeScale = fringe;
}

// Nine quads of the blurred square, in widths that follow the blur.
void large_shadow(Ui& ui, Rect rect, float blur, Colour colour) {
  const ImFontGlyph& glyph = ui.text.atlas().shadow();
  if (!glyph.Visible) return;
  const float extent = blur / 2 * shadow_extent;  // the blur of CSS is two deviations
  const float inside_x = std::min(extent, rect.width / 2);
  const float inside_y = std::min(extent, rect.height / 2);
  const float xs[] = {rect.x - extent, rect.x + inside_x, rect.right() - inside_x, rect.right() + extent};
  const float ys[] = {rect.y - extent, rect.y + inside_y, rect.bottom() - inside_y, rect.bottom() + extent};
  const auto between = [](float a, float b, float share) { return a + (b - a) * share; };
  const ImVec2 texel = ImGui::GetIO().Fonts->TexUvScale;  // its outer half would be mixed with what lies beside
  const float u0 = glyph.U0 + texel.x / 2;
  const float v0 = glyph.V0 + texel.y / 2;
  const float u = between(u0, glyph.U1 - texel.x / 2, (extent + inside_x) / (2 * extent));
  const float v = between(v0, glyph.V1 - texel.y / 2, (extent + inside_y) / (2 * extent));
  const float us[] = {u0, u, u, u0};
  const float vs[] = {v0, v, v, v0};
  ImDrawList& list = draw_list();
  list.PrimReserve(9 * 6, 9 * 4);
  for (int y = 0; y < 3; ++y) {
    for (int x = 0; x < 3; ++x) {
      list.PrimRectUV({xs[x], ys[y]}, {xs[x + 1], ys[y + 1]}, {us[x], vs[y]}, {us[x + 1], vs[y + 1]}, colour);
    }
  }
}

}  // namespace

ImDrawList& draw_list() { return *ImGui::GetWindowDrawList(); }

void fill(Rect rect, Colour colour, float radius) {
  if (colour >> 24 == 0) return;
  if (radius <= 0) return draw_list().AddRectFilled(corner(rect), far_corner(rect), colour);
  path_rounded(rect, radius);
  draw_list().PathFillConvex(colour);
}

void fill(Rect rect, Colour colour, Corners radii) {
  if (colour >> 24 == 0) return;
  path_rounded(rect, radii);
  draw_list().PathFillConvex(colour);
}

void stroke(Rect rect, Colour colour, float radius, float thickness) {
  if (colour >> 24 == 0) return;
  const Rect middle = inset(rect, thickness / 2);
  path_rounded(middle, std::max(0.f, radius - thickness / 2));
  draw_list().PathStroke(colour, ImDrawFlags_Closed, thickness);
}

void fill_circle(float x, float y, float radius, Colour colour) { draw_list().AddCircleFilled({x, y}, radius, colour); }

void stroke_circle(float x, float y, float radius, Colour colour, float thickness) {
  draw_list().AddCircle({x, y}, radius - thickness / 2, colour, 0, thickness);
}

void hairline(float x, float y, float width, Colour colour) { fill({x, y, width, 1}, colour); }
void vertical_hairline(float x, float y, float height, Colour colour) { fill({x, y, 1, height}, colour); }

void shadow(Ui& ui, Rect rect, float radius, Elevation elevation) {
  for (const Shadow& part : shadows_of(elevation)) {
    if (part.alpha == 0) continue;
    const Colour colour = faded(ui.theme.shadow, part.alpha * ui.theme.shadow_strength);
    const Rect under{rect.x, rect.y + part.offset_y, rect.width, rect.height};
    if (part.blur < 12) {
      small_shadow(under, radius, part.blur, colour);
    } else {
      large_shadow(ui, under, part.blur, colour);
    }
  }
}

void spinner(Ui& ui, Rect rect, float size, Colour colour, float thickness) {
  const float radius = (size - thickness) / 2;
  const ImVec2 centre{rect.x + rect.width / 2, rect.y + rect.height / 2};
  const auto period = static_cast<float>(ui.now.time_since_epoch().count() % 900) / 900;
  const float start = (ui.can_move() ? period * 2 * pi : 0) + pi * 0.36f;
  ImDrawList& list = draw_list();
  list.PathArcTo(centre, radius, start, start + pi * 1.5f, 32);
  list.PathStroke(colour, ImDrawFlags_None, thickness);
  if (ui.can_move()) ui.want_frame();
}

void ring_outside(Ui& ui, Rect rect, float radius) { stroke(inset(rect, -4), ui.theme.focus_ring, radius + 4, 2); }

void ring_inside(Ui& ui, Rect rect, float radius) { stroke(rect, ui.theme.focus_ring, radius, 2); }

void icon(Ui& ui, Icon icon, Rect rect, float size, Colour colour) {
  draw_icon(draw_list(), ui.text, icon, rect, size, colour);
}

float line_of_text(Ui& ui, std::string_view text, const TextStyle& style, Rect rect, Colour colour, Align align,
                   Cut cut) {
  std::string shortened;
  float width = ui.text.width(text, style);
  if (width > rect.width + 0.5f) {
    shortened = ui.text.cut(text, style, rect.width, cut);
    text = shortened;
    width = ui.text.width(text, style);
  }
  float x = rect.x;
  if (align == Align::centre) x += (rect.width - width) / 2;
  if (align == Align::end) x += rect.width - width;
  ui.text.draw(draw_list(), text, style, x, rect.y + std::floor((rect.height - style.line_height) / 2), colour);
  return width;
}

float block_of_text(Ui& ui, std::string_view text, const TextStyle& style, Rect rect, Colour colour, Align align,
                    int max_lines) {
  const auto lines = ui.text.wrap(text, style, rect.width);
  const auto shown = max_lines > 0 ? std::min(lines.size(), static_cast<std::size_t>(max_lines)) : lines.size();
  float y = rect.y;
  for (std::size_t i = 0; i < shown; ++i, y += style.line_height) {
    const Rect place{rect.x, y, rect.width, style.line_height};
    std::string_view line = text.substr(lines[i].begin, lines[i].end - lines[i].begin);
    if (i + 1 == shown && shown < lines.size()) {  // what follows, up to the next line of its own, ends in "…"
      line = text.substr(lines[i].begin);
      const std::size_t end = line.find('\n');
      std::string last(line.substr(0, end));
      if (end != std::string_view::npos) last += "…";
      line_of_text(ui, last, style, place, colour, align);
    } else {
      line_of_text(ui, line, style, place, colour, align);
    }
  }
  return y - rect.y;
}

}  // namespace quern::ui
