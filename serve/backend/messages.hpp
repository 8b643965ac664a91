// Messages of a chat: read in pages, sent, edited, deleted.
// Numbers  dense, 1 to the chat's last: a page is a range of them, and what is deleted keeps its place, its content gone.
// Errors   404 not a member of the chat, or no such message; 403 somebody else's message; 422 by field.
// Source   contract, section 3, "chats, messages, attachments".
#pragma once

#include "core/base/random.hpp"
#include "core/base/scheduler.hpp"
#include "serve/backend/call.hpp"
#include "serve/backend/event_log.hpp"

namespace quern::serve {

class Messages {
 public:
  Messages(Store store, EventLog& events, Scheduler& clock, Random& random)
      : chats_(store.chats),
        messages_(store.messages),
        attachments_(store.attachments),
        events_(events),
        clock_(clock),
        random_(random) {}

  Response list(Call& call);
  Response search(Call& call);
  Response create(Call& call);  // 200 with the message there is, when its client_id came before
  Response edit(Call& call);
  Response remove(Call& call);

 private:
  // The message of the path, where the caller may change it; or why not.
  struct Own {
    std::optional<Message> message;
    Response refusal;
  };
  Own find_own(const Call& call);
  Result<MessagePage> page(const MessageListParams& wanted);
  Result<std::int64_t> number_of(std::string_view field, const MessageId& id, const ChatId& chat);
  void tell_of(EventName event, const Message& message);

  ChatStore& chats_;
  MessageStore& messages_;
  AttachmentStore& attachments_;
  EventLog& events_;
  Scheduler& clock_;
  Random& random_;
};

}  // namespace quern::serve
