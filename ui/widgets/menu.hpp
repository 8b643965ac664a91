// A list of things to do, opened by a button or a right click, over everything. Arrow keys move in it, Home and End too,
// Enter presses, Escape and a click elsewhere close it; choosing closes it.
//
//   const auto more = icon_button(ui, Icon::more, ui.tr("more"), {.is_expanded = is_menu_open(ui, key)});
//   if (more) open_menu(ui, key, more.rect);
//   if (Menu menu{ui, key, ui.tr("more")}) {
//     if (menu_item(ui, menu, ui.tr("rename"), {.icon = Icon::edit})) …
//   }
#pragma once

#include <optional>
#include <string_view>

#include "ui/ui.hpp"
#include "ui/widgets/overlay.hpp"

namespace quern::ui {

// `key` is any id of the view's own: NodeId of the button, a hash.
void open_menu(Ui& ui, NodeId key, Rect anchor);
bool is_menu_open(const Ui& ui, NodeId key);

struct MenuItemOptions {
  Icon icon = Icon::none;
  std::string_view key_hint;
  bool is_dangerous = false;
  bool is_disabled = false;
  bool is_current = false;  // a tick: the one that is chosen
};

class Menu {
 public:
  Menu(Ui& ui, NodeId key, std::string_view name, float width = 0);  // 0: as wide as its items need, 200 at least
  ~Menu();
  Menu(const Menu&) = delete;
  Menu& operator=(const Menu&) = delete;
  explicit operator bool() const { return overlay_.has_value(); }

 private:
  friend bool menu_item(Ui& ui, Menu& menu, std::string_view label, MenuItemOptions options);
  friend void menu_divider(Ui& ui, Menu& menu);

  Ui& ui_;
  NodeId key_;
  std::optional<Overlay> overlay_;
};

bool menu_item(Ui& ui, Menu& menu, std::string_view label, MenuItemOptions options = {});
void menu_divider(Ui& ui, Menu& menu);

}  // namespace quern::ui
