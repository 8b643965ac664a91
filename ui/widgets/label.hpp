// Text that is read: one line, a paragraph, a heading. All of it is in the semantics tree.
#pragma once

#include "ui/draw.hpp"

namespace quern::ui {

struct TextOptions {
  TextStyle style = type::body;
  Colour colour = 0;  // 0: the theme's text
  Align align = Align::start;
  int max_lines = 0;  // of a paragraph; 0 is all
  Cut cut = Cut::end;
  bool is_told = true;  // false: what is around it says it already
};

// One line, as wide as it is, cut with "…" where there is less room.
Rect label(Ui& ui, std::string_view text, TextOptions options = {});
// Lines over the whole width.
Rect paragraph(Ui& ui, std::string_view text, TextOptions options = {});
// One line, cut, as wide as there is room; level is 1 for the page's name.
Rect heading(Ui& ui, std::string_view text, int level, TextStyle style = type::heading);

}  // namespace quern::ui
