#include "ui/widgets/panel.hpp"

#include <algorithm>
#include <cmath>

#include "ui/widgets/button.hpp"
#include "ui/widgets/label.hpp"

namespace quern::ui {
namespace {

constexpr float measure = 400;

void glyph(Ui& ui, Icon shown, float size, float corner, Colour ground, Colour colour) {
  const Rect rect = ui.place(size, size);
  fill(rect, ground, corner);
  icon(ui, shown, rect, 28, colour);
}

}  // namespace

void card(Ui& ui, Rect rect) {
  if (!ui.theme.is_dark) shadow(ui, rect, radius::card, Elevation::card);
  fill(rect, ui.theme.surface_raised, radius::card);
  stroke(rect, ui.theme.border, radius::card);
}

void divider(Ui& ui) {
  const Rect rect = ui.place(ui.available_width(), 1, Fit::stretch);
  hairline(rect.x, rect.y, rect.width, ui.theme.border);
}

bool empty_state(Ui& ui, const EmptyState& state) {
  const Parts whole(ui);
  const float width = std::min(measure, ui.available_width());
  Rect lane = ui.rest();
  lane = {std::round(lane.x + (lane.width - width) / 2), lane.y, width, lane.height};
  ui.push_flow({.area = lane, .gap = 8, .align = Align::centre});
  glyph(ui, state.icon, 64, 20, ui.theme.fill_neutral, ui.theme.text_muted);
  ui.space(8);
  heading(ui, state.title, 2, type::title);
  if (!state.sentence.empty()) paragraph(ui, state.sentence, {.colour = ui.theme.text_muted, .align = Align::centre});
  bool is_pressed = false;
  if (!state.action.empty()) {
    ui.space(8);
    is_pressed = button(ui, state.action, {.kind = state.action_kind, .icon = state.action_icon}).is_pressed;
  }
  const float used = ui.pop_flow().used;
  ui.space(used);
  return is_pressed;
}

bool error_panel(Ui& ui, const ErrorPanel& panel) {
  const Parts whole(ui);
  const float width = std::min(measure, ui.available_width());
  Rect lane = ui.rest();
  lane = {std::round(lane.x + (lane.width - width) / 2), lane.y, width, lane.height};
  ui.push_flow({.area = lane, .gap = 8, .align = Align::centre});
  const Group group(ui, Role::alert, panel.title, {lane.x, lane.y, lane.width, 220});
  glyph(ui, Icon::warning, 48, 16, ui.theme.danger_soft, ui.theme.danger_text);
  ui.space(4);
  heading(ui, panel.title, 2, type::body.semibold());
  if (!panel.reason.empty()) {
    paragraph(ui, panel.reason, {.style = type::small, .colour = ui.theme.text_muted, .align = Align::centre});
  }
  ui.space(8);
  const ButtonOptions retry{.size = ButtonSize::small, .icon = Icon::retry};
  const ButtonOptions copy{.kind = ButtonKind::quiet, .size = ButtonSize::small, .icon = Icon::copy};
  const bool has_code = !panel.code.empty();
  const float retry_width = button_width(ui, ui.tr("retry"), retry);
  const float copy_width = has_code ? button_width(ui, ui.tr("error_code"), copy) + 8 : 0;
  bool is_pressed = false;
  {
    const Row row(ui, ui.place(retry_width + copy_width, button_height(ui, ButtonSize::small)), {.gap = 8});
    is_pressed = button(ui, ui.tr("retry"), retry).is_pressed;
    if (has_code && button(ui, ui.tr("error_code"), copy)) ui.platform.copy_to_clipboard(panel.code);
  }
  const float used = ui.pop_flow().used;
  ui.space(used);
  return is_pressed;
}

bool banner(Ui& ui, const Banner& shown) {
  const Theme& theme = ui.theme;
  Colour ground = theme.accent_soft;
  Colour words = theme.text;
  if (shown.tone == Tone::warning) ground = theme.warning_soft, words = theme.warning_text;
  if (shown.tone == Tone::danger) ground = theme.danger_soft, words = theme.danger_text;
  if (shown.tone == Tone::success) ground = theme.success_soft, words = theme.success_text;
  const bool is_plain = shown.tone == Tone::accent || shown.tone == Tone::neutral;

  const Rect bar = ui.place(ui.available_width(), 40, Fit::stretch);
  fill(bar, ground);
  Rect inner = inset(bar, 20, 0, 8, 0);
  icon(ui, shown.icon, cut_left(inner, 18, 10), 18, is_plain ? theme.accent_text : words);
  ButtonOptions options{.kind = ButtonKind::quiet, .size = ButtonSize::small, .colour = words};
  if (is_plain) options = {.kind = ButtonKind::text, .size = ButtonSize::small};
  options.icon = shown.action_icon;
  Rect action;
  if (!shown.action.empty()) {
    const float height = button_height(ui, ButtonSize::small);
    action = cut_right(inner, button_width(ui, shown.action, options), 10);
    action = {action.x, bar.y + (bar.height - height) / 2, action.width, height};
  }
  std::string sentence(shown.lead);
  if (!shown.lead.empty()) {
    const TextStyle lead = type::small.semibold();
    line_of_text(ui, shown.lead, lead, cut_left(inner, std::ceil(ui.text.width(shown.lead, lead)), 4), words);
    sentence += ' ';
  }
  sentence += shown.text;
  std::string drawn(shown.text);
  if (!drawn.empty() && !shown.note.empty()) drawn += ' ';
  drawn += shown.note;
  line_of_text(ui, drawn, type::small, inner, words);
  ui.tell({.role = Role::status, .name = std::move(sentence), .description = std::string(shown.note), .rect = bar});
  return !shown.action.empty() && button(ui.at(action), shown.action, options).is_pressed;
}

}  // namespace quern::ui
