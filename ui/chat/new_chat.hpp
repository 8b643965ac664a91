// Finding a person to write to, as a dialog over the page: by name, as one types; Enter takes the first who was found.
#pragma once

#include "ui/view.hpp"

namespace quern::ui {

void open_new_chat(Ui& ui);
void new_chat_dialog(View& view);  // where it is open

}  // namespace quern::ui
