// People who write to each other, over the rules alone: what tests of chats, messages and sockets say it in.
#pragma once

#include "tests/serve/rules_world.hpp"

namespace quern::test {

struct Somebody {
  std::string id;
  std::string email;
  std::string cookie;
};

class ChatWorld : public RulesWorld {
 public:
  using RulesWorld::RulesWorld;

  Somebody join(const std::string& name);
  // One call as this person, with an Idempotency-Key of its own.
  Answer as(const Somebody& person, std::string_view method, std::string_view target, std::string_view json = {});
  std::string new_uuid() { return make_uuid(ids_); }

  Answer make_chat(const Somebody& maker, const Somebody& other) { return make_chat(maker, other, new_uuid()); }
  Answer make_chat(const Somebody& maker, const Somebody& other, const std::string& client_id);
  Answer make_group(const Somebody& maker, const std::vector<Somebody>& others, const std::string& title = "Mill");
  Answer write(const Somebody& author, const std::string& chat, const std::string& text) {
    return write(author, chat, text, new_uuid());
  }
  Answer write(const Somebody& author, const std::string& chat, const std::string& text, const std::string& client_id);
  Answer read(const Somebody& reader, const std::string& chat, int number);
  Answer show(const Somebody& viewer, const std::string& chat) { return as(viewer, "GET", "/api/chats/" + chat); }

  TestSocket connect(const Somebody& person);  // not resumed yet
  TestSocket listen(const Somebody& person);   // from now on

 private:
  SeededRandom ids_{99};
  int joined_ = 0;
};

}  // namespace quern::test
