#include "core/app/chats.hpp"

#include <gtest/gtest.h>

#include "core/app/chat_rows.hpp"
#include "tests/unit/app/chat_world.hpp"

namespace quern::app {
namespace {

using test::ChatWorld;
using test::Names;
using namespace std::chrono_literals;

Names reads(const ChatWorld& world) {
  Names bodies;
  for (const auto& seen : world.server.seen)
    if (seen.path.ends_with("/read")) bodies.push_back(seen.body);
  return bodies;
}

std::size_t typing_told(test::Person& person) {
  std::size_t told = 0;
  for (const auto& op : person.sockets.last().sent) told += op.contains(R"("typing")") ? 1 : 0;
  return told;
}

// ---- a chat with somebody

TEST(Chats, OpensTheChatThatIsThere) {
  ChatWorld world;
  world.both_talk();
  EXPECT_EQ(world.anna->app->chats().open_with(world.boris_as_found()), world.chat());
  EXPECT_EQ(world.server.count("POST", "/api/chats"), 0u);
}

TEST(Chats, OpensANewOneThatCanBeWrittenInAtOnce) {
  ChatWorld world;
  world.both_come();
  world.server.delay = 1s;
  const auto pending = world.anna->app->chats().open_with(world.boris_as_found());
  world.anna->app->router().go(ChatPage{pending.text});
  world.say(*world.anna, "здравствуйте");

  ASSERT_TRUE(world.anna->chat);
  EXPECT_TRUE(is_private_with(*world.anna->chat, UserId{std::to_string(world.boris_id)}));
  EXPECT_EQ(world.rows(*world.anna), Names{"здравствуйте …"});
  ASSERT_EQ(world.anna->chats->items.size(), 1u);
  EXPECT_EQ(world.anna->chats->items[0].last_message->content, "здравствуйте");
  const auto identity = world.identity(*world.anna, 0);
  EXPECT_TRUE(world.texts().empty());
  world.settle();

  EXPECT_EQ(world.anna->path(), "/chats/" + world.chat().text);
  EXPECT_EQ(world.rows(*world.anna), Names{"здравствуйте"});
  EXPECT_EQ(world.identity(*world.anna, 0), identity);
  ASSERT_EQ(world.anna->chats->items.size(), 1u);
  EXPECT_EQ(world.anna->chats->items[0].id, world.chat());
  EXPECT_EQ(world.texts(), Names{"здравствуйте"});
  EXPECT_EQ(world.server.count("GET", "/api/chats/" + pending.text), 0u);
}

// Was a known defect: between its confirmation and the first page of the history the row was not there.
TEST(Chats, KeepTheRowsOfANewOneWhileTheFirstPageOfItsHistoryIsOnItsWay) {
  ChatWorld world;
  world.both_come();
  world.server.delay = 100ms;
  world.server.page_delay = 1s;
  world.anna->app->router().go(ChatPage{world.anna->app->chats().open_with(world.boris_as_found()).text});
  world.say(*world.anna, "здравствуйте");
  world.say(*world.anna, "это Анна");
  const auto first = world.identity(*world.anna, 0), second = world.identity(*world.anna, 1);
  bool was_confirmed_early = false;
  for (int i = 0; i < 200; ++i) {
    world.anna->wait(10ms);
    const auto rows = world.rows(*world.anna);
    ASSERT_EQ(rows.size(), 2u) << i * 10;
    ASSERT_EQ(world.identity(*world.anna, 0), first) << i * 10;
    ASSERT_EQ(world.identity(*world.anna, 1), second) << i * 10;
    was_confirmed_early = was_confirmed_early || (rows[1] == "это Анна" && world.anna->history->count() == 0);
  }
  EXPECT_TRUE(was_confirmed_early);
  EXPECT_EQ(world.rows(*world.anna), (Names{"здравствуйте", "это Анна"}));
  EXPECT_EQ(world.anna->history->count(), 2u);
}

TEST(Chats, KeepTheRowsOfAnOldOneToo) {
  ChatWorld world;
  world.server.chats.write(world.room(), world.boris_id, "помните?");
  world.both_come();
  world.server.delay = 100ms;
  world.server.page_delay = 1s;
  world.go(*world.anna);
  world.say(*world.anna, "помню");
  EXPECT_EQ(world.rows(*world.anna), Names{"помню …"});
  world.anna->wait(500ms);
  EXPECT_EQ(world.rows(*world.anna), Names{"помню"});
  world.anna->wait(2s);
  EXPECT_EQ(world.rows(*world.anna), (Names{"помните?", "помню"}));
}

TEST(Chats, TakeEditsAndDeletesOfRowsThatNoPageHasBroughtYet) {
  ChatWorld world;
  world.both_come();
  world.server.delay = 100ms;
  world.server.page_delay = 9s;
  world.are_events_lost = true;
  world.anna->app->router().go(ChatPage{world.anna->app->chats().open_with(world.boris_as_found()).text});
  world.say(*world.anna, "лишнее");
  world.say(*world.anna, "превет");
  world.anna->wait(1s);
  ASSERT_EQ(world.rows(*world.anna), (Names{"лишнее", "превет"}));
  world.anna->app->chats().edit(world.chat(), world.row(*world.anna, 1), "привет");
  world.anna->app->chats().remove(world.chat(), world.row(*world.anna, 0));
  world.anna->look();
  EXPECT_EQ(world.rows(*world.anna), (Names{"(deleted) …", "привет …"}));
  world.anna->wait(5s);
  world.anna->wait(1s);
  EXPECT_EQ(world.texts(), (Names{"", "привет"}));
  ASSERT_EQ(world.anna->history->count(), 0u);
  EXPECT_EQ(world.rows(*world.anna), (Names{"(deleted)", "привет"}));
  world.anna->wait(2min);
  EXPECT_EQ(world.rows(*world.anna), (Names{"(deleted)", "привет"}));
}

TEST(Chats, CarriesADraftOverToTheRealChat) {
  ChatWorld world;
  world.both_come();
  world.server.delay = 1s;
  const auto pending = world.anna->app->chats().open_with(world.boris_as_found());
  world.anna->app->router().go(ChatPage{pending.text});
  world.anna->app->chats().draft(pending) = "недописан";
  world.settle();
  EXPECT_EQ(world.anna->app->chats().draft(world.chat()), "недописан");
  EXPECT_EQ(world.anna->app->chats().draft(pending), "недописан");  // the old name leads there too
}

TEST(Chats, FindsTheOldChatOfWhichNothingWasCached) {
  ChatWorld world;
  world.server.chats.write(world.room(), world.boris_id, "помните?");
  world.anna = world.open_as_anna("/projects");
  world.anna->app->router().go(ChatPage{world.anna->app->chats().open_with(world.boris_as_found()).text});
  world.settle();
  EXPECT_EQ(world.anna->path(), "/chats/" + world.chat().text);
  EXPECT_EQ(world.rows(*world.anna), Names{"помните?"});
  EXPECT_EQ(world.server.chats.all().size(), 1u);
}

TEST(Chats, AreOneWhenBothOpenItAtOnce) {
  ChatWorld world;
  world.both_come();
  world.server.delay = 1s;
  const quern::Person anna_as_found{.id = UserId{std::to_string(world.anna_id)}, .display_name = "Анна"};
  world.anna->app->router().go(ChatPage{world.anna->app->chats().open_with(world.boris_as_found()).text});
  world.boris->app->router().go(ChatPage{world.boris->app->chats().open_with(anna_as_found).text});
  world.say(*world.anna, "я первая");
  world.say(*world.boris, "нет, я");
  world.settle();
  EXPECT_EQ(world.server.chats.all().size(), 1u);
  EXPECT_EQ(world.rows(*world.anna), world.texts());
  EXPECT_EQ(world.rows(*world.boris), world.texts());
  EXPECT_EQ(world.texts().size(), 2u);
  EXPECT_EQ(world.anna->path(), world.boris->path());
}

TEST(Chats, SayWhyOneCouldNotBeMadeAndKeepWhatWasWritten) {
  ChatWorld world;
  world.both_come();
  world.server.next_answers.push_back({403, "", {}});
  world.anna->app->router().go(ChatPage{world.anna->app->chats().open_with(world.boris_as_found()).text});
  world.say(*world.anna, "здравствуйте");
  ASSERT_EQ(world.anna->notices().size(), 1u);
  EXPECT_EQ(world.anna->notices()[0].id, Notice::Id::chat_not_created);
  EXPECT_EQ(world.anna->notices()[0].subject, "Борис");
  EXPECT_EQ(world.rows(*world.anna), Names{"здравствуйте !"});

  world.anna->app->chats().retry(world.here(*world.anna), world.row(*world.anna, 0));
  world.settle();
  EXPECT_EQ(world.texts(), Names{"здравствуйте"});
  EXPECT_EQ(world.rows(*world.anna), Names{"здравствуйте"});
}

TEST(Chats, LeaveNothingOfOneThatWasGivenUp) {
  ChatWorld world;
  world.both_come();
  world.server.next_answers.push_back({403, "", {}});
  world.anna->app->router().go(ChatPage{world.anna->app->chats().open_with(world.boris_as_found()).text});
  world.say(*world.anna, "здравствуйте");
  world.anna->app->chats().discard(world.here(*world.anna), world.row(*world.anna, 0));
  world.anna->look();
  EXPECT_EQ(world.anna->path(), "/chats");
  EXPECT_TRUE(world.anna->chats->items.empty());
  EXPECT_FALSE(world.anna->app->chats().has_unsent());
}

// ---- the list

TEST(Chats, ShowWhatIsWrittenInTheListAtOnceAndFirst) {
  ChatWorld world;
  const auto vera = world.server.add_user("vera@praktika.ru", "a third one", "Вера");
  world.both_talk();
  world.scheduler.advance(1min);
  world.server.chats.write(world.server.chats.between(world.anna_id, vera), vera, "новее");
  world.settle();
  ASSERT_EQ(world.anna->chats->items.size(), 2u);
  EXPECT_EQ(world.anna->chats->items[0].last_message->content, "новее");

  world.server.delay = 1s;
  world.say(*world.anna, "ещё новее");
  EXPECT_EQ(world.anna->chats->items[0].last_message->content, "ещё новее");
  world.settle();
  EXPECT_EQ(world.anna->chats->items[0].last_message->content, "ещё новее");
  EXPECT_EQ(world.anna->chats->items[0].last_message->number, 2);
}

TEST(Chats, TakeARefusedMessageOutOfTheList) {
  ChatWorld world;
  world.both_talk();
  world.server.next_answers.push_back({403, "", {}});
  world.say(*world.anna, "нельзя");
  EXPECT_EQ(world.anna->chats->items[0].last_message->content, "привет");
}

TEST(Chats, CountWhatIsUnreadAndKnowWhenItIsRead) {
  ChatWorld world;
  world.both_talk();
  world.settle();
  EXPECT_EQ(world.anna->app->chats().unread_total(), 1);
  world.say(*world.boris, "ау");
  world.anna->look();
  EXPECT_EQ(world.anna->app->chats().unread_total(), 2);
  EXPECT_EQ(world.boris->app->chats().unread_total(), 0);

  world.server.delay = 1s;
  world.anna->app->chats().see(world.chat(), 2);
  world.anna->look();
  EXPECT_EQ(world.anna->app->chats().unread_total(), 0);  // before anybody answered
  world.settle();
  EXPECT_EQ(world.anna->app->chats().unread_total(), 0);
  EXPECT_EQ(read_mark_of(*world.boris->chat, UserId{std::to_string(world.anna_id)}), 2);
}

// One's own message is confirmed by its answer before the event of the one written before it.
TEST(Chats, CountAsUnreadWhatComesBehindOnesOwnMessage) {
  ChatWorld world;
  world.both_talk();
  world.settle();
  ASSERT_EQ(world.anna->app->chats().unread_total(), 1);
  world.event_delay = 1s;
  world.say(*world.boris, "ау");
  world.say(*world.anna, "да?");
  world.settle();
  EXPECT_EQ(world.anna->app->chats().unread_total(), 2);
}

TEST(Chats, MoveReadMarksForwardOnlyAndSendTheFurthest) {
  ChatWorld world;
  world.both_talk({"1", "2", "3", "4"});
  world.server.delay = 1s;
  for (const int number : {1, 2, 3, 2, 1}) world.anna->app->chats().see(world.chat(), number);
  world.settle();
  EXPECT_EQ(reads(world), (Names{R"({"number":1})", R"({"number":3})"}));
  EXPECT_EQ(world.room().read.at(world.anna_id), 3);
  world.anna->app->chats().see(world.chat(), 3);
  world.settle();
  EXPECT_EQ(reads(world).size(), 2u);
}

TEST(Chats, LetMessagesPassAReadMarkThatFails) {
  ChatWorld world;
  world.both_talk();
  world.server.next_answers.push_back({500, "", {}});
  world.anna->app->chats().see(world.chat(), 1);
  world.say(*world.anna, "пишу");
  EXPECT_EQ(world.texts().back(), "пишу");
  EXPECT_FALSE(world.anna->app->chats().has_unsent());
  world.settle();
  EXPECT_EQ(world.room().read.at(world.anna_id), 1);
}

TEST(Chats, AreReadHereWhenTheyWereReadElsewhere) {
  ChatWorld world;
  world.both_talk();
  world.settle();
  ASSERT_EQ(world.anna->app->chats().unread_total(), 1);
  world.server.chats.read(world.room(), world.anna_id, 1);
  world.settle(1s);
  EXPECT_EQ(world.anna->app->chats().unread_total(), 0);
}

TEST(Chats, AreCountedByTheServerWhenPartOfThemWasReadElsewhere) {
  ChatWorld world;
  world.both_talk({"1", "2", "3"});
  world.say(*world.anna, "своё");
  world.settle();
  ASSERT_EQ(world.anna->app->chats().unread_total(), 3);
  world.server.chats.read(world.room(), world.anna_id, 2);
  world.settle(1s);
  EXPECT_EQ(world.anna->app->chats().unread_total(), 1);
}

// What lies behind the mark may be one's own: how many of it are unread the server knows.
TEST(Chats, AreCountedByTheServerWhenOnesOwnMessageLiesBehindWhatIsRead) {
  ChatWorld world;
  world.both_talk({"1"});
  world.say(*world.anna, "своё");
  world.settle();
  ASSERT_EQ(world.anna->app->chats().unread_total(), 1);
  world.anna->app->chats().see(world.chat(), 1);
  world.settle(1s);
  EXPECT_EQ(world.anna->app->chats().unread_total(), 0);
}

TEST(Chats, AppearWhenSomebodyWritesForTheFirstTime) {
  ChatWorld world;
  world.both_come();
  ASSERT_TRUE(world.anna->chats->items.empty());
  world.server.chats.write(world.room(), world.boris_id, "первое");
  world.settle(1s);
  ASSERT_EQ(world.anna->chats->items.size(), 1u);
  EXPECT_EQ(world.anna->chats->items[0].unread_count, 1);
}

// ---- who is there

TEST(Chats, TellThatOneTypesAtMostEveryThreeSeconds) {
  ChatWorld world;
  world.both_talk();
  for (int i = 0; i < 60; ++i) {
    world.anna->app->chats().type(world.chat());
    world.scheduler.advance(100ms);
  }
  EXPECT_EQ(typing_told(*world.anna), 2u);
}

TEST(Chats, ShowForFiveSecondsThatSomebodyTypes) {
  ChatWorld world;
  world.both_talk();
  const UserId boris{std::to_string(world.boris_id)};
  const auto sign = R"({"chat_id":")" + world.chat().text + R"(","user_id":")" + boris.text + "\"}";
  world.anna->sockets.tell_loosely("typing", sign);
  EXPECT_EQ(world.anna->app->chats().typing_in(world.chat()), std::vector{boris});
  world.scheduler.advance(4s);
  EXPECT_EQ(world.anna->app->chats().typing_in(world.chat()), std::vector{boris});
  const auto changes = world.anna->changes;
  world.scheduler.advance(2s);
  EXPECT_TRUE(world.anna->app->chats().typing_in(world.chat()).empty());
  EXPECT_GT(world.anna->changes, changes);  // so that it is drawn

