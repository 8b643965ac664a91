// What the backend remembers of chats, their messages, people as others see them, and of each person's events.
// Owner, errors  as in serve/backend/store.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/chat.hpp"
#include "core/api/person.hpp"

namespace quern::serve {

struct NewMember {
  UserId id;
  ChatRole role = ChatRole::member;
  std::optional<std::string> client_id;  // the name they made for the chat before it had an id
  bool is_shown = true;
};

struct NewChat {
  ChatId id;
  std::string title;
  bool is_group = false;
  std::vector<NewMember> members;
  WallTime created_at{};
};

// A chat has members; a private one that nobody has written in yet is shown to its maker alone. Whom it is not shown to
// cannot tell that it is there, so everything below that names a viewer sees only what is shown to them.
class ChatStore {
 public:
  virtual ~ChatStore() = default;
  virtual Page<Chat> list(const UserId& viewer, const ChatListParams& params) = 0;  // latest activity first
  virtual std::optional<Chat> find(const UserId& viewer, const ChatId& id) = 0;
  virtual std::optional<ChatId> find_by_client_id(const UserId& maker, std::string_view client_id) = 0;
  virtual std::optional<ChatId> find_private(const UserId& one, const UserId& other) = 0;  // shown or not
  virtual bool is_viewer(const ChatId& chat, const UserId& user) = 0;
  virtual std::vector<UserId> viewers(const ChatId& chat) = 0;
  virtual std::vector<UserId> hidden_from(const ChatId& chat) = 0;
  virtual std::vector<UserId> contacts(const UserId& user) = 0;  // who sees them in a chat
  virtual void insert(const NewChat& chat) = 0;
  virtual void show(const ChatId& chat, const UserId& user, const std::optional<std::string>& client_id) = 0;
  // The chat is no longer shown to them, until something is written in it. What is in it they have seen.
  virtual void hide(const ChatId& chat, const UserId& user) = 0;
  virtual void touch(const ChatId& chat) = 0;  // its version grows: how a member is shown has changed
  virtual void rename(const ChatId& chat, std::string_view title) = 0;
  virtual void add_member(const ChatId& chat, const UserId& user) = 0;  // what is there already counts as read
  virtual void remove_member(const ChatId& chat, const UserId& user) = 0;
  virtual void make_owner(const ChatId& chat, const UserId& user) = 0;
  // Nobody is in it any more. Its messages go by and by, in forget_left().
  virtual void dissolve(const ChatId& chat) = 0;
  virtual void forget_left(std::int64_t most) = 0;
  virtual void set_muted(const ChatId& chat, const UserId& user, std::optional<WallTime> until) = 0;
  virtual void set_marked_unread(const ChatId& chat, const UserId& user, bool is_marked) = 0;
  virtual bool is_marked_unread(const ChatId& chat, const UserId& user) = 0;
  virtual std::int64_t take_number(const ChatId& chat, WallTime now) = 0;  // the next message's
  virtual std::int64_t last_number(const ChatId& chat) = 0;                // 0: nothing written yet
  virtual std::int64_t read_mark(const ChatId& chat, const UserId& user) = 0;
  virtual void set_read_mark(const ChatId& chat, const UserId& user, std::int64_t number) = 0;
};

class MessageStore {
 public:
  virtual ~MessageStore() = default;
  virtual std::optional<Message> find(const MessageId& id) = 0;
  virtual std::optional<Message> find_by_client_id(const UserId& author, std::string_view client_id) = 0;
  virtual std::optional<MessageId> find_by_number(const ChatId& chat, std::int64_t number) = 0;
  // The first one written at this time or later, else the last one; 0 where nothing is written.
  virtual std::int64_t number_at(const ChatId& chat, WallTime time) = 0;
  virtual std::vector<Message> range(const ChatId& chat, std::int64_t first, std::int64_t last) = 0;  // newest first
  // By their words, best match first, newer ones first where they match alike; only what is shown to the viewer, without what
  // is deleted and the server's own. Of very many, the newest 10,000 are looked at.
  virtual Page<Message> search(const UserId& viewer, const MessageSearchParams& params) = 0;
  virtual void insert(const Message& message) = 0;
  virtual void update(const Message& message) = 0;  // version, content, payload, edited_at, deleted
};

class PersonStore {
 public:
  virtual ~PersonStore() = default;
  virtual Page<Person> search(const UserId& caller, const PersonListParams& params) = 0;  // by name; without the caller
  virtual std::optional<Person> find(const UserId& id) = 0;
  virtual void set_last_seen(const UserId& id, WallTime at) = 0;
};

struct LoggedEvent {
  UserId to;
  std::int64_t seq = 0;
  std::string frame;  // as it is sent
};

class EventStore {
 public:
  virtual ~EventStore() = default;
  virtual std::int64_t take_seq(const UserId& user) = 0;  // the next event's
  virtual std::int64_t last_seq(const UserId& user) = 0;  // 0: none yet
  virtual void insert(const LoggedEvent& event, WallTime at) = 0;
  // What follows `after`, in order: as many as fit in about `bytes`, at least one where there is one.
  virtual std::vector<LoggedEvent> read(const UserId& user, std::int64_t after, std::size_t bytes) = 0;
  virtual void forget(WallTime older_than, std::int64_t newest_kept) = 0;  // what is older, and past so many a user
};

}  // namespace quern::serve
