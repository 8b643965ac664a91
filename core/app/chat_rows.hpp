// Chats as they are cached, and what news and waiting writes make of them. Each gives the same for the same, and leaves
// alone what it does not find: they are patches, and are applied again and again.
// News    may be older than what is here: the newer version, the higher number and the further read mark win.
// Order   latest activity first; a message that waits to be sent is the latest.
#pragma once

#include <utility>

#include "core/api/chat.hpp"
#include "core/app/outbox_write.hpp"

namespace quern::app {

bool is_private_with(const Chat& chat, const UserId& person);
std::int64_t read_mark_of(const Chat& chat, const UserId& person);  // 0: nothing read

// Created, edited or deleted. One that is new here and another's is unread.
Chat with_message(Chat chat, const Message& message, const UserId& me);
// May it change the unread count in a way that cannot be told from here? It was counted before, or not; or it is older than
// the last message, which may be one's own, by its answer, or by an answer about the chat; or messages before it are not
// counted yet.
bool is_count_unsure(const Chat& chat, const Message& news, const UserId& me);
Chat with_read(Chat chat, const UserId& reader, std::int64_t number, const UserId& me);
// What is to be believed of two states of one chat.
Chat newer_chat(const Chat& ours, const Chat& news, const UserId& me);
// What the write will have done.
Chat with_write(Chat chat, const OutboxWrite& write, const UserId& me);

Page<Chat> with_chat(Page<Chat> page, const Chat& chat, const UserId& me);  // in its place; new or newer
Page<Chat> without_chat(Page<Chat> page, const ChatId& id);
Page<Chat> newer_page(const Page<Chat>& ours, Page<Chat> news, const UserId& me);
void sort_by_activity(Page<Chat>& page);
template <class Change>
Page<Chat> with_changed_chat(Page<Chat> page, const ChatId& id, const Change& change) {
  for (auto& chat : page.items)
    if (chat.id == id) chat = change(std::move(chat));
  sort_by_activity(page);
  return page;
}

}  // namespace quern::app
