// Login and registration: one card, two forms that share what is typed.
#pragma once

#include "ui/view.hpp"

namespace quern::ui {

void sign_in_page(View& view);

}  // namespace quern::ui
