#include "ui/widgets/mark.hpp"

#include <algorithm>
#include <cmath>

#include "ui/utf8.hpp"

namespace quern::ui {
namespace {

constexpr TextStyle badge_style = TextStyle{12, 20, Weight::semibold}.tabular();
constexpr TextStyle tag_style = type::caption.semibold();
constexpr TextStyle chip_style = type::small.semibold();
constexpr TextStyle key_style{11, 16, Weight::semibold};

std::string count_text(Language language, std::int64_t count) {
  return count > 999 ? "999+" : format_number(language, count);
}

struct ToneColours {
  Colour ground, words;
};
ToneColours colours_of(const Theme& theme, Tone tone) {
  switch (tone) {
    case Tone::neutral: return {theme.fill_neutral, theme.text_muted};
    case Tone::accent: return {theme.fill_selected, theme.accent_text};
    case Tone::success: return {0, theme.text_muted};
    case Tone::warning: return {theme.warning_soft, theme.warning_text};
    case Tone::danger: return {theme.danger_soft, theme.danger_text};
  }
  return {};
}

// Latin and Cyrillic, which is what initials are shown in; others have no case or keep it.
char32_t upper(char32_t c) {
  if ((c >= 'a' && c <= 'z') || (c >= 0x430 && c <= 0x44f)) return c - 32;
  if (c >= 0x450 && c <= 0x45f) return c - 80;
  if (c >= 0xe0 && c <= 0xfe && c != 0xf7) return c - 32;
  return c;
}

bool is_letter(char32_t c) {
  return c >= 0x80 ? c != 0xa0 && (c < 0x2000 || c > 0x206f) && c != 0xab && c != 0xbb
                   : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | c >> 6);
    put(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    put(0xe0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3f));
    put(0x80 | (c & 0x3f));
  } else {
    put(0xf0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3f));
    put(0x80 | (c >> 6 & 0x3f));
    put(0x80 | (c & 0x3f));
  }
}

TextStyle avatar_style(float size) {
  const float font = size >= 64 ? 22 : size >= 44 ? 15 : size >= 36 ? 13 : size >= 32 ? 12 : size >= 28 ? 11 : 10;
  return {font, 20, Weight::semibold, 0.01f};
}

}  // namespace

float badge_width(Ui& ui, std::int64_t count) {
  return std::max(20.f, std::ceil(ui.text.width(count_text(ui.language, count), badge_style)) + 12);
}

Rect badge(Ui& ui, std::int64_t count, bool is_quiet, std::string_view name) {
  const std::string text = count_text(ui.language, count);
  const Rect rect = ui.place(badge_width(ui, count), 20);
  fill(rect, is_quiet ? ui.theme.badge_quiet : ui.theme.badge, 10);
  line_of_text(ui, text, badge_style, rect, is_quiet ? ui.theme.on_badge_quiet : ui.theme.on_badge, Align::centre);
  ui.tell({.role = Role::text, .name = name.empty() ? text : std::string(name), .rect = rect});
  return rect;
}

float status_tag_width(Ui& ui, std::string_view label, Tone tone, Icon shown, bool is_busy) {
  const bool is_bare = tone == Tone::success;
  float width = std::ceil(ui.text.width(label, tag_style)) + (is_bare ? 0 : 16);
  if (is_busy) {
    width += 12 + 6;
  } else if (shown != Icon::none) {
    width += (is_bare ? 16 : 14) + 6;
  }
  return width;
}

Rect status_tag(Ui& ui, std::string_view label, Tone tone, Icon shown, bool is_busy) {
  const bool is_bare = tone == Tone::success;
  const ToneColours colours = colours_of(ui.theme, tone);
  const float natural = status_tag_width(ui, label, tone, shown, is_busy);
  const Rect rect = ui.place(std::min(natural, ui.available_width()), 24);
  if (!is_bare) fill(rect, colours.ground, radius::small_button);
  Rect inner = inset(rect, is_bare ? 0 : 8, 0);
  if (is_busy) {
    spinner(ui, cut_left(inner, 12, 6), 12, colours.words, 1.5f);
  } else if (shown != Icon::none) {
    const float size = is_bare ? 16 : 14;
    icon(ui, shown, cut_left(inner, size, 6), size, is_bare ? ui.theme.success_text : colours.words);
  }
  line_of_text(ui, label, tag_style, inner, colours.words);
  ui.tell({.role = Role::text, .name = std::string(label), .rect = rect});
  return rect;
}

