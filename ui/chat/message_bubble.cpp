#include "ui/chat/message_bubble.hpp"

#include <algorithm>
#include <cmath>

namespace quern::ui {
namespace {

constexpr float side = 12, above = 7, below = 7;
constexpr float before_time = 10;  // least between the words and the time
constexpr float part_gap = 4;      // between “edited”, the time and the ticks
constexpr float time_line = 16;
constexpr TextStyle time_style = type::caption.tabular();

TextStyle words_style(const Ui& ui) { return ui.is_phone() ? type::message_phone : type::message; }

float widest(const Ui& ui, float lane_width) { return std::min(ui.is_phone() ? 306.f : 520.f, lane_width); }

std::string_view words_of(const Ui& ui, const Bubble& bubble) {
  return bubble.is_deleted ? ui.tr("chat.deleted") : bubble.text;
}

float time_width(Ui& ui, const Bubble& bubble) {
  float width = std::ceil(ui.text.width(bubble.time, time_style));
  if (bubble.is_edited) width += std::ceil(ui.text.width(ui.tr("chat.edited"), time_style)) + part_gap;
  if (bubble.ticks != Ticks::none) width += part_gap + 16;
  return width;
}

// Inner corners of a group are tight, and the last one at the author's side tighter.
Corners corners_of(const Bubble& bubble) {
  const float first = bubble.is_first ? 16 : 6;
  const float last = bubble.is_last ? 4 : 6;
  return bubble.is_own ? Corners{16, first, last, 16} : Corners{first, 16, 16, last};
}

void draw_ground(Ui& ui, const Bubble& bubble, Rect rect) {
  const Theme& theme = ui.theme;
  const Corners corners = corners_of(bubble);
  if (!bubble.is_own && !theme.is_dark) {
    const Rect under{rect.x, rect.y + 1, rect.width, rect.height};
    fill(under, faded(theme.shadow, 0.07f), corners);
  }
  fill(rect, bubble.is_own ? theme.bubble_own : theme.bubble_other, corners);
}

void draw_time(Ui& ui, const Bubble& bubble, Rect place) {
  const Theme& theme = ui.theme;
  const Colour muted = bubble.is_own ? theme.bubble_own_muted : theme.bubble_other_muted;
  if (bubble.ticks != Ticks::none) {
    const Colour read = theme.is_dark ? theme.bubble_own_text : theme.accent_text;
    icon(ui, ticks_icon(bubble.ticks), cut_right(place, 16, part_gap), 16, bubble.ticks == Ticks::read ? read : muted);
  }
  line_of_text(ui, bubble.time, time_style, place, muted, Align::end);
  if (!bubble.is_edited) return;
  cut_right(place, std::ceil(ui.text.width(bubble.time, time_style)), part_gap);
  line_of_text(ui, ui.tr("chat.edited"), time_style, place, muted, Align::end);
}

}  // namespace

Icon ticks_icon(Ticks ticks) {
  switch (ticks) {
    case Ticks::pending: return Icon::clock;
    case Ticks::sent: return Icon::check;
    case Ticks::read: return Icon::checks;
    case Ticks::none: break;
  }
  return Icon::none;
}

BubbleShape bubble_shape(Ui& ui, const Bubble& bubble, float lane_width) {
  const TextStyle style = words_style(ui);
  const auto words = words_of(ui, bubble);
  const float most = widest(ui, lane_width) - 2 * side;
  BubbleShape shape{.time_width = time_width(ui, bubble), .lines = ui.text.wrap(words, style, most)};
  const auto paragraphs = 1 + std::ranges::count(words, '\n');
  const bool is_broken = std::ssize(shape.lines) > paragraphs;
  float longest = 0;
  for (const TextLine& line : shape.lines) longest = std::max(longest, line.width);
  const float last = std::ceil(shape.lines.back().width) + before_time + shape.time_width;
  shape.is_time_below = last > most;
  const float needed = std::max(std::ceil(longest), last);
  shape.width = 2 * side + (is_broken || needed > most ? most : needed);
  shape.height = above + static_cast<float>(shape.lines.size()) * style.line_height + below;
  if (shape.is_time_below) shape.height += time_line;
  return shape;
}

void draw_bubble(Ui& ui, const Bubble& bubble, const BubbleShape& shape, Rect rect) {
  const Theme& theme = ui.theme;
  const TextStyle style = words_style(ui);
  draw_ground(ui, bubble, rect);
  Colour colour = bubble.is_own ? theme.bubble_own_text : theme.bubble_other_text;
  if (bubble.is_deleted) colour = bubble.is_own ? theme.bubble_own_muted : theme.bubble_other_muted;
  const auto words = words_of(ui, bubble);
  float y = rect.y + above;
  for (const TextLine& line : shape.lines) {
    ui.text.draw(draw_list(), words.substr(line.begin, line.end - line.begin), style, rect.x + side, y, colour);
    y += style.line_height;
  }
  const float time_top = shape.is_time_below ? y + 4 : y - style.line_height + 4;
  draw_time(ui, bubble, {rect.right() - side - shape.time_width, time_top, shape.time_width, time_line});
}

}  // namespace quern::ui
