#include "ui/chat/message_row.hpp"

#include <algorithm>
#include <cmath>

#include "core/api/utf8.hpp"
#include "imgui_internal.h"
#include "ui/widgets.hpp"

namespace quern::ui {
namespace {

constexpr TextStyle chip_style = type::caption.semibold();
constexpr TextStyle problem_style{13, 20}, link_style{13, 20, Weight::semibold};

void day_chip(Ui& ui, Rect lane, std::string_view day) {
  const float width = std::ceil(ui.text.width(day, chip_style)) + 20;
  const Rect chip = centred({lane.x, lane.y + 12, lane.width, 24}, width, 24);
  fill(chip, ui.theme.surface_raised, 12);
  line_of_text(ui, day, chip_style, chip, ui.theme.text_muted, Align::centre);
  ui.tell({.role = Role::text, .name = std::string(day), .rect = chip});
}

void unread_divider(Ui& ui, Rect lane) {
  const auto words = ui.tr("chat.new_messages");
  const float width = std::ceil(ui.text.width(words, chip_style));
  const Rect line{lane.x, lane.y + 12, lane.width, 16};
  const Rect middle = centred(line, width, 16);
  line_of_text(ui, words, chip_style, middle, ui.theme.accent_text);
  const Colour faint = faded(ui.theme.accent_text, .55f);
  hairline(line.x, line.y + 8, middle.x - 12 - line.x, faint);
  hairline(middle.right() + 12, line.y + 8, line.right() - middle.right() - 12, faint);
  ui.tell({.role = Role::text, .name = std::string(words), .rect = middle});
}

// A word to press inside a sentence.
bool word_button(Ui& ui, Rect place, std::string_view word) {
  const Control control =
      ui.control({.id = ui.id(word), .role = Role::button, .name = std::string(word), .rect = place});
  line_of_text(ui, word, link_style, place, ui.theme.danger_text);
  hairline(place.x, place.y + ui.text.baseline(link_style) + 2, place.width, ui.theme.danger_text);
  if (control.has_ring) ring_outside(ui, place, radius::tag);
  return bool(control);
}

// “Not sent: no connection. Retry Delete”, flush with the right.
MessageWish problem_line(Ui& ui, Rect line, const MessageRows::Look& look) {
  const bool is_message = !look.item.write || look.item.write->kind == app::OutboxWrite::Kind::send;
  const auto retry = ui.tr("retry"), discard = is_message ? ui.tr("chat.delete") : ui.tr("chat.discard");
  const auto width = [&](std::string_view word) { return std::ceil(ui.text.width(word, link_style)); };
  const Rect second = cut_right(line, width(discard), 6);
  const Rect first = cut_right(line, width(retry), 6);
  line_of_text(ui, look.problem, problem_style, line, ui.theme.danger_text, Align::end);
  MessageWish wish = MessageWish::none;
  if (word_button(ui, first, retry)) wish = MessageWish::retry;
  if (word_button(ui, second, discard)) wish = MessageWish::discard;
  return wish;
}

std::string_view state_words(const Ui& ui, const MessageRows::Look& look) {
  if (!look.problem.empty()) return look.problem;
  switch (look.bubble.ticks) {
    case Ticks::pending: return ui.tr("chat.pending");
    case Ticks::sent: return ui.tr("chat.sent");
    case Ticks::read: return ui.tr("chat.read");
    case Ticks::none: break;
  }
  return {};
}

// “You, On my way, 14:28, edited, read”
std::string name_of(const Ui& ui, const MessageRows::Look& look, std::string_view author) {
  std::string name(author);
  const auto say = [&name](std::string_view words) {
    if (!words.empty()) (name += ", ") += words;
  };
  say(look.bubble.is_deleted ? ui.tr("chat.deleted") : look.bubble.text);
  say(look.time);
  if (look.bubble.is_edited) say(ui.tr("chat.edited"));
  say(state_words(ui, look));
  return name;
}

// As much of a message as names it among others.
std::string beginning(std::string_view text) {
  constexpr std::size_t most = 40;  // code points
  std::size_t at = 0;
  for (std::size_t n = 0; n < most && at < text.size(); ++n)
    at += std::max<std::size_t>(1, utf8_sequence(text.substr(at)));
  std::string result(text.substr(0, at));
  std::ranges::replace(result, '\n', ' ');
  if (at < text.size()) result += "…";
  return result;
}

MessageWish menu(Ui& ui, NodeId key, std::string_view name, const app::ConversationItem& item) {
  if (!is_menu_open(ui, key)) return MessageWish::none;
  Menu menu(ui, key, name);
  MessageWish wish = MessageWish::none;
  const bool has_failed = item.delivery == app::Delivery::failed;
  if (has_failed && menu_item(ui, menu, ui.tr("retry"), {.icon = Icon::retry})) wish = MessageWish::retry;
  if (can_edit(item) && menu_item(ui, menu, ui.tr("chat.edit"), {.icon = Icon::edit})) wish = MessageWish::edit;
  if (!item.is_deleted && menu_item(ui, menu, ui.tr("chat.copy"), {.icon = Icon::copy})) wish = MessageWish::copy;
  if (!item.is_own) return wish;
  menu_divider(ui, menu);
  if (menu_item(ui, menu, ui.tr("chat.delete"), {.icon = Icon::trash, .is_dangerous = true}))
    wish = MessageWish::remove;
  return wish;
}

bool has_menu(const app::ConversationItem& item) { return !item.is_deleted; }

bool is_pointed_at(const Ui& ui, Rect rect) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  return !ui.is_touch && ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem) &&
         contains(intersection(rect, ui.clip()), mouse.x, mouse.y);
}

