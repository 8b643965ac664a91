// What stands around the pages: the rail of sections (a bar at the bottom of a phone), notices, and the page that the
// address names. What the server cannot do has no section here.
#pragma once

#include "ui/view.hpp"

namespace quern::ui {

// Everything of a frame, but for the frame itself.
void shell(View& view);

// Bars under a page's header: no connection.
void page_bars(View& view, Rect& page);
app::ConnectionNotice connection_notice(const View& view);

}  // namespace quern::ui
