// Waiting: how far it is, and the shape of what will come.
#pragma once

#include <span>

#include "ui/draw.hpp"
#include "ui/widgets/mark.hpp"

namespace quern::ui {

// 4 high over the whole width. `share` is 0..1; negative: unknown, a piece wanders. `name` is read with the percentage.
Rect progress_bar(Ui& ui, std::string_view name, float share, Tone tone = Tone::accent);

// A grey bar (or disc) where something will be. Draws nothing in the first 150 ms of `owner`'s life.
void skeleton(Ui& ui, Rect rect, float radius = radius::tag);
void skeleton_disc(Ui& ui, Rect rect);
// A column of rows in the geometry of list rows: avatar, two lines. Told once as busy.
void skeleton_rows(Ui& ui, int count, float row_height = 64, float avatar_size = 44, bool is_square = false);
// True when the skeletons of this place may be seen: 150 ms after the first call.
bool shows_skeleton(Ui& ui, std::string_view place);

}  // namespace quern::ui
