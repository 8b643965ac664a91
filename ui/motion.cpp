#include "ui/motion.hpp"

#include "ui/theme.hpp"

namespace quern::ui {

void Motion::begin_frame(TimePoint now) {
  now_ = now;
  is_moving_ = false;
  if (++frame_ % 256 == 0) {
    values_.filter([now](const Value& value) { return now - value.last_used < Duration{2'000}; });
  }
}

float Motion::at(const Value& value, Duration duration) const {
  if (duration <= Duration{0}) return value.target;
  const auto share = static_cast<float>((now_ - value.start).count()) / static_cast<float>(duration.count());
  return value.from + (value.target - value.from) * motion::ease_in(share);
}

float Motion::glide(std::uint64_t owner, float target, Duration duration, std::optional<float> from) {
  Value& value = values_[owner];
  if (value.is_new || value.last_frame + 1 < frame_) {
    value = {.from = from.value_or(target), .target = target, .start = now_, .is_new = false};
  } else if (value.target != target) {
    value = {.from = at(value, duration), .target = target, .start = now_, .is_new = false};
  }
  value.last_used = now_;
  value.last_frame = frame_;
  const bool is_there = value.from == value.target || now_ - value.start >= duration;
  if (is_there) return value.target;
  is_moving_ = true;
  return at(value, duration);
}

Duration Motion::age(std::uint64_t owner) {
  Value& value = values_[owner];
  if (value.is_new || value.last_frame + 1 < frame_) value = {.start = now_, .is_new = false};
  value.last_used = now_;
  value.last_frame = frame_;
  return now_ - value.start;
}

}  // namespace quern::ui
