// The values of the design: colours of both themes, type scale, spaces, radii, shadows, motion. Hex values live in
// theme.cpp only; tests/ui checks them against design tokens and their contrast against WCAG 2.1.
// Units   CSS pixels; Colour is 0xAABBGGRR as Dear ImGui packs it; Duration is milliseconds.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/base/time.hpp"
#include "ui/glyphs.hpp"
#include "ui/platform.hpp"

namespace quern::ui {

using Colour = std::uint32_t;

constexpr Colour rgb(std::uint32_t hex, float alpha = 1) {
  const auto a = static_cast<std::uint32_t>(alpha * 255 + 0.5f);
  return a << 24 | (hex & 0xff) << 16 | (hex & 0xff00) | hex >> 16;
}
// The same colour, `share` (0..1) as opaque.
constexpr Colour faded(Colour colour, float share) {
  const auto alpha = static_cast<float>(colour >> 24) * share + 0.5f;
  return (colour & 0x00ffffff) | static_cast<std::uint32_t>(alpha) << 24;
}
Colour mixed(Colour from, Colour to, float share);  // 0 is `from`, 1 is `to`

struct Theme {
  bool is_dark = true;
  Colour surface_base, surface, surface_sunken, surface_raised, surface_overlay, surface_field;
  Colour fill_hover, fill_pressed, fill_selected, fill_neutral, fill_menu_hover, segment;
  Colour border, border_strong, border_control;
  Colour text, text_muted, text_faint, text_disabled;
  Colour accent, accent_hover, accent_pressed, on_accent, accent_text, accent_soft;
  Colour danger, danger_hover, danger_pressed, on_danger, danger_text, danger_soft;
  Colour success_text, success_soft, warning_text, warning_soft;
  Colour focus_ring, selection, search_hit, online;
  Colour bubble_own, bubble_own_text, bubble_own_muted, bubble_own_inset;
  Colour bubble_other, bubble_other_text, bubble_other_muted, bubble_other_inset;
  Colour badge, on_badge, badge_quiet, on_badge_quiet;
  Colour tooltip, on_tooltip, skeleton, skeleton_shine, on_avatar;
  Colour scrim, shadow;
  float shadow_strength;  // multiplies the alpha of every shadow
  std::array<Colour, 8> name, avatar;
};

const Theme& theme_of(ColourScheme scheme);

// Which of the eight colours a person or thing has: the same for its id everywhere.
std::size_t colour_index(std::string_view id);

// A row of the type scale.
struct TextStyle {
  float size = 14;
  float line_height = 20;
  Weight weight = Weight::regular;
  float letter_spacing = 0;  // of the size: -0.01 is one percent closer
  bool has_tabular_figures = false;

  constexpr TextStyle semibold() const { return with(Weight::semibold); }
  constexpr TextStyle with(Weight w) const {
    auto s = *this;
    s.weight = w;
    return s;
  }
  constexpr TextStyle tabular() const {
    auto s = *this;
    s.has_tabular_figures = true;
    return s;
  }
  bool operator==(const TextStyle&) const = default;
};

namespace type {
constexpr TextStyle display{28, 36, Weight::semibold, -0.02f};
constexpr TextStyle heading{20, 28, Weight::semibold, -0.01f};
constexpr TextStyle title{16, 24, Weight::semibold};
constexpr TextStyle message{15, 20}, message_phone{16, 21}, answer{15, 24};
constexpr TextStyle body{14, 20}, body_phone{15, 20}, field_phone{16, 20};
constexpr TextStyle small{13, 18};
constexpr TextStyle caption{12, 16};
constexpr TextStyle micro{11, 14, Weight::semibold};
}  // namespace type

namespace radius {
constexpr float tag = 4, small_button = 6, control = 8, row = 10, card = 12, dialog = 16;
}

namespace motion {
constexpr Duration press{80}, menu{120}, dialog{180}, jump{240};
constexpr Duration tooltip_delay{500}, spinner_delay{300}, skeleton_delay{150};
float ease_in(float share);   // cubic(0.2, 0, 0, 1): what comes
float ease_out(float share);  // cubic(0.4, 0, 1, 1): what goes, in two thirds of the time
}  // namespace motion

// One blurred copy of a shape, under it. Two of them make a level of elevation.
struct Shadow {
  float offset_y = 0, blur = 0, alpha = 0;
};
enum class Elevation : std::uint8_t { page, card, menu, dialog };
std::array<Shadow, 2> shadows_of(Elevation elevation);  // an alpha of 0: no shadow

}  // namespace quern::ui
