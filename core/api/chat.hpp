// A chat: two people (private, no title of its own) or a group, as the caller sees it.
// Source  contract, section 3, "chats, messages, attachments".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/api/message.hpp"
#include "core/api/page.hpp"

namespace quern {

enum class ChatRole : std::uint8_t { unknown, owner, member };
template <> struct EnumNames<ChatRole> {
  static constexpr std::string_view names[] = {"", "owner", "member"};
};

struct ChatMember {
  UserId id;
  std::string display_name;
  std::optional<std::string> avatar_url;
  OpenEnum<ChatRole> role = ChatRole::member;
  bool operator==(const ChatMember&) const = default;
};

struct Chat {
  ChatId id;
  std::optional<std::string> client_id;
  std::int64_t version = 0;
  std::string title;  // "" in a private chat: it is called by its other member
  bool is_group = false;
  std::vector<ChatMember> members;  // the caller among them
  std::optional<Message> last_message;
  std::int64_t unread_count = 0;        // the caller's
  Dictionary<std::int64_t> read_marks;  // by user id: the number of the last message they read
  std::optional<WallTime> muted_until;
  bool marked_unread = false;
  WallTime created_at{};
  bool operator==(const Chat&) const = default;
};

// POST /api/chats. A private chat has exactly one other member, and is answered (200), not doubled, where it exists.
struct ChatCreate {
  std::optional<std::string> title;
  bool is_group = false;
  std::vector<UserId> member_ids;
  std::string client_id;
  bool operator==(const ChatCreate&) const = default;
};

// POST /api/chats/:id/read: the caller's mark moves forward to it, never back.
struct ChatRead {
  std::int64_t number = 0;
  bool operator==(const ChatRead&) const = default;
};

// PATCH /api/chats/:id, of a group
struct ChatPatch {
  std::optional<std::string> title;
  bool operator==(const ChatPatch&) const = default;
};

// POST /api/chats/:id/participants, of a group
struct ChatMemberAdd {
  UserId user_id;
  bool operator==(const ChatMemberAdd&) const = default;
};

// PUT /api/chats/:id/me: the caller's own settings; what is absent stays, null clears.
struct ChatSettings {
  Patch<WallTime> muted_until;
  Patch<bool> marked_unread;
  bool operator==(const ChatSettings&) const = default;
};

// Which page of the chats, latest activity first: GET /api/chats?search=&offset=&limit=
struct ChatListParams {
  std::string search;
  std::int64_t offset = 0;
  std::int64_t limit = max_page_limit;
  bool operator==(const ChatListParams&) const = default;
};

template <> struct Schema<ChatMember> {
  static const schema::Table table;
};
template <> struct Schema<Chat> {
  static const schema::Table table;
};
template <> struct Schema<ChatCreate> {
  static const schema::Table table;
};
template <> struct Schema<ChatRead> {
  static const schema::Table table;
};
template <> struct Schema<ChatPatch> {
  static const schema::Table table;
};
template <> struct Schema<ChatMemberAdd> {
  static const schema::Table table;
};
template <> struct Schema<ChatSettings> {
  static const schema::Table table;
};

}  // namespace quern
