// The editor of the field that has the focus: Dear ImGui's own, laid over the frame that the widget draws
// (docs/decisions/0018). It reads the field's node and writes what is typed back into the tree, as the mirror does in a
// browser. It works inside the application's frame, by a hook of ImGui's that runs when all widgets are through.
// Owned by Desktop; the application, whose ImGui context it hooks into, outlives it.
#pragma once

#include <imgui_internal.h>

#include <deque>
#include <string>
#include <utility>

#include "native/field_fonts.hpp"
#include "native/focus.hpp"

namespace quern::native {

class FieldEditor {
 public:
  FieldEditor(ui::Semantics& semantics, Focus& focus, ui::Glyphs& glyphs);
  FieldEditor(const FieldEditor&) = delete;
  FieldEditor& operator=(const FieldEditor&) = delete;
  ~FieldEditor();

  bool is_under_pointer() const { return is_under_pointer_; }

 private:
  void run();  // in each frame
  void follow_pointer();
  void follow_model(const ui::Node& node);
  void draw(const ui::Node& node);
  void style(const ui::FieldStyle& style) const;
  void input_text(const ui::Node& node, ui::Rect inner);
  void place_caret(ImGuiInputTextCallbackData& data) const;
  int letter_under_pointer(std::string_view text) const;
  static int on_callback(ImGuiInputTextCallbackData* data);
  static void keep_length(ImGuiInputTextCallbackData& data, int most);

  ui::Semantics& semantics_;
  Focus& focus_;
  FieldFonts fonts_;
  ImGuiContextHook hook_;
  ImGuiID hook_id_ = 0;

  ui::NodeId edited_ = 0;
  std::string text_;              // what the editor shows
  std::string model_;             // what the model last said
  std::deque<std::string> sent_;  // typed, and not yet said back by the model
  int most_letters_ = 0;          // of the field, UTF-16 units; 0 is no limit
  float line_height_ = 0;
  ImVec2 text_corner_;        // on screen, as far as it is not scrolled
  bool wants_caret_ = false;  // at the pointer, which has just pressed
  bool wants_all_ = false;    // selected
  bool must_reload_ = false;
  bool is_under_pointer_ = false;
};

}  // namespace quern::native
