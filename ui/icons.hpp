// The design's icons: a grid of 20, a stroke of 1.5 with round ends, in the colour of the text beside them; and the mark.
// Each is drawn once a size and density into the texture (ui/atlas), so that it is one sharp quad.
// Units   CSS pixels; 16 in text and small buttons, 18 in buttons and menus, 20 elsewhere, 28 in empty states.
#pragma once

#include <cstdint>

#include "ui/glyphs.hpp"
#include "ui/semantics.hpp"
#include "ui/theme.hpp"

struct ImDrawList;

namespace quern::ui {

class Text;

enum class Icon : std::uint8_t {
  chat,
  project,
  session,
  resume,
  search,
  plus,
  close,
  check,
  checks,
  clock,
  alert,
  info,
  warning,
  send,
  clip,
  smile,
  mic,
  bell,
  mute,
  user,
  users,
  settings,
  reply,
  edit,
  trash,
  copy,
  down,
  up,
  left,
  right,
  arrow_down,
  arrow_left,
  upload,
  download,
  play,
  pause,
  stop,
  file,
  image,
  audio,
  link,
  more,
  eye,
  sun,
  moon,
  globe,
  logout,
  retry,
  undo,
  grip,
  offline,
  at,
  calendar,
  history,
  sort,
  skip,
  enter,
  menu,
  bookmark,
  none,
};
constexpr int icon_count = static_cast<int>(Icon::none);

GlyphBitmap icon_picture(Icon icon, float side);  // `side` in device pixels

// Fills `rect`'s middle with the icon, on whole device pixels.
void draw_icon(ImDrawList& list, Text& text, Icon icon, Rect rect, float size, Colour colour);
// The application's mark: a rounded square of `accent` with a Q in it.
void draw_mark(ImDrawList& list, Rect rect, Colour accent);

}  // namespace quern::ui
