// Leaving while something was not sent: how much would be lost, and the choice to stay.
#pragma once

#include "ui/view.hpp"

namespace quern::ui {

void ask_to_log_out(View& view);  // at once, where nothing waits
void logout_dialog(View& view);   // where it is open

}  // namespace quern::ui