// The button beside the bubble, and every other way to the menu.
MessageWish actions(Ui& ui, Rect row, Rect bubble, NodeId item_id, const MessageRows::Look& look) {
  if (!has_menu(look.item)) return MessageWish::none;
  const auto key = static_cast<NodeId>(hash_with(look.item.identity, 0x3e55));
  const auto name = ui.tr("chat.actions", {{"text", beginning(look.item.content)}});
  const bool is_pointed = is_pointed_at(ui, row);
  if (is_pointed && ImGui::IsMouseClicked(ImGuiMouseButton_Right)) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    open_menu(ui, key, {mouse.x, mouse.y, 0, 0});
  }
  const NodeId button_id = ui.id(name);
  if (ui.semantics.take_context(item_id) || ui.semantics.take_context(button_id)) open_menu(ui, key, bubble);
  if (!ui.is_touch) {
    constexpr float side = 32;
    const float x = look.item.is_own ? bubble.x - 12 - side : bubble.right() + 12;
    const Rect place{std::clamp(x, row.x, row.right() - side), bubble.y + 1, side, side};
    const bool is_open = is_menu_open(ui, key);
    const Control control =
        ui.control({.id = button_id, .role = Role::button, .name = name, .rect = place, .is_expanded = is_open});
    if (is_pointed || is_open || control.is_focused) {
      shadow(ui, place, radius::row, Elevation::menu);
      fill(place, ui.theme.surface_overlay, radius::row);
      stroke(place, ui.theme.border_strong, radius::row);
      if (control.is_hovered) fill(inset(place, 2), ui.theme.fill_menu_hover, radius::small_button);
      icon(ui, Icon::more, place, 16, control.is_hovered ? ui.theme.text : ui.theme.text_muted);
    }
    if (control.has_ring) ring_outside(ui, place, radius::row);
    if (control) open_menu(ui, key, place);
  }
  return menu(ui, key, name, look.item);
}

}  // namespace

bool can_edit(const app::ConversationItem& item) {
  if (!item.is_own || item.is_deleted || item.is_hole) return false;
  return !item.message || item.message->type() == MessageType::text;
}

MessageWish message_row(Ui& ui, const AnchoredRow& row, const MessageRows::Look& look, std::string_view author) {
  const NodeId item_id = ui.semantics.parent();
  if (Node* node = ui.semantics.told(item_id)) node->name = name_of(ui, look, author);
  Rect rest = row.rect();
  if (!look.day.empty()) day_chip(ui, cut_top(rest, MessageRows::day_height), look.day);
  if (look.has_divider) unread_divider(ui, cut_top(rest, MessageRows::divider_height));
  const Rect whole = rest;
  if (!look.has_divider) cut_top(rest, look.bubble.is_first ? 8.f : 2.f);
  const Rect line = cut_top(rest, look.shape.height);
  const float x = look.item.is_own ? line.right() - look.shape.width : line.x;
  const Rect bubble{x, line.y, look.shape.width, look.shape.height};
  if (row.is_visible()) draw_bubble(ui, look.bubble, look.shape, bubble);
  MessageWish wish = MessageWish::none;
  if (!look.problem.empty()) {
    icon(ui, Icon::alert, {bubble.x - 28, bubble.y, 20, bubble.height}, 20, ui.theme.danger_text);
    cut_top(rest, 2);
    wish = problem_line(ui, cut_top(rest, 20), look);
  }
  const MessageWish other = actions(ui, whole, bubble, item_id, look);
  return other == MessageWish::none ? wish : other;
}

}  // namespace quern::ui
