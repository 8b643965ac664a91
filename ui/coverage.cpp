#include "ui/coverage.hpp"

#include <algorithm>
#include <cmath>

namespace quern::ui {
namespace {

GlyphBitmap blank(int side) {
  GlyphBitmap bitmap{.width = side, .height = side, .top = side};
  bitmap.rgba.assign(static_cast<std::size_t>(side * side) * 4, 0xff);
  return bitmap;
}

void set(GlyphBitmap& bitmap, int x, int y, float coverage) {
  const auto at = static_cast<std::size_t>(y * bitmap.width + x) * 4 + 3;
  bitmap.rgba[at] = static_cast<std::uint8_t>(std::clamp(coverage, 0.f, 1.f) * 255 + 0.5f);
}

float squared_distance(PathPoint p, PathPoint a, PathPoint b) {
  const float dx = b.x - a.x;
  const float dy = b.y - a.y;
  const float length = dx * dx + dy * dy;
  const float t = length > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.f, 1.f) : 0;
  const float x = p.x - a.x - t * dx;
  const float y = p.y - a.y - t * dy;
  return x * x + y * y;
}

template <class Visit>
void each_piece(const std::vector<Polyline>& lines, bool is_filled, Visit visit) {
  for (const Polyline& line : lines) {
    for (std::size_t i = 0; i + 1 < line.points.size(); ++i) visit(line.points[i], line.points[i + 1]);
    if (line.is_closed || is_filled) visit(line.points.back(), line.points.front());
  }
}

// A Gaussian along one side of a square of `side`; what lies outside repeats the edge.
void blur_rows(std::vector<float>& values, int side, float deviation) {
  const int reach = static_cast<int>(deviation * 3);
  std::vector<float> kernel;
  float sum = 0;
  for (int i = -reach; i <= reach; ++i) {
    kernel.push_back(std::exp(-static_cast<float>(i * i) / (2 * deviation * deviation)));
    sum += kernel.back();
  }
  std::vector<float> row(static_cast<std::size_t>(side));
  for (int y = 0; y < side; ++y) {
    float* line = &values[static_cast<std::size_t>(y * side)];
    for (int x = 0; x < side; ++x) {
      float total = 0;
      for (int i = -reach; i <= reach; ++i) {
        total += kernel[static_cast<std::size_t>(i + reach)] * line[std::clamp(x + i, 0, side - 1)];
      }
      row[static_cast<std::size_t>(x)] = total / sum;
    }
    std::copy(row.begin(), row.end(), line);
  }
}

void transpose(std::vector<float>& values, int side) {
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < y; ++x) {
      std::swap(values[static_cast<std::size_t>(y * side + x)], values[static_cast<std::size_t>(x * side + y)]);
    }
  }
}

}  // namespace

GlyphBitmap stroke_picture(const std::vector<Polyline>& lines, float width, int side) {
  GlyphBitmap bitmap = blank(side);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const PathPoint centre{static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f};
      float nearest = 1e9f;
      each_piece(lines, false,
                 [&](PathPoint a, PathPoint b) { nearest = std::min(nearest, squared_distance(centre, a, b)); });
      // The share of a pixel's width between the stroke's two edges, where they run by its centre.
      const float distance = std::sqrt(nearest);
      const float inner = std::clamp(width / 2 - distance + 0.5f, 0.f, 1.f);
      const float beyond = std::clamp(-width / 2 - distance + 0.5f, 0.f, 1.f);
      set(bitmap, x, y, inner - beyond);
    }
  }
  return bitmap;
}

GlyphBitmap fill_picture(const std::vector<Polyline>& lines, int side) {
  constexpr int samples = 4;
  GlyphBitmap bitmap = blank(side);
  const auto is_inside = [&](PathPoint p) {
    int turns = 0;
    each_piece(lines, true, [&](PathPoint a, PathPoint b) {
      if ((a.y <= p.y) == (b.y <= p.y)) return;
      if (a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x) > p.x) turns += a.y < b.y ? 1 : -1;
    });
    return turns != 0;
  };
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      int hits = 0;
      for (int i = 0; i < samples * samples; ++i) {
        const float dx = (static_cast<float>(i % samples) + 0.5f) / samples;
        const float dy = (static_cast<float>(i / samples) + 0.5f) / samples;
        hits += is_inside({static_cast<float>(x) + dx, static_cast<float>(y) + dy});
      }
      set(bitmap, x, y, static_cast<float>(hits) / (samples * samples));
    }
  }
  return bitmap;
}

GlyphBitmap shadow_picture(int side) {
  const float deviation = static_cast<float>(side) / (2 * shadow_extent);
  const float radius = deviation * 0.8f;  // near those of menus and dialogs, in deviations of their blurs
  const float corner = static_cast<float>(side) / 2;
  std::vector<float> values(static_cast<std::size_t>(side * side));
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const float dx = static_cast<float>(x) + 0.5f - corner;
      const float dy = static_cast<float>(y) + 0.5f - corner;
      const float from_arc = std::hypot(std::min(dx - radius, 0.f), std::min(dy - radius, 0.f));
      values[static_cast<std::size_t>(y * side + x)] = std::clamp(radius - from_arc + 0.5f, 0.f, 1.f);
    }
  }
  blur_rows(values, side, deviation);
  transpose(values, side);
  blur_rows(values, side, deviation);
  transpose(values, side);
  GlyphBitmap bitmap = blank(side);
  for (int i = 0; i < side * side; ++i) set(bitmap, i % side, i / side, values[static_cast<std::size_t>(i)]);
  return bitmap;
}

}  // namespace quern::ui
