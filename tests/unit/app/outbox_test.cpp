#include "core/app/outbox.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/unit/app/chat_world.hpp"

namespace quern::app {
namespace {

using test::ChatWorld;
using test::FakeAnswer;
using test::Names;
using namespace std::chrono_literals;

Names keys_of(const ChatWorld& world, std::string_view method, std::string_view path) {
  Names keys;
  for (const auto& seen : world.server.seen)
    if (format_method(seen.method) == method && seen.path.starts_with(path)) keys.push_back(seen.idempotency_key);
  return keys;
}

TEST(Outbox, ShowsAMessageAtOnceAndConfirmsItInItsPlace) {
  ChatWorld world;
  world.both_talk();
  world.server.delay = 1s;

  world.say(*world.anna, "как дела?");
  EXPECT_EQ(world.rows(*world.anna), (Names{"привет", "как дела? …"}));
  const auto identity = world.identity(*world.anna, 1);
  world.settle();

  EXPECT_EQ(world.rows(*world.anna), (Names{"привет", "как дела?"}));
  EXPECT_EQ(world.rows(*world.boris), (Names{"привет", "как дела?"}));
  EXPECT_EQ(world.identity(*world.anna, 1), identity);
  EXPECT_FALSE(world.anna->app->chats().has_unsent());
}

TEST(Outbox, IsOneRowWhenTheEventComesBeforeTheAnswer) {
  ChatWorld world;
  world.both_talk();
  world.server.delay = 1s;
  world.say(*world.anna, "раз");
  world.server.loses_answers = true;  // stored; the event is all that tells of it
  world.anna->wait(1s);

  EXPECT_EQ(world.rows(*world.anna), (Names{"привет", "раз"}));
  world.settle();
  EXPECT_EQ(world.rows(*world.anna), (Names{"привет", "раз"}));
  EXPECT_EQ(world.texts(), (Names{"привет", "раз"}));
}

TEST(Outbox, IsOneRowWhenTheAnswerComesBeforeTheEvent) {
  ChatWorld world;
  world.both_talk();
  world.event_delay = 5s;
  world.say(*world.anna, "раз");
  EXPECT_EQ(world.rows(*world.anna), (Names{"привет", "раз"}));
  world.settle();
  EXPECT_EQ(world.rows(*world.anna), (Names{"привет", "раз"}));
}

TEST(Outbox, IsOneRowAlsoWhenAPageBringsItFirst) {
  ChatWorld world;
  world.both_talk();
  world.are_events_lost = true;
  world.server.loses_answers = true;
  world.say(*world.anna, "раз");
  ASSERT_EQ(world.rows(*world.anna), (Names{"привет", "раз …"}));
  (void)world.anna->app->client().refetch({.key = keys::messages()});
  world.anna->look();
  EXPECT_EQ(world.rows(*world.anna), (Names{"привет", "раз"}));
}

TEST(Outbox, SendsAgainUnderTheSameKeyUntilItIsSettledAndStoresOnce) {
  ChatWorld world;
  world.both_talk();
  world.are_events_lost = true;
  world.server.loses_answers = true;
  world.say(*world.anna, "один раз");
  world.anna->wait(10s);
  const auto tries = world.server.count("POST", "/api/messages");
  EXPECT_GE(tries, 3u);
  EXPECT_LE(tries, 5u);  // 1 s, 2 s, 4 s and a little
  world.server.loses_answers = false;
  world.settle();

  const auto keys = keys_of(world, "POST", "/api/messages");
  EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), 1u);
  EXPECT_EQ(world.texts(), (Names{"привет", "один раз"}));
  EXPECT_EQ(world.rows(*world.anna), (Names{"привет", "один раз"}));
}

TEST(Outbox, TakesTransientRefusalsForNoRefusal) {
  for (const auto& [status, body] : std::vector<std::pair<int, std::string>>{
           {500, ""},
           {503, ""},
           {408, ""},
           {429, ""},
           {409, R"({"detail":"busy","error_type":"conflict","error_code":"idempotency_in_progress"})"}}) {
    ChatWorld world;
    world.both_talk();
    world.server.next_answers.push_back({status, body, {}});
    world.say(*world.anna, "терпение");
    EXPECT_EQ(world.rows(*world.anna).back(), "терпение …") << status;
    world.settle();
    EXPECT_EQ(world.texts().back(), "терпение") << status;
  }
}

