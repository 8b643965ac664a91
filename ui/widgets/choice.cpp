#include "ui/widgets/choice.hpp"

#include <algorithm>
#include <cmath>

#include "ui/widgets/mark.hpp"

namespace quern::ui {
namespace {

constexpr float gap = 8;
constexpr Colour white = 0xffffffff;

// 1.5, but never a part of a device pixel: as browsers draw borders.
float edge_width(const Ui& ui) { return std::floor(1.5f * ui.text.density()) / ui.text.density(); }

// A box of `width` with its label beside it, as one control.
struct Choice {
  Control control;
  Rect box;
};

Choice choice(Ui& ui, std::string_view label, Role role, bool is_checked, float width, float height,
              const ChoiceOptions& options) {
  const float natural = width + gap + std::ceil(ui.text.width(label, type::body));
  const Rect rect = ui.place(std::min(natural, ui.available_width()), type::body.line_height);
  const Control control = ui.control({.id = ui.id(label),
                                      .role = role,
                                      .name = std::string(label),
                                      .rect = rect,
                                      .is_disabled = options.is_disabled,
                                      .is_checked = is_checked},
                                     {.tooltip = options.tooltip});
  const Rect box{rect.x, rect.y + (rect.height - height) / 2, width, height};
  if (control.is_visible) {
    const Colour words = options.is_disabled ? ui.theme.text_disabled : ui.theme.text;
    line_of_text(ui, label, type::body, inset(rect, width + gap, 0, 0, 0), words);
    if (control.has_ring) ring_outside(ui, box, height == 18 && role == Role::checkbox ? 5 : height / 2);
  }
  return {control, box};
}

struct BoxColours {
  Colour ground, border;
};
BoxColours box_colours(Ui& ui, const Control& control, float on, bool is_disabled, Colour ground) {
  if (is_disabled) return {ui.theme.fill_neutral, ui.theme.border_strong};
  const Colour edge = control.is_hovered ? ui.theme.text_faint : ui.theme.border_control;
  const Colour accent = control.is_hovered ? ui.theme.accent_hover : ui.theme.accent;
  return {mixed(ground, accent, on), mixed(edge, accent, on)};
}

}  // namespace

Control checkbox(Ui& ui, std::string_view label, bool& value, ChoiceOptions options) {
  auto [control, box] = choice(ui, label, Role::checkbox, value, 18, 18, options);
  if (control.is_pressed) value = !value;
  if (!control.is_visible) return control;
  const float on = ui.fade(control.id, 1, value);
  const BoxColours colours = box_colours(ui, control, on, options.is_disabled, ui.theme.accent & 0x00ffffff);
  fill(box, colours.ground, 5);
  stroke(box, colours.border, 5, edge_width(ui));
  icon(ui, Icon::check, box, 14, faded(options.is_disabled ? ui.theme.text_disabled : white, on));
  return control;
}

Control toggle(Ui& ui, std::string_view label, bool& value, ChoiceOptions options) {
  auto [control, box] = choice(ui, label, Role::checkbox, value, 36, 20, options);
  if (control.is_pressed) value = !value;
  if (!control.is_visible) return control;
  const float on = ui.fade(control.id, 1, value, ui.can_move() ? motion::menu : motion::press);
  const BoxColours colours = box_colours(ui, control, on, options.is_disabled, ui.theme.surface);
  fill(box, colours.ground, 10);
  stroke(box, colours.border, 10, edge_width(ui));
  const Colour knob = options.is_disabled ? ui.theme.text_disabled : mixed(ui.theme.border_control, white, on);
  fill_circle(box.x + 10 + 16 * (ui.can_move() ? on : static_cast<float>(value)), box.y + 10, 6, knob);
  return control;
}

Control radio(Ui& ui, std::string_view label, bool is_chosen, ChoiceOptions options) {
  auto [control, box] = choice(ui, label, Role::radio, is_chosen, 18, 18, options);
  if (!control.is_visible) return control;
  const float on = ui.fade(control.id, 1, is_chosen);
  const BoxColours colours = box_colours(ui, control, on, options.is_disabled, ui.theme.accent & 0x00ffffff);
  fill(box, colours.ground, 9);
  stroke(box, colours.border, 9, edge_width(ui));
  fill_circle(box.x + 9, box.y + 9, 4, faded(options.is_disabled ? ui.theme.text_disabled : white, on));
  return control;
}

namespace {

constexpr TextStyle segment_style = type::small.semibold();
constexpr float segment_height = 32;

float segment_width(Ui& ui, const Segment& segment) {
  const float icon_width = segment.icon == Icon::none ? 0 : segment.label.empty() ? 16 : 22;
  return std::ceil(ui.text.width(segment.label, segment_style) + icon_width) + 24;
}

}  // namespace

float segmented_width(Ui& ui, std::span<const Segment> segments) {
  float width = 4 + 2 * static_cast<float>(segments.size() - 1);
  for (const Segment& segment : segments) width += segment_width(ui, segment);
  return width;
}

bool segmented(Ui& ui, std::string_view name, std::span<const Segment> segments, std::size_t& chosen) {
  const Rect track = ui.place(segmented_width(ui, segments), segment_height + 4);
  fill(track, ui.theme.fill_neutral, radius::control);
  const Group group(ui, Role::group, name, track);
  const ScopedId scope(name);
  Rect rest = inset(track, 2);
  bool is_changed = false;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const Segment& segment = segments[i];
    const Rect rect = cut_left(rest, segment_width(ui, segment), 2);
    const bool is_on = i == chosen;
    const Control control = ui.control({.id = ui.id(segment.label),
                                        .role = Role::radio,
                                        .name = std::string(segment.label),
                                        .rect = rect,
                                        .is_checked = is_on});
    if (control.is_pressed && !is_on) {
      chosen = i;
      is_changed = true;
    }
    if (!control.is_visible) continue;
    if (is_on) {
      shadow(ui, rect, radius::small_button, Elevation::card);
      fill(rect, ui.theme.segment, radius::small_button);
    }
    const float hover = ui.fade(control.id, 1, control.is_hovered && !is_on);
    const Colour words = is_on ? ui.theme.text : mixed(ui.theme.text_muted, ui.theme.text, hover);
    Rect inner = inset(rect, 12, 0);
    if (segment.icon != Icon::none) icon(ui, segment.icon, cut_left(inner, 16, 6), 16, words);
    line_of_text(ui, segment.label, segment_style, inner, words, Align::centre);
    if (control.has_ring) ring_inside(ui, rect, radius::small_button);
  }
  return is_changed;
}

