// Writes on their way to the server, kept until each is settled: the order, the keys and the states of sending.
// State   queued → sending → sent | failed | unknown; failed → queued | discarded; unknown → sent | queued. No other move;
//         `unknown` lasts from a try whose outcome nobody knows to the next one. What was never tried may be taken back:
//         it leaves without a move.
// Order   first in, first out within a chat, parallel between chats. A write that waits for its next try holds up those
//         behind it; a failed one lets them pass. Deletes that can still be undone, and read marks, hold up nobody.
// Keys    idempotency key and client_id are made once, stored before the first try, and the same on every try. A refused
//         write that a person sends again is a new request: it keeps its client_id and gets a new key.
// Repeats network, timeout, 5xx, 408, 429, 409 in progress: sent again under the same key, by back-off, and at once when
//         the connection returns. 401 waits for start(). Any other 4xx: failed, text kept, reason shown.
// Stored  before it is shown, and before its first try that it is tried. What an earlier page left is taken up at start(), in
//         its order: a try that was cut off is `unknown`, the time to take a delete back is over. What cannot be stored is
//         sent all the same, and that is said once.
// Owned by App; its storage by the platform.
// Source  reliability rules 8 to 14, 19, 21; docs/decisions/0016-outbox-and-event-rules.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/api/api.hpp"
#include "core/app/outbox_storage.hpp"
#include "core/app/outbox_write.hpp"
#include "core/base/random.hpp"
#include "core/base/scheduler.hpp"

namespace quern::app {

using OutboxAnswer = std::variant<std::monostate, Chat, Message>;

// Who shows what is written. Each is called when the outbox agrees with it; none may end the outbox.
class OutboxEvents {
 public:
  virtual void on_written(const OutboxWrite& write) = 0;  // new, rewritten, or to be sent again
  // The server has it: called while the write still stands in the outbox, so that its row never blinks.
  virtual void on_sent(const OutboxWrite& write, const OutboxAnswer& answer) = 0;
  virtual void on_left(const OutboxWrite& write) = 0;  // sent, refused, taken back: it waits no more
  virtual void on_chat_made(const ChatId& client_id, const Chat& chat) = 0;  // its writes go by the real id now
  virtual void on_not_stored(const Error& error) = 0;                        // said once a person
  virtual void on_outbox_change() = 0;                                       // anything that is shown

 protected:
  ~OutboxEvents() = default;
};

class Outbox {
 public:
  struct Environment {
    Scheduler& scheduler;
    Random& random;
    OutboxStorage& storage;
    OutboxEvents& events;
  };

  Outbox(Environment environment, Api api);
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  // ---- what waits. Spans and pointers are good until the next call that is not const.
  std::span<const OutboxWrite> pending(const ChatId& chat) const;  // oldest first
  const OutboxWrite* find_creation(const ChatId& chat) const;      // its create_chat, while it is not confirmed
  const OutboxWrite* find_creation_with(const UserId& person) const;
  const OutboxWrite* find_send(const ChatId& chat, std::string_view client_id) const;
  std::size_t unsent() const;  // messages, edits and deletes that no server has confirmed

  // ---- what can be written
  ChatId create_chat(const UserId& with, std::string name);  // its client_id: stands for its id until that is known
  void send(const ChatId& chat, std::string text);
  // The message as far as it is known: one of the two ids may be empty. An edit of what was never tried rewrites it.
  void edit(const ChatId& chat, const MessageId& id, const std::string& client_id, std::string text);
  // Held until release(). None, where nothing was to be deleted any more.
  std::optional<std::uint64_t> remove(const ChatId& chat, const MessageId& id, const std::string& client_id,
                                      std::int64_t number);
  void release(std::uint64_t order);
  void release_all();
  void read(const ChatId& chat, std::int64_t number);  // only the furthest matters

  bool withdraw(std::uint64_t order);  // false: it was tried already
  void put_back(OutboxWrite write);    // what was withdrawn
  void retry(std::uint64_t order);     // failed: by hand; waiting: now
  void discard(std::uint64_t order);   // failed: for good

  // ---- what came another way, the socket most likely: the same thing, not another
  void see(const Message& message);
  void see(const Chat& chat);

  // ---- the world around
  void start(const UserId& me);  // signed in: takes up what was left, and sends
  void pause();                  // the session ended: waits for the same person's return
  void on_online(bool is_online);
  void kick();  // the connection is back: what waits for its next try goes now
  // Ends when each write was answered or tried in vain; at once without a connection. `cancelled` if the person left.
  Task<Result<void>> settle();
  void close();   // the page ends: nothing goes out any more, what is stored stays; answers are dropped
  void forget();  // the person left: close(), and everything is gone

 private:
  // The writes of one chat, oldest first.
  struct Line {
    ChatId chat;
    std::vector<OutboxWrite> writes;
  };
  OutboxWrite* find(std::uint64_t order);
  Line* find_line(const ChatId& chat);
  Line& ensure_line(const ChatId& chat);
  std::uint64_t add(OutboxWrite write);
  Task<void> store_and_show(OutboxWrite write, StopToken stop);
  void insert(OutboxWrite write);
  void erase(std::uint64_t order);
  void store(const OutboxWrite& write);
  Task<void> keep(OutboxWrite write, StopToken stop);
  void not_stored(const Error& error);
  Task<void> load(StopToken stop);
  void take_up(OutboxWrite write);
  void renew_key(OutboxWrite& write);

  void pump();
  void arm(TimePoint when);
  Task<void> attempt(std::uint64_t order, StopToken stop);
  Task<Result<OutboxAnswer>> call(OutboxWrite write, StopToken stop);
  Task<Result<OutboxAnswer>> look(OutboxWrite write, StopToken stop);
  void accepted(const OutboxWrite& sent, const OutboxAnswer& answer);
  void leave(std::uint64_t order);
  void tried(std::uint64_t order, const Error& error);
  void refused(std::uint64_t order, const Error& error);
  void fold_into(OutboxWrite& refused_send);
  void name_rows(const Message& message, const std::string& client_id);
  void rename_chat(const ChatId& from, const Chat& chat);
  bool fail_with_creation(std::uint64_t order);
  Duration wait_after(const OutboxWrite& write, const Error& error);
  void changed();
  bool is_quiet() const;

  Environment environment_;
  Api api_;  // does not repeat calls
  std::vector<Line> lines_;
  std::uint64_t last_order_ = 0;
  UserId me_;
  bool is_started_ = false;
  bool is_loading_ = false, is_loaded_ = false;
  bool is_not_stored_said_ = false;
  bool is_online_ = true;
  bool is_pumping_ = false;
  Scheduler::TimerId timer_ = Scheduler::TimerId::none;
  StopSource person_;  // stopped when they leave
  std::vector<Promise<void>> settle_waiters_;
};

}  // namespace quern::app
