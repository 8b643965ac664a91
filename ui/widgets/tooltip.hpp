// A few words about the control under the pointer, or the one with the focus ring. Widgets offer it (ControlOptions);
// the screen draws it last, above all else. Its words are in the control's description too.
#pragma once

#include "ui/ui.hpp"

namespace quern::ui {

void draw_tooltip(Ui& ui);

}  // namespace quern::ui
