#include "ui/chat/wall.hpp"

#include <algorithm>

#include "ui/chat/lane.hpp"
#include "ui/widgets.hpp"

namespace quern::ui {
namespace {

using namespace std::chrono_literals;

// Where older messages will stand, or why they do not.
void head(Ui& ui, Rect place, Older older) {
  if (older == Older::none) return;
  const auto ghost = [&](float width, bool is_own) {
    const Rect line = cut_bottom(place, 36, 8);
    const float x = is_own ? line.right() - width : line.x;
    fill({x, line.y, width, 36}, faded(ui.theme.border, .7f), 14);
  };
  ghost(200, true);
  ghost(280, false);
  if (older == Older::loading) {
    ui.tell({.role = Role::status, .name = std::string(ui.tr("loading")), .rect = place, .is_busy = true});
    return;
  }
  const auto say = [&](std::string_view words, Colour colour) {
    const Rect line = cut_top(place, 18, 4);
    line_of_text(ui, words, type::small, line, colour, Align::centre);
    ui.tell({.role = Role::text, .name = std::string(words), .rect = line});
  };
  cut_top(place, older == Older::offline ? 16.f : 0.f);
  if (older == Older::offline) {
    say(ui.tr("chat.older_unsaved"), ui.theme.text_muted);
    say(ui.tr("chat.older_later"), ui.theme.text_faint);
  } else {
    say(ui.tr("chat.not_loaded"), ui.theme.danger_text);
    ui.want_frame_in(1s);  // it is tried again
  }
}

void foot(Ui& ui, Rect place, std::size_t waiting) {
  if (place.height < 1) return;
  const auto words = ui.tr_count("chat.waiting", static_cast<std::int64_t>(waiting));
  const Rect line{place.x, place.y + 4, place.width, 20};
  line_of_text(ui, words, TextStyle{13, 20}, line, ui.theme.text_muted, Align::end);
  ui.tell({.role = Role::text, .name = words, .rect = line});
}

void hole(Ui& ui, Rect place, const app::ConversationItem& item) {
  const auto words = ui.tr_count("chat.hole", item.last - item.first + 1);
  const Rect line = centred(place, place.width, 20);
  line_of_text(ui, words, type::small, line, ui.theme.text_muted, Align::centre);
  ui.tell({.role = Role::status, .name = words, .rect = line, .is_busy = true});
}

// The round button that leads to the newest message, with the count of what is new there.
bool jump_button(Ui& ui, Rect wall, std::int64_t unread) {
  const float margin = ui.is_phone() ? 12 : 20;
  const Rect place{wall.right() - margin - 44, wall.bottom() - (ui.is_phone() ? 12 : 16) - 44, 44, 44};
  const auto name = ui.tr("chat.to_end");
  const Control control = ui.control({.id = ui.id(name),
                                      .role = Role::button,
                                      .name = std::string(name),
                                      .description = unread > 0 ? ui.tr_count("chats.unread", unread) : std::string{},
                                      .rect = place});
  shadow(ui, place, 22, Elevation::menu);
  fill(place, mixed(ui.theme.surface_overlay, ui.theme.fill_menu_hover, ui.fade(control.id, 1, control.is_hovered)),
       22);
  stroke(place, ui.theme.border_strong, 22);
  icon(ui, Icon::arrow_down, place, 20, ui.theme.text);
  if (control.has_ring) ring_outside(ui, place, 22);
  if (unread > 0) {
    const float width = badge_width(ui, unread);
    badge(ui.at(centred({place.x, place.y - 10, 44, 20}, width, 20)), unread, false,
          ui.tr_count("chats.unread", unread));
  }
  return bool(control);
}

// Less than one more screen below what is seen.
bool is_near_end(const AnchoredList& list, Rect place, std::size_t count) {
  const auto places = list.places();
  if (places.empty()) return true;
  const auto& last = places.back();
  return last.row + 1 == count && static_cast<float>(last.bottom()) <= 2 * place.height;
}

}  // namespace

void wall_skeleton(Ui& ui, Rect place) {
  ui.tell({.role = Role::status, .name = std::string(ui.tr("loading")), .rect = place, .is_busy = true});
  if (!shows_skeleton(ui, "messages")) return;
  Rect rest = inset(lane_of(ui, place), 0, 0, 0, 16);
  constexpr struct {
    float width, height;
    bool is_own;
  } ghosts[] = {{200, 36, true}, {280, 56, false}, {160, 36, false}, {240, 56, true}, {300, 36, false}};
  for (const auto& ghost : ghosts) {
    const Rect line = cut_bottom(rest, ghost.height, 8);
    const float width = std::min(ghost.width, line.width);
    fill({ghost.is_own ? line.right() - width : line.x, line.y, width, ghost.height}, faded(ui.theme.border, .7f), 14);
  }
}

WallResult wall(View& view, Rect place, const app::Conversation& conversation, const WallOptions& options) {
  Ui& ui = view.ui;
  WallResult result;
  const ScopedId id(options.key);
  const Rect lane = lane_of(ui, place);
  MessageRows rows(ui, conversation, options.rows);
  bool shows_jump = false;
  app::NumberRange seen{};
  {
    AnchoredList list(ui, ui.tr("chat.messages"), place, rows,
                      {.padding = lane.x - place.x, .padding_bottom = 16, .starts_at = options.starts_at});
    for (const AnchoredList::Place& at : list.places()) {
      const AnchoredRow row(list, at);
      if (rows.is_head(at.row)) {
        head(ui, row.rect(), options.rows.older);
      } else if (rows.is_foot(at.row)) {
        foot(ui, row.rect(), conversation.waiting());
      } else {
        MessageRows::Look look;
        rows.look(at.row, row.rect().width, look);
        if (look.item.is_hole) {
          hole(ui, row.rect(), look.item);
          if (row.is_visible()) view.app.chats().fill_hole(options.chat, look.item);
          continue;
        }
        if (row.is_visible() && look.item.number > 0) {
          if (seen.first == 0) seen.first = look.item.number;
          seen.last = look.item.number;
        }
        const auto author = look.item.is_own ? ui.tr("chat.you") : options.other;
        const auto wish = message_row(ui, row, look, author);
        if (wish != MessageWish::none) {
          result.wish = wish;
          result.item = look.item;
        }
      }
    }
    if (list.is_near_start() && conversation.has_older()) view.app.chats().load_older(options.chat);
    if (options.goes_to_end) list.go_to_end();
    result.is_at_end = list.is_at_end();
    shows_jump = !result.is_at_end && !is_near_end(list, place, rows.count());
  }
  if (seen.first > 0) view.app.histories().see(options.chat, seen);
  result.wants_end = shows_jump && jump_button(ui, place, options.unread);
  return result;
}

}  // namespace quern::ui
