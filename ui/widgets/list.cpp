#include "ui/widgets/list.hpp"

#include <algorithm>
#include <cmath>

#include "imgui_internal.h"

namespace quern::ui {

List::List(Ui& ui, std::string_view name) : ui_(ui), start_(ui.rest()) {
  id_ = ui.open({.role = Role::list, .name = std::string(name), .rect = {start_.x, start_.y, start_.width, 0}});
}

List::~List() {
  ui_.close();
  const float height = ui_.rest().y - start_.y;
  if (Node* node = ui_.semantics.told(id_)) node->rect.height = node->clip.height = std::max(0.f, height);
}

ListRow::ListRow(Ui& ui, const ListRowOptions& options) : ui_(ui) {
  const Rect rect = ui.place(ui.available_width(), options.height, Fit::stretch);
  content_ = inset(rect, options.padding, 0);
  ui.open({.id = ui.id("row"),
           .role = Role::list_item,
           .rect = rect,
           .level = options.count > 0 ? options.position + 1 : 0,
           .set_size = options.count,
           .is_current = options.is_selected});
  control_ = ui.control({.id = ui.id(options.name),
                         .role = options.href.empty() ? Role::button : Role::link,
                         .name = std::string(options.name),
                         .description = std::string(options.description),
                         .href = std::string(options.href),
                         .rect = rect,
                         .is_current = options.is_selected},
                        {.lets_others_over = true});
  wants_menu_ = ui.semantics.take_context(control_.id);
  if (!control_.is_visible) return;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  is_pointer_over_ = !ui.is_touch && ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem) &&
                     contains(intersection(rect, ui.clip()), mouse.x, mouse.y);
  if (is_pointer_over_ && ImGui::IsMouseClicked(ImGuiMouseButton_Right)) wants_menu_ = true;
  const Theme& theme = ui.theme;
  const float corner = options.is_flat ? 0 : radius::row;
  const float hover = ui.fade(control_.id, 1, is_pointer_over_ && !options.is_selected);
  if (options.is_selected) fill(rect, theme.fill_selected, corner);
  if (hover > 0) fill(rect, faded(theme.fill_hover, hover), corner);
  if (control_.is_held && !options.is_selected) fill(rect, theme.fill_pressed, corner);
  if (control_.has_ring) ring_inside(ui, rect, corner);
}

std::vector<Rect> columns(Rect row, std::span<const float> widths, float gap) {
  float fixed = gap * static_cast<float>(widths.size() - 1);
  for (const float width : widths) fixed += width;
  const float free = std::max(0.f, row.width - fixed);
  std::vector<Rect> cells;
  for (const float width : widths) cells.push_back(cut_left(row, width > 0 ? width : free, gap));
  return cells;
}

void table_header(Ui& ui, std::span<const HeaderCell> cells, std::span<const float> widths, float gap, float padding) {
  constexpr TextStyle style = type::caption.semibold();
  const Rect row = ui.place(ui.available_width(), 36, Fit::stretch);
  hairline(row.x, row.bottom() - 1, row.width, ui.theme.border);
  const auto places = columns(inset(row, padding, 0), widths, gap);
  for (std::size_t i = 0; i < cells.size() && i < places.size(); ++i) {
    const HeaderCell& cell = cells[i];
    if (cell.label.empty()) continue;
    Rect place = places[i];
    const Colour colour = ui.theme.text_faint;  // also of the arrow: it says how the rows stand, and is no control
    if (cell.is_sorted) {
      const float words = std::ceil(ui.text.width(cell.label, style));
      const float offset = cell.is_end_aligned ? place.width - 16 : std::min(words + 4, place.width - 16);
      icon(ui, Icon::down, {place.x + offset, place.y, 16, place.height}, 16, colour);
      place.width = cell.is_end_aligned ? place.width - 20 : place.width;
    }
    line_of_text(ui, cell.label, style, place, colour, cell.is_end_aligned ? Align::end : Align::start);
    ui.tell({.role = Role::text, .name = std::string(cell.label), .rect = place});
  }
}

VisibleRows::VisibleRows(Ui& ui, int count, float row_height) : ui_(ui) {
  const Rect clip = ui.clip();
  const float top = ui.rest().y;
  const auto at = [&](float y) { return static_cast<int>(std::floor((y - top) / row_height)); };
  range_.first = std::clamp(at(clip.y) - 1, 0, count);
  range_.last = std::clamp(at(clip.bottom()) + 2, range_.first, count);
  ui.space(static_cast<float>(range_.first) * row_height);
  room_below_ = static_cast<float>(count - range_.last) * row_height;
}

VisibleRows::~VisibleRows() { ui_.space(room_below_); }

}  // namespace quern::ui
