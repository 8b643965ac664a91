// How the application looks and speaks, and whose account it is.
#pragma once

#include "ui/view.hpp"

namespace quern::ui {

void settings_page(View& view, Rect page);

}  // namespace quern::ui
