// What can be done in chats, and who is there. Each change shows at once and goes through the outbox.
// Errors  nothing here fails in the caller's face: a refused write stays in its row, with its reason and its text.
// Source  contract, sections 3 and 5; reliability rules 8 to 18.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/api/chat.hpp"
#include "core/api/person.hpp"
#include "core/app/conversation.hpp"

namespace quern::app {

class Chats {
 public:
  // ---- what is there
  Conversation conversation(const ChatId& chat, const History& history) const;
  std::vector<UserId> typing_in(const ChatId& chat) const;  // others; each for 5 s after their last sign
  bool is_online(const UserId& person) const;               // by event, else as a query said
  std::int64_t unread_total() const;                        // of the list that is cached
  bool has_unsent() const;

  // ---- what can be done
  // The private chat with them: an old one, or a new one, which can be written in at once. Where to go.
  ChatId open_with(const Person& person);
  void send(const ChatId& chat, std::string text);
  void edit(const ChatId& chat, const ConversationItem& row, std::string text);
  void remove(const ChatId& chat, const ConversationItem& row);  // with an undo toast, 5 s
  void retry(const ChatId& chat, const ConversationItem& row);
  void discard(const ChatId& chat, const ConversationItem& row);
  void see(const ChatId& chat, std::int64_t number);  // on screen, in front, at the bottom: read up to it
  void type(const ChatId& chat);                      // a key was pressed in the composer: told at most every 3 s
  void load_older(const ChatId& chat);                // scrolled near the top; does nothing while under way
  void fill_hole(const ChatId& chat, const ConversationItem& hole);

  // The composer's text of each chat, kept while one is elsewhere.
  std::string& draft(const ChatId& chat);
};

}  // namespace quern::app
