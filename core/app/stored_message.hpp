// One message of the server's, as it is kept: one block of memory with its ids and its text behind it, never changed.
// Memory  56 bytes and the ids (16 a uuid, else their text) beside the text. The author's name is shared by all rows of
//         the chat, the chat is not in it at all.
// Owned by those who point to it (MessageRef), of one thread; a view's pointer is good as long as its History.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/api/message.hpp"

namespace quern::app {

class MessageRef;

// What a widget knows a row by: the same for a row that waits to be sent and for the message it becomes. Made of the
// client_id where there is one, else of the id.
std::uint64_t row_identity(std::string_view id);

class StoredMessage {
 public:
  // `author` must outlive it.
  static MessageRef make(const Message& message, const std::string* author);
  StoredMessage(const StoredMessage&) = delete;
  StoredMessage& operator=(const StoredMessage&) = delete;

  std::int64_t number() const { return number_; }
  std::int64_t version() const { return version_; }
  std::string_view author() const { return *author_; }
  std::string_view content() const { return {text(), text_size_}; }
  MessageType type() const { return type_; }
  WallTime time() const { return WallTime{Duration{time_ms_}}; }  // the server's
  bool is_edited() const { return is_edited_; }
  bool is_deleted() const { return is_deleted_; }
  std::uint64_t identity() const;

  MessageId id() const;                       // made anew at each call, as the next two
  std::string client_id() const;              // "" where it has none
  std::optional<MessageId> reply_to() const;  // the message that it answers
  bool has_id(const MessageId& id) const;

 private:
  friend class MessageRef;
  StoredMessage() = default;
  ~StoredMessage() = default;
  char* tail() { return reinterpret_cast<char*>(this + 1); }
  const char* tail() const { return reinterpret_cast<const char*>(this + 1); }
  const char* text() const;

  mutable std::uint32_t owners_ = 1;
  std::uint32_t text_size_ = 0;
  std::int64_t number_ = 0;
  std::int64_t version_ = 0;
  std::int64_t time_ms_ = 0;
  const std::string* author_ = nullptr;
  std::uint32_t id_size_ = 0, client_id_size_ = 0, reply_to_size_ = 0;  // as packed
  MessageType type_ = MessageType::unknown;
  bool is_edited_ = false;
  bool is_deleted_ = false;
};

// A share in a row.
class MessageRef {
 public:
  MessageRef() = default;
  explicit MessageRef(const StoredMessage* message) : message_(message) {}  // takes the maker's share
  MessageRef(const MessageRef& other) : message_(other.message_) { hold(message_); }
  MessageRef(MessageRef&& other) noexcept : message_(std::exchange(other.message_, nullptr)) {}
  MessageRef& operator=(MessageRef other) noexcept {
    std::swap(message_, other.message_);
    return *this;
  }
  ~MessageRef() { drop(message_); }

  const StoredMessage* get() const { return message_; }
  const StoredMessage* operator->() const { return message_; }
  explicit operator bool() const { return message_ != nullptr; }

  // For those who keep bare pointers by the thousand: the share goes with the pointer.
  const StoredMessage* release() { return std::exchange(message_, nullptr); }
  static void hold(const StoredMessage* message) {
    if (message) ++message->owners_;
  }
  static void drop(const StoredMessage* message);

 private:
  const StoredMessage* message_ = nullptr;
};

}  // namespace quern::app
