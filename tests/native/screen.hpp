// The X display as somebody who sits before it: what it shows, and its one window of ours, whichever program made it.
#pragma once

#include <optional>
#include <string>

#include "native/painter.hpp"

namespace quern::test {

class Screen {
 public:
  Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;
  ~Screen();

  std::string title();  // of the window; "" while there is none
  native::Picture picture();
  void press_close_button();  // no window manager draws one here, but the window is told what it would tell

 private:
  struct Display;
  Display* display_;
};

}  // namespace quern::test
