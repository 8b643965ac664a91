// Values on their way: each has an owner's id and a channel, and glides to its target when that changes. First seen, it
// is at its target already. Forgotten when not asked for during two seconds.
// Owned by Screen. Time is the Scheduler's.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/time.hpp"
#include "ui/flat_map.hpp"

namespace quern::ui {

class Motion {
 public:
  void begin_frame(TimePoint now);

  // The value now. `from` is where a value first seen begins, if not at its target.
  float glide(std::uint64_t owner, float target, Duration duration, std::optional<float> from = {});
  // How long `owner` has been asked for without a break; 0 in its first frame.
  Duration age(std::uint64_t owner);

  bool is_moving() const { return is_moving_; }

 private:
  struct Value {
    float from = 0, target = 0;
    TimePoint start{};      // of the glide; for an age, of its life
    TimePoint last_used{};  // a value not used in the last frame is new when it comes again
    std::uint64_t last_frame = 0;
    bool is_new = true;
  };

  float at(const Value& value, Duration duration) const;

  FlatMap<Value> values_;
  TimePoint now_{};
  std::uint64_t frame_ = 0;
  bool is_moving_ = false;
};

}  // namespace quern::ui
