// What becomes of a chat: a group's title and members, its end, and what a member sets for themselves.
// Groups   any member renames and adds; the owner removes others and ends the group for all; anybody leaves. When the
//          owner leaves, who has been in it longest becomes the owner; with the last member it ends.
// Private  deleting it takes it out of the caller's list, read to its end; the other keeps theirs. It is back, with what
//          was in it, when something is written in it or the caller makes it again.
// Told     chat.created to who is added, chat.deleted to who is no longer in it, chat.updated to the rest; after it
//          message.created of the note (chat_notes.hpp) that the chat then has in it. One's own settings to oneself.
// Errors   404 where the caller is not in it, 403 where the owner alone may, 400 for what groups alone have.
// Source   contract, section 3, "chats, messages, attachments"; docs/decisions/0030-search-and-groups.md.
#pragma once

#include "serve/backend/call.hpp"
#include "serve/backend/chat_notes.hpp"
#include "serve/backend/event_log.hpp"

namespace quern::serve {

class ChatChanges {
 public:
  ChatChanges(Store store, EventLog& events, Scheduler& clock, Random& random)
      : chats_(store.chats),
        people_(store.people),
        events_(events),
        notes_(store.chats, store.messages, clock, random) {}

  Response update(Call& call);
  Response remove(Call& call);
  Response add_member(Call& call);
  Response remove_member(Call& call);
  Response set_own(Call& call);

 private:
  // The group of the path, as the caller sees it; or why not.
  struct Group {
    std::optional<Chat> chat;
    Response refusal;
  };
  Group find_group(const Call& call);
  void end(const ChatId& chat);
  void leave(const Chat& chat, const ChatMember& member, const UserId& by);
  void note(const ChatId& chat, const UserId& author, MessagePayload payload, const UserId& added);
  Response answer(const UserId& viewer, const ChatId& chat);

  ChatStore& chats_;
  PersonStore& people_;
  EventLog& events_;
  ChatNotes notes_;
};

}  // namespace quern::serve
