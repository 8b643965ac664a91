// Chats: who sees which, in what order, and how much of each is unread.
#include <gtest/gtest.h>

#include "tests/serve/chat_world.hpp"

namespace quern::test {
namespace {

class Chats : public testing::Test {
 protected:
  ChatWorld world;
  Somebody anna = world.join("Anna"), boris = world.join("Борис Ёлкин"), clara = world.join("Clara");

  std::string total(const Somebody& viewer, const std::string& search = "") {
    return world.as(viewer, "GET", "/api/chats?search=" + search).member("total");
  }
  std::string unread(const Somebody& viewer, const std::string& chat) {
    return world.show(viewer, chat).member("unread_count");
  }
};

TEST_F(Chats, OfTwoPeopleAreOneWhoeverMakesItAndHoweverOften) {
  const auto first = world.make_chat(anna, boris);
  const auto again = world.make_chat(anna, boris);
  const auto other_way = world.make_chat(boris, anna, "0F8FAD5B-D9CB-469F-A165-70867728950E");

  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(first.member("version"), "1");
  EXPECT_EQ(first.member("members.0.role"), "owner");
  EXPECT_EQ(first.member("members.1.display_name"), "Борис Ёлкин");
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(other_way.status, 200);
  EXPECT_EQ(other_way.member("id"), first.member("id"));
  EXPECT_EQ(other_way.member("client_id"), "0f8fad5b-d9cb-469f-a165-70867728950e");  // each calls it as they made it
  EXPECT_EQ(world.show(anna, first.member("id")).member("client_id"), first.member("client_id"));
}

TEST_F(Chats, AreMadeOnceForOneClientIdHoweverItIsSpelled) {
  const auto first = world.make_chat(anna, boris, "0f8fad5b-d9cb-469f-a165-70867728950e");
  const auto again = world.make_chat(anna, clara, "0F8FAD5B-D9CB-469F-A165-70867728950E");

  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(total(anna), "1");
}

TEST_F(Chats, ThatNobodyHasWrittenInAreTheirMakersAlone) {
  const auto chat = world.make_chat(anna, boris).member("id");

  EXPECT_EQ(total(anna), "1");
  EXPECT_EQ(total(boris), "0");
  EXPECT_EQ(world.show(boris, chat).status, 404);
  EXPECT_EQ(world.write(boris, chat, "I should not know").status, 404);
  EXPECT_EQ(world.as(boris, "GET", "/api/messages?chat_id=" + chat).status, 404);
  EXPECT_EQ(world.read(boris, chat, 1).status, 404);

  world.write(anna, chat, "Hello");

  EXPECT_EQ(total(boris), "1");
  EXPECT_EQ(world.show(boris, chat).member("last_message.content"), "Hello");
  EXPECT_EQ(total(clara), "0");
}

TEST_F(Chats, AreRefusedWhereTheyMakeNoSense) {
  const auto id = R"(","client_id":"0f8fad5b-d9cb-469f-a165-70867728950e"})";
  const auto only = [&](const std::string& members) {
    return R"({"is_group":false,"member_ids":[")" + members + R"("],"a":")" + id;
  };
  struct Case {
    std::string body;
    int status;
    std::string field;
  };
  const std::vector<Case> cases = {
      {only(anna.id), 422, "member_ids"},
      {only("nobody"), 422, "member_ids"},
      {only(boris.id + R"(",")" + clara.id), 422, "member_ids"},
      {R"({"is_group":false,"member_ids":[],"a":")" + std::string{id}, 422, "member_ids"},
      {R"({"title":"T","is_group":false,"member_ids":[")" + boris.id + R"("],"a":")" + id, 422, "title"},
      {R"({"is_group":true,"member_ids":[")" + boris.id + R"("],"a":")" + id, 422, "title"},
      {R"({"is_group":false,"member_ids":[")" + boris.id + R"("]})", 400, ""},
      {R"({"is_group":false,"member_ids":[")" + boris.id + R"("],"client_id":"1"})", 422, "client_id"},
      {"{", 400, ""},
  };
  for (const auto& [body, status, field] : cases) {
    const auto answer = world.as(anna, "POST", "/api/chats", body);
    EXPECT_EQ(answer.status, status) << body << answer.body;
    EXPECT_EQ(answer.member("detail.0.loc.0"), field) << body;
  }
  EXPECT_EQ(total(anna), "0");
}

TEST_F(Chats, NeedAnIdempotencyKeyToBeWritten) {
  world.cookie = anna.cookie;
  EXPECT_EQ(world.call("POST", "/api/chats", "{}").status, 400);
  EXPECT_EQ(world.call("POST", "/api/chats/x/read", R"({"number":1})").status, 400);
  EXPECT_EQ(world.call("POST", "/api/messages", "{}").status, 400);
  EXPECT_EQ(world.call("PATCH", "/api/messages/x", R"({"content":"x"})").status, 400);
  EXPECT_EQ(world.call("DELETE", "/api/messages/x").error_code(), "bad_request");
}

