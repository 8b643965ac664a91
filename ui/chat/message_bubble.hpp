// One message as it stands on the wall: its words, and the time at the end of the last line where there is room for it.
// Measured and drawn apart, since a list has to know its height before its place.
// Units   CSS pixels. 520 wide at most, on a phone 306; as wide as its words where they need one line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ui/draw.hpp"

namespace quern::ui {

// How far it has come. Of one's own alone; others' have come.
enum class Ticks : std::uint8_t { none, pending, sent, read };

struct Bubble {
  std::string_view text;
  std::string_view time;  // as it is shown
  Ticks ticks = Ticks::none;
  bool is_own = false;
  bool is_edited = false;
  bool is_deleted = false;
  bool is_first = true, is_last = true;  // of those that one person wrote together
};

struct BubbleShape {
  float width = 0, height = 0;
  float time_width = 0;
  bool is_time_below = false;  // there was no room beside the last words
  std::vector<TextLine> lines;
};

BubbleShape bubble_shape(Ui& ui, const Bubble& bubble, float lane_width);
void draw_bubble(Ui& ui, const Bubble& bubble, const BubbleShape& shape, Rect rect);

// The mark alone, in a square of 16.
Icon ticks_icon(Ticks ticks);

}  // namespace quern::ui
