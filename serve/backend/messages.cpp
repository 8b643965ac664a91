#include "serve/backend/messages.hpp"

#include <algorithm>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/backend/list_parameters.hpp"
#include "serve/backend/message_payload.hpp"
#include "serve/http/error_answer.hpp"

namespace quern::serve {
namespace {

Response no_such_chat() { return error_answer(404, "not_found", "no such chat"); }
Response no_such_message() { return error_answer(404, "not_found", "no such message"); }

// Of the page that has this number in its middle, where there are as many on both sides.
std::int64_t last_around(std::int64_t number, std::int64_t limit, std::int64_t end) {
  return std::min(std::max(number + (limit - 1) / 2, limit), end);
}

}  // namespace

Response Messages::list(Call& call) {
  const auto wanted = parse_message_parameters(call.request.query());
  if (!wanted) return error_answer(wanted.error());
  if (!chats_.is_viewer(wanted->chat_id, call.caller->user_id)) return no_such_chat();
  const auto found = page(*wanted);
  return found ? json_answer(200, encode(*found)) : error_answer(found.error());
}

Response Messages::search(Call& call) {
  const auto wanted = parse_search_parameters(call.request.query());
  if (!wanted) return error_answer(wanted.error());
  const auto& viewer = call.caller->user_id;
  if (!wanted->chat_id.is_empty() && !chats_.is_viewer(wanted->chat_id, viewer)) return no_such_chat();
  return json_answer(200, encode(messages_.search(viewer, *wanted)));
}

Result<MessagePage> Messages::page(const MessageListParams& wanted) {
  const auto end = chats_.last_number(wanted.chat_id);
  auto last = end;
  if (!wanted.before_id.is_empty()) {
    const auto before = number_of("before_id", wanted.before_id, wanted.chat_id);
    if (!before) return fail(before.error());
    last = *before - 1;
  } else if (!wanted.after_id.is_empty()) {
    const auto after = number_of("after_id", wanted.after_id, wanted.chat_id);
    if (!after) return fail(after.error());
    last = std::min(*after + wanted.limit, end);
    // Fewer may be left than asked for: then it is those, and not what came before them too.
    return MessagePage{
        .items = messages_.range(wanted.chat_id, *after + 1, last), .has_older = true, .has_newer = last < end};
  } else if (!wanted.around_id.is_empty()) {
    const auto around = number_of("around_id", wanted.around_id, wanted.chat_id);
    if (!around) return fail(around.error());
    last = last_around(*around, wanted.limit, end);
  } else if (wanted.at) {
    last = last_around(messages_.number_at(wanted.chat_id, *wanted.at), wanted.limit, end);
  }
  const auto first = std::max<std::int64_t>(last - wanted.limit + 1, 1);
  return MessagePage{.items = messages_.range(wanted.chat_id, first, last),
                     .has_older = first > 1 && last > 0,
                     .has_newer = last < end};
}

Result<std::int64_t> Messages::number_of(std::string_view field, const MessageId& id, const ChatId& chat) {
  const auto message = messages_.find(id);
  if (message && message->chat_id == chat) return message->number;
  return fail(invalid_parameter(field, "names no message of this chat"));
}

Response Messages::create(Call& call) {
  auto body = decode_all<MessageCreate>(call.request.body);
  if (!body) return error_answer(body.error());
  body->client_id = to_lower(body->client_id);
  const auto& author = call.caller->user_id;
  if (!chats_.is_viewer(body->chat_id, author)) return no_such_chat();
  if (const auto known = messages_.find_by_client_id(author, body->client_id)) return json_answer(200, encode(*known));
  if (body->type.value() == MessageType::system) {
    return field_error_answer("type", "unknown_value", "must be text, voice or file");
  }
  if (body->type.value() == MessageType::text && body->content.empty()) {
    return field_error_answer("content", "too_short", "must not be empty");
  }
  auto payload = check_payload(*body, author, attachments_);
  if (!payload) return error_answer(payload.error());
  if (body->reply_to_id) {
    const auto replied = number_of("reply_to_id", *body->reply_to_id, body->chat_id);
    if (!replied) return error_answer(replied.error());
  }
  const auto now = clock_.wall_now();
  const Message message{.id = MessageId{make_uuid(random_)},
                        .number = chats_.take_number(body->chat_id, now),
                        .version = 1,
                        .chat_id = body->chat_id,
                        .author_id = author,
                        .type = body->type,
                        .content = body->content,
                        .payload = *std::move(payload),
                        .reply_to_id = body->reply_to_id,
                        .client_id = body->client_id,
                        .ts = now};
  messages_.insert(message);
  if (message.payload) attachments_.mark_sent(*message.payload->attachment_id);
  for (const auto& user : chats_.hidden_from(body->chat_id)) {  // the first words: now they know of the chat
    chats_.show(body->chat_id, user, std::nullopt);
    if (const auto chat = chats_.find(user, body->chat_id)) events_.add(user, EventName::chat_created, encode(*chat));
  }
  tell_of(EventName::message_created, message);
  return json_answer(201, encode(message));
}

Response Messages::edit(Call& call) {
  const auto body = decode_all<MessageEdit>(call.request.body);
  if (!body) return error_answer(body.error());
  auto [message, refusal] = find_own(call);
  if (!message) return refusal;
  if (message->deleted) return no_such_message();
  if (message->content != body->content) {
    message->content = body->content;
    message->edited_at = clock_.wall_now();
    ++message->version;
    messages_.update(*message);
    tell_of(EventName::message_updated, *message);
  }
  return json_answer(200, encode(*message));
}

Response Messages::remove(Call& call) {
  auto [message, refusal] = find_own(call);
  if (!message) return refusal;
  if (!message->deleted) {
    message->deleted = true;
    message->content.clear();
    message->payload.reset();
    ++message->version;
    messages_.update(*message);
    tell_of(EventName::message_deleted, *message);
  }
  return {.status = 204, .headers = {{"cache-control", "no-store"}}};
}

Messages::Own Messages::find_own(const Call& call) {
  auto message = messages_.find(MessageId{call.parameters[0]});
  const auto& caller = call.caller->user_id;
  if (!message || !chats_.is_viewer(message->chat_id, caller)) return {.message = {}, .refusal = no_such_message()};
  if (message->author_id != caller) {
    return {.message = {}, .refusal = error_answer(403, "forbidden", "this message is somebody else's")};
  }
  if (message->type.value() == MessageType::system) {
    return {.message = {}, .refusal = error_answer(403, "forbidden", "the server wrote this message")};
  }
  return {.message = std::move(message), .refusal = {}};
}

void Messages::tell_of(EventName event, const Message& message) {
  events_.add(chats_.viewers(message.chat_id), event, encode(message));
}

}  // namespace quern::serve
