#include "serve/backend/chat_notes.hpp"

namespace quern::serve {

Message ChatNotes::add(const ChatId& chat, const UserId& author, MessagePayload payload) {
  const auto now = clock_.wall_now();
  Message note{.id = MessageId{make_uuid(random_)},
               .number = chats_.take_number(chat, now),
               .version = 1,
               .chat_id = chat,
               .author_id = author,
               .type = MessageType::system,
               .payload = std::move(payload),
               .ts = now};
  messages_.insert(note);
  return note;
}

}  // namespace quern::serve
