// Places of the application: an item of the rail at the left (60 × 52), or of the bar at a phone's bottom.
#pragma once

#include "ui/draw.hpp"

namespace quern::ui {

enum class NavPlace : std::uint8_t { rail, bar };

struct NavItem {
  Icon icon = Icon::none;
  std::string_view label;
  std::string_view href;
  bool is_current = false;
  std::int64_t badge = 0;    // what is new there; 0 is nothing
  bool hides_label = false;  // a square of 44 with the icon alone, its label as tooltip
};

Control nav_item(Ui& ui, const NavItem& item, NavPlace place);

}  // namespace quern::ui
