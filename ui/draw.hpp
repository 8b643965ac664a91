// What widgets draw with: rounded rectangles, hairlines, icons, text, shadows, all in the present window and clip.
// Units   CSS pixels; borders lie inside their rectangle; lines of 1 are crisp when the rectangle is on whole pixels.
#pragma once

#include <string_view>

#include "ui/ui.hpp"

struct ImDrawList;

namespace quern::ui {

ImDrawList& draw_list();

void fill(Rect rect, Colour colour, float radius = 0);
struct Corners {
  float top_left = 0, top_right = 0, bottom_right = 0, bottom_left = 0;
};
void fill(Rect rect, Colour colour, Corners radii);
void stroke(Rect rect, Colour colour, float radius = 0, float thickness = 1);
void fill_circle(float x, float y, float radius, Colour colour);
void stroke_circle(float x, float y, float radius, Colour colour, float thickness);
void hairline(float x, float y, float width, Colour colour);  // 1 high
void vertical_hairline(float x, float y, float height, Colour colour);
void shadow(Ui& ui, Rect rect, float radius, Elevation elevation);
void spinner(Ui& ui, Rect rect, float size, Colour colour, float thickness = 2);  // turns, unless motion is reduced

// The ring of keyboard focus: 2 px, 2 px off the shape, or inside it (rows and fields).
void ring_outside(Ui& ui, Rect rect, float radius);
void ring_inside(Ui& ui, Rect rect, float radius);

void icon(Ui& ui, Icon icon, Rect rect, float size, Colour colour);
// One line, cut to the rectangle's width, in the middle of its height. Returns the width drawn.
float line_of_text(Ui& ui, std::string_view text, const TextStyle& style, Rect rect, Colour colour,
                   Align align = Align::start, Cut cut = Cut::end);
// Lines from the rectangle's top, broken to its width; at most `max_lines` of them, the last one cut. Returns the height.
float block_of_text(Ui& ui, std::string_view text, const TextStyle& style, Rect rect, Colour colour,
                    Align align = Align::start, int max_lines = 0);

}  // namespace quern::ui
