// Questions that the desktop's reader asks of the semantics tree.
#pragma once

#include <vector>

#include "ui/semantics.hpp"

namespace quern::native {

ui::Rect rect_on_screen(const ui::Semantics& semantics, const ui::Node& node);
ui::Rect clip_on_screen(const ui::Semantics& semantics, const ui::Node& node);
// Can Tab lead there? Also where it is disabled: what it is called can then be read.
bool is_focusable(const ui::Node& node);
bool is_within(const ui::Semantics& semantics, ui::NodeId id, ui::NodeId container);
// The dialog that all else waits for; 0: there is none.
ui::NodeId modal_of(const ui::Semantics& semantics);
// Where Tab leads, in its order: what is outside a modal dialog is left out.
std::vector<ui::NodeId> tab_order(const ui::Semantics& semantics);
const ui::Node* around(const ui::Semantics& semantics, const ui::Node& node, ui::Role role);  // the nearest; null: none
// The button that Enter in this field presses; null: there is none.
const ui::Node* submit_of(const ui::Semantics& semantics, const ui::Node& field);

}  // namespace quern::native
