// The application's toasts, in words and above whatever is at the bottom.
#pragma once

#include "ui/view.hpp"

namespace quern::ui {

void toast_stack(View& view);

}  // namespace quern::ui
