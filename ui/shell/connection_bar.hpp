// The bar that says there is no connection, when the next try is, and lets one try now. While all is well it takes no
// room. The caller asks for the frame in which the notice is another: app::Connection::next_change_in().
#pragma once

#include "core/app/connection.hpp"
#include "ui/ui.hpp"

namespace quern::ui {

// Cuts it off the page where there is something to say. True when “Retry now” was pressed.
bool connection_bar(Ui& ui, Rect& page, const app::ConnectionNotice& notice);

}  // namespace quern::ui