TEST(Outbox, WaitsAsLongAsTheServerAsksFor) {
  ChatWorld world;
  world.both_talk();
  world.server.next_answers.push_back({429, "", {{"Retry-After", "20"}}});
  world.say(*world.anna, "позже");
  world.anna->wait(19s);
  EXPECT_EQ(world.server.count("POST", "/api/messages"), 1u);
  world.anna->wait(7s);
  EXPECT_EQ(world.server.count("POST", "/api/messages"), 2u);
}

TEST(Outbox, KeepsARefusedMessageWithItsReasonAndLetsTheNextPass) {
  ChatWorld world;
  world.both_talk();
  world.server.next_answers.push_back({403, R"({"detail":"no","error_type":"authorization_error"})", {}});
  world.say(*world.anna, "нельзя");
  world.say(*world.anna, "можно");

  EXPECT_EQ(world.rows(*world.anna), (Names{"привет", "можно", "нельзя !"}));
  EXPECT_EQ(world.row(*world.anna, 2).reason->kind, ErrorKind::authorization);
  world.settle();
  EXPECT_EQ(world.server.count("POST", "/api/messages"), 2u);

  world.anna->app->chats().retry(world.chat(), world.row(*world.anna, 2));
  world.anna->look();
  EXPECT_EQ(world.rows(*world.anna), (Names{"привет", "можно", "нельзя"}));
  const auto keys = keys_of(world, "POST", "/api/messages");
  EXPECT_NE(keys.front(), keys.back());  // the old key would only bring the old answer
}

TEST(Outbox, ForgetsARefusedMessageThatIsDiscarded) {
  ChatWorld world;
  world.both_talk();
  world.server.next_answers.push_back({403, "", {}});
  world.say(*world.anna, "нельзя");
  EXPECT_TRUE(world.anna->app->chats().has_unsent());
  world.anna->app->chats().discard(world.chat(), world.row(*world.anna, 1));
  world.settle();
  EXPECT_EQ(world.rows(*world.anna), Names{"привет"});
  EXPECT_FALSE(world.anna->app->chats().has_unsent());
  EXPECT_EQ(world.texts(), Names{"привет"});
}

TEST(Outbox, KeepsTheOrderOfAChatAcrossTriesThatFail) {
  ChatWorld world;
  world.both_talk();
  world.server.next_answers.push_back({500, "", {}});
  world.say(*world.anna, "1");
  world.say(*world.anna, "2");
  world.say(*world.anna, "3");
  EXPECT_EQ(world.server.count("POST", "/api/messages"), 1u);  // the others wait behind it
  world.settle();
  EXPECT_EQ(world.texts(), (Names{"привет", "1", "2", "3"}));
  EXPECT_EQ(world.rows(*world.anna), (Names{"привет", "1", "2", "3"}));
}

TEST(Outbox, DoesNotLetOneChatWaitForAnother) {
  ChatWorld world;
  const auto vera = world.server.add_user("vera@praktika.ru", "a third one", "Вера");
  auto& with_vera = world.server.chats.between(world.anna_id, vera);
  world.both_talk();
  world.server.next_answers.push_back({500, "", {}});
  world.say(*world.anna, "ждёт");
  world.anna->app->chats().send(ChatId{with_vera.id}, "не ждёт");
  world.anna->look();
  EXPECT_EQ(world.server.chats.texts(world.anna_id, vera), Names{"не ждёт"});
  EXPECT_EQ(world.texts(), Names{"привет"});
}

TEST(Outbox, WaitsWithoutAConnectionAndGoesAtOnceWhenItReturns) {
  ChatWorld world;
  world.both_talk();
  world.anna->app->on_online(false);
  world.say(*world.anna, "в метро");
  world.anna->wait(5min);
  EXPECT_EQ(world.server.count("POST", "/api/messages"), 0u);
  EXPECT_EQ(world.rows(*world.anna).back(), "в метро …");

  world.anna->app->on_online(true);
  world.anna->look();
  EXPECT_EQ(world.texts().back(), "в метро");
}

TEST(Outbox, RewritesAMessageThatWasNeverTried) {
  ChatWorld world;
  world.both_talk();
  world.anna->app->on_online(false);
  world.say(*world.anna, "превет");
  world.anna->app->chats().edit(world.chat(), world.row(*world.anna, 1), "привет-привет");
  world.anna->look();
  EXPECT_EQ(world.rows(*world.anna).back(), "привет-привет …");

  world.anna->app->on_online(true);
  world.settle();
  EXPECT_EQ(world.texts().back(), "привет-привет");
  EXPECT_EQ(world.server.count("PATCH", "/api/messages"), 0u);
}

