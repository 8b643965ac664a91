// The dialog that makes or edits a project. What is typed in it is App's: see core/app/project_form.hpp.
#pragma once

#include "ui/view.hpp"

namespace quern::ui {

void project_dialog(View& view);  // where it is open

}  // namespace quern::ui