  world.anna->sockets.tell_loosely("typing", sign);
  world.say(*world.boris, "вот");
  EXPECT_TRUE(world.anna->app->chats().typing_in(world.chat()).empty());
}

TEST(Chats, KnowWhoIsOnlineByEventElseByAQuery) {
  ChatWorld world;
  world.both_talk();
  const UserId boris{std::to_string(world.boris_id)};
  world.server.chats.online[world.boris_id] = true;
  world.anna->app->client().prefetch(queries::person_detail(world.anna->app->api(), boris));
  world.anna->look();
  EXPECT_TRUE(world.anna->app->chats().is_online(boris));
  world.anna->sockets.tell_loosely("presence", R"({"user_id":")" + boris.text + R"(","online":false})");
  EXPECT_FALSE(world.anna->app->chats().is_online(boris));
}

// ---- drafts

TEST(Chats, KeepADraftUntilItIsSent) {
  ChatWorld world;
  world.both_talk();
  world.anna->app->chats().draft(world.chat()) = "допишу потом";
  world.anna->app->router().go(ProjectsPage{});
  world.anna->look();
  EXPECT_EQ(world.anna->app->chats().draft(world.chat()), "допишу потом");
  world.go(*world.anna);
  world.say(*world.anna, "допишу потом");
  EXPECT_EQ(world.anna->app->chats().draft(world.chat()), "");
}

TEST(Chats, SendNothingWhereThereIsOnlyWhiteSpace) {
  ChatWorld world;
  world.both_talk();
  world.say(*world.anna, " \n ");
  EXPECT_EQ(world.texts(), Names{"привет"});
}

}  // namespace
}  // namespace quern::app
