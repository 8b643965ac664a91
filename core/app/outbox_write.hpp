// One write on its way to the server, and the closed table of its states.
// Source  reliability rule 10.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/chat.hpp"
#include "core/base/error.hpp"

namespace quern::app {

struct OutboxWrite {
  enum class Kind : std::uint8_t { create_chat, send, edit, remove, read };
  // The last two are ends: a write in one of them is in no outbox any more.
  enum class State : std::uint8_t { queued, sending, failed, unknown, sent, discarded };

  std::uint64_t order = 0;  // grows with each write
  std::string key;          // idempotency key
  Kind kind = Kind::send;
  State state = State::queued;
  UserId author;                        // whose it is: what is stored goes out under no other name
  ChatId chat_id;                       // of a chat that is not confirmed yet: its client_id
  std::string client_id;                // create_chat, send: the new row's. edit, remove: of the row, where it has one
  MessageId message_id;                 // edit, remove: empty while its creation is pending
  std::string text;                     // send, edit; create_chat: the other person's name, for display
  std::int64_t number = 0;              // read; remove: of its message, where it has one
  UserId with;                          // create_chat: the other person
  WallTime written_at{};                // for display, and for the age of its key
  bool is_held = false;                 // remove: it can still be undone
  bool may_be_stored = false;           // some try went out and was not refused
  std::optional<TimePoint> not_before;  // the next try
  int tries = 0;                        // in a row that did not settle it
  std::optional<Error> reason;          // failed, or why the last try did not settle
  bool changes_a_row() const { return kind == Kind::edit || kind == Kind::remove; }
  bool operator==(const OutboxWrite&) const = default;
};

inline constexpr std::size_t outbox_states = 6;

bool may_move(OutboxWrite::State from, OutboxWrite::State to);
void move_to(OutboxWrite& write, OutboxWrite::State to);  // any other move is a bug, and asserts

}  // namespace quern::app
