// One project in the list: a row of the table, or two lines on a phone.
#pragma once

#include "core/api/project.hpp"
#include "ui/view.hpp"

namespace quern::ui {

void project_table_header(Ui& ui);
float project_row_height(const Ui& ui);  // 64, on a phone 80
// Draws it with its menu. True when it was chosen.
bool project_row(View& view, const Project& project, int position, int count);

}  // namespace quern::ui
