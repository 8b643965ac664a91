// Where a person types. In the browser a DOM field lies exactly over each and is the editor: while it is focused the
// canvas draws the frame and the ring alone; the whole value comes back through the semantics tree.
// `value` is the model: the field shows what it holds, and writes what was typed into it.
//   if (text_field(ui, ui.tr("name"), form.name, {.error = form.name_error})) form.check_name();
#pragma once

#include <string>

#include "ui/draw.hpp"

namespace quern::ui {

struct FieldOptions {
  FieldType type = FieldType::text;
  std::string_view placeholder;
  std::string_view help;   // under it, until there is an error
  std::string_view error;  // what is wrong, then how to mend it
  std::string_view note;   // at the right end of the label: what is left, "optional"
  std::string_view autocomplete = "off";
  std::string_view enter_key_hint;
  int max_length = 0;     // UTF-16 units; 0 is no limit
  float height = 0;       // of a multiline one; 0: three lines
  bool is_large = false;  // 44 instead of 36
  bool is_disabled = false;
  bool is_required = false;
  bool hides_label = false;  // read, not drawn
};

struct FieldResult {
  NodeId id = 0;
  Rect rect;  // of the frame
  bool is_changed = false;
  bool is_submitted = false;  // Enter, where no submit button answers for it
  bool is_left = false;       // lost the focus in this frame: the time to check it
  explicit operator bool() const { return is_changed; }
};

FieldResult text_field(Ui& ui, std::string_view label, std::string& value, const FieldOptions& options = {});
// The same with a label row that ends in a link, as "Forgot it?" of a password.
FieldResult text_field(Ui& ui, std::string_view label, std::string& value, const FieldOptions& options,
                       std::string_view link_text, std::string_view link_href, bool& is_link_pressed);

// A submit that failed: the first field inside `container` that says what is wrong gets the focus, if one does.
void focus_first_wrong(Ui& ui, NodeId container);

// A filled box with a magnifier, a hint of the "/" key that leads to it, and a cross when there is something to clear.
// The key itself is the view's: shortcut(ui, "/") in shell code, then ui.semantics.request_focus(result.id).
FieldResult search_box(Ui& ui, std::string_view name, std::string& value, std::string_view placeholder = {});
float search_box_height(const Ui& ui);

// A field without a frame, as high as its lines, for who writes messages. Enter submits it, Shift+Enter breaks the line.
FieldResult composer_field(Ui& ui, std::string_view name, std::string& value, std::string_view placeholder = {});
// 40 for one line, on a phone 44; 20 for each further one, up to eight.
float composer_field_height(Ui& ui, std::string_view value, float width);
constexpr float composer_field_indent = 8;  // from its edge to the words

}  // namespace quern::ui
