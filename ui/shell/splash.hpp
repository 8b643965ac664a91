// What is there before it is known who is here; and the reason, when the server cannot be asked.
#pragma once

#include "ui/view.hpp"

namespace quern::ui {

void splash(View& view);

}  // namespace quern::ui
