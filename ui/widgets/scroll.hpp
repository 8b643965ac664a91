// A part of the page that scrolls. In the browser a real scroll container lies over it, with that browser's own feel for
// wheel, touch and keys: it tells us where it stands, and we follow in the same frame. Without one (tests, desktop) the
// wheel of ImGuiIO moves it; a platform whose container scrolls must not give the wheel to ImGuiIO as well.
//
//   ScrollArea area{ui, "projects", rect};
//   …widgets, one below another…
#pragma once

#include "ui/ui.hpp"

namespace quern::ui {

class ScrollArea {
 public:
  struct Options {
    float padding = 0;  // left and right, inside
    float gap = 0;
    bool starts_at_end = false;
  };
  ScrollArea(Ui& ui, std::string_view name, Rect rect, Options options);
  ScrollArea(Ui& ui, std::string_view name, Rect rect) : ScrollArea(ui, name, rect, Options{}) {}
  ~ScrollArea();  // measures what was put in, draws the bar
  ScrollArea(const ScrollArea&) = delete;
  ScrollArea& operator=(const ScrollArea&) = delete;

  float offset() const;  // from the top, 0 at the start
  void scroll_to(float offset);

 private:
  struct State;

  void follow();
  void draw_bar();

  Ui& ui_;
  NodeId id_;
  Rect rect_;
  State* state_;
};

}  // namespace quern::ui
