// What is wrong with a form as a whole: a line with its icon, read aloud when it comes.
#pragma once

#include "ui/ui.hpp"

namespace quern::ui {

void form_alert(Ui& ui, std::string_view sentence);

}  // namespace quern::ui
