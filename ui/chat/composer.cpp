#include "ui/chat/composer.hpp"

#include <algorithm>

#include "core/api/message.hpp"
#include "core/api/utf8.hpp"
#include "core/app/form_check.hpp"
#include "imgui.h"
#include "ui/chat/lane.hpp"
#include "ui/widgets.hpp"

namespace quern::ui {
namespace {

constexpr std::int64_t told_from = 500;  // characters left: from here on one is told
constexpr float note_height = 20;
constexpr float strip_height = 50;

float padding_above(const Ui& ui) { return ui.is_phone() ? 4 : 8; }
float button_side(const Ui& ui) { return ui.is_phone() ? 44 : 40; }

std::int64_t room_left(const std::string& text) {
  if (text.size() + told_from < max_message_length) return max_message_length;  // bytes: there is room for sure
  return max_message_length - static_cast<std::int64_t>(count_code_points(text));
}

// The lane of the messages above, so that their words and these stand one under another; the button a little beyond.
Rect field_lane(const Ui& ui, Rect place) {
  Rect rest = lane_of(ui, place);
  rest.x -= composer_field_indent;
  rest.width += composer_field_indent + (ui.is_phone() ? 8 : 16);
  return rest;
}
float field_width(const Ui& ui, float width) { return field_lane(ui, {0, 0, width, 0}).width - button_side(ui) - 4; }

// What is being changed, and the way out of it.
bool editing_strip(Ui& ui, Rect lane, Rect strip, std::string_view edited) {
  const float side = button_side(ui);
  Rect rest{lane.x + composer_field_indent, strip.y + 2, lane.width - composer_field_indent, 40};
  const Rect cross = cut_right(rest, side, 8);
  icon(ui, Icon::edit, cut_left(rest, 20, 10), 20, ui.theme.accent_text);
  fill({rest.x, rest.y + 2, 2, 36}, ui.theme.accent_text);
  cut_left(rest, 2, 10);
  rest = centred(rest, rest.width, 36);
  const Rect title = cut_top(rest, 18);
  line_of_text(ui, ui.tr("chat.editing"), type::small.semibold(), title, ui.theme.accent_text);
  ui.tell({.role = Role::status, .name = std::string(ui.tr("chat.editing")), .rect = title});
  std::string line(edited);
  std::ranges::replace(line, '\n', ' ');
  line_of_text(ui, line, type::small, rest, ui.theme.text_muted);
  const Rect square = centred(cross, icon_button_size(ui), icon_button_size(ui));
  return bool(icon_button(ui.at(square), Icon::close, ui.tr("chat.cancel_editing")));
}

// How much room there is, when that is little; and that it is too long, when it is.
void note_on_length(Ui& ui, Rect place, std::int64_t left) {
  const bool is_over = left < 0;
  const auto words = is_over ? ui.tr_count("chat.too_long", -left) : ui.tr_count("project_dialog.left", left);
  const TextStyle style = type::small.tabular();
  line_of_text(ui, words, style, place, is_over ? ui.theme.danger_text : ui.theme.text_muted, Align::end);
  ui.tell({.role = is_over ? Role::alert : Role::text, .name = words, .rect = place});
}

}  // namespace

float composer_height(Ui& ui, float width, const std::string& text, const Composer& composer) {
  float height = 1 + 2 * padding_above(ui) + composer_field_height(ui, text, field_width(ui, width));
  if (composer.is_editing) height += strip_height;
  if (room_left(text) < told_from) height += note_height;
  return height;
}

ComposerResult composer(Ui& ui, Rect place, std::string& text, const Composer& composer) {
  fill(place, ui.theme.surface);
  hairline(place.x, place.y, place.width, ui.theme.border);
  ComposerResult result;
  const Rect lane = field_lane(ui, place);
  Rect inner = inset(place, 0, 1 + padding_above(ui), 0, padding_above(ui));
  if (composer.is_editing) {
    result.is_cancelled = editing_strip(ui, lane, cut_top(inner, strip_height), composer.edited);
  }
  const std::int64_t left = room_left(text);
  if (left < told_from) {
    const Rect line = cut_bottom(inner, note_height);
    note_on_length(ui, {lane.x, line.y, lane.width, line.height}, left);
  }
  Rect row{lane.x, inner.y, lane.width, inner.height};
  const float side = button_side(ui);
  const Rect corner = cut_right(row, side, 4);
  const auto offline_hint = ui.is_phone() ? ui.tr("chat.message_offline_short") : ui.tr("chat.message_offline");
  const auto hint = composer.is_offline ? offline_hint : ui.tr("chat.message");
  const FieldResult field = composer_field(ui.at(row), ui.tr("chat.message"), text, hint);
  result.field = field.id;
  result.is_typed_in = field.is_changed;
  result.is_sent = field.is_submitted;
  if (ui.is_focused(field.id)) {
    if (composer.is_editing && ui.take_escape(0)) result.is_cancelled = true;
    if (text.empty() && !composer.is_editing) result.wants_last = ImGui::IsKeyPressed(ImGuiKey_UpArrow, false);
  }
  const bool is_empty = app::trimmed(text).empty();
  if (!is_empty) {
    const Rect square{corner.x, corner.bottom() - side, side, side};
    const auto name = composer.is_editing ? ui.tr("chat.save") : ui.tr("chat.send");
    const IconButtonOptions look{.is_primary = true, .is_round = true};
    if (icon_button(ui.at(square), composer.is_editing ? Icon::check : Icon::send, name, look)) {
      result.is_sent = true;
      ui.semantics.request_focus(field.id);
    }
  }
  if (left < 0 || is_empty) result.is_sent = false;
  return result;
}

}  // namespace quern::ui
