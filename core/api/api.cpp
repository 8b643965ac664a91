#include "core/api/api.hpp"

#include <type_traits>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "core/net/http_client.hpp"

namespace quern {

// Sends, and reads the answer as T; void where there is nothing to read.
template <class T>
Task<Result<T>> Api::call(Request request, StopToken stop) const {
  request.retry(retry_);
  const auto response = co_await client_->send(std::move(request), std::move(stop));
  if (!response) co_return fail(response.error());
  if constexpr (std::is_void_v<T>) {
    co_return Result<void>{};
  } else {
    co_return decode<T>(response->body);
  }
}

// Auth: no idempotency keys here, and where the caller is not signed in yet a 401 is the answer itself.

Task<Result<SignedIn>> Api::register_user(const RegisterRequest& body, StopToken stop) const {
  return call<SignedIn>(
      Request::post(path("/api/auth/register")).json(encode(body)).on_unauthorized(OnUnauthorized::fail),
      std::move(stop));
}

Task<Result<SignedIn>> Api::login(const LoginRequest& body, StopToken stop) const {
  return call<SignedIn>(Request::post(path("/api/auth/login")).json(encode(body)).on_unauthorized(OnUnauthorized::fail),
                        stop);
}

Task<Result<void>> Api::logout(StopToken stop) const {
  return call<void>(Request::post(path("/api/auth/logout")).on_unauthorized(OnUnauthorized::fail), std::move(stop));
}

Task<Result<Refreshed>> Api::refresh(StopToken stop) const {
  return call<Refreshed>(Request::post(path("/api/auth/refresh")).on_unauthorized(OnUnauthorized::fail),
                         std::move(stop));
}

Task<Result<Me>> Api::me(StopToken stop) const { return call<Me>(Request::get(path("/api/auth/me")), std::move(stop)); }

// User

Task<Result<User>> Api::get_user(StopToken stop) const {
  return call<User>(Request::get(path("/api/user/me")), std::move(stop));
}

Task<Result<User>> Api::update_user(const UserPatch& patch, StopToken stop) const {
  return call<User>(Request::patch(path("/api/user/me")).json(encode(patch)).idempotent(), std::move(stop));
}

Task<Result<void>> Api::change_password(const ChangePassword& body, StopToken stop) const {
  return call<void>(Request::post(path("/api/user/change-password")).json(encode(body)).idempotent(), std::move(stop));
}

// Projects

Task<Result<Page<Project>>> Api::list_projects(const ProjectListParams& params, StopToken stop) const {
  auto request = Request::get(path("/api/projects"));
  if (!params.search.empty()) request.query("search", params.search);
  request.query("offset", params.offset).query("limit", params.limit);
  return call<Page<Project>>(std::move(request), std::move(stop));
}

Task<Result<Project>> Api::get_project(const ProjectId& id, StopToken stop) const {
  return call<Project>(Request::get(path("/api/projects", id)), std::move(stop));
}

Task<Result<Project>> Api::create_project(const ProjectCreate& body, StopToken stop) const {
  return call<Project>(Request::post(path("/api/projects")).json(encode(body)).idempotent(), std::move(stop));
}

Task<Result<Project>> Api::update_project(const ProjectId& id, const ProjectPatch& patch, StopToken stop) const {
  return call<Project>(Request::patch(path("/api/projects", id)).json(encode(patch)).idempotent(), std::move(stop));
}

Task<Result<void>> Api::delete_project(const ProjectId& id, StopToken stop) const {
  return call<void>(Request::del(path("/api/projects", id)).idempotent(), std::move(stop));
}

// People

Task<Result<Page<Person>>> Api::list_people(const PersonListParams& params, StopToken stop) const {
  auto request = Request::get(path("/api/users"));
  if (!params.search.empty()) request.query("search", params.search);
  request.query("offset", params.offset).query("limit", params.limit);
  return call<Page<Person>>(std::move(request), std::move(stop));
}

Task<Result<Person>> Api::get_person(const UserId& id, StopToken stop) const {
  return call<Person>(Request::get(path("/api/users", id)), std::move(stop));
}

// Chats

Task<Result<Page<Chat>>> Api::list_chats(const ChatListParams& params, StopToken stop) const {
  auto request = Request::get(path("/api/chats"));
  if (!params.search.empty()) request.query("search", params.search);
  request.query("offset", params.offset).query("limit", params.limit);
  return call<Page<Chat>>(std::move(request), std::move(stop));
}

Task<Result<Chat>> Api::get_chat(const ChatId& id, StopToken stop) const {
  return call<Chat>(Request::get(path("/api/chats", id)), std::move(stop));
}

Task<Result<Chat>> Api::create_chat(const ChatCreate& body, const std::string& key, StopToken stop) const {
  return call<Chat>(Request::post(path("/api/chats")).json(encode(body)).idempotent(key), std::move(stop));
}

Task<Result<void>> Api::mark_chat_read(const ChatId& id, const ChatRead& body, const std::string& key,
                                       StopToken stop) const {
  return call<void>(Request::post(path("/api/chats", id, "read")).json(encode(body)).idempotent(key), std::move(stop));
}

Task<Result<Chat>> Api::update_chat(const ChatId& id, const ChatPatch& patch, const std::string& key,
                                    StopToken stop) const {
  return call<Chat>(Request::patch(path("/api/chats", id)).json(encode(patch)).idempotent(key), std::move(stop));
}

Task<Result<void>> Api::delete_chat(const ChatId& id, const std::string& key, StopToken stop) const {
  return call<void>(Request::del(path("/api/chats", id)).idempotent(key), std::move(stop));
}

Task<Result<Chat>> Api::add_chat_member(const ChatId& id, const ChatMemberAdd& body, const std::string& key,
                                        StopToken stop) const {
  return call<Chat>(Request::post(path("/api/chats", id, "participants")).json(encode(body)).idempotent(key),
                    std::move(stop));
}

Task<Result<void>> Api::remove_chat_member(const ChatId& id, const UserId& member, const std::string& key,
                                           StopToken stop) const {
  return call<void>(Request::del(path("/api/chats", id, "participants", member)).idempotent(key), std::move(stop));
}

Task<Result<Chat>> Api::set_chat_settings(const ChatId& id, const ChatSettings& body, const std::string& key,
                                          StopToken stop) const {
  return call<Chat>(Request::put(path("/api/chats", id, "me")).json(encode(body)).idempotent(key), std::move(stop));
}

// Messages

Task<Result<MessagePage>> Api::list_messages(const MessageListParams& params, StopToken stop) const {
  auto request = Request::get(path("/api/messages"));
  request.query("chat_id", params.chat_id.text);
  if (!params.before_id.is_empty()) request.query("before_id", params.before_id.text);
  if (!params.after_id.is_empty()) request.query("after_id", params.after_id.text);
  if (!params.around_id.is_empty()) request.query("around_id", params.around_id.text);
  if (params.at) request.query("at", format_iso8601(*params.at));
  request.query("limit", params.limit);
  return call<MessagePage>(std::move(request), std::move(stop));
}

Task<Result<Page<Message>>> Api::search_messages(const MessageSearchParams& params, StopToken stop) const {
  auto request = Request::get(path("/api/messages/search"));
  request.query("q", params.q);
  if (!params.chat_id.is_empty()) request.query("chat_id", params.chat_id.text);
  request.query("offset", params.offset).query("limit", params.limit);
  return call<Page<Message>>(std::move(request), std::move(stop));
}

Task<Result<Message>> Api::create_message(const MessageCreate& body, const std::string& key, StopToken stop) const {
  return call<Message>(Request::post(path("/api/messages")).json(encode(body)).idempotent(key), std::move(stop));
}

Task<Result<Message>> Api::edit_message(const MessageId& id, const MessageEdit& body, const std::string& key,
                                        StopToken stop) const {
  return call<Message>(Request::patch(path("/api/messages", id)).json(encode(body)).idempotent(key), std::move(stop));
}

Task<Result<void>> Api::delete_message(const MessageId& id, const std::string& key, StopToken stop) const {
  return call<void>(Request::del(path("/api/messages", id)).idempotent(key), std::move(stop));
}

Task<Result<UploadTicket>> Api::create_attachment(const AttachmentCreate& body, const std::string& key,
                                                  StopToken stop) const {
  return call<UploadTicket>(Request::post(path("/api/attachments")).json(encode(body)).idempotent(key),
                            std::move(stop));
}

// Capabilities: no login needed.

Task<Result<Capabilities>> Api::capabilities(StopToken stop) const {
  return call<Capabilities>(Request::get(path("/api/capabilities")).on_unauthorized(OnUnauthorized::fail),
                            std::move(stop));
}

}  // namespace quern
