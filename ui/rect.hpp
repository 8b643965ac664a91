// Cutting rectangles: a view takes its parts off a rectangle's sides, and draws in them in whatever order it reads.
// Units   CSS pixels. cut_*() shortens `from`, also by `gap`; what is not there is cut to nothing, never below it.
#pragma once

#include "ui/semantics.hpp"

namespace quern::ui {

constexpr float unbounded = 1e6f;  // the height of a column that grows as it is filled

constexpr Rect cut_left(Rect& from, float width, float gap = 0) {
  if (width > from.width) width = from.width;
  const Rect part{from.x, from.y, width, from.height};
  const float taken = width + gap < from.width ? width + gap : from.width;
  from.x += taken;
  from.width -= taken;
  return part;
}

constexpr Rect cut_right(Rect& from, float width, float gap = 0) {
  if (width > from.width) width = from.width;
  const Rect part{from.x + from.width - width, from.y, width, from.height};
  from.width -= width + gap < from.width ? width + gap : from.width;
  return part;
}

constexpr Rect cut_top(Rect& from, float height, float gap = 0) {
  if (height > from.height) height = from.height;
  const Rect part{from.x, from.y, from.width, height};
  const float taken = height + gap < from.height ? height + gap : from.height;
  from.y += taken;
  from.height -= taken;
  return part;
}

constexpr Rect cut_bottom(Rect& from, float height, float gap = 0) {
  if (height > from.height) height = from.height;
  const Rect part{from.x, from.y + from.height - height, from.width, height};
  from.height -= height + gap < from.height ? height + gap : from.height;
  return part;
}

constexpr Rect inset(Rect rect, float left, float top, float right, float bottom) {
  return {rect.x + left, rect.y + top, rect.width - left - right, rect.height - top - bottom};
}
constexpr Rect inset(Rect rect, float x, float y) { return inset(rect, x, y, x, y); }
constexpr Rect inset(Rect rect, float all) { return inset(rect, all, all, all, all); }

// `width` by `height` in the middle of `rect`, on whole pixels.
constexpr Rect centred(Rect rect, float width, float height) {
  const auto half = [](float rest) {
    return static_cast<float>(static_cast<int>(rest / 2 + (rest < 0 ? -0.5f : 0.f)));
  };
  return {rect.x + half(rect.width - width), rect.y + half(rect.height - height), width, height};
}

constexpr Rect intersection(Rect a, Rect b) {
  const float x = a.x > b.x ? a.x : b.x;
  const float y = a.y > b.y ? a.y : b.y;
  const float right = a.right() < b.right() ? a.right() : b.right();
  const float bottom = a.bottom() < b.bottom() ? a.bottom() : b.bottom();
  return {x, y, right > x ? right - x : 0, bottom > y ? bottom - y : 0};
}

constexpr bool contains(Rect rect, float x, float y) {
  return x >= rect.x && x < rect.right() && y >= rect.y && y < rect.bottom();
}

}  // namespace quern::ui