Control chip(Ui& ui, std::string_view label, bool is_on) {
  const Rect rect = ui.place(std::ceil(ui.text.width(label, chip_style)) + 24, 28);
  const Control control = ui.control(
      {.id = ui.id(label), .role = Role::button, .name = std::string(label), .rect = rect, .is_checked = is_on});
  if (!control.is_visible) return control;
  const Theme& theme = ui.theme;
  const float hover = ui.fade(control.id, 1, control.is_hovered && !is_on);
  fill(rect, is_on ? theme.fill_selected : mixed(theme.fill_neutral, theme.fill_pressed, hover), 14);
  line_of_text(ui, label, chip_style, rect, is_on ? theme.accent_text : mixed(theme.text_muted, theme.text, hover),
               Align::centre);
  if (control.has_ring) ring_outside(ui, rect, 14);
  return control;
}

Control tag(Ui& ui, std::string_view label, std::string_view remove_name) {
  const float words = std::ceil(ui.text.width(label, type::small));
  const Rect rect = ui.place(words + 10 + 6 + 14 + 6, 28);
  fill(rect, ui.theme.fill_neutral, radius::small_button);
  const Rect left{rect.x + 10, rect.y, words, rect.height};
  line_of_text(ui, label, type::small, left, ui.theme.text);
  ui.tell({.role = Role::text, .name = std::string(label), .rect = left});
  const Rect cross{rect.right() - 24, rect.y + 2, 24, 24};
  const Control control =
      ui.control({.id = ui.id(remove_name), .role = Role::button, .name = std::string(remove_name), .rect = cross});
  icon(ui, Icon::close, inset(cross, 4, 0, 6, 0), 14, control.is_hovered ? ui.theme.text : ui.theme.text_muted);
  if (control.has_ring) ring_inside(ui, cross, radius::tag);
  return control;
}

float key_hint_width(Ui& ui, std::string_view key) {
  return std::max(20.f, std::ceil(ui.text.width(key, key_style)) + 12);
}

Rect key_hint(Ui& ui, std::string_view key) {
  const Rect rect = ui.place(key_hint_width(ui, key), 18);
  fill(rect, ui.theme.surface_raised, radius::tag);
  stroke(rect, ui.theme.border_strong, radius::tag);
  line_of_text(ui, key, key_style, rect, ui.theme.text_muted, Align::centre);
  return rect;
}

std::string initials(std::string_view name) {
  std::string result;
  int taken = 0;
  bool is_start = true;
  std::size_t second = 0;  // where the second letter of the first word is
  for (std::size_t at = 0; at < name.size() && taken < 2;) {
    const CodePoint c = code_point_at(name, at);
    const bool counts = is_letter(c.value);
    if (counts && is_start) {
      append_utf8(result, upper(c.value));
      ++taken;
    } else if (counts && taken == 1 && second == 0) {
      second = at;
    }
    is_start = !counts && c.value != '\'' && c.value != 0x2019;
    at += c.length;
  }
  if (taken == 1 && second != 0) append_utf8(result, upper(code_point_at(name, second).value));
  return result;
}

Rect avatar(Ui& ui, std::string_view name, std::string_view id, AvatarOptions options) {
  const Rect rect = ui.place(options.size, options.size);
  fill(rect, ui.theme.avatar[colour_index(id)], options.is_square ? radius::row : options.size / 2);
  line_of_text(ui, initials(name), avatar_style(options.size), inset(rect, -8, 0), ui.theme.on_avatar, Align::centre);
  if (options.is_online) {
    fill_circle(rect.right() - 5, rect.bottom() - 5, 7, options.rim ? options.rim : ui.theme.surface);
    fill_circle(rect.right() - 5, rect.bottom() - 5, 5, ui.theme.online);
  }
  if (options.is_told) ui.tell({.role = Role::image, .name = std::string(name), .rect = rect});
  return rect;
}

}  // namespace quern::ui
