#include "tests/support/fake_chats.hpp"

#include <algorithm>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "tests/support/fake_server.hpp"

namespace quern::test {
namespace {

FakeAnswer refusal(int status, std::string type) {
  return {status, R"({"detail":"no","error_type":")" + type + R"(","error_code":")" + type + "\"}", {}};
}
FakeAnswer not_found() { return refusal(404, "not_found"); }
FakeAnswer nothing() { return {204, "", {}}; }

std::string parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
      return std::string{pair.substr(name.size() + 1)};
  }
  return {};
}

}  // namespace

FakeAnswer FakeChats::answer(const HttpRequest& request, std::string_view path, std::string_view query, int caller) {
  const bool is_post = request.method == HttpMethod::post;
  if (path.starts_with("/api/users")) return people(path.substr(10), query, caller);
  if (path == "/api/messages") return is_post ? create_message(request, caller) : list_messages(query, caller);
  if (path.starts_with("/api/messages/")) return change_message(request, path.substr(14), caller);
  if (path == "/api/chats") return is_post ? create(request, caller) : list(query, caller);
  const auto rest = path.substr(11);
  auto* chat = find(rest.substr(0, rest.find('/')), caller);
  if (!chat) return not_found();
  if (!is_post) return {200, encode(seen_by(*chat, caller)), {}};
  const auto body = decode<ChatRead>(request.body);
  if (!body) return refusal(422, "validation_error");
  read(*chat, caller, body->number);
  return nothing();
}

FakeChat& FakeChats::between(int a, int b) {
  for (auto& chat : chats_)
    if (std::ranges::contains(chat.members, a) && std::ranges::contains(chat.members, b)) return chat;
  return chats_.emplace_back(
      FakeChat{.id = "c" + std::to_string(++last_id_), .members = {a, b}, .created_at = scheduler_.wall_now()});
}

const Message& FakeChats::write(FakeChat& chat, int author, std::string content, std::optional<std::string> client_id) {
  const auto& message = chat.messages.emplace_back(Message{.id = MessageId{"m" + std::to_string(++last_id_)},
                                                           .number = std::ssize(chat.messages) + 1,
                                                           .version = 1,
                                                           .chat_id = ChatId{chat.id},
                                                           .author_id = UserId{std::to_string(author)},
                                                           .type = MessageType::text,
                                                           .content = std::move(content),
                                                           .client_id = std::move(client_id),
                                                           .ts = scheduler_.wall_now()});
  tell_of(chat, EventName::message_created, message);
  return message;
}

void FakeChats::read(FakeChat& chat, int reader, std::int64_t number) {
  auto& mark = chat.read[reader];
  number = std::min<std::int64_t>(number, std::ssize(chat.messages));
  if (number <= mark) return;
  mark = number;
  const ChatReadEvent event{.chat_id = ChatId{chat.id},
                            .user_id = UserId{std::to_string(reader)},
                            .number = number,
                            .message_id = chat.messages[static_cast<std::size_t>(number - 1)].id};
  for (const int member : chat.members)
    if (tell) tell(member, EventName::chat_read, encode(event));
}

std::vector<std::string> FakeChats::texts(int a, int b) {
  std::vector<std::string> texts;
  for (const auto& message : between(a, b).messages) texts.push_back(message.content);
  return texts;
}

void FakeChats::tell_of(const FakeChat& chat, EventName event, const Message& message) {
  for (const int member : chat.members)
    if (tell) tell(member, event, encode(message));
}

FakeChat* FakeChats::find(std::string_view id, int caller) {
  for (auto& chat : chats_)
    if (chat.id == id && std::ranges::contains(chat.members, caller)) return &chat;
  return nullptr;
}

Person FakeChats::person(const FakeUser& user) const {
  const auto found = online.find(user.id);
  return {.id = UserId{std::to_string(user.id)},
          .display_name = user.display_name,
          .online = found != online.end() && found->second};
}

Chat FakeChats::seen_by(const FakeChat& chat, int viewer) const {
  Chat seen{.id = ChatId{chat.id}, .version = 1, .created_at = chat.created_at};
  if (const auto made = chat.client_ids.find(viewer); made != chat.client_ids.end()) seen.client_id = made->second;
  for (const int member : chat.members) {
    const auto& user = *std::ranges::find(users_, member, &FakeUser::id);
    seen.members.push_back({.id = UserId{std::to_string(member)}, .display_name = user.display_name});
    const auto mark = chat.read.find(member);
    seen.read_marks.entries.emplace_back(std::to_string(member), mark == chat.read.end() ? 0 : mark->second);
  }
  const auto mark = read_mark(seen, viewer);
  for (const auto& message : chat.messages)
    if (message.number > mark && message.author_id.text != std::to_string(viewer) && !message.deleted)
      ++seen.unread_count;
  if (!chat.messages.empty()) seen.last_message = chat.messages.back();
  return seen;
}

