#include "ui/widgets/page.hpp"

#include <algorithm>
#include <cmath>

#include "ui/widgets/button.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/mark.hpp"

namespace quern::ui {

Rect page_header(Ui& ui, Rect& page, std::string_view title, std::int64_t count) {
  const bool is_phone = ui.is_phone();
  Rect rest = inset(cut_top(page, is_phone ? 56 : 64), is_phone ? 16 : 24, 0, is_phone ? 4 : 24, 0);
  const float width = std::min(std::ceil(ui.text.width(title, type::heading)), rest.width);
  const Rect place = cut_left(rest, width, 12);
  line_of_text(ui, title, type::heading, place, ui.theme.text);
  ui.tell({.role = Role::heading, .name = std::string(title), .rect = place, .level = 1});
  if (count >= 0 && !is_phone) {
    const Rect mark = cut_left(rest, badge_width(ui, count), 12);
    badge(ui.at(centred(mark, mark.width, 20)), count, true);
  }
  return rest;
}

std::optional<std::size_t> breadcrumbs(Ui& ui, Rect rect, std::span<const Breadcrumb> above, std::string_view here) {
  std::optional<std::size_t> pressed;
  Rect rest = rect;
  {
    const Group group(ui, Role::navigation, ui.tr("breadcrumbs"), rect);
    for (std::size_t i = 0; i < above.size(); ++i) {
      const float width = std::ceil(ui.text.width(above[i].label, type::body));
      const Rect place = cut_left(rest, width, 4);
      const Rect line = centred(place, place.width, type::body.line_height);
      if (link(ui.at(line), above[i].label, above[i].href, {.colour = ui.theme.text_muted})) pressed = i;
      icon(ui, Icon::right, cut_left(rest, 16, 4), 16, ui.theme.text_faint);
    }
  }
  line_of_text(ui, here, type::body.semibold(), rest, ui.theme.text);
  ui.tell({.role = Role::heading, .name = std::string(here), .rect = rest, .level = 1});
  return pressed;
}

bool pager(Ui& ui, int& offset, int page_size, int total) {
  if (total <= page_size && offset == 0) return false;
  const float side = icon_button_size(ui);
  Rect row = ui.place(ui.available_width(), side, Fit::stretch);
  const Group group(ui, Role::navigation, ui.tr("pager"), row);
  const Rect next = cut_right(row, side, 4);
  const Rect previous = cut_right(row, side, 12);
  const auto number = [&](int n) { return format_number(ui.language, n); };
  const std::string range = ui.tr("pager.range", {{"from", number(std::min(offset + 1, total))},
                                                  {"to", number(std::min(offset + page_size, total))},
                                                  {"total", number(total)}});
  const TextStyle style = type::small.tabular();
  line_of_text(ui, range, style, row, ui.theme.text_muted, Align::end);
  ui.tell({.role = Role::text, .name = range, .rect = row});
  int wanted = offset;
  if (icon_button(ui.at(previous), Icon::left, ui.tr("pager.previous"), {.is_disabled = offset == 0})) {
    wanted = std::max(0, offset - page_size);
  }
  if (icon_button(ui.at(next), Icon::right, ui.tr("pager.next"), {.is_disabled = offset + page_size >= total})) {
    wanted = offset + page_size;
  }
  return std::exchange(offset, wanted) != wanted;
}

}  // namespace quern::ui
