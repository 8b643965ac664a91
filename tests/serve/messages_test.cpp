// Messages: numbered, paged, written once, changed by their author alone.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/api/decode.hpp"
#include "tests/serve/chat_world.hpp"

namespace quern::test {
namespace {

class Messages : public testing::Test {
 protected:
  ChatWorld world;
  Somebody anna = world.join("Anna"), boris = world.join("Boris"), clara = world.join("Clara");
  std::string chat = world.make_chat(anna, boris).member("id");

  MessagePage page(const std::string& query) {
    const auto answer = world.as(anna, "GET", "/api/messages?chat_id=" + chat + query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    auto page = decode<MessagePage>(answer.body);
    return page ? *page : MessagePage{};
  }
};

// "older 5 4 3 newer": what lies around, and the numbers in between.
std::string outline(const MessagePage& page) {
  std::string text = page.has_older ? "older" : "";
  for (const auto& message : page.items) text += ' ' + std::to_string(message.number);
  return text + (page.has_newer ? " newer" : "");
}

TEST_F(Messages, AreReadInPagesAroundAnyOfThem) {
  EXPECT_EQ(outline(page("")), "");
  std::map<int, std::string> ids;
  for (int number = 1; number <= 7; ++number) {
    ids[number] = world.write(number % 2 ? anna : boris, chat, std::to_string(number)).member("id");
  }
  struct Case {
    std::string query, answer;
  };
  const std::vector<Case> cases = {
      {"", " 7 6 5 4 3 2 1"},
      {"&limit=3", "older 7 6 5"},
      {"&limit=3&before_id=" + ids[5], "older 4 3 2 newer"},
      {"&limit=3&before_id=" + ids[4], " 3 2 1 newer"},
      {"&limit=3&before_id=" + ids[2], " 1 newer"},
      {"&limit=3&before_id=" + ids[1], " newer"},
      {"&limit=3&after_id=" + ids[1], "older 4 3 2 newer"},
      {"&limit=3&after_id=" + ids[4], "older 7 6 5"},
      {"&limit=3&after_id=" + ids[6], "older 7"},
      {"&limit=3&after_id=" + ids[7], "older"},
      {"&limit=3&around_id=" + ids[4], "older 5 4 3 newer"},
      {"&limit=3&around_id=" + ids[1], " 3 2 1 newer"},
      {"&limit=3&around_id=" + ids[7], "older 7 6 5"},
      {"&limit=1&around_id=" + ids[4], "older 4 newer"},
      {"&limit=100&around_id=" + ids[4], " 7 6 5 4 3 2 1"},
  };
  for (const auto& [query, answer] : cases) EXPECT_EQ(outline(page(query)), answer) << query;
}

TEST_F(Messages, RefuseAPageThatIsNone) {
  const auto id = world.write(anna, chat, "1").member("id");
  const auto elsewhere = world.write(anna, world.make_chat(anna, clara).member("id"), "1").member("id");
  for (const auto& query : {"&limit=0", "&limit=101", "&limit=x", "&before_id=x"}) {
    EXPECT_EQ(world.as(anna, "GET", "/api/messages?chat_id=" + chat + query).status, 422) << query;
  }
  EXPECT_EQ(world.as(anna, "GET", "/api/messages?chat_id=" + chat + "&around_id=" + elsewhere).status, 422);
  EXPECT_EQ(world.as(anna, "GET", "/api/messages?chat_id=" + chat + "&before_id=" + id + "&after_id=" + id).status,
            422);
  EXPECT_EQ(world.as(anna, "GET", "/api/messages").status, 422);
  EXPECT_EQ(world.as(clara, "GET", "/api/messages?chat_id=" + chat).status, 404);
}

TEST_F(Messages, AreWrittenOnceForOneClientIdOfOneAuthor) {
  const std::string uuid = "0f8fad5b-d9cb-469f-a165-70867728950e", upper = "0F8FAD5B-D9CB-469F-A165-70867728950E";
  const auto first = world.write(anna, chat, "Once", upper);
  const auto again = world.write(anna, chat, "Once", uuid);
  const auto another = world.write(boris, chat, "Mine", uuid);

  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(first.member("number"), "1");
  EXPECT_EQ(first.member("version"), "1");
  EXPECT_EQ(first.member("client_id"), uuid);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(another.status, 201);
  EXPECT_EQ(outline(page("")), " 2 1");
}

TEST_F(Messages, AreChangedByTheirAuthorAlone) {
  const auto message = world.write(anna, chat, "Frist");
  const auto path = "/api/messages/" + message.member("id");

  EXPECT_EQ(world.as(boris, "PATCH", path, R"({"content":"Taken"})").error_code(), "forbidden");
  EXPECT_EQ(world.as(boris, "DELETE", path).status, 403);
  EXPECT_EQ(world.as(clara, "PATCH", path, R"({"content":"Taken"})").status, 404);
  EXPECT_EQ(world.as(anna, "PATCH", path, R"({"content":"Frist"})").member("version"), "1");

  world.clock.advance(Duration{5});
  const auto edited = world.as(anna, "PATCH", path, R"({"content":"First"})");
  EXPECT_EQ(edited.status, 200);
  EXPECT_EQ(edited.member("content"), "First");
  EXPECT_EQ(edited.member("version"), "2");
  EXPECT_EQ(edited.member("ts"), message.member("ts"));
  EXPECT_NE(edited.member("edited_at"), "");
}

TEST_F(Messages, ThatAreDeletedKeepTheirPlaceAndNothingElse) {
  world.write(anna, chat, "1");
  const auto id = world.write(anna, chat, "2").member("id");
  world.write(boris, chat, "3");
  const auto path = "/api/messages/" + id;

  EXPECT_EQ(world.as(anna, "DELETE", path).status, 204);
  EXPECT_EQ(world.as(anna, "DELETE", path).status, 204);
  EXPECT_EQ(world.as(anna, "PATCH", path, R"({"content":"Back"})").status, 404);

  const auto messages = page("");
  EXPECT_EQ(outline(messages), " 3 2 1");
  EXPECT_TRUE(messages.items[1].deleted);
  EXPECT_EQ(messages.items[1].content, "");
  EXPECT_EQ(messages.items[1].version, 2);
}

TEST_F(Messages, AreOneToTenThousandLettersOfText) {
  std::string long_text;
  for (int i = 0; i < 10'000; ++i) long_text += "ё";
  EXPECT_EQ(world.write(anna, chat, long_text).status, 201);
  EXPECT_EQ(world.write(anna, chat, long_text + "!").status, 422);
  EXPECT_EQ(world.write(anna, chat, "").status, 422);
  const auto of_type = [&](const std::string& type) {
    return world.as(anna, "POST", "/api/messages",
                    R"({"chat_id":")" + chat + R"(","type":")" + type + R"(","content":"x","client_id":")" +
                        world.new_uuid() + R"("})");
  };
  EXPECT_EQ(of_type("voice").status, 422);
  EXPECT_EQ(of_type("system").status, 422);
  EXPECT_EQ(of_type("dance").status, 422);
}

TEST_F(Messages, AnswerOnlyWhatIsInTheSameChat) {
  const auto here = world.write(anna, chat, "Here").member("id");
  const auto elsewhere = world.write(anna, world.make_chat(anna, clara).member("id"), "There").member("id");
  const auto reply = [&](const std::string& to) {
    return world.as(boris, "POST", "/api/messages",
                    R"({"chat_id":")" + chat + R"(","type":"text","content":"x","reply_to_id":")" + to +
                        R"(","client_id":")" + world.new_uuid() + R"("})");
  };
  EXPECT_EQ(reply(here).member("reply_to_id"), here);
  EXPECT_EQ(reply(elsewhere).status, 422);
  EXPECT_EQ(reply("nothing").member("detail.0.loc.0"), "reply_to_id");
}

}  // namespace
}  // namespace quern::test
