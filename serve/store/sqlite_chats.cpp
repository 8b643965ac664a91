#include "serve/backend/fold_case.hpp"
#include "serve/store/message_row.hpp"
#include "serve/store/sqlite_store.hpp"

namespace quern::serve {
namespace {

// Shown to ?1, and called something with ?2 in it: its title, or one of the other members.
#define CHATS_FOUND                                                                                       \
  "FROM chat_members m JOIN chats c ON c.id = m.chat_id WHERE m.user_id = ?1 AND m.is_shown = 1 AND "     \
  "(?2 = '' OR instr(search_form(c.title), ?2) > 0 OR EXISTS (SELECT 1 FROM chat_members o JOIN users u " \
  "ON u.id = o.user_id WHERE o.chat_id = c.id AND o.user_id <> ?1 AND instr(u.search_text, ?2) > 0)) "

std::string private_pair(const UserId& one, const UserId& other) {
  return one < other ? one.text + '\n' + other.text : other.text + '\n' + one.text;
}

std::vector<UserId> read_users(Query rows) {
  std::vector<UserId> users;
  while (rows.step()) users.emplace_back(rows.text_at(0));
  return users;
}

std::optional<ChatId> first_chat(Query row) {
  if (!row.step()) return std::nullopt;
  return ChatId{row.text_at(0)};
}

std::int64_t first_number(Query row) { return row.step() ? row.number_at(0) : 0; }

}  // namespace

Page<Chat> SqliteChats::list(const UserId& viewer, const ChatListParams& params) {
  const auto search = search_form(params.search);
  Page<Chat> page{.offset = params.offset, .limit = params.limit};
  page.total = first_number(database_.query("SELECT count(*) " CHATS_FOUND).text(viewer.text).text(search));
  std::vector<ChatId> ids;
  {
    auto rows = database_.query("SELECT c.id " CHATS_FOUND "ORDER BY c.active_at DESC, c.rowid DESC LIMIT ?3 OFFSET ?4")
                    .text(viewer.text)
                    .text(search)
                    .number(params.limit)
                    .number(params.offset);
    while (rows.step()) ids.emplace_back(rows.text_at(0));
  }
  for (const auto& id : ids) {
    if (auto chat = find(viewer, id)) page.items.push_back(*std::move(chat));
  }
  return page;
}

std::optional<Chat> SqliteChats::find(const UserId& viewer, const ChatId& id) {
  Chat chat{.id = id};
  std::int64_t last_number = 0;
  {
    auto row =
        database_
            .query(
                "SELECT c.version + m.own_version, c.title, c.is_group, c.created_at, c.last_number, m.client_id, "
                "(SELECT count(*) FROM messages WHERE chat_id = c.id AND number > m.read_number AND "
                "author_id <> m.user_id AND deleted = 0), m.muted_until, m.marked_unread "
                "FROM chat_members m JOIN chats c ON c.id = m.chat_id "
                "WHERE m.user_id = ? AND m.chat_id = ? AND m.is_shown = 1")
            .text(viewer.text)
            .text(id.text);
    if (!row.step()) return std::nullopt;
    chat.version = row.number_at(0);
    chat.title = row.text_at(1);
    chat.is_group = row.number_at(2) != 0;
    chat.created_at = to_time(row.number_at(3));
    last_number = row.number_at(4);
    chat.client_id = row.optional_text_at(5);
    chat.unread_count = row.number_at(6);
    if (const auto until = row.optional_number_at(7)) chat.muted_until = to_time(*until);
    chat.marked_unread = row.number_at(8) != 0;
  }
  read_members(chat);
  auto last = database_.query(MESSAGE_COLUMNS "chat_id = ? AND number = ?").text(id.text).number(last_number);
  if (last_number > 0 && last.step()) chat.last_message = read_message(last);
  return chat;
}

void SqliteChats::read_members(Chat& chat) {
  auto rows = database_
                  .query(
                      "SELECT u.id, u.display_name, u.avatar_url, m.role, m.read_number FROM chat_members m "
                      "JOIN users u ON u.id = m.user_id WHERE m.chat_id = ? ORDER BY m.place")
                  .text(chat.id.text);
  while (rows.step()) {
    auto& member = chat.members.emplace_back(ChatMember{
        .id = UserId{rows.text_at(0)}, .display_name = rows.text_at(1), .avatar_url = rows.optional_text_at(2)});
    member.role.assign(rows.text_at(3), EnumNames<ChatRole>::names);
    chat.read_marks.entries.emplace_back(member.id.text, rows.number_at(4));
  }
}

std::optional<ChatId> SqliteChats::find_by_client_id(const UserId& maker, std::string_view client_id) {
  return first_chat(database_.query("SELECT chat_id FROM chat_members WHERE user_id = ? AND client_id = ?")
                        .text(maker.text)
                        .text(client_id));
}

std::optional<ChatId> SqliteChats::find_private(const UserId& one, const UserId& other) {
  return first_chat(database_.query("SELECT id FROM chats WHERE private_pair = ?").text(private_pair(one, other)));
}

bool SqliteChats::is_viewer(const ChatId& chat, const UserId& user) {
  return database_.query("SELECT 1 FROM chat_members WHERE user_id = ? AND chat_id = ? AND is_shown = 1")
      .text(user.text)
      .text(chat.text)
      .step();
}

std::vector<UserId> SqliteChats::viewers(const ChatId& chat) {
  return read_users(
      database_.query("SELECT user_id FROM chat_members WHERE chat_id = ? AND is_shown = 1 ORDER BY place")
          .text(chat.text));
}

std::vector<UserId> SqliteChats::hidden_from(const ChatId& chat) {
  return read_users(
      database_.query("SELECT user_id FROM chat_members WHERE chat_id = ? AND is_shown = 0 ORDER BY place")
          .text(chat.text));
}

std::vector<UserId> SqliteChats::contacts(const UserId& user) {
  return read_users(
      database_
          .query("SELECT DISTINCT o.user_id FROM chat_members m JOIN chat_members o ON o.chat_id = m.chat_id "
                 "WHERE m.user_id = ?1 AND o.user_id <> ?1 AND o.is_shown = 1 ORDER BY o.user_id")
          .text(user.text));
}

void SqliteChats::insert(const NewChat& chat) {
  const auto pair =
      chat.is_group ? std::nullopt : std::optional{private_pair(chat.members.front().id, chat.members.back().id)};
  database_
      .query(
          "INSERT INTO chats (id, version, title, is_group, private_pair, last_number, created_at, active_at) "
          "VALUES (?1, 1, ?2, ?3, ?4, 0, ?5, ?5)")
      .text(chat.id.text)
      .text(chat.title)
      .number(chat.is_group ? 1 : 0)
      .text(pair)
      .number(to_number(chat.created_at))
      .run();
  std::int64_t place = 0;
  for (const auto& member : chat.members) {
    database_
        .query(
            "INSERT INTO chat_members (chat_id, place, user_id, role, client_id, is_shown, read_number) "
            "VALUES (?, ?, ?, ?, ?, ?, 0)")
        .text(chat.id.text)
        .number(++place)
        .text(member.id.text)
        .text(OpenEnum<ChatRole>{member.role}.text())
        .text(member.client_id)
        .number(member.is_shown ? 1 : 0)
        .run();
  }
}

void SqliteChats::show(const ChatId& chat, const UserId& user, const std::optional<std::string>& client_id) {
  database_.query("UPDATE chat_members SET is_shown = 1, client_id = ? WHERE user_id = ? AND chat_id = ?")
      .text(client_id)
      .text(user.text)
      .text(chat.text)
      .run();
}

void SqliteChats::hide(const ChatId& chat, const UserId& user) {
  database_
      .query(
          "UPDATE chat_members SET is_shown = 0, marked_unread = 0, own_version = own_version + 1, read_number = "
          "(SELECT last_number FROM chats WHERE id = ?1) WHERE user_id = ?2 AND chat_id = ?1")
      .text(chat.text)
      .text(user.text)
      .run();
}

void SqliteChats::touch(const ChatId& chat) {
  database_.query("UPDATE chats SET version = version + 1 WHERE id = ?").text(chat.text).run();
}

void SqliteChats::rename(const ChatId& chat, std::string_view title) {
  database_.query("UPDATE chats SET version = version + 1, title = ? WHERE id = ?").text(title).text(chat.text).run();
}

void SqliteChats::add_member(const ChatId& chat, const UserId& user) {
  database_
      .query(
          "INSERT INTO chat_members (chat_id, place, user_id, role, client_id, is_shown, read_number) "
          "SELECT c.id, 1 + (SELECT max(place) FROM chat_members WHERE chat_id = c.id), ?2, 'member', NULL, 1, "
          "c.last_number FROM chats c WHERE c.id = ?1")
      .text(chat.text)
      .text(user.text)
      .run();
  database_.query("UPDATE chats SET version = version + 1 WHERE id = ?").text(chat.text).run();
}

// The chat's version takes over what was the member's alone: whoever comes back finds it grown.
void SqliteChats::remove_member(const ChatId& chat, const UserId& user) {
  database_
      .query(
          "UPDATE chats SET version = version + 1 + ifnull((SELECT own_version FROM chat_members WHERE user_id = ?2 "
          "AND chat_id = ?1), 0) WHERE id = ?1")
      .text(chat.text)
      .text(user.text)
      .run();
  database_.query("DELETE FROM chat_members WHERE user_id = ? AND chat_id = ?").text(user.text).text(chat.text).run();
}

void SqliteChats::make_owner(const ChatId& chat, const UserId& user) {
  database_.query("UPDATE chat_members SET role = 'owner' WHERE user_id = ? AND chat_id = ?")
      .text(user.text)
      .text(chat.text)
      .run();
}

void SqliteChats::dissolve(const ChatId& chat) {
  database_.query("DELETE FROM chat_members WHERE chat_id = ?").text(chat.text).run();
}

// A piece at a time: nobody waits for a long chat to go.
void SqliteChats::forget_left(std::int64_t most) {
  std::vector<ChatId> left;
  {
    auto rows = database_.query(
        "SELECT id FROM chats c WHERE NOT EXISTS (SELECT 1 FROM chat_members WHERE chat_id = c.id) "
        "LIMIT 100");
    while (rows.step()) left.emplace_back(rows.text_at(0));
  }
  for (const auto& chat : left) {
    database_.query("DELETE FROM messages WHERE place IN (SELECT place FROM messages WHERE chat_id = ? LIMIT ?)")
        .text(chat.text)
        .number(most)
        .run();
    most -= database_.changes();
    if (most <= 0) return;
    database_.query("DELETE FROM chats WHERE id = ?").text(chat.text).run();
  }
}

void SqliteChats::set_muted(const ChatId& chat, const UserId& user, std::optional<WallTime> until) {
  database_
      .query("UPDATE chat_members SET muted_until = ?, own_version = own_version + 1 WHERE user_id = ? AND chat_id = ?")
      .number(until ? std::optional{to_number(*until)} : std::nullopt)
      .text(user.text)
      .text(chat.text)
      .run();
}

void SqliteChats::set_marked_unread(const ChatId& chat, const UserId& user, bool is_marked) {
  database_
      .query(
          "UPDATE chat_members SET marked_unread = ?, own_version = own_version + 1 WHERE user_id = ? AND chat_id = ?")
      .number(is_marked ? 1 : 0)
      .text(user.text)
      .text(chat.text)
      .run();
}

bool SqliteChats::is_marked_unread(const ChatId& chat, const UserId& user) {
  return first_number(database_.query("SELECT marked_unread FROM chat_members WHERE user_id = ? AND chat_id = ?")
                          .text(user.text)
                          .text(chat.text)) != 0;
}

std::int64_t SqliteChats::take_number(const ChatId& chat, WallTime now) {
  return first_number(
      database_
          .query("UPDATE chats SET last_number = last_number + 1, active_at = ? WHERE id = ? RETURNING last_number")
          .number(to_number(now))
          .text(chat.text));
}

std::int64_t SqliteChats::last_number(const ChatId& chat) {
  return first_number(database_.query("SELECT last_number FROM chats WHERE id = ?").text(chat.text));
}

std::int64_t SqliteChats::read_mark(const ChatId& chat, const UserId& user) {
  return first_number(database_.query("SELECT read_number FROM chat_members WHERE user_id = ? AND chat_id = ?")
                          .text(user.text)
                          .text(chat.text));
}

void SqliteChats::set_read_mark(const ChatId& chat, const UserId& user, std::int64_t number) {
  database_.query("UPDATE chat_members SET read_number = ? WHERE user_id = ? AND chat_id = ?")
      .number(number)
      .text(user.text)
      .text(chat.text)
      .run();
}

}  // namespace quern::serve
