// When to draw, and when to stop: after any wake frames run until the picture was equal twice running, then none.
// One equal picture is not enough: a popup opens, and a table settles, one frame after the cause.
#pragma once

#include <cstdint>

namespace quern::ui {

class FramePacer {
 public:
  struct Verdict {
    bool draw = false;   // the picture is another: send it to the screen
    bool again = false;  // run another frame
  };

  void wake() { equal_ = 0; }                  // something came in
  void invalidate() { has_picture_ = false; }  // the screen lost what was drawn
  // A frame was built. `is_restless`: it says itself that there must be another.
  Verdict frame(std::uint64_t picture, bool is_restless) {
    const bool is_equal = has_picture_ && picture == picture_;
    picture_ = picture;
    has_picture_ = true;
    equal_ = is_equal ? equal_ + 1 : 0;
    return {.draw = !is_equal, .again = is_restless || equal_ < 2};
  }

 private:
  std::uint64_t picture_ = 0;
  int equal_ = 0;
  bool has_picture_ = false;
};

}  // namespace quern::ui
