#include "ui/chat/typing_dots.hpp"

namespace quern::ui {

void typing_dots(Ui& ui, float x, float middle, Colour colour) {
  constexpr Duration step{300};
  constexpr float shares[] = {1, .7f, .4f};
  int turn = 0;
  if (ui.can_move()) {
    turn = static_cast<int>(ui.now.time_since_epoch() / step % 3);
    ui.want_frame_in(step - ui.now.time_since_epoch() % step);
  }
  for (int i = 0; i < 3; ++i) {
    fill_circle(x + 2.5f + static_cast<float>(i) * 8, middle, 2.5f, faded(colour, shares[(i + 3 - turn) % 3]));
  }
}

}  // namespace quern::ui
