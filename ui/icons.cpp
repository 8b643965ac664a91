#include "ui/icons.hpp"

#include <array>
#include <cmath>
#include <string_view>

#include "imgui.h"
#include "ui/coverage.hpp"
#include "ui/svg_path.hpp"
#include "ui/text.hpp"

namespace quern::ui {
namespace {

constexpr float grid = 20;
constexpr float stroke_width = 1.5f;

// In the order of Icon. "f:" fills instead of stroking.
constexpr std::array<std::string_view, icon_count> paths{
    // chat
    "M5 3.75h10A2.25 2.25 0 0 1 17.25 6v6A2.25 2.25 0 0 1 15 14.25H9.5L6 17v-2.75H5A2.25 2.25 0 0 1 2.75 "
    "12V6A2.25 2.25 0 0 1 5 3.75Z",
    // project
    "M2.75 6v8A1.75 1.75 0 0 0 4.5 15.75h11A1.75 1.75 0 0 0 17.25 14V7.75A1.75 1.75 0 0 0 15.5 6h-5L8.25 "
    "3.75H4.5A1.75 1.75 0 0 0 2.75 5.5Z",
    /* session */ "M9 3.25l1.6 4.15 4.15 1.6-4.15 1.6L9 14.75l-1.6-4.15L3.25 9l4.15-1.6Z M15.5 13v4.5 M13.25 15.25h4.5",
    // resume
    "M5.5 2.75h9A1.75 1.75 0 0 1 16.25 4.5v11a1.75 1.75 0 0 1-1.75 1.75h-9A1.75 1.75 0 0 1 3.75 15.5v-11A1.75 "
    "1.75 0 0 1 5.5 2.75Z M10 6a1.6 1.6 0 1 1 0 3.2a1.6 1.6 0 0 1 0-3.2Z M7 11.75h6 M7 14.25h3.5",
    /* search */ "M9 3.75a5.25 5.25 0 1 1 0 10.5a5.25 5.25 0 0 1 0-10.5Z M13 13l3.75 3.75",
    /* plus */ "M10 4v12 M4 10h12",
    /* close */ "M5 5l10 10 M15 5L5 15",
    /* check */ "M4 10.5l4 4 8-9",
    /* checks */ "M1.75 10.75l3.5 3.5 7-8 M8.5 13.5l.75.75 8.5-8",
    /* clock */ "M10 2.75a7.25 7.25 0 1 1 0 14.5a7.25 7.25 0 0 1 0-14.5Z M10 6v4.25l2.75 1.75",
    /* alert */ "M10 2.75a7.25 7.25 0 1 1 0 14.5a7.25 7.25 0 0 1 0-14.5Z M10 6.25v4.5 M10 13.5v.25",
    /* info */ "M10 2.75a7.25 7.25 0 1 1 0 14.5a7.25 7.25 0 0 1 0-14.5Z M10 9.25v4.5 M10 6.25v.25",
    /* warning */ "M10 3.25l7.25 13H2.75Z M10 8.25v3.5 M10 14v.15",
    /* send */ "M3.5 10L3 4.1a.6.6 0 0 1 .86-.59l12.6 5.94a.6.6 0 0 1 0 1.1L3.86 16.5A.6.6 0 0 1 3 15.9Z M3.5 10h6.25",
    // clip
    "M15.75 9.25l-5.9 5.9a3.5 3.5 0 0 1-4.95-4.95l6.3-6.3a2.35 2.35 0 0 1 3.3 3.3l-6.1 6.1a1.15 1.15 0 0 "
    "1-1.65-1.65l5.5-5.5",
    // smile
    "M10 2.75a7.25 7.25 0 1 1 0 14.5a7.25 7.25 0 0 1 0-14.5Z M6.75 11.75C7.5 13.1 8.6 13.75 10 13.75s2.5-.65 "
    "3.25-2 M7.5 7.75v.5 M12.5 7.75v.5",
    // mic
    "M10 2.75A2.5 2.5 0 0 1 12.5 5.25v4a2.5 2.5 0 0 1-5 0v-4A2.5 2.5 0 0 1 10 2.75Z M4.75 9.25a5.25 5.25 0 0 0 "
    "10.5 0 M10 14.5v2.75",
    // bell
    "M5 8.25a5 5 0 0 1 10 0c0 4 1.5 5.25 1.5 5.25h-13S5 12.25 5 8.25Z M8.5 16.25c.35.65.85 1 1.5 1s1.15-.35 1.5-1",
    // mute
    "M6.5 4.65A5 5 0 0 1 15 8.25c0 1.5.2 2.6.5 3.4 M12.75 13.5H3.5S5 12.25 5 8.25 M8.5 16.25c.35.65.85 1 1.5 "
    "1s1.15-.35 1.5-1 M3 3l14 14",
    // user
    "M10 3.25a3.25 3.25 0 1 1 0 6.5a3.25 3.25 0 0 1 0-6.5Z M3.75 16.75c.6-2.75 3-4.25 6.25-4.25s5.65 1.5 6.25 "
    "4.25",
    // users
    "M7.5 4a2.9 2.9 0 1 1 0 5.8a2.9 2.9 0 0 1 0-5.8Z M2 16.25c.5-2.5 2.6-3.75 5.5-3.75s5 1.25 5.5 3.75 M13 "
    "4.3a2.75 2.75 0 0 1 0 5.2 M15 12.75c1.65.5 2.7 1.7 3 3.5",
    // settings
    "M3 6h7.5 M14.5 6H17 M12.5 4a2 2 0 1 1 0 4a2 2 0 0 1 0-4Z M3 14h2.5 M9.5 14H17 M7.5 12a2 2 0 1 1 0 4a2 2 0 0 "
    "1 0-4Z",
    /* reply */ "M8 4.5L3.25 9 8 13.5 M3.5 9h7.25C14.4 9 16.75 11.25 16.75 15.5",
    /* edit */ "M12.75 4l3.25 3.25-9 9L3.5 16.5l.25-3.5Z M10.75 6l3.25 3.25",
    /* trash */ "M3.5 5.5h13 M7.75 5.25V3.5h4.5v1.75 M5 5.75l.75 10.75h8.5L15 5.75 M8.25 8.75v4.75 M11.75 8.75v4.75",
    // copy
    "M8.25 6.75h7A1.5 1.5 0 0 1 16.75 8.25v7a1.5 1.5 0 0 1-1.5 1.5h-7a1.5 1.5 0 0 1-1.5-1.5v-7a1.5 1.5 0 0 1 "
    "1.5-1.5Z M13.25 6.5V4.75a1.5 1.5 0 0 0-1.5-1.5h-7a1.5 1.5 0 0 0-1.5 1.5v7a1.5 1.5 0 0 0 1.5 1.5H6.5",
    /* down */ "M5 7.75l5 5 5-5",
    /* up */ "M5 12.25l5-5 5 5",
    /* left */ "M12.25 5l-5 5 5 5",
    /* right */ "M7.75 5l5 5-5 5",
    /* arrow_down */ "M10 4v12 M5 11l5 5 5-5",
    /* arrow_left */ "M16.25 10H3.75 M9 4.75L3.75 10 9 15.25",
    /* upload */ "M10 13V3.75 M6 7.5l4-4 4 4 M3.5 13v2a1.5 1.5 0 0 0 1.5 1.5h10a1.5 1.5 0 0 0 1.5-1.5v-2",
    /* download */ "M10 3.5v9.25 M6 9l4 4 4-4 M3.5 13v2a1.5 1.5 0 0 0 1.5 1.5h10a1.5 1.5 0 0 0 1.5-1.5v-2",
    /* play */ "f:M6.5 4.3v11.4a.7.7 0 0 0 1.07.6l9-5.7a.7.7 0 0 0 0-1.2l-9-5.7a.7.7 0 0 0-1.07.6Z",
    /* pause */ "f:M5.5 4.5h3v11h-3Z M11.5 4.5h3v11h-3Z",
    /* stop */ "f:M6 5h8a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Z",
    // file
    "M6 2.75h5.5l4 4v9a1.5 1.5 0 0 1-1.5 1.5H6a1.5 1.5 0 0 1-1.5-1.5V4.25A1.5 1.5 0 0 1 6 2.75Z M11.25 3v4h4",
    // image
    "M4.5 3.75h11A1.75 1.75 0 0 1 17.25 5.5v9a1.75 1.75 0 0 1-1.75 1.75h-11A1.75 1.75 0 0 1 2.75 14.5v-9A1.75 "
    "1.75 0 0 1 4.5 3.75Z M3 14l4-4 3.25 3.25 M9.5 12.5l2.75-2.75L17 14.25 M12.75 6.75v.25",
    /* audio */ "M3 8.5v3 M6.5 5.5v9 M10 3v14 M13.5 6.5v7 M17 8.5v3",
    // link
    "M8.5 11.5a3 3 0 0 0 4.25 0l3-3a3 3 0 0 0-4.25-4.25l-1 1 M11.5 8.5a3 3 0 0 0-4.25 0l-3 3a3 3 0 0 0 4.25 "
    "4.25l1-1",
    // more
    "f:M4 8.6a1.4 1.4 0 1 1 0 2.8a1.4 1.4 0 0 1 0-2.8Z M10 8.6a1.4 1.4 0 1 1 0 2.8a1.4 1.4 0 0 1 0-2.8Z M16 "
    "8.6a1.4 1.4 0 1 1 0 2.8a1.4 1.4 0 0 1 0-2.8Z",
    // eye
    "M2.25 10C4 6.6 6.7 4.9 10 4.9s6 1.7 7.75 5.1C16 13.4 13.3 15.1 10 15.1S4 13.4 2.25 10Z M10 7.75a2.25 2.25 0 "
    "1 1 0 4.5a2.25 2.25 0 0 1 0-4.5Z",
    // sun
    "M10 6.75a3.25 3.25 0 1 1 0 6.5a3.25 3.25 0 0 1 0-6.5Z M10 2.25v1.25 M10 16.5v1.25 M2.25 10H3.5 M16.5 "
    "10h1.25 M4.5 4.5l.9.9 M14.6 14.6l.9.9 M15.5 4.5l-.9.9 M5.4 14.6l-.9.9",
    /* moon */ "M16.5 11.75A6.75 6.75 0 0 1 8.25 3.5a6.75 6.75 0 1 0 8.25 8.25Z",
    // globe
    "M10 2.75a7.25 7.25 0 1 1 0 14.5a7.25 7.25 0 0 1 0-14.5Z M2.75 10h14.5 M10 2.75c2 2 3 4.4 3 7.25s-1 5.25-3 "
    "7.25c-2-2-3-4.4-3-7.25s1-5.25 3-7.25Z",
    /* logout */ "M8 3.5H5A1.5 1.5 0 0 0 3.5 5v10A1.5 1.5 0 0 0 5 16.5h3 M8 10h8.75 M13.25 6.5l3.5 3.5-3.5 3.5",
    /* retry */ "M15.9 8A6.25 6.25 0 1 0 16.25 10.5 M16.25 3.75V8H12",
    /* undo */ "M7 4L3.5 7.5 7 11 M3.75 7.5h8a4.5 4.5 0 0 1 0 9H8",
    // grip
    "f:M7.5 4.2a1.3 1.3 0 1 1 0 2.6a1.3 1.3 0 0 1 0-2.6Z M7.5 8.7a1.3 1.3 0 1 1 0 2.6a1.3 1.3 0 0 1 0-2.6Z M7.5 "
    "13.2a1.3 1.3 0 1 1 0 2.6a1.3 1.3 0 0 1 0-2.6Z M12.5 4.2a1.3 1.3 0 1 1 0 2.6a1.3 1.3 0 0 1 0-2.6Z M12.5 "
    "8.7a1.3 1.3 0 1 1 0 2.6a1.3 1.3 0 0 1 0-2.6Z M12.5 13.2a1.3 1.3 0 1 1 0 2.6a1.3 1.3 0 0 1 0-2.6Z",
    // offline
    "M3 3l14 14 M2.5 8.25A11 11 0 0 1 6 6 M9.5 5a11 11 0 0 1 8 3.25 M5 11a7.5 7.5 0 0 1 3-1.8 M12.4 9.4A7.5 7.5 "
    "0 0 1 15 11 M7.75 13.9a3.5 3.5 0 0 1 4.5 0 M10 16.5v.1",
    /* at */ "M10 7a3 3 0 1 1 0 6a3 3 0 0 1 0-6Z M13 7v3.75c0 1.25.8 2 1.9 2s2.1-1 2.1-2.75a7 7 0 1 0-2.75 5.55",
    // calendar
    "M4.75 4.25h10.5a1.5 1.5 0 0 1 1.5 1.5v9.5a1.5 1.5 0 0 1-1.5 1.5H4.75a1.5 1.5 0 0 1-1.5-1.5v-9.5a1.5 1.5 0 0 "
    "1 1.5-1.5Z M3.5 8.25h13 M7 2.75v3 M13 2.75v3",
    /* history */ "M4.1 8A6.25 6.25 0 1 1 3.75 10.5 M3.75 3.75V8H8 M10 7v3.5l2.5 1.5",
    /* sort */ "M6 4.5v11 M3 12.5l3 3 3-3 M14 15.5v-11 M11 7.5l3-3 3 3",
    /* skip */ "M4.5 4.75v10.5l7.5-5.25Z M15.25 4.75v10.5",
    /* enter */ "M16 4.5v5a1.5 1.5 0 0 1-1.5 1.5H4.5 M8 7.25L4.25 11 8 14.75",
    /* menu */ "M3.5 6h13 M3.5 10h13 M3.5 14h13",
    /* bookmark */ "M5.75 3.25h8.5a.75.75 0 0 1 .75.75v12.75L10 13.25l-5 3.5V4a.75.75 0 0 1 .75-.75Z",
};

}  // namespace

GlyphBitmap icon_picture(Icon icon, float side) {
  std::string_view path = paths[static_cast<std::size_t>(icon)];
  const bool is_filled = path.starts_with("f:");
  if (is_filled) path.remove_prefix(2);
  const float scale = side / grid;
  auto lines = flatten_path(path, 0.05f / scale);
  for (Polyline& line : lines) {
    for (PathPoint& point : line.points) point = {point.x * scale, point.y * scale};
  }
  const int pixels = static_cast<int>(std::ceil(side));
  return is_filled ? fill_picture(lines, pixels) : stroke_picture(lines, stroke_width * scale, pixels);
}

void draw_icon(ImDrawList& list, Text& text, Icon icon, Rect rect, float size, Colour colour) {
  if (icon == Icon::none) return;
  const float density = text.density();
  const ImFontGlyph& glyph = text.atlas().icon(static_cast<int>(icon), size, density);
  if (!glyph.Visible) return;
  const auto snap = [density](float position) { return std::round(position * density) / density; };
  const float left = snap(rect.x + (rect.width - size) / 2);
  const float top = snap(rect.y + (rect.height - size) / 2);
  list.PrimReserve(6, 4);
  list.PrimRectUV({left, top}, {left + glyph.X1 - glyph.X0, top + glyph.Y1 - glyph.Y0}, {glyph.U0, glyph.V0},
                  {glyph.U1, glyph.V1}, colour);
}

void draw_mark(ImDrawList& list, Rect rect, Colour accent) {
  constexpr Colour white = 0xffffffff;
  const float unit = rect.width / 32;
  const auto at = [&](float x, float y) { return ImVec2{rect.x + x * unit, rect.y + y * unit}; };
  list.AddRectFilled(at(0, 0), at(32, 32), accent, 9 * unit);
  list.AddCircle(at(16, 16), 9.25f * unit, white, 0, 2.5f * unit);
  list.AddCircleFilled(at(16, 16), 2.75f * unit, white);
  list.AddLine(at(20.2f, 20.2f), at(25.5f, 25.5f), white, 2.5f * unit);
  list.AddCircleFilled(at(25.5f, 25.5f), 1.25f * unit, white);
}

}  // namespace quern::ui
