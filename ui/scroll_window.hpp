// What of a long content a browser's scroll container is told. Two things keep it from being the content itself:
// Length  a container holds some ten million pixels, and positions are floats: beyond that it gets a window on the content.
// Motion  a position written while a finger, a fling or a smooth wheel moves it stops that motion, or is lost to it. So when
//         rows above the view change then, the container stands still and the content moves in it; once it rests, or comes
//         near its start, both are set right in one frame.
// Units   CSS pixels, whole. An offset is from the content's start, a position is the container's scrollTop.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace quern::ui {

class ScrollWindow {
 public:
  static constexpr std::int64_t most = 8'000'000;

  struct Content {
    std::int64_t offset = 0;              // where it stands
    std::int64_t lowest = 0, length = 0;  // lowest: of its start, 0 or below; length: from 0 to its end
    std::int64_t height = 0;              // of the view
  };

  float position() const { return static_cast<float>(position_); }
  float content_height() const { return static_cast<float>(content_height_); }
  std::int64_t origin() const { return origin_; }  // the offset of position 0

  // The offset a container means that says it stands at `position`. One that jumped to an end of its window (the Home and End
  // keys) means the content's.
  std::int64_t moved_to(float position, const Content& content) {
    const std::int64_t before = position_;
    position_ = std::llround(position);
    const bool is_jump = std::abs(position_ - before) > 2 * content.height;
    if (is_jump && position_ <= 0) return content.lowest;
    if (is_jump && position_ >= content_height_ - content.height - 1) return content.length - content.height;
    return origin_ + position_;
  }

  void settle(const Content& content, bool is_moving) {
    const std::int64_t home = origin_for(content);
    const std::int64_t standing = content.offset - position_;  // the origin that leaves the container where it is
    const bool has_room = standing == content.lowest || position_ >= content.height;
    origin_ = is_moving && has_room ? standing : home;
    position_ = content.offset - origin_;
    content_height_ = std::min(most, content.length - origin_);
  }

  bool is_settled(const Content& content) const { return origin_ == origin_for(content); }

 private:
  std::int64_t origin_for(const Content& content) const {
    const std::int64_t whole = content.length - content.lowest;
    if (whole <= most) return content.lowest;
    const std::int64_t last = content.length - most;
    const std::int64_t position = content.offset - origin_;
    const bool is_inside = origin_ >= content.lowest && origin_ <= last;
    const bool has_before = origin_ == content.lowest || position > most / 8;
    const bool has_after = origin_ == last || position < most - most / 8;
    if (is_inside && has_before && has_after) return origin_;
    return std::clamp(content.offset - most / 2, content.lowest, last);
  }

  std::int64_t origin_ = 0, position_ = 0, content_height_ = 0;
};

}  // namespace quern::ui
