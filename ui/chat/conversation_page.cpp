#include "ui/chat/conversation_page.hpp"

#include <algorithm>

#include "core/app/keys.hpp"
#include "core/app/queries.hpp"
#include "ui/chat/chat_words.hpp"
#include "ui/chat/composer.hpp"
#include "ui/chat/typing_dots.hpp"
#include "ui/chat/wall.hpp"
#include "ui/shell/shell.hpp"
#include "ui/shell/words.hpp"
#include "ui/widgets.hpp"

namespace quern::ui {
namespace {

using ChatResult = query::QueryResult<Chat>;
using HistoryResult = query::QueryResult<app::History>;

// What one left off with in a chat, as long as its page is there.
struct PageState : Remembered {
  static constexpr std::uint64_t tag = 0xc4;
  std::int64_t read_before = -1;  // my read mark when the page was opened; -1: not known yet
  std::int64_t first_unread = 0;  // stands under the divider
  std::uint64_t starts_at = 0;    // its row
  std::uint64_t edited = 0;       // the row that is being changed; 0: none
  std::string edited_text;        // as typed
  std::string edited_from;        // as it was
  std::int64_t announced = -1;    // the newest message that was read aloud, or was there before
  bool goes_to_end = false;
  bool wants_field = false;  // the composer is to have the focus

