#include "core/app/chat_rows.hpp"

#include <algorithm>

namespace quern::app {
namespace {

using Kind = OutboxWrite::Kind;

std::int64_t last_number(const Chat& chat) { return chat.last_message ? chat.last_message->number : 0; }
bool ends_in_waiting(const Chat& chat) { return chat.last_message && chat.last_message->number == 0; }
WallTime activity_of(const Chat& chat) { return chat.last_message ? chat.last_message->ts : chat.created_at; }

bool is_member(const Chat& chat, const UserId& person) {
  return std::ranges::contains(chat.members, person, &ChatMember::id);
}

void move_mark(Chat& chat, const UserId& person, std::int64_t number) {
  for (auto& [id, mark] : chat.read_marks.entries)
    if (id == person.text) return void(mark = std::max(mark, number));
  chat.read_marks.entries.emplace_back(person.text, number);
}

bool is_later(const Message& a, const Message& b) {
  return a.number != b.number ? a.number > b.number : a.version > b.version;
}

Message waiting_message(const OutboxWrite& write, const UserId& me) {
  return {.chat_id = write.chat_id,
          .author_id = me,
          .type = MessageType::text,
          .content = write.text,
          .client_id = write.client_id,
          .ts = write.written_at};
}

bool is_of_write(const Message& message, const OutboxWrite& write) {
  if (!write.message_id.is_empty()) return message.id == write.message_id;
  return !write.client_id.empty() && message.client_id == write.client_id;
}

}  // namespace

bool is_private_with(const Chat& chat, const UserId& person) { return !chat.is_group && is_member(chat, person); }

std::int64_t read_mark_of(const Chat& chat, const UserId& person) {
  const auto* mark = chat.read_marks.find(person.text);
  return mark ? *mark : 0;
}

Chat with_message(Chat chat, const Message& message, const UserId& me) {
  const auto before = last_number(chat);
  // One of the same version is the event after what we made of an answer ourselves: it knows more.
  if (!chat.last_message || !is_later(*chat.last_message, message)) {
    const bool is_new = message.number > before;
    chat.last_message = message;
    const bool is_unread = message.author_id != me && message.number > read_mark_of(chat, me) && !message.deleted;
    if (is_new && is_unread) ++chat.unread_count;
  }
  return chat;
}

bool is_count_unsure(const Chat& chat, const Message& news, const UserId& me) {
  if (news.author_id == me || news.number <= read_mark_of(chat, me)) return false;
  const bool is_late = news.version == 1 && news.number < last_number(chat);
  const bool is_ahead = news.number > last_number(chat) + 1;
  return news.deleted || is_late || is_ahead;
}

Chat with_read(Chat chat, const UserId& reader, std::int64_t number, const UserId& me) {
  const auto before = read_mark_of(chat, reader);
  move_mark(chat, reader, number);
  if (reader != me || number < before) return chat;
  chat.marked_unread = false;
  chat.unread_count = std::min(chat.unread_count, std::max<std::int64_t>(last_number(chat) - number, 0));
  return chat;
}

Chat newer_chat(const Chat& ours, const Chat& news, const UserId& me) {
  const bool has_news = last_number(news) >= last_number(ours),
             has_marks = read_mark_of(news, me) >= read_mark_of(ours, me);
  auto chat = news.version >= ours.version ? news : ours;
  chat.last_message = news.last_message;
  if (ours.last_message && (!news.last_message || is_later(*ours.last_message, *news.last_message)))
    chat.last_message = ours.last_message;
  for (const auto* side : {&ours, &news}) {
    for (const auto& [id, mark] : side->read_marks.entries)
      if (is_member(chat, UserId{id})) move_mark(chat, UserId{id}, mark);  // not of who has left
  }
  chat.unread_count = has_news ? news.unread_count : ours.unread_count;
  if (!has_marks)
    chat.unread_count =
        std::min(chat.unread_count, std::max<std::int64_t>(last_number(chat) - read_mark_of(ours, me), 0));
  return chat;
}

Chat with_write(Chat chat, const OutboxWrite& write, const UserId& me) {
  if (chat.id != write.chat_id) return chat;
  auto& last = chat.last_message;
  switch (write.kind) {
    case Kind::send:
      // Confirmed, and its layer not lifted yet: it, or one after it, is the last.
      if (!last || last->client_id != write.client_id) last = waiting_message(write, me);
      break;
    case Kind::edit:
      if (last && is_of_write(*last, write)) last->content = write.text;
      break;
    case Kind::remove:
      if (last && is_of_write(*last, write)) {
        last->deleted = true;
        last->content.clear();
      }
      break;
    case Kind::read: return with_read(std::move(chat), me, write.number, me);
    case Kind::create_chat: break;
  }
  return chat;
}

Page<Chat> with_chat(Page<Chat> page, const Chat& chat, const UserId& me) {
  const auto found = std::ranges::find(page.items, chat.id, &Chat::id);
  if (found != page.items.end()) {
    *found = newer_chat(*found, chat, me);
  } else {
    page.items.insert(page.items.begin(), chat);
    ++page.total;
  }
  sort_by_activity(page);
  return page;
}

Page<Chat> without_chat(Page<Chat> page, const ChatId& id) {
  page.total -= static_cast<std::int64_t>(std::erase_if(page.items, [&](const Chat& chat) { return chat.id == id; }));
  return page;
}

Page<Chat> newer_page(const Page<Chat>& ours, Page<Chat> news, const UserId& me) {
  for (auto& chat : news.items) {
    const auto old = std::ranges::find(ours.items, chat.id, &Chat::id);
    if (old != ours.items.end()) chat = newer_chat(*old, chat, me);
  }
  sort_by_activity(news);
  return news;
}

void sort_by_activity(Page<Chat>& page) {
  std::ranges::stable_sort(page.items, [](const Chat& a, const Chat& b) {
    if (ends_in_waiting(a) != ends_in_waiting(b)) return ends_in_waiting(a);
    return activity_of(a) > activity_of(b);
  });
}

}  // namespace quern::app
