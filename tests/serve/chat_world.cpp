#include "tests/serve/chat_world.hpp"

namespace quern::test {

Somebody ChatWorld::join(const std::string& name) {
  const auto email = "person" + std::to_string(++joined_) + "@example.org";
  const auto answer = sign_up(email, name);
  return {.id = answer.member("user.id"), .email = email, .cookie = cookie};
}

Answer ChatWorld::as(const Somebody& person, std::string_view method, std::string_view target, std::string_view json) {
  cookie = person.cookie;
  return call(method, target, json, {{"idempotency-key", new_uuid()}});
}

Answer ChatWorld::make_chat(const Somebody& maker, const Somebody& other, const std::string& client_id) {
  return as(maker, "POST", "/api/chats",
            R"({"is_group":false,"member_ids":[")" + other.id + R"("],"client_id":")" + client_id + R"("})");
}

Answer ChatWorld::make_group(const Somebody& maker, const std::vector<Somebody>& others, const std::string& title) {
  std::string ids;
  for (const auto& other : others) ids += (ids.empty() ? "\"" : ",\"") + other.id + '"';
  return as(maker, "POST", "/api/chats",
            R"({"title":")" + title + R"(","is_group":true,"member_ids":[)" + ids + R"(],"client_id":")" + new_uuid() +
                R"("})");
}

Answer ChatWorld::write(const Somebody& author, const std::string& chat, const std::string& text,
                        const std::string& client_id) {
  return as(
      author, "POST", "/api/messages",
      R"({"chat_id":")" + chat + R"(","type":"text","content":")" + text + R"(","client_id":")" + client_id + R"("})");
}

Answer ChatWorld::read(const Somebody& reader, const std::string& chat, int number) {
  return as(reader, "POST", "/api/chats/" + chat + "/read", R"({"number":)" + std::to_string(number) + "}");
}

TestSocket ChatWorld::connect(const Somebody& person) {
  cookie = person.cookie;
  return open_socket();
}

TestSocket ChatWorld::listen(const Somebody& person) {
  auto socket = connect(person);
  socket.resume();
  socket.take();
  return socket;
}

}  // namespace quern::test