bool tabs(Ui& ui, std::string_view name, std::span<const Tab> tabs, std::size_t& chosen) {
  constexpr TextStyle style = type::body.semibold();
  const Rect bar = ui.place(ui.available_width(), 40, Fit::stretch);
  hairline(bar.x, bar.bottom() - 1, bar.width, ui.theme.border);
  const Group group(ui, Role::group, name, bar);
  const ScopedId scope(name);
  Rect rest = bar;
  bool is_changed = false;
  for (std::size_t i = 0; i < tabs.size(); ++i) {
    const Tab& tab = tabs[i];
    const bool is_on = i == chosen;
    const float words = std::ceil(ui.text.width(tab.label, style));
    const float count = tab.count > 0 ? badge_width(ui, tab.count) + 6 : 0;
    const Rect rect = cut_left(rest, words + count, 20);
    const Control control = ui.control(
        {.id = ui.id(tab.label), .role = Role::tab, .name = std::string(tab.label), .rect = rect, .is_current = is_on});
    if (control.is_pressed && !is_on) {
      chosen = i;
      is_changed = true;
    }
    const float hover = ui.fade(control.id, 1, control.is_hovered);
    const Colour colour = is_on ? ui.theme.text : mixed(ui.theme.text_muted, ui.theme.text, hover);
    line_of_text(ui, tab.label, style, {rect.x, rect.y, words, rect.height}, colour);
    if (tab.count > 0) badge(ui.at({rect.x + words + 6, rect.y + 10, count - 6, 20}), tab.count, true);
    if (is_on) fill({rect.x, rect.bottom() - 2, rect.width, 2}, ui.theme.accent_text);
    if (control.has_ring) ring_inside(ui, inset(rect, -4, 4), radius::small_button);
  }
  return is_changed;
}

}  // namespace quern::ui
