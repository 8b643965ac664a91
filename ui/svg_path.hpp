// An SVG path as straight pieces. Reads M L H V C S A Z in both cases; what the design's icons use, and no more.
// Units   those of the path.
#pragma once

#include <string_view>
#include <vector>

namespace quern::ui {

struct PathPoint {
  float x = 0, y = 0;
};
struct Polyline {
  std::vector<PathPoint> points;
  bool is_closed = false;
};

// `tolerance`: how far a straight piece may be from its curve. An unknown command ends the reading.
std::vector<Polyline> flatten_path(std::string_view path, float tolerance);

}  // namespace quern::ui
