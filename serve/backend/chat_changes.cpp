#include "serve/backend/chat_changes.hpp"

#include <algorithm>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/backend/chats.hpp"
#include "serve/http/error_answer.hpp"

namespace quern::serve {
namespace {

Response no_such_chat() { return error_answer(404, "not_found", "no such chat"); }
Response no_content() { return {.status = 204, .headers = {{"cache-control", "no-store"}}}; }

const ChatMember* find_member(const Chat& chat, const UserId& user) {
  const auto found = std::ranges::find(chat.members, user, &ChatMember::id);
  return found == chat.members.end() ? nullptr : &*found;
}

bool is_owner(const Chat& chat, const UserId& user) {
  const auto* member = find_member(chat, user);
  return member && member->role.value() == ChatRole::owner;
}

std::optional<std::string> name_in(const Chat& chat, const UserId& user) {
  const auto* member = find_member(chat, user);
  return member ? std::optional{member->display_name} : std::nullopt;
}

}  // namespace

ChatChanges::Group ChatChanges::find_group(const Call& call) {
  auto chat = chats_.find(call.caller->user_id, ChatId{call.parameters[0]});
  if (!chat) return {.chat = {}, .refusal = no_such_chat()};
  if (!chat->is_group) {
    return {.chat = {},
            .refusal = error_answer(400, "bad_request", "a private chat has no title and no other members")};
  }
  return {.chat = std::move(chat), .refusal = {}};
}

Response ChatChanges::update(Call& call) {
  const auto patch = decode_all<ChatPatch>(call.request.body);
  if (!patch) return error_answer(patch.error());
  const auto [chat, refusal] = find_group(call);
  if (!chat) return refusal;
  const auto& caller = call.caller->user_id;
  if (patch->title && *patch->title != chat->title) {
    chats_.rename(chat->id, *patch->title);
    note(chat->id, caller, {.kind = "renamed", .by_name = name_in(*chat, caller), .title = patch->title}, {});
  }
  return answer(caller, chat->id);
}

Response ChatChanges::remove(Call& call) {
  const auto& caller = call.caller->user_id;
  const auto chat = chats_.find(caller, ChatId{call.parameters[0]});
  if (!chat) return no_such_chat();
  if (chat->is_group) {
    if (!is_owner(*chat, caller)) return error_answer(403, "forbidden", "its owner alone may delete a group");
    end(chat->id);
  } else {
    chats_.hide(chat->id, caller);
    events_.add(caller, EventName::chat_deleted, encode(ChatDeleted{.id = chat->id}));
  }
  return no_content();
}

void ChatChanges::end(const ChatId& chat) {
  events_.add(chats_.viewers(chat), EventName::chat_deleted, encode(ChatDeleted{.id = chat}));
  chats_.dissolve(chat);
}

Response ChatChanges::add_member(Call& call) {
  const auto body = decode_all<ChatMemberAdd>(call.request.body);
  if (!body) return error_answer(body.error());
  const auto [chat, refusal] = find_group(call);
  if (!chat) return refusal;
  const auto& caller = call.caller->user_id;
  if (find_member(*chat, body->user_id)) return answer(caller, chat->id);
  const auto person = people_.find(body->user_id);
  if (!person) return field_error_answer("user_id", "unknown_value", "names somebody who is not here");
  if (chat->members.size() >= max_group_size) {
    return field_error_answer("user_id", "too_long", "is one too many: a group has at most 100 members");
  }
  chats_.add_member(chat->id, person->id);
  note(chat->id, caller,
       {.kind = "joined", .user_id = person->id, .name = person->display_name, .by_name = name_in(*chat, caller)},
       person->id);
  return answer(caller, chat->id);
}

Response ChatChanges::remove_member(Call& call) {
  const auto [chat, refusal] = find_group(call);
  if (!chat) return refusal;
  const auto& caller = call.caller->user_id;
  const auto* member = find_member(*chat, UserId{call.parameters[1]});
  if (!member) return error_answer(404, "not_found", "no such member");
  if (member->id != caller && !is_owner(*chat, caller)) {
    return error_answer(403, "forbidden", "its owner alone may take others out of a group");
  }
  if (chat->members.size() == 1) {
    end(chat->id);
  } else {
    leave(*chat, *member, caller);
  }
  return no_content();
}

void ChatChanges::leave(const Chat& chat, const ChatMember& member, const UserId& by) {
  chats_.remove_member(chat.id, member.id);
  if (is_owner(chat, member.id)) {
    const auto next = std::ranges::find_if(chat.members, [&](const auto& other) { return other.id != member.id; });
    chats_.make_owner(chat.id, next->id);
  }
  events_.add(member.id, EventName::chat_deleted, encode(ChatDeleted{.id = chat.id}));
  note(chat.id, by, {.kind = "left", .user_id = member.id, .name = member.display_name, .by_name = name_in(chat, by)},
       {});
}

Response ChatChanges::set_own(Call& call) {
  const auto body = decode_all<ChatSettings>(call.request.body);
  if (!body) return error_answer(body.error());
  const auto& caller = call.caller->user_id;
  const auto chat = chats_.find(caller, ChatId{call.parameters[0]});
  if (!chat) return no_such_chat();
  auto muted_until = chat->muted_until;
  body->muted_until.apply_to(muted_until);
  std::optional marked_unread{chat->marked_unread};
  body->marked_unread.apply_to(marked_unread);
  if (muted_until != chat->muted_until) chats_.set_muted(chat->id, caller, muted_until);
  const bool is_marked = marked_unread.value_or(false);
  if (is_marked != chat->marked_unread) chats_.set_marked_unread(chat->id, caller, is_marked);
  const auto changed = chats_.find(caller, chat->id);
  if (!changed) return no_such_chat();
  auto json = encode(*changed);
  if (*changed != *chat) events_.add(caller, EventName::chat_updated, json);
  return json_answer(200, std::move(json));
}

// Each hears of the chat as they see it, the note already in it; then of the note.
void ChatChanges::note(const ChatId& chat, const UserId& author, MessagePayload payload, const UserId& added) {
  const auto message = notes_.add(chat, author, std::move(payload));
  const auto viewers = chats_.viewers(chat);
  for (const auto& viewer : viewers) {
    const auto seen = chats_.find(viewer, chat);
    if (seen) events_.add(viewer, viewer == added ? EventName::chat_created : EventName::chat_updated, encode(*seen));
  }
  events_.add(viewers, EventName::message_created, encode(message));
}

Response ChatChanges::answer(const UserId& viewer, const ChatId& chat) {
  const auto seen = chats_.find(viewer, chat);
  return seen ? json_answer(200, encode(*seen)) : no_such_chat();
}

}  // namespace quern::serve
