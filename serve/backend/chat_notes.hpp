// What a chat says of itself: messages of type system, written by the server in the transaction of what they tell.
// Shape   payload {kind: joined | left | renamed, user_id?, name?, by_name, title?}, content "". The author is who did it.
// Unread  like anybody's message: by others, not by its author.
// Source  contract, section 3, "chats, messages, attachments"; docs/decisions/0030-search-and-groups.md.
#pragma once

#include "core/base/random.hpp"
#include "core/base/scheduler.hpp"
#include "serve/backend/chat_store.hpp"

namespace quern::serve {

class ChatNotes {
 public:
  ChatNotes(ChatStore& chats, MessageStore& messages, Scheduler& clock, Random& random)
      : chats_(chats),
        messages_(messages),
        clock_(clock),
        random_(random) {}

  // Stored; whoever calls it tells of it.
  Message add(const ChatId& chat, const UserId& author, MessagePayload payload);

 private:
  ChatStore& chats_;
  MessageStore& messages_;
  Scheduler& clock_;
  Random& random_;
};

}  // namespace quern::serve
