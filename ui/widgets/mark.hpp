// Small things that say how something is: badge, status tag, chip, key hint, avatar.
#pragma once

#include "ui/draw.hpp"

namespace quern::ui {

enum class Tone : std::uint8_t { neutral, accent, success, warning, danger };

// A count; over 999 "999+". `name` is read instead of it: "4 unread".
Rect badge(Ui& ui, std::int64_t count, bool is_quiet = false, std::string_view name = {});
float badge_width(Ui& ui, std::int64_t count);

// Words with a coloured ground and an icon; success has no ground, only its tick. `is_busy` puts a spinner for the icon.
Rect status_tag(Ui& ui, std::string_view label, Tone tone, Icon icon = Icon::none, bool is_busy = false);
float status_tag_width(Ui& ui, std::string_view label, Tone tone, Icon icon = Icon::none, bool is_busy = false);

// A filter to choose, 28 high.
Control chip(Ui& ui, std::string_view label, bool is_on);
// A word with a cross; pressed when it is to go.
Control tag(Ui& ui, std::string_view label, std::string_view remove_name);

Rect key_hint(Ui& ui, std::string_view key);  // "Ctrl", "/"
float key_hint_width(Ui& ui, std::string_view key);

struct AvatarOptions {
  float size = 44;         // 20, 28, 32, 36, 44, 64
  bool is_square = false;  // projects
  bool is_online = false;
  Colour rim = 0;        // around the dot; 0: the surface
  bool is_told = false;  // as an image with the name; beside the name it would be heard twice
};
// Initials of `name` on the colour of `id`.
Rect avatar(Ui& ui, std::string_view name, std::string_view id, AvatarOptions options = {});
std::string initials(std::string_view name);

}  // namespace quern::ui
