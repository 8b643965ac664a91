// The endpoints, typed: one function a call of the contract.
// Lives   no longer than the HttpClient it speaks through. Cheap to copy: keep one that repeats for direct calls, and
//         api.with_retry(0) for queries and mutations, whose own layer repeats. Only one layer ever does.
// Owns    nothing of its arguments: they are read before the function returns its Task.
// Errors  Result<T>: the server's kinds, network, timeout, cancelled, rate_limited, decode (an answer that breaks its
//         schema). Writes but those of /api/auth carry an idempotency key, made once a call.
// Source  contract, section 3.
#pragma once

#include "core/api/attachment.hpp"
#include "core/api/auth.hpp"
#include "core/api/capabilities.hpp"
#include "core/api/chat.hpp"
#include "core/api/person.hpp"
#include "core/api/project.hpp"
#include "core/base/stop_token.hpp"
#include "core/base/task.hpp"

namespace quern {

class HttpClient;
class Request;

class Api {
 public:
  explicit Api(HttpClient& client, int retry = 3) : client_(&client), retry_(retry) {}
  Api with_retry(int retry) const { return Api(*client_, retry); }

  Task<Result<SignedIn>> register_user(const RegisterRequest& body, StopToken stop = {}) const;
  // A 401 is a wrong password, no more.
  Task<Result<SignedIn>> login(const LoginRequest& body, StopToken stop = {}) const;
  Task<Result<void>> logout(StopToken stop = {}) const;
  Task<Result<Refreshed>> refresh(StopToken stop = {}) const;  // calls refresh by themselves where they must
  Task<Result<Me>> me(StopToken stop = {}) const;

  Task<Result<User>> get_user(StopToken stop = {}) const;
  Task<Result<User>> update_user(const UserPatch& patch, StopToken stop = {}) const;
  Task<Result<void>> change_password(const ChangePassword& body, StopToken stop = {}) const;

  Task<Result<Page<Project>>> list_projects(const ProjectListParams& params, StopToken stop = {}) const;
  Task<Result<Project>> get_project(const ProjectId& id, StopToken stop = {}) const;
  Task<Result<Project>> create_project(const ProjectCreate& body, StopToken stop = {}) const;
  Task<Result<Project>> update_project(const ProjectId& id, const ProjectPatch& patch, StopToken stop = {}) const;
  Task<Result<void>> delete_project(const ProjectId& id, StopToken stop = {}) const;

  Task<Result<Page<Person>>> list_people(const PersonListParams& params, StopToken stop = {}) const;
  Task<Result<Person>> get_person(const UserId& id, StopToken stop = {}) const;

  Task<Result<Page<Chat>>> list_chats(const ChatListParams& params, StopToken stop = {}) const;
  Task<Result<Chat>> get_chat(const ChatId& id, StopToken stop = {}) const;
  Task<Result<Page<Message>>> search_messages(const MessageSearchParams& params, StopToken stop = {}) const;
  Task<Result<MessagePage>> list_messages(const MessageListParams& params, StopToken stop = {}) const;

  // What the outbox sends: each with the key that was made when the write was, the same on every try.
  Task<Result<Chat>> create_chat(const ChatCreate& body, const std::string& key, StopToken stop = {}) const;
  Task<Result<void>> mark_chat_read(const ChatId& id, const ChatRead& body, const std::string& key,
                                    StopToken stop = {}) const;
  Task<Result<Chat>> update_chat(const ChatId& id, const ChatPatch& patch, const std::string& key,
                                 StopToken stop = {}) const;
  Task<Result<void>> delete_chat(const ChatId& id, const std::string& key, StopToken stop = {}) const;
  Task<Result<Chat>> add_chat_member(const ChatId& id, const ChatMemberAdd& body, const std::string& key,
                                     StopToken stop = {}) const;
  Task<Result<void>> remove_chat_member(const ChatId& id, const UserId& member, const std::string& key,
                                        StopToken stop = {}) const;
  Task<Result<Chat>> set_chat_settings(const ChatId& id, const ChatSettings& body, const std::string& key,
                                       StopToken stop = {}) const;
  Task<Result<Message>> create_message(const MessageCreate& body, const std::string& key, StopToken stop = {}) const;
  Task<Result<Message>> edit_message(const MessageId& id, const MessageEdit& body, const std::string& key,
                                     StopToken stop = {}) const;
  Task<Result<void>> delete_message(const MessageId& id, const std::string& key, StopToken stop = {}) const;

  // Where the bytes go is in the answer: they go there as a form, not through here.
  Task<Result<UploadTicket>> create_attachment(const AttachmentCreate& body, const std::string& key,
                                               StopToken stop = {}) const;

  Task<Result<Capabilities>> capabilities(StopToken stop = {}) const;

 private:
  template <class T>
  Task<Result<T>> call(Request request, StopToken stop) const;

  HttpClient* client_;
  int retry_;
};

}  // namespace quern