TEST_F(Chats, OfManyAreSeenByAllOfThemAtOnce) {
  const auto made = world.as(anna, "POST", "/api/chats",
                             R"({"title":"Мельница","is_group":true,"member_ids":[")" + boris.id + R"(",")" + clara.id +
                                 R"("],"client_id":")" + world.new_uuid() + R"("})");

  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.member("members.2.role"), "member");
  EXPECT_EQ(total(clara), "1");
  EXPECT_EQ(total(clara, "МЕЛЬ"), "1");
  EXPECT_EQ(world.write(clara, made.member("id"), "Hello").status, 201);
  EXPECT_EQ(unread(boris, made.member("id")), "1");
}

TEST_F(Chats, StandInTheOrderOfTheirLastMessageAndAreFoundByTheOthersName) {
  const auto with_boris = world.make_chat(anna, boris).member("id");
  world.clock.advance(Duration{10});
  const auto with_clara = world.make_chat(anna, clara).member("id");
  EXPECT_EQ(world.as(anna, "GET", "/api/chats").member("items.0.id"), with_clara);

  world.clock.advance(Duration{10});
  world.write(anna, with_boris, "Up");

  const auto list = world.as(anna, "GET", "/api/chats");
  EXPECT_EQ(list.member("items.0.id"), with_boris);
  EXPECT_EQ(list.member("items.1.id"), with_clara);
  EXPECT_EQ(world.as(anna, "GET", "/api/chats?offset=1&limit=1").member("items.0.id"), with_clara);
  EXPECT_EQ(total(anna, "%D0%B5%D0%BB%D0%BA"), "1");  // елк finds Ёлкин
  EXPECT_EQ(total(anna, "anna"), "0");                // one's own name is in all of them
  EXPECT_EQ(total(boris, "anna"), "1");
}

TEST_F(Chats, CountAsUnreadWhatOthersWroteAboveTheMarkAndDidNotDelete) {
  const auto chat = world.make_chat(anna, boris).member("id");
  world.write(anna, chat, "1");
  const auto second = world.write(anna, chat, "2").member("id");
  world.write(boris, chat, "3");
  world.write(anna, chat, "4");
  EXPECT_EQ(unread(boris, chat), "3");  // writing oneself reads nothing
  EXPECT_EQ(unread(anna, chat), "1");

  EXPECT_EQ(world.as(anna, "DELETE", "/api/messages/" + second).status, 204);
  EXPECT_EQ(unread(boris, chat), "2");

  EXPECT_EQ(world.read(boris, chat, 3).status, 204);
  EXPECT_EQ(unread(boris, chat), "1");
  EXPECT_EQ(world.show(anna, chat).member("read_marks." + boris.id), "3");
}

TEST_F(Chats, MoveTheReadMarkForwardAndNoFurtherThanIsWritten) {
  const auto chat = world.make_chat(anna, boris).member("id");
  for (const auto* text : {"1", "2", "3"}) world.write(anna, chat, text);
  const auto mark = [&] { return world.show(boris, chat).member("read_marks." + boris.id); };

  world.read(boris, chat, 2);
  EXPECT_EQ(world.read(boris, chat, 1).status, 204);
  EXPECT_EQ(mark(), "2");
  world.read(boris, chat, 1000);
  EXPECT_EQ(mark(), "3");
  world.write(anna, chat, "4");
  EXPECT_EQ(unread(boris, chat), "1");  // not read before it was written
  EXPECT_EQ(world.read(boris, chat, -1).status, 422);
}

TEST(People, AreFoundByNameAndAreNeverOneself) {
  ChatWorld world;
  const auto anna = world.join("Anna");
  const auto boris = world.join("Борис Ёлкин");
  const auto search = [&](const std::string& text) { return world.as(anna, "GET", "/api/users?search=" + text); };

  EXPECT_EQ(search("").member("total"), "1");
  EXPECT_EQ(search("%D0%91%D0%9E%D0%A0").member("items.0.id"), boris.id);  // БОР
  EXPECT_EQ(search("anna").member("total"), "0");
  EXPECT_EQ(search("example.org").member("total"), "0");  // nobody learns an address

  world.as(boris, "PATCH", "/api/user/me", R"({"display_name":"Boris"})");
  EXPECT_EQ(search("boris").member("items.0.display_name"), "Boris");
  EXPECT_EQ(world.as(anna, "GET", "/api/users/" + boris.id).member("online"), "false");
  EXPECT_EQ(world.as(anna, "GET", "/api/users/" + boris.id).member("email"), "");
  EXPECT_EQ(world.as(anna, "GET", "/api/users/nobody").status, 404);
}

}  // namespace
}  // namespace quern::test
