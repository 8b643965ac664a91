// What can be done to a project, as a menu: of its row in the list, and of its own page.
#pragma once

#include "core/api/project.hpp"
#include "ui/view.hpp"

namespace quern::ui {

// Where the menu of `key` is open, draws it. Its own page has no "Open".
void project_menu(View& view, NodeId key, const Project& project, bool is_in_list);

}  // namespace quern::ui
