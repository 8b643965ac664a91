// What becomes of a chat: its title, its members, its end; what each member sets for themselves; what the server writes
// about it.
#include <gtest/gtest.h>

#include "core/api/decode.hpp"
#include "tests/serve/chat_world.hpp"

namespace quern::test {
namespace {

class Groups : public testing::Test {
 protected:
  ChatWorld world;
  Somebody anna = world.join("Anna"), boris = world.join("Boris"), clara = world.join("Clara"),
           dora = world.join("Dora");
  std::string group = world.make_group(anna, {boris, clara}).member("id");

  Answer rename(const Somebody& who, const std::string& chat, const std::string& title) {
    return world.as(who, "PATCH", "/api/chats/" + chat, R"({"title":")" + title + R"("})");
  }
  Answer add(const Somebody& who, const std::string& whom) {
    return world.as(who, "POST", "/api/chats/" + group + "/participants", R"({"user_id":")" + whom + R"("})");
  }
  Answer take_out(const Somebody& who, const Somebody& whom) {
    return world.as(who, "DELETE", "/api/chats/" + group + "/participants/" + whom.id);
  }
  Answer erase(const Somebody& who, const std::string& chat) { return world.as(who, "DELETE", "/api/chats/" + chat); }
  Answer set_own(const Somebody& who, const std::string& chat, const std::string& json) {
    return world.as(who, "PUT", "/api/chats/" + chat + "/me", json);
  }
  Message last_of(const Somebody& who) {
    const auto chat = decode<Chat>(world.show(who, group).body);
    return chat && chat->last_message ? *chat->last_message : Message{};
  }
};

TEST_F(Groups, AreRenamedByAnyMemberAndSaySo) {
  auto to_clara = world.listen(clara);
  const auto before = world.show(boris, group).member("version");

  const auto renamed = rename(boris, group, "Мельница");

  EXPECT_EQ(renamed.status, 200);
  EXPECT_EQ(renamed.member("title"), "Мельница");
  EXPECT_GT(renamed.member("version"), before);
  EXPECT_EQ(world.show(clara, group).member("title"), "Мельница");
  const auto note = last_of(clara);
  EXPECT_EQ(note.type.value(), MessageType::system);
  EXPECT_EQ(note.author_id.text, boris.id);
  ASSERT_TRUE(note.payload);
  EXPECT_EQ(note.payload->kind, "renamed");
  EXPECT_EQ(note.payload->title, "Мельница");
  EXPECT_EQ(note.payload->by_name, "Boris");
  const auto frames = to_clara.take();
  ASSERT_EQ(frames.size(), 2U);
  const auto chat = decode_event<Chat>(frames[0]);
  ASSERT_TRUE(chat) << frames[0];
  EXPECT_EQ(chat->title, "Мельница");
  EXPECT_EQ(chat->last_message, note);  // before its own event: whoever counts, counts it once
  EXPECT_EQ(chat->unread_count, 1);
  EXPECT_EQ(decode_event<Message>(frames[1]).value(), note);
}

TEST_F(Groups, KeepTheirTitleWhereItIsTheSameOrNone) {
  const auto before = world.show(anna, group).body;
  EXPECT_EQ(rename(anna, group, "Mill").body, before);
  EXPECT_EQ(world.as(anna, "PATCH", "/api/chats/" + group, "{}").body, before);
  EXPECT_EQ(rename(anna, group, "").status, 422);
  EXPECT_EQ(world.as(anna, "PATCH", "/api/chats/" + group, R"({"title":null})").status, 422);
  EXPECT_EQ(rename(dora, group, "Mine").status, 404);
  EXPECT_EQ(world.show(anna, group).body, before);
}

TEST_F(Groups, TakeInWhoIsAddedWithAllThatWasSaidAlreadyRead) {
  world.write(anna, group, "Before");
  auto to_dora = world.listen(dora);
  auto to_boris = world.listen(boris);

  const auto added = add(boris, dora.id);

  EXPECT_EQ(added.status, 200);
  EXPECT_EQ(added.member("members.3.id"), dora.id);
  EXPECT_EQ(added.member("members.3.role"), "member");
  EXPECT_EQ(to_dora.take_heads(), (std::vector<std::string>{"chat.created 1", "message.created 2"}));
  const auto heads = to_boris.take_heads();
  ASSERT_EQ(heads.size(), 2U);
  EXPECT_TRUE(heads[0].starts_with("chat.updated "));
  EXPECT_EQ(world.show(dora, group).member("unread_count"), "1");  // that they were added
  EXPECT_EQ(world.as(dora, "GET", "/api/messages?chat_id=" + group).member("items.1.content"), "Before");
  const auto note = last_of(dora);
  EXPECT_EQ(note.payload->kind, "joined");
  EXPECT_EQ(note.payload->user_id, UserId{dora.id});
  EXPECT_EQ(note.payload->name, "Dora");

  EXPECT_EQ(add(anna, dora.id).status, 200);  // again
  EXPECT_EQ(last_of(dora).number, note.number);
  EXPECT_EQ(add(anna, "nobody").member("detail.0.loc.0"), "user_id");
}

TEST_F(Groups, LetGoWhoLeavesAndWhoIsTakenOutByTheOwner) {
  EXPECT_EQ(take_out(boris, clara).status, 403);
  EXPECT_EQ(take_out(boris, anna).error_code(), "forbidden");
  EXPECT_EQ(take_out(anna, dora).status, 404);
  EXPECT_EQ(take_out(dora, anna).status, 404);
  auto to_anna = world.listen(anna);
  auto to_clara = world.listen(clara);
  to_anna.take();  // that Clara is there

  EXPECT_EQ(take_out(anna, clara).status, 204);

  EXPECT_EQ(to_clara.take_heads().size(), 1U);
  EXPECT_EQ(world.show(clara, group).status, 404);
  EXPECT_EQ(world.write(clara, group, "Still here").status, 404);
  EXPECT_EQ(to_anna.take_heads().size(), 2U);
  EXPECT_EQ(last_of(anna).payload->kind, "left");
  EXPECT_EQ(last_of(anna).payload->name, "Clara");
  EXPECT_EQ(last_of(anna).author_id.text, anna.id);
  EXPECT_EQ(world.show(anna, group).member("read_marks." + clara.id), "");

  EXPECT_EQ(take_out(boris, boris).status, 204);
  EXPECT_EQ(last_of(anna).author_id.text, boris.id);
}

TEST_F(Groups, PassToWhoWasInThemLongestWhenTheOwnerLeavesAndEndWithTheLastMember) {
  add(anna, dora.id);
  take_out(boris, boris);
  add(anna, boris.id);  // the last now
  const auto first = world.show(anna, group).member("members.1.id");
  EXPECT_EQ(first, clara.id);

  EXPECT_EQ(take_out(anna, anna).status, 204);

  EXPECT_EQ(world.show(boris, group).member("members.0.id"), clara.id);
  EXPECT_EQ(world.show(boris, group).member("members.0.role"), "owner");
  EXPECT_EQ(take_out(clara, boris).status, 204);
  EXPECT_EQ(take_out(clara, dora).status, 204);
  EXPECT_EQ(take_out(clara, clara).status, 204);
  EXPECT_EQ(world.show(clara, group).status, 404);
  world.backend->sweep();
  auto left = world.database->query("SELECT (SELECT count(*) FROM chats) + (SELECT count(*) FROM messages)");
  ASSERT_TRUE(left.step());
  EXPECT_EQ(left.number_at(0), 0);
}

TEST_F(Groups, HaveAVersionThatNeverGoesBackForAnybody) {
  for (int i = 1; i <= 5; ++i) {
    set_own(clara, group, R"({"marked_unread":)" + std::string(i % 2 ? "true" : "false") + "}");
  }
  const auto before = decode<Chat>(world.show(clara, group).body)->version;
  take_out(anna, clara);
  add(anna, clara.id);
  EXPECT_GT(decode<Chat>(world.show(clara, group).body)->version, before);
}

TEST_F(Groups, EndForAllWhenTheirOwnerDeletesThemAndForNobodyElse) {
  EXPECT_EQ(erase(boris, group).status, 403);
  EXPECT_EQ(erase(dora, group).status, 404);
  auto to_boris = world.listen(boris);

  EXPECT_EQ(erase(anna, group).status, 204);

  const auto frames = to_boris.take();
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(decode_event<ChatDeleted>(frames[0])->id.text, group);
  for (const auto& one : {anna, boris, clara}) EXPECT_EQ(world.show(one, group).status, 404);
  EXPECT_EQ(erase(anna, group).status, 404);
}

TEST_F(Groups, OfALongHistoryGoAPieceAtATime) {
  for (int i = 0; i < 1100; ++i) ASSERT_EQ(world.write(anna, group, "x").status, 201);
  erase(anna, group);
  const auto count = [&] {
    auto row = world.database->query("SELECT count(*) FROM messages");
    return row.step() ? row.number_at(0) : -1;
  };
  world.backend->sweep();
  EXPECT_EQ(count(), 100);
  world.backend->sweep();
  EXPECT_EQ(count(), 0);
}

TEST_F(Groups, AreNoPrivateChats) {
  const auto chat = world.make_chat(anna, boris).member("id");
  EXPECT_EQ(rename(anna, chat, "Us").status, 400);
  EXPECT_EQ(
      world.as(anna, "POST", "/api/chats/" + chat + "/participants", R"({"user_id":")" + dora.id + R"("})").status,
      400);
  EXPECT_EQ(world.as(anna, "DELETE", "/api/chats/" + chat + "/participants/" + anna.id).status, 400);
}

TEST_F(Groups, HaveAtMostAHundredMembers) {
  std::vector<Somebody> others;
  for (int i = 0; i < 99; ++i) {
    world.address = "192.0.2." + std::to_string(i + 2);  // one alone may not register so many
    others.push_back(world.join("Member"));
  }
  group = world.make_group(anna, others).member("id");
  EXPECT_EQ(add(anna, dora.id).status, 422);
  EXPECT_EQ(take_out(anna, others[5]).status, 204);
  EXPECT_EQ(add(anna, dora.id).status, 200);
}

TEST_F(Groups, SayWhatHappenedInWordsThatNobodyChanges) {
  rename(anna, group, "Other");
  const auto note = last_of(anna).id.text;
  EXPECT_EQ(world.as(anna, "PATCH", "/api/messages/" + note, R"({"content":"Nothing"})").status, 403);
  EXPECT_EQ(world.as(anna, "DELETE", "/api/messages/" + note).status, 403);
}

TEST_F(Groups, DoEachChangeOnceForOneKey) {
  world.cookie = anna.cookie;
  const Fields key{{"idempotency-key", world.new_uuid()}};
  const auto path = "/api/chats/" + group + "/participants";
  const auto first = world.call("POST", path, R"({"user_id":")" + dora.id + R"("})", key);
  take_out(dora, dora);
  world.cookie = anna.cookie;
  const auto again = world.call("POST", path, R"({"user_id":")" + dora.id + R"("})", key);
  EXPECT_EQ(again.header("idempotency-replayed"), "true");
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(world.show(dora, group).status, 404);
  EXPECT_EQ(world.call("PATCH", "/api/chats/" + group, R"({"title":"T"})").status, 400);  // without one
}

// ---- one's own settings

TEST_F(Groups, AreMutedAndMarkedUnreadForOneselfAlone) {
  auto to_anna = world.listen(anna);
  auto to_boris = world.listen(boris);
  to_anna.take();
  const auto before = world.show(anna, group).body;

  const auto muted = set_own(boris, group, R"({"muted_until":"2030-01-02T03:04:05Z"})");

  EXPECT_EQ(muted.status, 200);
  EXPECT_EQ(muted.member("muted_until"), "2030-01-02T03:04:05.000Z");
  EXPECT_EQ(set_own(boris, group, R"({"marked_unread":true})").member("muted_until"), "2030-01-02T03:04:05.000Z");
  EXPECT_EQ(world.show(boris, group).member("marked_unread"), "true");
  EXPECT_EQ(world.show(anna, group).body, before);
  EXPECT_EQ(to_boris.take_heads().size(), 2U);
  EXPECT_EQ(to_anna.take_heads().size(), 0U);
  EXPECT_EQ(set_own(boris, group, R"({"muted_until":null})").member("muted_until"), "");
  EXPECT_EQ(set_own(boris, group, R"({"marked_unread":null})").member("marked_unread"), "false");
  const auto still = world.show(boris, group).body;
  EXPECT_EQ(set_own(boris, group, "{}").body, still);
  EXPECT_EQ(set_own(boris, group, R"({"muted_until":"tomorrow"})").status, 422);
  EXPECT_EQ(set_own(dora, group, "{}").status, 404);
}

TEST_F(Groups, AreNoLongerMarkedUnreadOnceTheyAreRead) {
  world.write(anna, group, "1");
  world.read(boris, group, 1);
  set_own(boris, group, R"({"marked_unread":true})");
  auto to_boris = world.listen(boris);

  EXPECT_EQ(world.read(boris, group, 1).status, 204);  // the mark stays where it is

  EXPECT_EQ(world.show(boris, group).member("marked_unread"), "false");
  const auto frames = to_boris.take();
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_FALSE(decode_event<Chat>(frames[0])->marked_unread);
}

// ---- private ones

TEST_F(Groups, WhereAPrivateChatIsDeletedForOneUntilSomethingIsWritten) {
  const auto chat = world.make_chat(anna, boris).member("id");
  world.write(anna, chat, "Hello");
  auto to_anna = world.listen(anna);

  EXPECT_EQ(erase(anna, chat).status, 204);

  EXPECT_EQ(to_anna.take_heads().size(), 1U);
  EXPECT_EQ(world.show(anna, chat).status, 404);
  EXPECT_EQ(world.show(boris, chat).status, 200);
  EXPECT_EQ(erase(anna, chat).status, 404);

  world.write(boris, chat, "Again");

  const auto heads = to_anna.take_heads();
  ASSERT_EQ(heads.size(), 2U);
  EXPECT_TRUE(heads[0].starts_with("chat.created"));
  EXPECT_EQ(world.show(anna, chat).member("unread_count"), "1");  // what was there was read
}

TEST_F(Groups, WhereAPrivateChatIsMadeAgainByWhoDeletedIt) {
  const auto chat = world.make_chat(anna, boris).member("id");
  world.write(anna, chat, "Hello");
  erase(anna, chat);
  const auto again = world.make_chat(anna, boris);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.member("id"), chat);
  EXPECT_EQ(again.member("last_message.content"), "Hello");
}

TEST_F(Groups, ArePagedAroundATime) {
  std::vector<std::string> times;
  for (int i = 0; i < 9; ++i) {
    times.push_back(world.write(anna, group, std::to_string(i + 1)).member("ts"));
    world.clock.advance(std::chrono::minutes{1});
  }
  const auto at = [&](const std::string& time) {
    const auto page =
        decode<MessagePage>(world.as(anna, "GET", "/api/messages?chat_id=" + group + "&limit=3&at=" + time).body);
    return page && page->items.size() == 3 ? page->items[1].number : 0;
  };
  EXPECT_EQ(at(times[4]), 5);
  EXPECT_EQ(at("1990-01-01T00:00:00Z"), 2);  // at an end of the chat there are neighbours on one side
  EXPECT_EQ(at("2190-01-01T00:00:00Z"), 8);
  EXPECT_EQ(world.as(anna, "GET", "/api/messages?chat_id=" + group + "&at=noon").status, 422);
  EXPECT_EQ(world.as(anna, "GET", "/api/messages?at=" + times[0] + "&before_id=x&chat_id=" + group).status, 422);
  const auto empty = world.make_group(anna, {boris}).member("id");
  EXPECT_EQ(world.as(anna, "GET", "/api/messages?chat_id=" + empty + "&at=" + times[0]).member("items"), "[]");
}

}  // namespace
}  // namespace quern::test
