// What moves a scroll area beside the browser's container, and the bar that shows where it stands.
#pragma once

#include <cstdint>
#include <optional>

#include "ui/ui.hpp"

namespace quern::ui {

// CSS pixels that ImGui's wheel asks for in this frame, downwards; 0 unless the pointer is over `rect`.
float wheel_distance(const Ui& ui, Rect rect);

struct ScrollBar {
  std::int64_t drag_start = 0;  // the offset when the thumb was taken

  // At the right edge of `rect`; on touch there is none. `offset` is from 0 to `length` - the height of `rect`.
  // Answers where the thumb was dragged to. Inside an ImGui id of the area.
  std::optional<std::int64_t> draw(Ui& ui, Rect rect, std::int64_t offset, std::int64_t length);
};

}  // namespace quern::ui
