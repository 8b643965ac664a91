// Writes on their way to the server, kept until each is settled: the order, the keys and the states of sending.
// State   queued → sending → sent | failed | unknown; failed → queued | discarded; unknown → sent | queued. No other move.
// Order   first in, first out within a chat, parallel between chats. What is done to a row that is not confirmed yet
//         waits behind its creation; editing a queued message rewrites it, deleting one cancels it.
// Keys    idempotency key and client_id are made once, stored before the first try, and the same on every try.
// Repeats network, timeout, 5xx, 408, 429: the outcome is unknown or refused for now, and the same key is sent again, by
//         back-off and at once when the connection returns. Any other 4xx: failed, text kept, reason shown.
// Storage behind OutboxStorage: in memory now.
// Source  reliability rules 8 to 14, 19.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/api/chat.hpp"
#include "core/base/error.hpp"

namespace quern::app {

struct OutboxWrite {
  enum class Kind : std::uint8_t { create_chat, send, edit, remove, read };
  enum class State : std::uint8_t { queued, sending, failed, unknown };

  std::uint64_t order = 0;  // grows by one with each write
  std::string key;          // idempotency key
  Kind kind = Kind::send;
  State state = State::queued;
  ChatId chat_id;                       // of a chat that is not confirmed yet: its client_id
  std::string client_id;                // create_chat, send: the new row's. edit, remove: of the row, where it has one
  MessageId message_id;                 // edit, remove: empty while its creation is pending
  std::string text;                     // send, edit
  std::int64_t number = 0;              // read
  UserId with;                          // create_chat: the other person
  WallTime written_at{};                // for display
  std::optional<TimePoint> not_before;  // remove: its undo window; else the next try
  int tries = 0;
  std::optional<Error> reason;  // failed, or why the last try did not settle
  bool operator==(const OutboxWrite&) const = default;
};

}  // namespace quern::app
