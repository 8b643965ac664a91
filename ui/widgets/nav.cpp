#include "ui/widgets/nav.hpp"

#include <algorithm>
#include <cmath>

#include "ui/widgets/mark.hpp"

namespace quern::ui {
namespace {

void draw_badge(Ui& ui, Rect item, const NavItem& shown, NavPlace place) {
  constexpr TextStyle style = TextStyle{11, 18, Weight::semibold}.tabular();
  const std::string text = shown.badge > 999 ? "999+" : format_number(ui.language, shown.badge);
  const float width = std::max(18.f, std::ceil(ui.text.width(text, style)) + 10);
  const bool is_rail = place == NavPlace::rail;
  const float left = is_rail ? item.x + item.width - 24 : std::round(item.x + item.width / 2 + 2);
  const Rect rect{left, item.y + (is_rail ? 1.f : 2.f), width, 18};
  fill(inset(rect, -2), ui.theme.surface_base, 11);
  fill(rect, ui.theme.badge, 9);
  line_of_text(ui, text, style, rect, ui.theme.on_badge, Align::centre);
}

}  // namespace

Control nav_item(Ui& ui, const NavItem& item, NavPlace place) {
  const bool is_rail = place == NavPlace::rail;
  const float width = item.hides_label ? 44 : 60;
  const Rect rect = ui.place(width, item.hides_label ? 44.f : 52.f);
  std::string description;
  if (item.badge > 0) description = format_number(ui.language, item.badge);
  const Control control = ui.control({.id = ui.id(item.label),
                                      .role = Role::link,
                                      .name = std::string(item.label),
                                      .description = std::move(description),
                                      .href = std::string(item.href),
                                      .rect = rect,
                                      .is_current = item.is_current},
                                     {.tooltip = item.hides_label ? item.label : std::string_view{}});
  if (!control.is_visible) return control;
  const Theme& theme = ui.theme;
  const float hover = ui.fade(control.id, 1, control.is_hovered && !item.is_current);
  if (is_rail && item.is_current) fill(rect, theme.fill_selected, radius::row);
  if (is_rail && hover > 0) fill(rect, faded(theme.fill_hover, hover), radius::row);
  const Colour colour = item.is_current ? theme.accent_text : mixed(theme.text_muted, theme.text, hover);
  if (item.hides_label) {
    icon(ui, item.icon, rect, 20, colour);
  } else {
    Rect inner = centred(rect, rect.width, 20 + 4 + type::micro.line_height);
    icon(ui, item.icon, cut_top(inner, 20, 4), 20, colour);
    line_of_text(ui, item.label, type::micro, inner, colour, Align::centre);
  }
  if (item.badge > 0) draw_badge(ui, rect, item, place);
  if (control.has_ring) ring_inside(ui, rect, radius::row);
  return control;
}

}  // namespace quern::ui
