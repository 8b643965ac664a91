// What lies over the page: a layer is an ImGui window above all before it; an overlay is a layer over the whole window
// that takes the pointer, has a node at the tree's root, and, while it is the last one, Escape.
#pragma once

#include "ui/ui.hpp"

namespace quern::ui {

// Layers of one frame are stacked in the order they begin. One that does not take the pointer lets it through.
void begin_layer(std::string_view name, Rect rect, bool takes_pointer);
void end_layer();

class Overlay {
 public:
  // `node` is told at the root; its rectangle is what the overlay draws.
  Overlay(Ui& ui, Node node);
  ~Overlay();
  Overlay(const Overlay&) = delete;
  Overlay& operator=(const Overlay&) = delete;

  NodeId id() const { return id_; }
  bool was_escaped() const { return was_escaped_; }
  bool was_clicked_outside() const { return was_clicked_outside_; }

 private:
  Ui& ui_;
  NodeId id_;
  bool was_escaped_ = false;
  bool was_clicked_outside_ = false;
};

}  // namespace quern::ui