  void begin() {  // come to anew; what was being changed is still
    read_before = announced = -1;
    first_unread = 0;
    starts_at = 0;
  }
};

// A chat, with everything of it that this frame shows.
struct Shown {
  ChatId id;
  const Chat& chat;
  const ChatMember* other = nullptr;
  std::string name;
  std::string key;  // the same before and after the server knows the chat
  UserId me;
};

// ---- the header

// Who types, else when they were there; without a connection neither is known.
void second_line(View& view, Rect line, const Shown& shown) {
  Ui& ui = view.ui;
  std::string words;
  Colour colour = ui.theme.text_muted;
  const auto notice = connection_notice(view);
  if (notice.kind != app::ConnectionNotice::Kind::none) {
    words = ui.tr("chat.offline");
    if (notice.since) words = ui.tr("chat.offline_since", {{"time", format_clock(*notice.since, ui.utc_offset)}});
  } else if (!view.app.chats().typing_in(shown.id).empty()) {
    words = ui.tr("chats.typing");
    colour = ui.theme.accent_text;
    typing_dots(ui, line.x, line.y + line.height / 2, colour);
    cut_left(line, typing_dots_width, 6);
  } else if (shown.other) {
    const auto person = use(view, app::queries::person_detail(view.app.api(), shown.other->id));
    if (person.has_data()) {
      words = seen_words(ui, view.app.chats().is_online(shown.other->id), person->last_seen_at);
      if (words.empty()) words = ui.tr("chat.never_seen");
    }
  }
  if (words.empty()) return;
  line_of_text(ui, words, type::small, line, colour);
  ui.tell({.role = Role::status, .name = words, .rect = line});
}

void header(View& view, Rect& page, const Shown* shown) {
  Ui& ui = view.ui;
  const bool is_phone = ui.is_phone();
  const Rect whole = cut_top(page, 56);
  fill(whole, ui.theme.surface);
  hairline(whole.x, whole.bottom() - 1, whole.width, ui.theme.border);
  Rect rest = inset(whole, is_phone ? 4 : 20, 0, 12, 1);
  if (!ui.is_desktop()) {
    const float side = icon_button_size(ui);
    const Rect back = centred(cut_left(rest, side, is_phone ? 4 : 8), side, side);
    if (icon_button(ui.at(back), Icon::arrow_left, ui.tr("shell.to_chats"))) view.go(app::ChatsPage{});
  }
  if (!shown) return;
  avatar(ui.at(centred(cut_left(rest, 36, 12), 36, 36)), shown->name, chat_face(shown->chat, shown->me), {.size = 36});
  rest = centred(rest, rest.width, 38);
  const Rect name = cut_top(rest, 20);
  line_of_text(ui, shown->name, type::body.semibold(), name, ui.theme.text);
  ui.tell({.role = Role::heading, .name = shown->name, .rect = name, .level = ui.is_desktop() ? 2 : 1});
  second_line(view, rest, *shown);
}

// ---- the messages

// Where reading begins: the first message of the other one's that was not read when the page was opened.
void find_first_unread(PageState& state, const app::Conversation& conversation, const Shown& shown) {
  if (state.read_before < 0) state.read_before = read_mark(shown.chat, shown.me);
  if (state.first_unread != 0 || state.announced >= 0) return;
  const auto& history = conversation.history();
  for (auto at = history.index_of(state.read_before + 1); at && *at < history.count(); ++*at) {
    const auto* message = history.at(*at).message;
    if (!message) return;
    if (message->author() == shown.me.text) continue;
    state.first_unread = message->number();
    state.starts_at = message->identity();
    return;
  }
}

// What comes while one looks on is read aloud.
void announce(Ui& ui, PageState& state, const app::Conversation& conversation, const Shown& shown) {
  const auto newest = conversation.newest_number();
  if (state.announced >= 0 && newest > state.announced && newest - state.announced <= 5) {
    for (auto number = state.announced + 1; number <= newest; ++number) {
      const auto* message = conversation.history().find(number);
      if (!message || message->author() == shown.me.text || message->is_deleted()) continue;
      ui.semantics.announce(shown.name + ": " + one_line(message->content()));
    }
  }
  state.announced = newest;
}

void begin_editing(Ui& ui, PageState& state, const app::ConversationItem& item) {
  state.edited = item.identity;
  state.edited_text = state.edited_from = item.content;
  state.wants_field = true;
  ui.want_frame();
}

void do_wish(View& view, PageState& state, const Shown& shown, const WallResult& wall) {
  auto& chats = view.app.chats();
  switch (wall.wish) {
    case MessageWish::none: break;
    case MessageWish::edit: return begin_editing(view.ui, state, wall.item);
    case MessageWish::copy:
      view.ui.platform.copy_to_clipboard(wall.item.content);
      return view.ui.semantics.announce(std::string(view.ui.tr("chat.copied")));
    case MessageWish::remove: return chats.remove(shown.id, wall.item);
    case MessageWish::retry: return chats.retry(shown.id, wall.item);
    case MessageWish::discard: return chats.discard(shown.id, wall.item);
  }
}

Older older_of(View& view, const app::Conversation& conversation, const Shown& shown, bool is_offline) {
  if (!conversation.has_older()) return Older::none;
  if (is_offline) return Older::offline;
  return view.app.histories().older_state(shown.id) == app::LoadState::failed ? Older::failed : Older::loading;
}

// Nobody has written yet.
void no_messages(View& view, Rect place, const Shown& shown, std::string& draft) {
  Ui& ui = view.ui;
  const Column column(ui, centred(place, std::min(400.f, place.width - 32), 194), {.gap = 4, .align = Align::centre});
  avatar(ui, shown.name, chat_face(shown.chat, shown.me), {.size = 64});
  ui.space(12);
  heading(ui, ui.tr("chat.empty_title"), 3, type::title);
  paragraph(ui, ui.tr("chat.empty"), {.colour = ui.theme.text_muted, .align = Align::centre});
  ui.space(16);
  if (draft.empty() && button(ui, ui.tr("chat.say_hello"))) draft = ui.tr("chat.hello");
}

void messages(View& view, Rect place, PageState& state, const Shown& shown, const HistoryResult& history,
              std::string& draft) {
  Ui& ui = view.ui;
  fill(place, ui.theme.surface_sunken);
  if (!history.has_data()) {
    if (!history.is_error()) return wall_skeleton(ui, place);
    const auto reason = reason_sentence(ui.language, history.error());
    const auto code = error_code(history.error());
    const ErrorPanel panel{.title = ui.tr("chat.not_loaded"), .reason = reason, .code = code};
    if (error_panel(ui.at(centred(place, place.width - 32, 200)), panel)) history.refetch();
    return;
  }
  const auto conversation = view.app.chats().conversation(shown.id, *history);
  if (conversation.count() == 0) return no_messages(view, place, shown, draft);
  const bool is_offline = connection_notice(view).kind != app::ConnectionNotice::Kind::none;
  find_first_unread(state, conversation, shown);
  announce(ui, state, conversation, shown);
  const WallResult result = wall(view, place, conversation,
                                 {.chat = shown.id,
                                  .key = shown.key,
                                  .other = shown.name,
                                  .rows = {.read_by_other = shown.other ? read_mark(shown.chat, shown.other->id) : 0,
                                           .first_unread = state.first_unread,
                                           .older = older_of(view, conversation, shown, is_offline),
                                           .shows_waiting = is_offline},
                                  .unread = shown.chat.unread_count,
                                  .starts_at = state.starts_at,
                                  .goes_to_end = std::exchange(state.goes_to_end, false)});
  state.goes_to_end = result.wants_end;
  do_wish(view, state, shown, result);
  if (result.is_at_end && view.is_in_front && !ui.is_under_modal())
    view.app.chats().see(shown.id, conversation.newest_number());
}

// ---- writing

// The row that is being changed, as it is now; nothing where it is gone.
std::optional<app::ConversationItem> find_row(const app::Conversation& conversation, std::uint64_t identity) {
  for (std::size_t back = 1; back <= conversation.count(); ++back) {
    const auto item = conversation.at(conversation.count() - back);
    if (!item.is_hole && item.identity == identity) return item;
  }
  return std::nullopt;
}

void edit_last(Ui& ui, PageState& state, const app::Conversation& conversation) {
  for (std::size_t back = 1; back <= conversation.count(); ++back) {
    const auto item = conversation.at(conversation.count() - back);
    if (item.is_hole) return;
    if (can_edit(item)) return begin_editing(ui, state, item);
  }
}

void send(View& view, PageState& state, const Shown& shown, const app::Conversation& conversation, std::string& draft) {
  if (state.edited == 0) {
    view.app.chats().send(shown.id, std::exchange(draft, {}));
    state.goes_to_end = true;
    return;
  }
  const auto item = find_row(conversation, state.edited);
  if (item && can_edit(*item)) view.app.chats().edit(shown.id, *item, state.edited_text);
  state.edited = 0;
}

void write(View& view, Rect place, PageState& state, const Shown& shown, const HistoryResult& history,
           std::string& draft, const Composer& look) {
  const bool is_editing = state.edited != 0;
  const auto result = composer(view.ui, place, is_editing ? state.edited_text : draft, look);
  if (result.is_typed_in && !is_editing) view.app.chats().type(shown.id);
  const auto conversation = view.app.chats().conversation(shown.id, history.has_data() ? *history : app::History{});
  if (result.is_cancelled) state.edited = 0;
  if (std::exchange(state.wants_field, false) || result.is_cancelled) view.ui.semantics.request_focus(result.field);
  if (result.is_sent) send(view, state, shown, conversation, draft);
  if (result.wants_last) edit_last(view.ui, state, conversation);
}

void conversation(View& view, Rect page, PageState& state, const Shown& shown) {
  Ui& ui = view.ui;
  const auto history = use(view, view.app.chats().messages(shown.id));
  auto& draft = view.app.chats().draft(shown.id);
  const bool is_editing = state.edited != 0;
  const bool is_offline = connection_notice(view).kind != app::ConnectionNotice::Kind::none;
  const Composer look{.is_editing = is_editing, .edited = state.edited_from, .is_offline = is_offline};
  const float height = composer_height(ui, page.width, is_editing ? state.edited_text : draft, look);
  const Rect below = cut_bottom(page, height);
  view.kept_below = height;
  messages(view, page, state, shown, history, draft);
  write(view, below, state, shown, history, draft, look);
}

// ---- when there is no chat to show

// As the list has it: what is shown until it was asked for by itself.
std::shared_ptr<const Chat> listed_chat(View& view, const ChatId& id) {
  const auto page = view.app.client().get_data<Page<Chat>>(app::keys::chat_list(""));
  if (!page) return nullptr;
  const auto found = std::ranges::find(page->items, id, &Chat::id);
  return found == page->items.end() ? nullptr : std::shared_ptr<const Chat>(page, &*found);
}

void no_chat(View& view, Rect page, const ChatResult& chat) {
  Ui& ui = view.ui;
  if (!chat.is_error()) return wall_skeleton(ui, page);
  if (chat.error().is(ErrorKind::not_found) || chat.error().is(ErrorKind::authorization)) {
    const EmptyState gone{.icon = Icon::chat,
                          .title = ui.tr("chat.gone_title"),
                          .sentence = ui.tr("project.gone"),
                          .action = ui.tr("shell.to_chats")};
    if (empty_state(ui.at(centred(page, page.width - 32, 240)), gone)) view.go(app::ChatsPage{});
    return;
  }
  const auto reason = reason_sentence(ui.language, chat.error());
  const auto code = error_code(chat.error());
  const ErrorPanel panel{.title = ui.tr("chat.not_loaded"), .reason = reason, .code = code};
  if (error_panel(ui.at(centred(page, page.width - 32, 200)), panel)) chat.refetch();
}

}  // namespace

void conversation_page(View& view, Rect page, const app::ChatPage& route) {
  Ui& ui = view.ui;
  const ChatId id = view.app.chats().resolve(ChatId{route.id});
  const auto result = use(view, view.app.chats().detail(id));
  const bool is_gone = result.is_error() && result.error().is(ErrorKind::not_found);
  const auto chat = result.has_data() ? result.data() : listed_chat(view, id);
  if (!chat || is_gone) {
    header(view, page, nullptr);
    page_bars(view, page);
    fill(page, ui.theme.surface_sunken);
    view.title = ui.tr("chats.title");
    return no_chat(view, page, result);
  }
  const UserId& me = view.app.session().user_id();
  const Shown shown{.id = id,
                    .chat = *chat,
                    .other = other_member(*chat, me),
                    .name = std::string(chat_name(*chat, me)),
                    .key = chat->client_id.value_or(id.text),
                    .me = me};
  view.title = shown.name;
  auto& state = ui.state<PageState>(static_cast<NodeId>(hash_of(shown.key, hash_of("conversation"))));
  if (state.is_new) state.begin();
  header(view, page, &shown);
  page_bars(view, page);
  conversation(view, page, state, shown);
}

}  // namespace quern::ui
