#include "ui/widgets/menu.hpp"

#include <algorithm>
#include <cmath>

#include "imgui.h"
#include "ui/draw.hpp"
#include "ui/widgets/mark.hpp"

namespace quern::ui {
namespace {

constexpr float padding = 4;
constexpr float margin = 8;
constexpr float least_width = 200;
constexpr float icon_column = 28;

// Below its anchor, flush with the side that has room; above it where there is none below.
Rect place_menu(const Ui& ui, const Ui::OpenMenu& menu, float width) {
  const float height = menu.height;
  const bool is_right = menu.anchor.x + width > ui.screen.right() - margin;
  Rect rect{is_right ? menu.anchor.right() - width : menu.anchor.x, menu.anchor.bottom() + 4, width, height};
  if (rect.bottom() > ui.screen.bottom() - margin && menu.anchor.y - 4 - height >= margin) {
    rect.y = menu.anchor.y - 4 - height;
  }
  rect.x = std::round(std::clamp(rect.x, margin, std::max(margin, ui.screen.right() - margin - width)));
  rect.y = std::round(std::clamp(rect.y, margin, std::max(margin, ui.screen.bottom() - margin - height)));
  return rect;
}

void close_menu(Ui& ui) {
  if (!ui.menu) return;
  if (ui.menu->focus_before) ui.semantics.request_focus(ui.menu->focus_before);
  ui.menu.reset();
}

// Arrow keys, Home and End move the focus among the items.
void move_focus(Ui& ui, const std::vector<NodeId>& items) {
  if (items.empty()) return;
  const auto found = std::find(items.begin(), items.end(), ui.semantics.focused());
  const auto count = static_cast<int>(items.size());
  const int here = found == items.end() ? -1 : static_cast<int>(found - items.begin());
  int next = here;
  if (ImGui::IsKeyPressed(ImGuiKey_DownArrow)) next = (here + 1) % count;
  if (ImGui::IsKeyPressed(ImGuiKey_UpArrow)) next = (std::max(here, 0) + count - 1) % count;
  if (ImGui::IsKeyPressed(ImGuiKey_Home)) next = 0;
  if (ImGui::IsKeyPressed(ImGuiKey_End)) next = count - 1;
  if (next != here) ui.semantics.request_focus(items[static_cast<std::size_t>(next)]);
}

}  // namespace

void open_menu(Ui& ui, NodeId key, Rect anchor) {
  ui.menu = Ui::OpenMenu{.key = key, .anchor = anchor, .focus_before = ui.semantics.focused()};
  ui.want_frame();
}

bool is_menu_open(const Ui& ui, NodeId key) { return ui.menu && ui.menu->key == key; }

Menu::Menu(Ui& ui, NodeId key, std::string_view name, float width) : ui_(ui), key_(key) {
  if (!is_menu_open(ui, key)) return;
  Ui::OpenMenu& menu = *ui.menu;
  if (width <= 0) width = std::max(least_width, menu.width + 2 * padding);
  const Rect rect = place_menu(ui, menu, std::min(width, ui.screen.width - 2 * margin));
  const auto id = static_cast<NodeId>(hash_with(key, 0x3e));
  overlay_.emplace(ui, Node{.id = id, .role = Role::menu, .name = std::string(name), .rect = rect}, motion::menu, -4.f);
  move_focus(ui, menu.items);
  menu.items.clear();
  menu.width = 0;
  if (menu.height > 0) {
    shadow(ui, rect, radius::card, Elevation::menu);
    fill(rect, ui.theme.surface_overlay, radius::card);
    stroke(rect, ui.theme.border_strong, radius::card);
  }
  const Rect inner = inset(rect, padding);
  ui.push_flow({.area = {inner.x, inner.y, inner.width, unbounded}});
}

Menu::~Menu() {
  if (!overlay_) return;
  const float used = ui_.pop_flow().used;
  if (!is_menu_open(ui_, key_)) return;  // an item was chosen
  Ui::OpenMenu& menu = *ui_.menu;
  const float height = used + 2 * padding;
  if (height != menu.height) ui_.want_frame();
  menu.height = height;
  if (menu.is_new && !menu.items.empty()) ui_.semantics.request_focus(menu.items.front());
  menu.is_new = false;
  if (overlay_->was_escaped() || overlay_->was_clicked_outside()) close_menu(ui_);
}

bool menu_item(Ui& ui, Menu& menu, std::string_view label, MenuItemOptions options) {
  if (!menu || !ui.menu) return false;
  const float hint = options.key_hint.empty() ? 0 : key_hint_width(ui, options.key_hint) + 16;
  const float tick = options.is_current ? icon_column : 0;
  const float indent = options.icon == Icon::none ? 0 : icon_column;
  ui.menu->width = std::max(ui.menu->width, 20 + indent + std::ceil(ui.text.width(label, type::body)) + hint + tick);

  const Rect rect = ui.place(ui.available_width(), ui.is_touch ? 44 : 36, Fit::stretch);
  const Control control = ui.control({.id = ui.id(label),
                                      .role = Role::menu_item,
                                      .name = std::string(label),
                                      .rect = rect,
                                      .is_disabled = options.is_disabled,
                                      .is_current = options.is_current});
  if (!options.is_disabled) ui.menu->items.push_back(control.id);
  if (control.is_visible) {
    const Theme& theme = ui.theme;
    const bool is_lit = control.is_hovered || control.is_held || control.is_focused;
    fill(rect, faded(theme.fill_menu_hover, ui.fade(control.id, 1, is_lit)), radius::control);
    Colour words = options.is_dangerous ? theme.danger_text : theme.text;
    if (options.is_disabled) words = theme.text_disabled;
    const Colour mark = options.is_dangerous || options.is_disabled ? words : theme.text_muted;
    Rect inner = inset(rect, 10, 0);
    if (indent > 0) icon(ui, options.icon, cut_left(inner, 18, 10), 18, mark);
    if (options.is_current) icon(ui, Icon::check, cut_right(inner, 18, 10), 18, theme.accent_text);
    if (hint > 0) {
      const Rect place = cut_right(inner, hint - 16, 16);
      key_hint(ui.at(centred(place, place.width, 18)), options.key_hint);
    }
    line_of_text(ui, label, type::body, inner, words);
    if (control.has_ring) ring_inside(ui, rect, radius::control);
  }
  if (control.is_pressed) close_menu(ui);
  return control.is_pressed;
}

void menu_divider(Ui& ui, Menu& menu) {
  if (!menu) return;
  const Rect rect = ui.place(ui.available_width(), 9, Fit::stretch);
  hairline(rect.x, rect.y + 4, rect.width, ui.theme.border_strong);
}

}  // namespace quern::ui
