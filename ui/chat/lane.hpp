// The column that messages stand in: 800 wide at most, with its margins.
#pragma once

#include <algorithm>
#include <cmath>

#include "ui/rect.hpp"
#include "ui/ui.hpp"

namespace quern::ui {

inline Rect lane_of(const Ui& ui, Rect place) {
  const float width = std::min(800.f, place.width);
  const float margin = ui.is_phone() ? 12 : 24;
  return {std::round(place.x + (place.width - width) / 2) + margin, place.y, width - 2 * margin, place.height};
}

}  // namespace quern::ui
