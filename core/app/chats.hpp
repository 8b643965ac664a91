// What can be done in chats, and who is there. Each change shows at once and goes through the outbox.
// Shape   a chat that is not confirmed yet goes by its client_id, in addresses too; once it is, its drafts, its writes and
//         its page go by the real one, and the old name still leads there.
// Cached  what waits is a layer over the cached lists: last message, order, unread count, my read mark.
// Errors  nothing here fails in the caller's face: a refused write stays in its row, with its reason and its text.
// Owned by App. Source: contract, sections 3 and 5; reliability rules 8 to 18.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/api/event.hpp"
#include "core/api/person.hpp"
#include "core/app/attendance.hpp"
#include "core/app/conversation.hpp"
#include "core/app/history_loader.hpp"
#include "core/app/outbox.hpp"
#include "core/app/rereader.hpp"
#include "core/app/router.hpp"
#include "core/app/toasts.hpp"
#include "core/query/query_client.hpp"

namespace quern::app {

class Chats final : private OutboxEvents {
 public:
  struct Environment {
    Scheduler& scheduler;
    Random& random;
    query::QueryClient& client;
    Toasts& toasts;
    Router& router;
    OutboxStorage& storage;
    HistoryLoader& histories;
    Rereader& rereader;
    std::function<void(std::string op)> tell;  // over the socket, if it is live
    std::function<void()> on_change;
  };

  Chats(Environment environment, Api api);
  ~Chats();
  Chats(const Chats&) = delete;
  Chats& operator=(const Chats&) = delete;

  // ---- what is there
  // The queries that views use: newer news is kept over an older answer, and a chat that is not made yet is never asked for.
  query::QueryOptions<Page<Chat>> list(std::string search) const;
  query::QueryOptions<Chat> detail(const ChatId& chat) const;
  query::QueryOptions<History> messages(const ChatId& chat) const;
  Conversation conversation(const ChatId& chat, const History& history) const;
  std::vector<UserId> typing_in(const ChatId& chat) const;  // others; each for 5 s after their last sign
  bool is_online(const UserId& person) const;               // by event, else as a query said
  std::int64_t unread_total() const;                        // of the list that is cached under no search
  bool has_unsent() const { return outbox_.unsent() > 0; }
  bool is_pending(const ChatId& chat) const { return outbox_.find_creation(chat) != nullptr; }
  ChatId resolve(const ChatId& chat) const;  // the id of a chat that was made under a client_id

  // ---- what can be done
  // The private chat with them: an old one, or a new one, which can be written in at once. Where to go.
  ChatId open_with(const Person& person);
  void send(const ChatId& chat, std::string text);  // nothing, where there is only white space
  void edit(const ChatId& chat, const ConversationItem& row, std::string text);
  void remove(const ChatId& chat, const ConversationItem& row);  // with an undo toast, 5 s
  void retry(const ChatId& chat, const ConversationItem& row);   // failed: again; waiting: now
  void discard(const ChatId& chat, const ConversationItem& row);
  void see(const ChatId& chat, std::int64_t number);  // on screen, in front, at the bottom: read up to it
  void type(const ChatId& chat);                      // a key was pressed in the composer: told at most every 3 s
  void load_older(const ChatId& chat);                // scrolled near the top; does nothing while under way
  void fill_hole(const ChatId& chat, const ConversationItem& hole);

  // The composer's text of each chat, kept while one is elsewhere; empty again once it is sent.
  std::string& draft(const ChatId& chat);

  // ---- news, for the event rules: whatever its age and order
  void take(const Message& message);
  void take(const Chat& chat);
  void take(const ChatReadEvent& read);
  void take(const ChatDeleted& chat);
  void take(const Typing& sign);
  void take(const Presence& presence) { attendance_.on_presence(presence); }
  void signs_were_missed() { attendance_.forget(); }

  // ---- the world around
  Outbox& outbox() { return outbox_; }
  void start(const UserId& me);
  void send_waiting();  // ends all undo windows
  void close();         // the page ends: what waits is kept
  void forget();        // the person left

 private:
  struct Layer;

  void on_written(const OutboxWrite& write) override;
  void on_sent(const OutboxWrite& write, const OutboxAnswer& answer) override;
  void on_left(const OutboxWrite& write) override;
  void on_chat_made(const ChatId& client_id, const Chat& chat) override;
  void on_not_stored(const Error& error) override;
  void on_outbox_change() override { environment_.on_change(); }

  void keep(const Chat& chat);
  void lay(const OutboxWrite& write);
  void lift(std::uint64_t order, bool is_sent);
  void was_deleted(const OutboxWrite& write);
  void not_made(const OutboxWrite& write);
  Chat optimistic_chat(const OutboxWrite& write) const;
  std::shared_ptr<const Chat> find_chat(const ChatId& chat) const;
  bool shows_rows_of_ours(const ChatId& chat) const;
  std::optional<ChatId> find_chat_with(const UserId& person) const;
  void offer_undo(std::function<void()> undo, std::function<void()> end);
  template <class Change>
  std::size_t change_chat(const ChatId& chat, const Change& change);

  Environment environment_;
  Api api_;
  UserId me_;
  Attendance attendance_;
  Outbox outbox_;
  std::map<std::uint64_t, std::shared_ptr<Layer>> layers_;  // by the order of its write
  std::map<ChatId, ChatId> made_;                           // by client_id
  std::map<UserId, Person> people_;                         // whom a chat is being made with
  std::map<ChatId, std::string> drafts_;
  std::map<ChatId, std::int64_t> seen_;
  std::vector<ToastId> windows_;
};

}  // namespace quern::app