std::int64_t FakeChats::read_mark(const Chat& chat, int viewer) {
  const auto* mark = chat.read_marks.find(std::to_string(viewer));
  return mark ? *mark : 0;
}

FakeAnswer FakeChats::create(const HttpRequest& request, int caller) {
  const auto body = decode<ChatCreate>(request.body);
  if (!body || body->member_ids.size() != 1) return refusal(422, "validation_error");
  const auto other =
      std::ranges::find(users_, body->member_ids[0].text, [](const FakeUser& user) { return std::to_string(user.id); });
  if (other == users_.end()) return not_found();
  const auto before = chats_.size();
  auto& chat = between(caller, other->id);
  const bool is_new = chats_.size() > before;
  chat.client_ids.try_emplace(caller, body->client_id);
  if (is_new && tell)
    for (const int member : chat.members) tell(member, EventName::chat_created, encode(seen_by(chat, member)));
  return {is_new ? 201 : 200, encode(seen_by(chat, caller)), {}};
}

FakeAnswer FakeChats::list(std::string_view, int caller) {
  Page<Chat> page{.limit = max_page_limit};
  for (const auto& chat : chats_)
    if (std::ranges::contains(chat.members, caller)) page.items.push_back(seen_by(chat, caller));
  std::ranges::stable_sort(page.items, std::greater{}, [](const Chat& chat) {
    return chat.last_message ? chat.last_message->ts : chat.created_at;
  });
  page.total = std::ssize(page.items);
  return {200, encode(page), {}};
}

FakeAnswer FakeChats::list_messages(std::string_view query, int caller) {
  const auto* chat = find(parameter(query, "chat_id"), caller);
  if (!chat) return not_found();
  std::int64_t last = std::ssize(chat->messages);
  if (const auto before = parameter(query, "before_id"); !before.empty()) {
    const auto at = std::ranges::find(chat->messages, MessageId{before}, &Message::id);
    if (at == chat->messages.end()) return not_found();
    last = at->number - 1;
  }
  const auto first = std::max<std::int64_t>(1, last - message_page_limit + 1);
  MessagePage page{.has_older = first > 1, .has_newer = last < std::ssize(chat->messages)};
  for (auto number = last; number >= first; --number)
    page.items.push_back(chat->messages[static_cast<std::size_t>(number - 1)]);
  return {200, encode(page), {}};
}

FakeAnswer FakeChats::create_message(const HttpRequest& request, int caller) {
  const auto body = decode<MessageCreate>(request.body);
  if (!body || body->content.empty()) return refusal(422, "validation_error");
  auto* chat = find(body->chat_id.text, caller);
  if (!chat) return not_found();
  for (const auto& known : chat->messages)
    if (known.client_id == body->client_id && known.author_id.text == std::to_string(caller))
      return {200, encode(known), {}};
  return {201, encode(write(*chat, caller, body->content, body->client_id)), {}};
}

FakeAnswer FakeChats::change_message(const HttpRequest& request, std::string_view id, int caller) {
  for (auto& chat : chats_) {
    const auto message = std::ranges::find(chat.messages, MessageId{std::string{id}}, &Message::id);
    if (message == chat.messages.end()) continue;
    if (message->author_id.text != std::to_string(caller)) return refusal(403, "authorization_error");
    ++message->version;
    if (request.method == HttpMethod::del) {
      message->deleted = true;
      message->content.clear();
      tell_of(chat, EventName::message_deleted, *message);
      return nothing();
    }
    const auto body = decode<MessageEdit>(request.body);
    if (!body) return refusal(422, "validation_error");
    message->content = body->content;
    message->edited_at = scheduler_.wall_now();
    tell_of(chat, EventName::message_updated, *message);
    return {200, encode(*message), {}};
  }
  return not_found();
}

FakeAnswer FakeChats::people(std::string_view path, std::string_view query, int caller) {
  if (path.starts_with('/')) {
    for (const auto& user : users_)
      if (std::to_string(user.id) == path.substr(1)) return {200, encode(person(user)), {}};
    return not_found();
  }
  Page<Person> page{.limit = default_page_limit};
  for (const auto& user : users_)
    if (user.id != caller && user.display_name.contains(parameter(query, "search"))) page.items.push_back(person(user));
  page.total = std::ssize(page.items);
  return {200, encode(page), {}};
}

}  // namespace quern::test
