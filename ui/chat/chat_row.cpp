#include "ui/chat/chat_row.hpp"

#include <cmath>

#include "ui/chat/typing_dots.hpp"
#include "ui/widgets.hpp"

namespace quern::ui {
namespace {

constexpr float part_gap = 6;
constexpr TextStyle time_style = type::caption.tabular();

void first_line(Ui& ui, Rect line, const ChatRow& row, const TextStyle& style) {
  const Theme& theme = ui.theme;
  if (!row.time.empty()) {
    const Rect time = cut_right(line, std::ceil(ui.text.width(row.time, time_style)), part_gap);
    line_of_text(ui, row.time, time_style, time, row.is_selected ? theme.text_muted : theme.text_faint, Align::end);
  }
  if (row.ticks != Ticks::none) {
    const Colour colour = row.ticks == Ticks::read ? theme.accent_text : theme.text_faint;
    icon(ui, ticks_icon(row.ticks), cut_right(line, 16, part_gap), 16, colour);
  }
  cut_right(line, 0, part_gap);
  line_of_text(ui, row.name, style.semibold(), line, theme.text);
}

void second_line(Ui& ui, Rect line, const ChatRow& row, const TextStyle& style) {
  const Theme& theme = ui.theme;
  if (row.unread > 0) {
    const Rect mark = cut_right(line, badge_width(ui, row.unread), part_gap);
    badge(ui.at(centred(mark, mark.width, 20)), row.unread, false, ui.tr_count("chats.unread", row.unread));
  }
  cut_right(line, 0, part_gap);
  Colour colour = theme.text_muted;
  if (row.is_typing) {
    colour = theme.accent_text;
    typing_dots(ui, line.x, line.y + line.height / 2, colour);
    cut_left(line, typing_dots_width, part_gap);
  }
  if (!row.lead.empty()) {
    const float width = std::ceil(ui.text.width(row.lead, style));
    line_of_text(ui, row.lead, style, cut_left(line, width, 4), row.is_draft ? theme.danger_text : theme.text);
  }
  line_of_text(ui, row.words, style, line, colour);
}

std::string description_of(const Ui& ui, const ChatRow& row) {
  std::string said;
  const auto say = [&](std::string_view words) {
    if (words.empty()) return;
    if (!said.empty()) said += ", ";
    said += words;
  };
  if (row.unread > 0) say(ui.tr_count("chats.unread", row.unread));
  if (row.is_online) say(ui.tr("chat.online"));
  if (!row.lead.empty()) {
    say(std::string(row.lead) + " " + std::string(row.words));
  } else {
    say(row.words);
  }
  say(row.time);
  if (row.ticks == Ticks::pending) say(ui.tr("chat.pending"));
  if (row.ticks == Ticks::sent) say(ui.tr("chat.sent"));
  if (row.ticks == Ticks::read) say(ui.tr("chat.read"));
  return said;
}

}  // namespace

float chat_row_height(const Ui& ui) { return ui.is_phone() ? 72 : 64; }

bool chat_row(Ui& ui, const ChatRow& row, int position, int count) {
  const bool is_phone = ui.is_phone();
  const auto description = description_of(ui, row);
  const ListRow place(ui, {.name = row.name,
                           .href = row.href,
                           .description = description,
                           .height = chat_row_height(ui),
                           .is_selected = row.is_selected,
                           .is_flat = is_phone,
                           .position = position,
                           .count = count,
                           .padding = is_phone ? 16.f : 12.f});
  if (!place.is_visible()) return place.is_pressed();
  Rect inner = place.content();
  avatar(ui.at(centred(cut_left(inner, 44, 12), 44, 44)), row.name, row.face,
         {.is_online = row.is_online, .rim = row.is_selected ? ui.theme.fill_selected : Colour{0}});
  inner = centred(inner, inner.width, 42);
  const TextStyle style = is_phone ? type::body_phone : type::body;
  first_line(ui, cut_top(inner, 20, 2), row, style);
  second_line(ui, inner, row, style);
  return place.is_pressed();
}

}  // namespace quern::ui