TEST(Outbox, QueuesAnEditBehindAMessageThatIsBeingSent) {
  ChatWorld world;
  world.both_talk();
  world.server.delay = 1s;
  world.say(*world.anna, "превет");
  world.anna->app->chats().edit(world.chat(), world.row(*world.anna, 1), "привет-привет");
  world.anna->look();
  EXPECT_EQ(world.rows(*world.anna).back(), "привет-привет …");
  world.settle();
  EXPECT_EQ(world.rows(*world.anna).back(), "привет-привет");
  EXPECT_EQ(world.rows(*world.boris).back(), "привет-привет");
  EXPECT_EQ(world.texts(), (Names{"привет", "привет-привет"}));
  EXPECT_EQ(world.server.count("PATCH", "/api/messages"), 1u);
}

// What was tried under a key and perhaps stored must not change under it.
TEST(Outbox, QueuesAnEditAlsoBehindAMessageOfWhichNobodyKnows) {
  ChatWorld world;
  world.both_talk();
  world.are_events_lost = true;
  world.server.loses_answers = true;
  world.say(*world.anna, "превет");
  world.anna->app->chats().edit(world.chat(), world.row(*world.anna, 1), "привет-привет");
  world.server.loses_answers = false;
  world.settle();
  EXPECT_EQ(world.texts(), (Names{"привет", "привет-привет"}));
  EXPECT_EQ(world.rows(*world.anna), (Names{"привет", "привет-привет"}));
}

TEST(Outbox, FoldsAnEditIntoTheMessageThatWasRefused) {
  ChatWorld world;
  world.both_talk();
  world.server.delay = 1s;
  world.server.next_answers.push_back({403, "", {}});
  world.say(*world.anna, "превет");
  world.anna->app->chats().edit(world.chat(), world.row(*world.anna, 1), "привет-привет");
  world.settle();
  EXPECT_EQ(world.rows(*world.anna).back(), "привет-привет !");
  world.anna->app->chats().retry(world.chat(), world.row(*world.anna, 1));
  world.settle();
  EXPECT_EQ(world.texts().back(), "привет-привет");
}

TEST(Outbox, ShowsAnEditOverAConfirmedMessageAndKeepsItsTextWhenItIsRefused) {
  ChatWorld world;
  world.both_talk();
  world.say(*world.anna, "превет");
  world.server.next_answers.push_back({403, "", {}});
  world.anna->app->chats().edit(world.chat(), world.row(*world.anna, 1), "лучше так");
  world.anna->look();
  EXPECT_EQ(world.rows(*world.anna).back(), "лучше так !");
  world.anna->app->chats().discard(world.chat(), world.row(*world.anna, 1));
  world.anna->look();
  EXPECT_EQ(world.rows(*world.anna).back(), "превет");
}

TEST(Outbox, DeletesAfterFiveSecondsUnlessItIsTakenBack) {
  ChatWorld world;
  world.both_talk();
  world.say(*world.anna, "лишнее");
  world.anna->app->chats().remove(world.chat(), world.row(*world.anna, 1));
  world.anna->wait(4s);
  EXPECT_EQ(world.rows(*world.anna).back(), "(deleted) …");
  EXPECT_EQ(world.server.count("DELETE", "/api/messages"), 0u);
  world.anna->app->toasts().act(world.anna->toast());
  world.anna->look();
  EXPECT_EQ(world.rows(*world.anna).back(), "лишнее");

  world.anna->app->chats().remove(world.chat(), world.row(*world.anna, 1));
  world.anna->wait(6s);
  world.boris->look();
  EXPECT_EQ(world.rows(*world.anna).back(), "(deleted)");
  EXPECT_EQ(world.rows(*world.boris).back(), "(deleted)");
  EXPECT_EQ(world.server.count("DELETE", "/api/messages"), 1u);
}

TEST(Outbox, LetsOthersPassADeleteThatCanStillBeUndone) {
  ChatWorld world;
  world.both_talk();
  world.say(*world.anna, "лишнее");
  world.anna->app->chats().remove(world.chat(), world.row(*world.anna, 1));
  world.say(*world.anna, "дальше");
  EXPECT_EQ(world.texts(), (Names{"привет", "лишнее", "дальше"}));
}

