// Chats, messages and people of the fake server: private chats and text messages by the rules of the contract, and the
// events of each write for each person who sees it.
// Owned by FakeServer. Deterministic: ids count up.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/chat.hpp"
#include "core/api/event.hpp"
#include "core/api/person.hpp"
#include "core/base/scheduler.hpp"
#include "core/net/http_transport.hpp"

namespace quern::test {

struct FakeUser;
struct FakeAnswer;

struct FakeChat {
  std::string id;
  int members[2] = {};
  std::map<int, std::string> client_ids;  // by who made it
  std::map<int, std::int64_t> read;
  std::vector<Message> messages;  // number 1 first
  WallTime created_at{};
};

class FakeChats {
 public:
  // An event of one person's log.
  using Tell = std::function<void(int user, EventName event, const std::string& data)>;

  FakeChats(Scheduler& scheduler, std::deque<FakeUser>& users) : scheduler_(scheduler), users_(users) {}

  Tell tell;
  std::map<int, bool> online;

  FakeAnswer answer(const HttpRequest& request, std::string_view path, std::string_view query, int caller);

  // By hand: as if these two did it in other browsers.
  FakeChat& between(int a, int b);
  const Message& write(FakeChat& chat, int author, std::string content, std::optional<std::string> client_id = {});
  void read(FakeChat& chat, int reader, std::int64_t number);
  std::vector<std::string> texts(int a, int b);  // of the chat, in order; a deleted one is ""
  const std::deque<FakeChat>& all() const { return chats_; }

 private:
  FakeAnswer create(const HttpRequest& request, int caller);
  FakeAnswer list(std::string_view query, int caller);
  FakeAnswer list_messages(std::string_view query, int caller);
  FakeAnswer create_message(const HttpRequest& request, int caller);
  FakeAnswer change_message(const HttpRequest& request, std::string_view id, int caller);
  FakeAnswer people(std::string_view path, std::string_view query, int caller);
  FakeChat* find(std::string_view id, int caller);
  Chat seen_by(const FakeChat& chat, int viewer) const;
  Person person(const FakeUser& user) const;
  static std::int64_t read_mark(const Chat& chat, int viewer);
  void tell_of(const FakeChat& chat, EventName event, const Message& message);

  Scheduler& scheduler_;
  std::deque<FakeUser>& users_;
  std::deque<FakeChat> chats_;
  int last_id_ = 0;
};

}  // namespace quern::test
