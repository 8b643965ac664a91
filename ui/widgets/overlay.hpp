// What lies over the page: a layer is an ImGui window above all before it; an overlay is a layer over the whole window
// that takes the pointer, has a node at the tree's root, and, while it is the last one, Escape.
#pragma once

#include "ui/ui.hpp"

namespace quern::ui {

// Layers of one frame are stacked in the order they begin. One that does not take the pointer lets it through.
void begin_layer(std::string_view name, Rect rect, bool takes_pointer);
void end_layer();
// What the present layer has drawn since `first` (its vertices), fainter and moved: for coming in.
int layer_mark();
void fade_layer(int first, float share, float offset_y);

class Overlay {
 public:
  // `node` is told at the root; its rectangle is what the overlay draws. `fade` is over once it is there.
  Overlay(Ui& ui, Node node, Duration fade, float offset_y, Colour scrim = 0);
  ~Overlay();
  Overlay(const Overlay&) = delete;
  Overlay& operator=(const Overlay&) = delete;

  NodeId id() const { return id_; }
  bool was_escaped() const { return was_escaped_; }
  bool was_clicked_outside() const { return was_clicked_outside_; }

 private:
  void take_pointer(Rect rect);

  Ui& ui_;
  NodeId id_;
  float share_ = 1;
  float offset_y_ = 0;
  int mark_ = 0;
  bool was_escaped_ = false;
  bool was_clicked_outside_ = false;
};

}  // namespace quern::ui
