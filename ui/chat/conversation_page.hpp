// One conversation: who it is with, the wall of messages, and where one writes.
#pragma once

#include "core/app/route.hpp"
#include "ui/view.hpp"

namespace quern::ui {

void conversation_page(View& view, Rect page, const app::ChatPage& route);

}  // namespace quern::ui
