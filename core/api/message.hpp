// A message of a chat. `number` is 1, 2, 3 … within its chat, given by the server: the order, the read mark, the cursor.
// A deleted one keeps its place and number; its content is empty, its payload gone. `system` is written by the server alone.
// Source  contract, section 3, "chats, messages, attachments".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/api/schema.hpp"

namespace quern {

enum class MessageType : std::uint8_t { unknown, text, voice, file, system };
template <> struct EnumNames<MessageType> {
  static constexpr std::string_view names[] = {"", "text", "voice", "file", "system"};
};

// What a message carries beside its words. Each type has members of its own, the others are absent.
struct MessagePayload {
  // voice, file: what was uploaded (attachment.hpp)
  std::optional<AttachmentId> attachment_id;
  std::optional<std::int64_t> duration_ms;  // voice
  std::optional<std::string> codec;
  std::optional<std::vector<std::int32_t>> waveform;  // loudness, 0 to 255, evenly over its time
  std::optional<std::string> filename;                // file
  std::optional<std::int64_t> size;                   // bytes
  std::optional<std::string> content_type;
  // system: what happened to the chat. Its author did it; names are as they were then.
  std::optional<std::string> kind;     // "joined", "left", "renamed"
  std::optional<UserId> user_id;       // joined, left: who; another than the author was added, or removed, by them
  std::optional<std::string> name;     // theirs
  std::optional<std::string> by_name;  // the author's
  std::optional<std::string> title;    // renamed: to this
  bool operator==(const MessagePayload&) const = default;
};

struct Message {
  MessageId id;
  std::int64_t number = 0;
  std::int64_t version = 0;
  ChatId chat_id;
  UserId author_id;
  OpenEnum<MessageType> type;
  std::string content;  // of voice and file: what is said beside it, often nothing
  std::optional<MessagePayload> payload;
  std::optional<MessageId> reply_to_id;
  std::optional<std::string> client_id;  // the author's own uuid: the optimistic row and the confirmed one are one
  std::optional<WallTime> edited_at;
  bool deleted = false;
  WallTime ts{};  // the server's
  bool operator==(const Message&) const = default;
};

// POST /api/messages
struct MessageCreate {
  ChatId chat_id;
  OpenEnum<MessageType> type = MessageType::text;
  std::string content;  // text needs it; voice and file need their payload
  std::optional<MessagePayload> payload = std::nullopt;
  std::optional<MessageId> reply_to_id;
  std::string client_id;
  bool operator==(const MessageCreate&) const = default;
};

// PATCH /api/messages/:id
struct MessageEdit {
  std::string content;
  bool operator==(const MessageEdit&) const = default;
};

// Which of a chat's messages: GET /api/messages?chat_id=&before_id=&after_id=&around_id=&at=&limit=. At most one of the
// three ids and the time is set; none asks for the newest.
struct MessageListParams {
  ChatId chat_id;
  MessageId before_id;
  MessageId after_id;
  MessageId around_id;
  std::optional<WallTime> at = std::nullopt;  // around the first one written then or later
  std::int64_t limit = 50;
  bool operator==(const MessageListParams&) const = default;
};

// Messages by their words, best match first: GET /api/messages/search?q=&chat_id=&offset=&limit=, in one chat or in all.
struct MessageSearchParams {
  std::string q;
  ChatId chat_id;
  std::int64_t offset = 0;
  std::int64_t limit = 20;
  bool operator==(const MessageSearchParams&) const = default;
};

// Newest first, neighbours all of them.
struct MessagePage {
  std::vector<Message> items;
  bool has_older = false;
  bool has_newer = false;
  bool operator==(const MessagePage&) const = default;
};

inline constexpr std::int64_t max_message_length = 10'000;  // characters
inline constexpr std::int64_t message_page_limit = 50;

template <> struct Schema<MessagePayload> {
  static const schema::Table table;
};
template <> struct Schema<Message> {
  static const schema::Table table;
};
template <> struct Schema<MessageCreate> {
  static const schema::Table table;
};
template <> struct Schema<MessageEdit> {
  static const schema::Table table;
};
template <> struct Schema<MessagePage> {
  static const schema::Table table;
};

}  // namespace quern
