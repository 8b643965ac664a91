#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/store/message_row.hpp"
#include "serve/store/sqlite_store.hpp"

namespace quern::serve {
namespace {

std::optional<Message> first_message(Query query) {
  if (!query.step()) return std::nullopt;
  return read_message(query);
}

std::optional<std::int64_t> optional_number(const std::optional<WallTime>& time) {
  return time ? std::optional{to_number(*time)} : std::nullopt;
}

std::optional<std::string> optional_text(const std::optional<MessageId>& id) {
  return id ? std::optional{id->text} : std::nullopt;
}

std::optional<std::string> optional_text(const std::optional<MessagePayload>& payload) {
  return payload ? std::optional{encode(*payload)} : std::nullopt;
}

std::optional<std::string> attachment_of(const Message& message) {
  const bool has_one = message.payload && message.payload->attachment_id;
  return has_one ? std::optional{message.payload->attachment_id->text} : std::nullopt;
}

}  // namespace

Message read_message(const Query& row) {
  Message message{.id = MessageId{row.text_at(0)},
                  .number = row.number_at(1),
                  .version = row.number_at(2),
                  .chat_id = ChatId{row.text_at(3)},
                  .author_id = UserId{row.text_at(4)},
                  .content = row.text_at(6),
                  .client_id = row.optional_text_at(8),
                  .deleted = row.number_at(10) != 0,
                  .ts = to_time(row.number_at(11))};
  message.type.assign(row.text_at(5), EnumNames<MessageType>::names);
  if (auto id = row.optional_text_at(7)) message.reply_to_id = MessageId{*std::move(id)};
  if (const auto at = row.optional_number_at(9)) message.edited_at = to_time(*at);
  if (const auto json = row.optional_text_at(12)) {
    if (auto payload = decode<MessagePayload>(*json)) message.payload = *std::move(payload);
  }
  return message;
}

std::optional<Message> SqliteMessages::find(const MessageId& id) {
  return first_message(database_.query(MESSAGE_COLUMNS "id = ?").text(id.text));
}

std::optional<Message> SqliteMessages::find_by_client_id(const UserId& author, std::string_view client_id) {
  return first_message(
      database_.query(MESSAGE_COLUMNS "author_id = ? AND client_id = ?").text(author.text).text(client_id));
}

std::optional<MessageId> SqliteMessages::find_by_number(const ChatId& chat, std::int64_t number) {
  auto row = database_.query("SELECT id FROM messages WHERE chat_id = ? AND number = ?").text(chat.text).number(number);
  if (!row.step()) return std::nullopt;
  return MessageId{row.text_at(0)};
}

// By halves over the numbers: they were given in the order of time.
std::int64_t SqliteMessages::number_at(const ChatId& chat, WallTime time) {
  auto row = database_.query("SELECT max(number) FROM messages WHERE chat_id = ?").text(chat.text);
  std::int64_t first = 1, last = row.step() ? row.number_at(0) : 0;
  while (first < last) {
    const auto middle = first + (last - first) / 2;
    auto found =
        database_.query("SELECT ts FROM messages WHERE chat_id = ? AND number = ?").text(chat.text).number(middle);
    if (found.step() && found.number_at(0) >= to_number(time)) {
      last = middle;
    } else {
      first = middle + 1;
    }
  }
  return last;
}

std::vector<Message> SqliteMessages::range(const ChatId& chat, std::int64_t first, std::int64_t last) {
  std::vector<Message> messages;
  auto rows = database_.query(MESSAGE_COLUMNS "chat_id = ? AND number BETWEEN ? AND ? ORDER BY number DESC")
                  .text(chat.text)
                  .number(first)
                  .number(last);
  while (rows.step()) messages.push_back(read_message(rows));
  return messages;
}

void SqliteMessages::insert(const Message& message) {
  database_
      .query(
          "INSERT INTO messages (id, number, version, chat_id, author_id, type, content, reply_to_id, client_id, "
          "edited_at, deleted, ts, payload, attachment_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .text(message.id.text)
      .number(message.number)
      .number(message.version)
      .text(message.chat_id.text)
      .text(message.author_id.text)
      .text(message.type.text())
      .text(message.content)
      .text(optional_text(message.reply_to_id))
      .text(message.client_id)
      .number(optional_number(message.edited_at))
      .number(message.deleted ? 1 : 0)
      .number(to_number(message.ts))
      .text(optional_text(message.payload))
      .text(attachment_of(message))
      .run();
}

void SqliteMessages::update(const Message& message) {
  database_
      .query(
          "UPDATE messages SET version = ?, content = ?, edited_at = ?, deleted = ?, payload = ?, attachment_id = ? "
          "WHERE id = ?")
      .number(message.version)
      .text(message.content)
      .number(optional_number(message.edited_at))
      .number(message.deleted ? 1 : 0)
      .text(optional_text(message.payload))
      .text(attachment_of(message))
      .text(message.id.text)
      .run();
}

}  // namespace quern::serve
