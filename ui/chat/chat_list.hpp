// All chats, latest first: searched as one types, or those with something new alone; and the way to a new one.
#pragma once

#include "core/app/route.hpp"
#include "ui/view.hpp"

namespace quern::ui {

// The chats' page: the list, and beside it, where the window is wide, the conversation that is open.
void chats_page(View& view, Rect page, const app::Route& route);

}  // namespace quern::ui
