#include "ui/svg_path.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace quern::ui {
namespace {

constexpr bool is_command(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

class PathReader {
 public:
  PathReader(std::string_view path, float tolerance) : path_(path), tolerance_(tolerance) {}

  std::vector<Polyline> read() {
    char command = 0;
    while (skip_separators()) {
      if (is_command(path_[at_])) command = path_[at_++];
      if (!run(command)) break;
      if (command == 'M') command = 'L';  // more pairs after a move are lines
      if (command == 'm') command = 'l';
    }
    std::erase_if(lines_, [](const Polyline& line) { return line.points.size() < 2; });
    return std::move(lines_);
  }

 private:
  bool skip_separators() {
    while (at_ < path_.size() && (path_[at_] == ' ' || path_[at_] == ',')) ++at_;
    return at_ < path_.size();
  }

  // "-.5", "12", "1.05.95" (two numbers): as SVG packs them.
  float number() {
    skip_separators();
    float sign = 1;
    if (at_ < path_.size() && path_[at_] == '-') {
      sign = -1;
      ++at_;
    }
    float value = 0;
    float scale = 0;
    for (; at_ < path_.size(); ++at_) {
      const char c = path_[at_];
      if (c == '.' && scale == 0) {
        scale = 1;
      } else if (c >= '0' && c <= '9') {
        value = value * 10 + static_cast<float>(c - '0');
        scale *= 10;
      } else {
        break;
      }
    }
    return sign * (scale > 1 ? value / scale : value);
  }
  bool flag() {  // one digit, perhaps with the next number right behind it
    skip_separators();
    return at_ < path_.size() && path_[at_++] == '1';
  }
  PathPoint point(bool is_relative) {
    const float x = number();
    const float y = number();
    return is_relative ? PathPoint{pen_.x + x, pen_.y + y} : PathPoint{x, y};
  }

  bool run(char command) {
    const bool is_relative = command >= 'a';
    const char kind = is_relative ? static_cast<char>(command - 'a' + 'A') : command;
    PathPoint control = pen_;
    switch (kind) {
      case 'M':
        pen_ = point(is_relative);
        lines_.push_back({{pen_}, false});
        break;
      case 'L': line_to(point(is_relative)); break;
      case 'H': line_to({number() + (is_relative ? pen_.x : 0), pen_.y}); break;
      case 'V': line_to({pen_.x, number() + (is_relative ? pen_.y : 0)}); break;
      case 'C':
      case 'S': {
        const PathPoint first =
            kind == 'C' ? point(is_relative) : PathPoint{2 * pen_.x - control_.x, 2 * pen_.y - control_.y};
        control = point(is_relative);
        curve_to(first, control, point(is_relative));
        break;
      }
      case 'A': {
        const float rx = number();
        const float ry = number();
        number();  // rotation: our arcs are of circles
        const bool is_large = flag();
        const bool is_clockwise = flag();
        arc_to(std::max(rx, ry), is_large, is_clockwise, point(is_relative));
        break;
      }
      case 'Z':
        if (lines_.empty()) return false;
        lines_.back().is_closed = true;
        pen_ = lines_.back().points.front();
        break;
      default: return false;
    }
    control_ = kind == 'C' || kind == 'S' ? control : pen_;
    return true;
  }

  void line_to(PathPoint to) {
    if (lines_.empty() || lines_.back().is_closed) lines_.push_back({{pen_}, false});
    lines_.back().points.push_back(to);
    pen_ = to;
  }

  void curve_to(PathPoint a, PathPoint b, PathPoint to) {
    const PathPoint from = pen_;
    const float length =
        std::hypot(a.x - from.x, a.y - from.y) + std::hypot(b.x - a.x, b.y - a.y) + std::hypot(to.x - b.x, to.y - b.y);
    const int steps = std::clamp(static_cast<int>(std::sqrt(length / tolerance_) * 0.8f) + 2, 3, 64);
    for (int i = 1; i <= steps; ++i) {
      const float t = static_cast<float>(i) / static_cast<float>(steps);
      const float u = 1 - t;
      const float c0 = u * u * u, c1 = 3 * u * u * t, c2 = 3 * u * t * t, c3 = t * t * t;
      line_to({c0 * from.x + c1 * a.x + c2 * b.x + c3 * to.x, c0 * from.y + c1 * a.y + c2 * b.y + c3 * to.y});
    }
  }

  // Source  SVG 1.1, appendix F.6.5: from end points to centre, for circles.
  void arc_to(float radius, bool is_large, bool is_clockwise, PathPoint to) {
    const PathPoint from = pen_;
    const float half_x = (from.x - to.x) / 2;
    const float half_y = (from.y - to.y) / 2;
    const float half = std::hypot(half_x, half_y);
    if (half == 0) return;
    radius = std::max(radius, half);
    float rise = std::sqrt(std::max(0.f, radius * radius - half * half)) / half;
    if (is_large == is_clockwise) rise = -rise;
    const PathPoint centre{(from.x + to.x) / 2 + rise * half_y, (from.y + to.y) / 2 - rise * half_x};
    const float start = std::atan2(from.y - centre.y, from.x - centre.x);
    float sweep = std::atan2(to.y - centre.y, to.x - centre.x) - start;
    constexpr float turn = 2 * std::numbers::pi_v<float>;
    if (is_clockwise && sweep < 0) sweep += turn;
    if (!is_clockwise && sweep > 0) sweep -= turn;
    const float step = 2 * std::acos(std::max(0.f, 1 - tolerance_ / radius));
    const int steps = std::clamp(static_cast<int>(std::fabs(sweep) / step) + 1, 2, 128);
    for (int i = 1; i < steps; ++i) {
      const float angle = start + sweep * static_cast<float>(i) / static_cast<float>(steps);
      line_to({centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)});
    }
    line_to(to);
  }

  std::string_view path_;
  float tolerance_;
  std::size_t at_ = 0;
  PathPoint pen_;
  PathPoint control_;
  std::vector<Polyline> lines_;
};

}  // namespace

std::vector<Polyline> flatten_path(std::string_view path, float tolerance) {
  return PathReader(path, tolerance).read();
}

}  // namespace quern::ui