TEST(Outbox, KeepsADeleteWhoseAnswerCameWithoutItsEvent) {
  ChatWorld world;
  world.both_talk();
  world.say(*world.anna, "лишнее");
  world.are_events_lost = true;
  world.anna->app->chats().remove(world.chat(), world.row(*world.anna, 1));
  world.anna->wait(6s);
  EXPECT_EQ(world.rows(*world.anna).back(), "(deleted)");
  EXPECT_FALSE(world.anna->app->chats().has_unsent());
}

TEST(Outbox, CancelsAMessageThatWasNeverTriedAndBringsItBackOnUndo) {
  ChatWorld world;
  world.both_talk();
  world.anna->app->on_online(false);
  world.say(*world.anna, "раз");
  world.say(*world.anna, "два");
  world.anna->app->chats().remove(world.chat(), world.row(*world.anna, 1));
  world.anna->look();
  EXPECT_EQ(world.rows(*world.anna), (Names{"привет", "два …"}));
  world.anna->app->toasts().act(world.anna->toast());
  world.anna->look();
  EXPECT_EQ(world.rows(*world.anna), (Names{"привет", "раз …", "два …"}));
  world.anna->app->on_online(true);
  world.settle();
  EXPECT_EQ(world.texts(), (Names{"привет", "раз", "два"}));
}

TEST(Outbox, SendsADeleteAtOnceWhenThePageIsHidden) {
  ChatWorld world;
  world.both_talk();
  world.say(*world.anna, "лишнее");
  world.anna->app->chats().remove(world.chat(), world.row(*world.anna, 1));
  world.anna->app->on_hide();
  world.anna->look();
  EXPECT_EQ(world.texts().back(), "");
}

TEST(Outbox, LetsTheOwnLimitWaitInsteadOfFail) {
  ChatWorld world;
  world.both_talk();
  for (int i = 0; i < 130; ++i) world.anna->app->chats().send(world.chat(), std::to_string(i));
  world.anna->look();
  for (int i = 0; i < 20; ++i) world.anna->look();
  EXPECT_EQ(world.server.count("POST", "/api/messages"), 100u);
  for (int i = 0; i < 5; ++i) world.settle();

  Names expected{"привет"};
  for (int i = 0; i < 130; ++i) expected.push_back(std::to_string(i));
  EXPECT_EQ(world.texts(), expected);
}

TEST(Outbox, LooksBeforeItSendsAgainWhatIsOlderThanItsKey) {
  ChatWorld world;
  world.both_talk();
  world.are_events_lost = true;
  world.server.loses_answers = true;
  world.say(*world.anna, "вчера");
  world.anna->app->on_online(false);
  world.anna->wait(25h);
  world.server.loses_answers = false;
  const auto sent = world.server.count("POST", "/api/messages");
  world.anna->app->on_online(true);
  world.anna->look();
  EXPECT_EQ(world.server.count("POST", "/api/messages"), sent);
  EXPECT_EQ(world.rows(*world.anna), (Names{"привет", "вчера"}));
  EXPECT_FALSE(world.anna->app->chats().has_unsent());
}

TEST(Outbox, WaitsForTheSamePersonWhenTheSessionEnded) {
  ChatWorld world;
  world.both_talk();
  world.server.forget_sessions();
  world.say(*world.anna, "не пропадёт");
  ASSERT_EQ(world.anna->app->session().status(), Session::Status::signed_out);
  EXPECT_TRUE(world.anna->app->chats().has_unsent());
  world.anna->log_in("anna@praktika.ru", "correct horse");
  world.anna->wait(10s);
  EXPECT_EQ(world.texts().back(), "не пропадёт");
}

TEST(Outbox, IsForgottenWithItsPerson) {
  ChatWorld world;
  world.both_talk();
  world.server.forget_sessions();
  world.say(*world.anna, "только моё");
  world.anna->app->session().form() = {.email = "boris@praktika.ru", .password = "another one"};
  world.anna->app->session().log_in();
  world.anna->wait(1min);
  EXPECT_FALSE(world.anna->app->chats().has_unsent());
  EXPECT_EQ(world.texts(), Names{"привет"});
}

TEST(Outbox, EndsWithTheAppWhileItSends) {
  ChatWorld world;
  world.both_talk();
  world.server.delay = 10s;
  world.say(*world.anna, "поздно");
  world.anna->frame.reset();
  world.anna->app.reset();  // the sanitizer is the judge
  world.scheduler.advance(1min);
}

}  // namespace
}  // namespace quern::app
