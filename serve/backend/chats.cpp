#include "serve/backend/chats.hpp"

#include <algorithm>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/backend/list_parameters.hpp"
#include "serve/http/error_answer.hpp"

namespace quern::serve {
namespace {

Response no_such_chat() { return error_answer(404, "not_found", "no such chat"); }

std::vector<UserId> without(std::vector<UserId> ids, const UserId& caller) {
  std::ranges::sort(ids);
  const auto [first, last] = std::ranges::unique(ids);
  ids.erase(first, last);
  std::erase(ids, caller);
  return ids;
}

}  // namespace

Response Chats::list(Call& call) {
  const auto parameters = parse_list_parameters(call.request.query());
  if (!parameters) return error_answer(parameters.error());
  const ChatListParams wanted{.search = parameters->search, .offset = parameters->offset, .limit = parameters->limit};
  return json_answer(200, encode(chats_.list(call.caller->user_id, wanted)));
}

Response Chats::read(Call& call) {
  const auto chat = chats_.find(call.caller->user_id, ChatId{call.parameters[0]});
  return chat ? json_answer(200, encode(*chat)) : no_such_chat();
}

Response Chats::create(Call& call) {
  auto body = decode_all<ChatCreate>(call.request.body);
  if (!body) return error_answer(body.error());
  body->client_id = to_lower(body->client_id);  // a UUID is one however it is spelled
  const auto& caller = call.caller->user_id;
  if (const auto known = chats_.find_by_client_id(caller, body->client_id)) return answer(200, caller, *known);

  const auto others = without(body->member_ids, caller);
  if (others.empty()) return field_error_answer("member_ids", "too_short", "must name somebody else");
  for (const auto& id : others) {
    if (!people_.find(id)) return field_error_answer("member_ids", "unknown_value", "names somebody who is not here");
  }
  if (body->is_group) return create_group(caller, others, *body);
  if (others.size() > 1) return field_error_answer("member_ids", "too_long", "a private chat has one other member");
  if (body->title) return field_error_answer("title", "too_long", "a private chat has no title");
  return create_private(caller, others.front(), *body);
}

Response Chats::create_private(const UserId& caller, const UserId& other, const ChatCreate& wanted) {
  if (const auto there = chats_.find_private(caller, other)) {
    if (!chats_.is_viewer(*there, caller)) {
      chats_.show(*there, caller, wanted.client_id);
      tell_of(*there, caller);
    }
    return answer(200, caller, *there);
  }
  const NewChat chat{.id = ChatId{make_uuid(random_)},
                     .members = {{.id = caller, .role = ChatRole::owner, .client_id = wanted.client_id},
                                 {.id = other, .is_shown = false}},
                     .created_at = clock_.wall_now()};
  chats_.insert(chat);
  tell_of(chat.id, caller);
  return answer(201, caller, chat.id);
}

Response Chats::create_group(const UserId& caller, const std::vector<UserId>& others, const ChatCreate& wanted) {
  if (!wanted.title) return field_error_answer("title", "too_short", "a group needs a title");
  if (others.size() >= max_group_size) return field_error_answer("member_ids", "too_long", "must be at most 99 others");
  NewChat chat{.id = ChatId{make_uuid(random_)},
               .title = *wanted.title,
               .is_group = true,
               .members = {{.id = caller, .role = ChatRole::owner, .client_id = wanted.client_id}},
               .created_at = clock_.wall_now()};
  for (const auto& id : others) chat.members.push_back({.id = id});
  chats_.insert(chat);
  for (const auto& member : chat.members) tell_of(chat.id, member.id);
  return answer(201, caller, chat.id);
}

Response Chats::mark_read(Call& call) {
  const auto body = decode_all<ChatRead>(call.request.body);
  if (!body) return error_answer(body.error());
  const ChatId chat{call.parameters[0]};
  const auto& caller = call.caller->user_id;
  if (!chats_.is_viewer(chat, caller)) return no_such_chat();
  const auto number = std::min(body->number, chats_.last_number(chat));  // nobody has read what is not written yet
  if (number > chats_.read_mark(chat, caller)) {
    chats_.set_read_mark(chat, caller, number);
    const auto message = messages_.find_by_number(chat, number);
    const ChatReadEvent read{
        .chat_id = chat, .user_id = caller, .number = number, .message_id = message.value_or(MessageId{})};
    events_.add(chats_.viewers(chat), EventName::chat_read, encode(read));
  }
  if (chats_.is_marked_unread(chat, caller)) {
    chats_.set_marked_unread(chat, caller, false);
    if (const auto seen = chats_.find(caller, chat)) events_.add(caller, EventName::chat_updated, encode(*seen));
  }
  return {.status = 204, .headers = {{"cache-control", "no-store"}}};
}

Response Chats::answer(int status, const UserId& viewer, const ChatId& chat) {
  const auto found = chats_.find(viewer, chat);
  return found ? json_answer(status, encode(*found)) : no_such_chat();
}

void Chats::tell_of(const ChatId& chat, const UserId& viewer) {
  if (const auto seen = chats_.find(viewer, chat)) events_.add(viewer, EventName::chat_created, encode(*seen));
}

}  // namespace quern::serve
