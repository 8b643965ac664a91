// Who has the focus, and what keys do to it: what a browser does by itself with the mirror's elements, done here with the
// semantics tree. The third reader of it, after the mirror and the tests.
// Owned by Desktop. What a person does goes back to the tree as an Input, and shows in the next frame.
#pragma once

#include <optional>

#include "ui/semantics.hpp"

namespace quern::native {

class Focus {
 public:
  explicit Focus(ui::Semantics& semantics) : semantics_(semantics) {}

  ui::NodeId focused() const { return focused_; }
  const ui::Node* focused_node() const { return semantics_.find(focused_); }
  const ui::Node* focused_field() const;  // null: no field has it
  bool was_moved() const { return was_moved_; }

  void focus(ui::NodeId id, bool is_by_keyboard);  // 0: nobody
  void on_tab(bool is_backwards);
  void on_escape();
  bool on_enter(bool has_shift);  // true: it was taken; else it is a line's end in the field
  bool on_space();                // true: something was pressed
  bool on_arrow(int step);        // true: another of a group of choices was taken
  // A pointer pressed on a node (0: on none).
  void on_pointer_press(ui::NodeId id) { focus(id, false); }

  // After each frame: moves it where the application asks, into a dialog that opened, and keeps it in sight.
  void follow();

 private:
  bool can_have(ui::NodeId id) const;
  void follow_request();
  void show(ui::NodeId id);

  ui::Semantics& semantics_;
  ui::NodeId focused_ = 0;
  bool is_by_keyboard_ = false;
  bool was_moved_ = false;            // by a key or the application: a field's text is selected then
  std::optional<ui::NodeId> wanted_;  // its node may come some frames later
  int patience_ = 0;
};

}  // namespace quern::native
