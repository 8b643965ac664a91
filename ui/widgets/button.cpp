#include "ui/widgets/button.hpp"

#include <algorithm>
#include <cmath>

namespace quern::ui {
namespace {

struct Metrics {
  float padding, gap, icon, radius;
  TextStyle style;
};

Metrics metrics_of(const ButtonOptions& options) {
  constexpr TextStyle large{15, 20, Weight::semibold};
  Metrics metrics{15, 8, 18, radius::control, type::body.semibold()};
  if (options.size == ButtonSize::small) metrics = {11, 6, 16, radius::small_button, type::small.semibold()};
  if (options.size == ButtonSize::large) metrics = {15, 8, 18, radius::row, large};
  if (options.kind == ButtonKind::text) metrics.padding = 11;
  return metrics;
}

constexpr float icon_overhang = 2;  // icons reach that far into the padding and the gap

struct Look {
  Colour rest = 0, hover = 0, pressed = 0, border = 0;
  Colour words = 0, words_hover = 0;
};

Look look_of(const Theme& theme, ButtonKind kind) {
  const Colour clear = theme.surface & 0x00ffffff;
  switch (kind) {
    case ButtonKind::primary:
      return {theme.accent, theme.accent_hover, theme.accent_pressed, 0, theme.on_accent, theme.on_accent};
    case ButtonKind::secondary:
      return {theme.surface_raised,
              theme.is_dark ? theme.fill_pressed : theme.fill_hover,
              theme.is_dark ? theme.border_strong : theme.fill_pressed,
              theme.border_strong,
              theme.text,
              theme.text};
    case ButtonKind::quiet: return {clear, theme.fill_hover, theme.fill_pressed, 0, theme.text_muted, theme.text};
    case ButtonKind::text:
      return {clear, theme.accent_soft, theme.accent_soft, 0, theme.accent_text, theme.accent_text};
    case ButtonKind::danger:
      return {theme.danger, theme.danger_hover, theme.danger_pressed, 0, theme.on_danger, theme.on_danger};
    case ButtonKind::danger_text:
      return {clear, theme.danger_soft, theme.danger_soft, 0, theme.danger_text, theme.danger_text};
  }
  return {};
}

Look disabled_look(const Theme& theme, ButtonKind kind) {
  const bool has_ground = kind == ButtonKind::primary || kind == ButtonKind::secondary || kind == ButtonKind::danger;
  const Colour ground = has_ground ? theme.fill_neutral : 0;
  return {ground, ground, ground, 0, theme.text_disabled, theme.text_disabled};
}

Colour ground_of(Ui& ui, const Control& control, const Look& look) {
  const float hover = ui.fade(control.id, 1, control.is_hovered || control.is_held);
  const float press = ui.fade(control.id, 2, control.is_held);
  // A clear ground takes the hover's own colour, fading in.
  const Colour rest = look.rest >> 24 ? look.rest : look.hover & 0x00ffffff;
  return mixed(mixed(rest, look.hover, hover), look.pressed, press);
}

float content_width(Ui& ui, std::string_view label, const ButtonOptions& options, const Metrics& metrics) {
  float width = ui.text.width(label, metrics.style);
  if (options.icon != Icon::none) width += metrics.icon - 2 * icon_overhang + (label.empty() ? 0 : metrics.gap);
  if (!options.note.empty()) {
    width += metrics.gap + ui.text.width(options.note, metrics.style.with(Weight::regular).tabular());
  }
  return width;
}

void draw_content(Ui& ui, Rect rect, std::string_view label, const ButtonOptions& options, const Metrics& metrics,
                  Colour colour) {
  const float width = content_width(ui, label, options, metrics);
  Rect left = inset(rect, std::max(4.f, (rect.width - width) / 2), 0);
  if (options.icon != Icon::none) {
    const Rect place{left.x - icon_overhang, left.y, metrics.icon, left.height};
    icon(ui, options.icon, place, metrics.icon, colour);
    cut_left(left, metrics.icon - 2 * icon_overhang, metrics.gap);
  }
  if (!options.note.empty()) {
    const TextStyle light = metrics.style.with(Weight::regular).tabular();
    const Rect note = cut_right(left, ui.text.width(options.note, light), metrics.gap);
    line_of_text(ui, options.note, light, note, colour);
  }
  line_of_text(ui, label, metrics.style, left, colour);
}

}  // namespace

float button_height(const Ui& ui, ButtonSize size) {
  switch (size) {
    case ButtonSize::small: return ui.is_phone() ? 36 : 28;
    case ButtonSize::normal: return ui.is_phone() ? 44 : 36;
    case ButtonSize::large: return 44;
  }
  return 36;
}

float button_width(Ui& ui, std::string_view label, const ButtonOptions& options) {
  const Metrics metrics = metrics_of(options);
  return std::ceil(content_width(ui, label, options, metrics) + 2 * metrics.padding);
}

Control button(Ui& ui, std::string_view label, ButtonOptions options) {
  const Metrics metrics = metrics_of(options);
  const Rect rect = ui.place(button_width(ui, label, options), button_height(ui, options.size),
                             options.stretches ? Fit::stretch : Fit::natural);
  const Control control = ui.control({.id = ui.id(label),
                                      .role = Role::button,
                                      .name = std::string(options.name.empty() ? label : options.name),
                                      .rect = rect,
                                      .is_disabled = options.is_disabled,
                                      .is_busy = options.is_busy,
                                      .is_submit = options.is_submit,
                                      .is_expanded = options.is_expanded},
                                     {.tooltip = options.tooltip});
  if (!control.is_visible) return control;
  const Look look = options.is_disabled ? disabled_look(ui.theme, options.kind) : look_of(ui.theme, options.kind);
  fill(rect, ground_of(ui, control, look), metrics.radius);
  stroke(rect, look.border, metrics.radius);
  const Colour words = options.colour.value_or(control.is_hovered || control.is_held ? look.words_hover : look.words);
  bool shows_spinner = false;
  if (options.is_busy) {
    const Duration age = ui.motion.age(hash_with(control.id, 0xb5));
    shows_spinner = age >= motion::spinner_delay;
    if (!shows_spinner) ui.want_frame_in(motion::spinner_delay - age);
  }
  if (shows_spinner) {
    spinner(ui, rect, 16, words);
  } else {
    draw_content(ui, rect, label, options, metrics, words);
  }
  if (control.has_ring) ring_outside(ui, rect, metrics.radius);
  return control;
}

float icon_button_size(const Ui& ui, bool is_small) {
  if (ui.is_phone()) return is_small ? 36 : 44;
  return is_small ? 28 : 36;
}

Control icon_button(Ui& ui, Icon shown, std::string_view name, IconButtonOptions options) {
  const float side = icon_button_size(ui, options.is_small);
  const Rect rect = ui.place(side, side);
  const Control control = ui.control({.id = ui.id(name),
                                      .role = Role::button,
                                      .name = std::string(name),
                                      .rect = rect,
                                      .is_disabled = options.is_disabled,
                                      .is_checked = options.is_checked,
                                      .is_expanded = options.is_expanded},
                                     {.tooltip = name});
  if (!control.is_visible) return control;
  const Theme& theme = ui.theme;
  Look look = look_of(theme, options.is_primary ? ButtonKind::primary : ButtonKind::quiet);
  if (options.is_on)
    look = {theme.fill_selected, theme.fill_selected, theme.fill_selected, 0, theme.accent_text, theme.accent_text};
  if (options.is_disabled) look = disabled_look(theme, ButtonKind::quiet);
  const float corner = options.is_round ? rect.height / 2 : options.is_small ? radius::small_button : radius::control;
  fill(rect, ground_of(ui, control, look), corner);
  const Colour words = options.colour.value_or(control.is_hovered || control.is_held ? look.words_hover : look.words);
  icon(ui, shown, rect, options.icon_size > 0 ? options.icon_size : options.is_small ? 16 : 20, words);
  if (control.has_ring) ring_outside(ui, rect, corner);
  return control;
}

Control link(Ui& ui, std::string_view text, std::string_view href, LinkOptions options) {
  const float natural = std::ceil(ui.text.width(text, options.style));
  const Rect rect = ui.place(std::min(natural, ui.available_width()), options.style.line_height);
  const Control control = ui.control(
      {.id = ui.id(text), .role = Role::link, .name = std::string(text), .href = std::string(href), .rect = rect});
  if (!control.is_visible) return control;
  const Colour colour = options.colour ? options.colour : ui.theme.accent_text;
  const float width = line_of_text(ui, text, options.style, rect, colour);
  const float underline = ui.fade(control.id, 1, control.is_hovered);
  if (underline > 0) hairline(rect.x, rect.y + ui.text.baseline(options.style) + 2, width, faded(colour, underline));
  if (control.has_ring) ring_outside(ui, rect, radius::tag);
  return control;
}

}  // namespace quern::ui
