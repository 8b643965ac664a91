// The log of events: one a person, with the work or not at all, kept for a day.
#include <gtest/gtest.h>

#include "tests/serve/chat_world.hpp"

namespace quern::test {
namespace {

using Heads = std::vector<std::string>;

class EventLog : public testing::Test {
 protected:
  ChatWorld world;
  Somebody anna = world.join("Anna"), boris = world.join("Boris"), clara = world.join("Clara");

  // All of a person's log, as a socket that saw nothing yet hears it.
  Heads log_of(const Somebody& person) {
    auto socket = world.connect(person);
    socket.resume(0);
    auto heads = socket.take_heads();
    socket.cut();
    return heads;
  }
};

TEST_F(EventLog, TellsEachMemberWhatHappenedInOrder) {
  const auto chat = world.make_chat(anna, boris).member("id");
  const auto message = world.write(anna, chat, "Hello").member("id");
  world.as(anna, "PATCH", "/api/messages/" + message, R"({"content":"Hello!"})");
  world.read(boris, chat, 1);
  world.as(anna, "DELETE", "/api/messages/" + message);

  EXPECT_EQ(log_of(anna), (Heads{"chat.created 1", "message.created 2", "message.updated 3", "chat.read 4",
                                 "message.deleted 5", "resumed 5"}));
  EXPECT_EQ(log_of(boris), (Heads{"chat.created 1", "message.created 2", "message.updated 3", "chat.read 4",
                                  "message.deleted 5", "resumed 5"}));
  EXPECT_EQ(log_of(clara), Heads{"resumed 0"});
}

TEST_F(EventLog, TellsOfAChatAsItsReceiverSeesIt) {
  auto boriss = world.listen(boris);
  const auto chat = world.make_chat(anna, boris).member("id");
  EXPECT_EQ(boriss.take(), Heads{});
  world.write(anna, chat, "Hello");

  const auto frames = boriss.take();
  ASSERT_EQ(frames.size(), 2U);
  const auto created = decode_event<Chat>(frames[0]);
  const auto message = decode_event<Message>(frames[1]);
  ASSERT_TRUE(created && message);
  EXPECT_EQ(created->unread_count, 1);
  EXPECT_EQ(created->client_id, std::nullopt);  // Anna's name for it
  EXPECT_EQ(created->last_message, *message);
}

TEST_F(EventLog, SaysNothingOfWhatChangedNothing) {
  const auto chat = world.make_chat(anna, boris, "0f8fad5b-d9cb-469f-a165-70867728950e").member("id");
  const auto message = world.write(anna, chat, "1", "0f8fad5b-d9cb-469f-a165-70867728950f").member("id");
  world.read(boris, chat, 1);
  auto annas = world.listen(anna);

  world.make_chat(anna, boris, "0f8fad5b-d9cb-469f-a165-70867728950e");
  world.make_chat(boris, anna);
  world.write(anna, chat, "1", "0f8fad5b-d9cb-469f-a165-70867728950f");
  world.as(anna, "PATCH", "/api/messages/" + message, R"({"content":"1"})");
  world.read(boris, chat, 1);
  world.as(boris, "DELETE", "/api/messages/" + message);  // refused

  EXPECT_EQ(annas.take_heads(), Heads{});
}

TEST_F(EventLog, TellsTheOwnerOfProjects) {
  auto one = world.listen(anna);
  auto another = world.listen(anna);
  const auto id = world.as(anna, "POST", "/api/projects", R"({"name":"Mill"})").member("id");
  world.as(anna, "PATCH", "/api/projects/" + id, R"({"name":"Mill"})");  // nothing
  world.as(anna, "PATCH", "/api/projects/" + id, R"({"name":"Windmill"})");
  world.as(anna, "DELETE", "/api/projects/" + id);
  world.as(anna, "DELETE", "/api/projects/" + id);  // refused

  const Heads expected{"project:updated 1", "project:updated 2", "project:deleted 3"};
  EXPECT_EQ(one.take_heads(), expected);  // also where it was caused
  EXPECT_EQ(another.take_heads(), expected);
}

TEST_F(EventLog, IsWrittenWithTheWorkOrNotAtAll) {
  const auto chat = world.make_chat(anna, boris).member("id");
  world.write(anna, chat, "1");
  auto boriss = world.listen(boris);
  // The work fails after one event of the two is written.
  world.database->run_script(("CREATE TEMP TRIGGER broken BEFORE INSERT ON events WHEN new.user_id = '" + boris.id +
                              "' BEGIN SELECT raise(ABORT, 'disk'); END")
                                 .c_str());

  const auto failed = world.write(anna, chat, "2");

  EXPECT_EQ(failed.status, 500);
  EXPECT_EQ(boriss.take(), Heads{});
  world.database->run_script("DROP TRIGGER broken");
  const auto written = world.write(anna, chat, "3");
  EXPECT_EQ(written.member("number"), "2");  // nothing is left of the one before
  EXPECT_EQ(boriss.take_heads(), Heads{"message.created 3"});
  EXPECT_EQ(log_of(anna), (Heads{"chat.created 1", "message.created 2", "message.created 3", "resumed 3"}));
}

TEST_F(EventLog, HoldsADayAndGoesOnCounting) {
  const auto chat = world.make_chat(anna, boris).member("id");
  world.write(anna, chat, "1");
  world.clock.advance(std::chrono::hours{20});
  world.write(anna, chat, "2");
  world.clock.advance(std::chrono::hours{5});

  EXPECT_FALSE(world.backend->sweep());

  const auto after = [&](std::int64_t since) {
    auto socket = world.connect(boris);
    socket.resume(since);
    return socket.take_heads();
  };
  EXPECT_EQ(after(0), Heads{"reset 3"});
  EXPECT_EQ(after(1), Heads{"reset 3"});
  EXPECT_EQ(after(2), (Heads{"message.created 3", "resumed 3"}));
  world.write(anna, chat, "3");
  EXPECT_EQ(after(3), (Heads{"message.created 4", "resumed 4"}));
}

TEST_F(EventLog, HoldsTheNewestTenThousandOfEach) {
  const auto add = [&](const UserId& to, std::int64_t count) {
    world.store->work.begin();
    for (std::int64_t i = 0; i < count; ++i) {
      const auto seq = world.store->events.take_seq(to);
      world.store->events.insert({.to = to, .seq = seq, .frame = format_frame("x", "", seq)}, world.clock.wall_now());
    }
    world.store->work.commit();
  };
  add(UserId{boris.id}, 10'003);
  add(UserId{clara.id}, 3);

  EXPECT_FALSE(world.backend->sweep());

  EXPECT_EQ(log_of(clara).size(), 4U);
  EXPECT_EQ(log_of(boris), Heads{"reset 10003"});
  auto socket = world.connect(boris);
  socket.resume(3);
  EXPECT_EQ(socket.take().size(), 10'001U);
}

}  // namespace
}  // namespace quern::test
