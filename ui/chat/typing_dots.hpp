// Three dots of which one is bright after another: somebody types.
#pragma once

#include "ui/draw.hpp"

namespace quern::ui {

constexpr float typing_dots_width = 21;

void typing_dots(Ui& ui, float x, float middle, Colour colour);

}  // namespace quern::ui
