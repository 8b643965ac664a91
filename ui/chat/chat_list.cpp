#include "ui/chat/chat_list.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/app/form_check.hpp"
#include "core/app/queries.hpp"
#include "imgui.h"
#include "ui/chat/chat_row.hpp"
#include "ui/chat/chat_words.hpp"
#include "ui/chat/conversation_page.hpp"
#include "ui/chat/new_chat.hpp"
#include "ui/shell/shell.hpp"
#include "ui/shell/words.hpp"
#include "ui/widgets.hpp"

namespace quern::ui {
namespace {

using namespace std::chrono_literals;
using ListResult = query::QueryResult<Page<Chat>>;

constexpr float pane_width = 328;
constexpr Duration typing_pause = 200ms;

struct ListState : Remembered {
  static constexpr std::uint64_t tag = 0xc7;
  std::string search;    // as typed
  std::string searched;  // what is asked for, after a pause
  std::optional<TimePoint> typed_at;
  std::string announced;
  bool is_unread_only = false;
};

void search_for(ListState& state) {
  state.typed_at.reset();
  state.searched = app::trimmed(state.search);
}

void search(View& view, Rect place, ListState& state) {
  Ui& ui = view.ui;
  const auto field = search_box(ui.at(place), ui.tr("chats.search_label"), state.search, ui.tr("chats.search"));
  if (field.is_changed) {
    state.typed_at = ui.now;
    if (state.search.empty()) search_for(state);
  }
  if (field.is_submitted) search_for(state);
  if (view.takes_shortcuts() && ImGui::IsKeyPressed(ImGuiKey_Slash, false)) ui.semantics.request_focus(field.id);
  if (!state.typed_at) return;
  const auto passed = ui.now - *state.typed_at;
  if (passed >= typing_pause) return search_for(state);
  ui.want_frame_in(typing_pause - passed);
}

std::int64_t count_unread(const Page<Chat>& chats) {
  return std::ranges::count_if(chats.items, [](const Chat& chat) { return chat.unread_count > 0; });
}

void filters(Ui& ui, Rect place, ListState& state, const ListResult& list) {
  const std::int64_t unread = list.has_data() ? count_unread(*list) : 0;
  auto words = std::string(ui.tr("chats.unread_only"));
  if (unread > 0) words += "\u2002" + format_number(ui.language, unread);
  const Row row(ui, place, {.gap = 4});
  if (chip(ui, ui.tr("chats.all"), !state.is_unread_only)) state.is_unread_only = false;
  if (chip(ui, words, state.is_unread_only)) state.is_unread_only = true;
}

// The name of the page, the way to a new chat, the search, and what is shown.
void header(View& view, Rect& pane, ListState& state, const ListResult& list) {
  Ui& ui = view.ui;
  const bool is_phone = ui.is_phone();
  Rect line = inset(cut_top(pane, 56), 16, 0, is_phone ? 4 : 8, 0);
  const float side = icon_button_size(ui);
  const Rect pencil = centred(cut_right(line, side, 8), side, side);
  line_of_text(ui, ui.tr("chats.title"), type::heading, line, ui.theme.text);
  ui.tell({.role = Role::heading, .name = std::string(ui.tr("chats.title")), .rect = line, .level = 1});
  if (icon_button(ui.at(pencil), Icon::edit, ui.tr("chats.new"))) open_new_chat(ui);
  const float height = search_box_height(ui);
  search(view, inset(cut_top(pane, height, 8), 16, 0, 16, 0), state);
  filters(ui, inset(cut_top(pane, 28, 8), 16, 0, 16, 0), state, list);
}

struct RowWords {
  std::string name, href, lead, words, time;
};

// What stands in the second line: the draft, who types, or the last message.
void say_last(View& view, const Chat& chat, RowWords& words, ChatRow& row) {
  Ui& ui = view.ui;
  const std::string& draft = view.app.chats().draft(chat.id);
  if (row.is_typing) {
    words.words = ui.tr("chats.typing");
  } else if (!app::trimmed(draft).empty() && !row.is_selected) {
    row.is_draft = true;
    words.lead = ui.tr("chats.draft");
    words.words = one_line(app::trimmed(draft));
  } else if (!chat.last_message) {
    words.words = ui.tr("chats.no_messages");
  } else {
    const auto& last = *chat.last_message;
    const bool is_own = last.author_id == view.app.session().user_id();
    words.words = last.deleted ? std::string(ui.tr("chat.deleted"))
                               : one_line(message_words(ui, last.type.value(), last.content));
    if (is_own && !last.deleted) words.words = ui.tr("chats.you", {{"text", words.words}});
  }
}

Ticks last_ticks(const Chat& chat, const UserId& me) {
  const auto& last = chat.last_message;
  if (!last || last->author_id != me || last->deleted) return Ticks::none;
  if (last->number == 0) return Ticks::pending;
  const auto* other = other_member(chat, me);
  return other && last->number <= read_mark(chat, other->id) ? Ticks::read : Ticks::sent;
}

bool row_of(View& view, const Chat& chat, const std::string& open, int position, int count) {
  Ui& ui = view.ui;
  const UserId& me = view.app.session().user_id();
  const auto* other = other_member(chat, me);
  RowWords words{.name = std::string(chat_name(chat, me)), .href = app::format_route(app::ChatPage{chat.id.text})};
  ChatRow row{.face = chat_face(chat, me), .is_selected = chat.id.text == open, .unread = chat.unread_count};
  const bool is_live = connection_notice(view).kind == app::ConnectionNotice::Kind::none;
  row.is_typing = is_live && !view.app.chats().typing_in(chat.id).empty();
  if (is_live && other) {
    static_cast<void>(use(view, app::queries::person_detail(view.app.api(), other->id)));  // is_online() reads it
    row.is_online = view.app.chats().is_online(other->id);
  }
  row.ticks = last_ticks(chat, me);
  say_last(view, chat, words, row);
  if (chat.last_message) words.time = format_short(ui.language, chat.last_message->ts, ui.wall_now, ui.utc_offset);
  row.name = words.name;
  row.href = words.href;
  row.lead = words.lead;
  row.words = words.words;
  row.time = words.time;
  return chat_row(ui, row, position, count);
}

void nothing_to_show(View& view, Rect place, ListState& state) {
  Ui& ui = view.ui;
  const Rect middle = centred(place, std::min(400.f, place.width - 32), 232);
  const ButtonKind quiet = ButtonKind::secondary;
  if (!state.searched.empty()) {
    const auto sentence = ui.tr("chats.nothing", {{"search", state.searched}});
    const EmptyState nothing{.icon = Icon::search,
                             .title = ui.tr("projects.nothing_title"),
                             .sentence = sentence,
                             .action = ui.tr("projects.clear_search"),
                             .action_kind = quiet};
    if (!empty_state(ui.at(middle), nothing)) return;
    state.search.clear();
    return search_for(state);
  }
  if (state.is_unread_only) {
    empty_state(ui.at(middle), {.icon = Icon::check, .title = ui.tr("chats.all_read_title")});
    return;
  }
  const EmptyState first{.icon = Icon::chat,
                         .title = ui.tr("chats.empty_title"),
                         .sentence = ui.tr("chats.empty"),
                         .action = ui.tr("chats.find_person"),
                         .action_icon = Icon::search};
  if (empty_state(ui.at(middle), first)) open_new_chat(ui);
}

void rows(View& view, Rect place, ListState& state, const Page<Chat>& page, const std::string& open) {
  Ui& ui = view.ui;
  std::vector<const Chat*> shown;
  for (const Chat& chat : page.items) {
    if (!state.is_unread_only || chat.unread_count > 0 || chat.id.text == open) shown.push_back(&chat);
  }
  if (shown.empty()) return nothing_to_show(view, place, state);
  ScrollArea area(ui, ui.tr("chats.title"), place, {.padding = ui.is_phone() ? 0.f : 8.f});
  const List list(ui, ui.tr("chats.title"));
  const auto count = static_cast<int>(shown.size());
  std::optional<ChatId> chosen;
  for (const int i : VisibleRows(ui, count, chat_row_height(ui))) {
    const Chat& chat = *shown[static_cast<std::size_t>(i)];
    const ScopedId id(chat.client_id.value_or(chat.id.text));
    if (row_of(view, chat, open, i, count)) chosen = chat.id;
  }
  if (chosen) view.go(app::ChatPage{chosen->text});
}

void content(View& view, Rect place, ListState& state, const ListResult& list, const std::string& open) {
  Ui& ui = view.ui;
  if (list.is_error() && !list.has_data()) {
    const auto reason = reason_sentence(ui.language, list.error());
    const auto code = error_code(list.error());
    const ErrorPanel panel{.title = ui.tr("chats.not_loaded"), .reason = reason, .code = code};
    if (error_panel(ui.at(centred(place, place.width - 32, 200)), panel)) list.refetch();
    return;
  }
  if (!list.has_data()) {
    const Column column(ui, inset(place, ui.is_phone() ? 4.f : 8.f, 0));
    return skeleton_rows(ui, 8, chat_row_height(ui));
  }
  if (list.is_error()) {  // above the old rows
    const auto text = ui.tr("projects.not_refreshed", {{"reason", reason_clause(ui.language, list.error())}});
    const Banner bar{.tone = Tone::danger, .icon = Icon::warning, .text = text, .action = ui.tr("retry")};
    if (banner(ui.at(cut_top(place, 40)), bar)) list.refetch();
  }
  rows(view, place, state, *list, open);
}

void announce(Ui& ui, ListState& state, const ListResult& list) {
  if (state.searched == state.announced || !list.is_success() || list.is_placeholder()) return;
  state.announced = state.searched;
  if (!state.searched.empty()) ui.semantics.announce(ui.tr_count("chats.found", list->total));
}

void pane(View& view, Rect place, const std::string& open, bool has_bars) {
  Ui& ui = view.ui;
  auto& state = ui.state<ListState>(static_cast<NodeId>(hash_of("chat list")));
  if (const auto* page = std::get_if<app::ChatsPage>(&view.app.router().route()); page && state.is_new)
    if (!page->search.empty()) state.search = state.searched = page->search;
  fill(place, ui.theme.surface);
  const auto list = use(view, view.app.chats().list(state.searched));
  header(view, place, state, list);
  if (has_bars) page_bars(view, place);
  content(view, place, state, list, open);
  announce(ui, state, list);
}

void none_open(View& view, Rect page) {
  Ui& ui = view.ui;
  cut_top(page, 56);
  page_bars(view, page);
  fill(page, ui.theme.surface_sunken);
  const EmptyState state{
      .icon = Icon::chat, .title = ui.tr("chats.none_open_title"), .sentence = ui.tr("chats.none_open")};
  empty_state(ui.at(centred(page, std::min(400.f, page.width - 32), 160)), state);
}

}  // namespace

void chats_page(View& view, Rect page, const app::Route& route) {
  Ui& ui = view.ui;
  const auto* chat = std::get_if<app::ChatPage>(&route);
  const std::string open = chat ? view.app.chats().resolve(ChatId{chat->id}).text : std::string{};
  view.title = ui.tr("chats.title");
  if (ui.is_desktop()) {
    Rect left = cut_left(page, pane_width);
    vertical_hairline(left.right() - 1, left.y, left.height, ui.theme.border);
    left.width -= 1;
    pane(view, left, open, false);
    if (!chat) none_open(view, page);
  } else if (!chat) {
    pane(view, page, open, true);
  }
  if (chat) conversation_page(view, page, *chat);
}

}  // namespace quern::ui
