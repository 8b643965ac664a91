// One project: what it is, what is in it, and what can be done to it.
#pragma once

#include "core/app/route.hpp"
#include "ui/view.hpp"

namespace quern::ui {

void project_page(View& view, Rect page, const app::ProjectPage& route);

}  // namespace quern::ui
