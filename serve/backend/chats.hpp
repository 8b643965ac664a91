// Chats: the list by latest activity, one, a new one, and how far one has read.
// Private   two people have at most one: making it again answers the one there is (200), whoever made it. Nobody can tell
//           that it is there before something is written in it, but its maker, and who makes it too.
// Unread    others' messages above the caller's mark that are not deleted. One's own are never unread; sending does not
//           move one's mark, since what came meanwhile may not have been seen.
// Version   grows with what is the chat's own (its title, its members). Its last message, its marks and its count change
//           by message.* and chat.read, and each has an order of its own: number and version.
// Marked    a chat that its member marked as unread is so until they read it, whether or not their mark moves.
// Source    contract, section 3, "chats, messages, attachments". What changes a chat is in chat_changes.hpp.
#pragma once

#include "core/base/random.hpp"
#include "core/base/scheduler.hpp"
#include "serve/backend/call.hpp"
#include "serve/backend/event_log.hpp"

namespace quern::serve {

inline constexpr std::size_t max_group_size = 100;  // each event is written once a member

class Chats {
 public:
  Chats(Store store, EventLog& events, Scheduler& clock, Random& random)
      : chats_(store.chats),
        messages_(store.messages),
        people_(store.people),
        events_(events),
        clock_(clock),
        random_(random) {}

  Response list(Call& call);
  Response create(Call& call);
  Response read(Call& call);
  Response mark_read(Call& call);

 private:
  Response create_private(const UserId& caller, const UserId& other, const ChatCreate& wanted);
  Response create_group(const UserId& caller, const std::vector<UserId>& others, const ChatCreate& wanted);
  Response answer(int status, const UserId& viewer, const ChatId& chat);
  void tell_of(const ChatId& chat, const UserId& viewer);

  ChatStore& chats_;
  MessageStore& messages_;
  PersonStore& people_;
  EventLog& events_;
  Scheduler& clock_;
  Random& random_;
};

}  // namespace quern::serve
