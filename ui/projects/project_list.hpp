// All projects: searched as one types, 20 a page, each with its menu. A table on a wide window, tall rows on a phone.
#pragma once

#include "core/app/route.hpp"
#include "ui/view.hpp"

namespace quern::ui {

void project_list(View& view, Rect page, const app::ProjectsPage& route);

}  // namespace quern::ui
