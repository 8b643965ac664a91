#include "ui/shell/form_alert.hpp"

#include "ui/draw.hpp"

namespace quern::ui {

void form_alert(Ui& ui, std::string_view sentence) {
  constexpr float indent = 22;
  const float width = ui.available_width();
  const Rect rect = ui.place(width, ui.text.wrapped_height(sentence, type::small, width - indent), Fit::stretch);
  icon(ui, Icon::alert, {rect.x, rect.y + 1, 16, 16}, 16, ui.theme.danger_text);
  const Rect words = inset(rect, indent, 0, 0, 0);
  block_of_text(ui, sentence, type::small, words, ui.theme.danger_text);
  ui.tell({.role = Role::alert, .name = std::string(sentence), .rect = words});
}

}  // namespace quern::ui
