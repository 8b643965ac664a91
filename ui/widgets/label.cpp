#include "ui/widgets/label.hpp"

#include <algorithm>
#include <cmath>

namespace quern::ui {

Rect label(Ui& ui, std::string_view text, TextOptions options) {
  const float natural = std::ceil(ui.text.width(text, options.style));
  const float room = std::max(0.f, ui.available_width());
  const Fit fit = options.align == Align::start ? Fit::natural : Fit::stretch;
  const Rect rect = ui.place(std::min(natural, room), options.style.line_height, fit);
  line_of_text(ui, text, options.style, rect, options.colour ? options.colour : ui.theme.text, options.align,
               options.cut);
  if (options.is_told) ui.tell({.role = Role::text, .name = std::string(text), .rect = rect});
  return rect;
}

Rect paragraph(Ui& ui, std::string_view text, TextOptions options) {
  const float width = ui.available_width();
  const float height = ui.text.wrapped_height(text, options.style, width, options.max_lines);
  const Rect rect = ui.place(width, height, Fit::stretch);
  block_of_text(ui, text, options.style, rect, options.colour ? options.colour : ui.theme.text, options.align,
                options.max_lines);
  if (options.is_told) ui.tell({.role = Role::text, .name = std::string(text), .rect = rect});
  return rect;
}

Rect heading(Ui& ui, std::string_view text, int level, TextStyle style) {
  const float natural = std::ceil(ui.text.width(text, style));
  const Rect rect = ui.place(std::min(natural, ui.available_width()), style.line_height);
  line_of_text(ui, text, style, rect, ui.theme.text);
  ui.tell({.role = Role::heading, .name = std::string(text), .rect = rect, .level = level});
  return rect;
}

}  // namespace quern::ui
