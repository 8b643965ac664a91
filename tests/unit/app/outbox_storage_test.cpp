#include <gtest/gtest.h>

#include <set>

#include "tests/unit/app/chat_world.hpp"

namespace quern::app {
namespace {

using test::ChatWorld;
using test::Names;
using namespace std::chrono_literals;

// A disk that is full, or slow to be read.
struct OddStorage final : OutboxStorage {
  Task<Result<std::vector<OutboxWrite>>> load() override {
    if (!gate) co_return co_await disk.load();
    auto left = co_await disk.load();
    const auto opened = co_await gate->future();
    if (!opened) co_return fail(opened.error());
    co_return left;
  }
  Task<Result<void>> put(OutboxWrite write) override {
    if (is_full) co_return fail(ErrorKind::server, "no space");
    co_return co_await disk.put(std::move(write));
  }
  Task<Result<void>> remove(std::uint64_t order) override { return disk.remove(order); }
  Task<Result<void>> clear() override { return disk.clear(); }

  MemoryOutboxStorage disk;
  bool is_full = false;
  std::optional<Promise<void>> gate;
};

std::vector<OutboxWrite> stored(OutboxStorage& storage) {
  std::vector<OutboxWrite> writes;
  const auto read = [](OutboxStorage& from, std::vector<OutboxWrite>& to) -> Task<void> { to = *co_await from.load(); };
  read(storage, writes).detach();
  return writes;
}

TEST(OutboxStorage, BringsWhatWaitedAcrossAReloadOnceAndInItsOrder) {
  ChatWorld world;
  world.both_talk();
  world.anna->app->on_online(false);
  for (const auto* text : {"1", "2", "3"}) world.say(*world.anna, text);
  world.anna->app->chats().edit(world.chat(), world.row(*world.anna, 2), "2, исправлено");
  world.anna->look();
  ASSERT_EQ(world.texts(), Names{"привет"});

  world.anna->open();
  world.say(*world.anna, "4");
  world.settle();
  EXPECT_EQ(world.texts(), (Names{"привет", "1", "2, исправлено", "3", "4"}));
  EXPECT_EQ(world.rows(*world.anna), world.texts());
  EXPECT_EQ(world.rows(*world.boris), world.texts());
  EXPECT_EQ(world.server.count("POST", "/api/messages"), 4u);
  EXPECT_TRUE(stored(world.anna->outbox).empty());

  world.anna->open();
  world.settle();
  EXPECT_EQ(world.server.count("POST", "/api/messages"), 4u);
}

TEST(OutboxStorage, SendsATryThatTheReloadCutOffAgainUnderItsKey) {
  ChatWorld world;
  world.both_talk();
  world.are_events_lost = true;
  world.server.loses_answers = true;
  world.say(*world.anna, "превет");
  ASSERT_EQ(stored(world.anna->outbox).at(0).state, OutboxWrite::State::sending);

  world.server.delay = 1s;  // so that one can write before it is answered
  world.anna->open();
  world.anna->wait(2s);
  world.anna->wait(2s);
  ASSERT_EQ(world.rows(*world.anna), (Names{"привет", "превет"}));  // a page brought it
  world.anna->app->chats().edit(world.chat(), world.row(*world.anna, 1), "привет-привет");
  world.server.loses_answers = false;
  world.settle();

  std::set<std::string> keys;
  for (const auto& seen : world.server.seen)
    if (seen.method == HttpMethod::post && seen.path == "/api/messages") keys.insert(seen.idempotency_key);
  EXPECT_EQ(keys.size(), 1u);
  EXPECT_EQ(world.texts(), (Names{"привет", "привет-привет"}));
  EXPECT_EQ(world.server.count("PATCH", "/api/messages"), 1u);
}

TEST(OutboxStorage, ReadsAWriteThatWasBeingSentAsUnknown) {
  ChatWorld world;
  world.both_talk();
  world.server.delay = 1s;
  world.say(*world.anna, "на пути");
  ASSERT_EQ(stored(world.anna->outbox).at(0).state, OutboxWrite::State::sending);
  world.anna->open();
  world.anna->app->on_online(false);
  world.anna->wait(2s);
  ASSERT_EQ(world.rows(*world.anna), Names{"на пути …"});
  const auto row = world.row(*world.anna, 0);
  EXPECT_EQ(row.delivery, Delivery::unknown);
  EXPECT_FALSE(world.anna->app->chats().outbox().withdraw(row.write->order));  // it may be stored
}

TEST(OutboxStorage, MakesTheChatThatWaitedAndSendsWhatWasWrittenInIt) {
  ChatWorld world;
  world.both_come();
  world.anna->app->on_online(false);
  world.anna->app->router().go(ChatPage{world.anna->app->chats().open_with(world.boris_as_found()).text});
  world.say(*world.anna, "здравствуйте");

  world.server.delay = 1s;
  world.anna->open();
  world.anna->wait(1s);
  ASSERT_TRUE(world.anna->chat);
  EXPECT_EQ(world.anna->chat->members.back().display_name, "Борис");
  EXPECT_EQ(world.rows(*world.anna), Names{"здравствуйте …"});
  world.settle();
  EXPECT_EQ(world.texts(), Names{"здравствуйте"});
  EXPECT_EQ(world.anna->path(), "/chats/" + world.chat().text);
}

TEST(OutboxStorage, KeepsARefusedMessageWithItsReason) {
  ChatWorld world;
  world.both_talk();
  world.server.next_answers.push_back({403, "", {}});
  world.say(*world.anna, "нельзя");
  world.anna->open();
  world.settle();
  ASSERT_EQ(world.rows(*world.anna), (Names{"привет", "нельзя !"}));
  EXPECT_EQ(world.row(*world.anna, 1).reason->kind, ErrorKind::authorization);
  EXPECT_EQ(world.server.count("POST", "/api/messages"), 1u);
}

// The toast that could have taken it back went with the page.
TEST(OutboxStorage, DeletesWhatWasDeletedBeforeTheReload) {
  ChatWorld world;
  world.both_talk();
  world.say(*world.anna, "лишнее");
  world.anna->app->chats().remove(world.chat(), world.row(*world.anna, 1));
  world.anna->look();
  world.anna->open();
  world.settle();
  EXPECT_EQ(world.texts(), (Names{"привет", ""}));
}

TEST(OutboxStorage, SendsNothingInAnothersName) {
  ChatWorld world;
  world.both_talk();
  world.anna->app->on_online(false);
  world.say(*world.anna, "от Анны");
  world.server.forget_sessions();
  world.anna->open();
  ASSERT_EQ(world.anna->app->session().status(), Session::Status::signed_out);
  ASSERT_EQ(stored(world.anna->outbox).size(), 1u);
  world.anna->log_in("boris@praktika.ru", "another one");
  world.settle();
  EXPECT_EQ(world.texts(), Names{"привет"});
  EXPECT_TRUE(stored(world.anna->outbox).empty());
}

TEST(OutboxStorage, WaitsForTheSamePersonToSignInAgain) {
  ChatWorld world;
  world.both_talk();
  world.anna->app->on_online(false);
  world.say(*world.anna, "от Анны");
  world.server.forget_sessions();
  world.anna->open();
  world.anna->log_in("anna@praktika.ru", "correct horse");
  world.settle();
  EXPECT_EQ(world.texts(), (Names{"привет", "от Анны"}));
}

TEST(OutboxStorage, IsEmptyAfterSomebodyLeft) {
  ChatWorld world;
  world.both_talk();
  world.server.next_answers.push_back({403, "", {}});
  world.say(*world.anna, "нельзя");
  ASSERT_EQ(stored(world.anna->outbox).size(), 1u);
  world.anna->app->log_out_anyway();
  world.anna->look();
  EXPECT_TRUE(stored(world.anna->outbox).empty());
}

TEST(OutboxStorage, SaysOnceThatNothingCanBeStoredAndSendsAllTheSame) {
  ChatWorld world;
  world.both_talk();
  OddStorage storage;
  storage.is_full = true;
  world.anna->storage = &storage;
  world.anna->open();
  world.say(*world.anna, "раз");
  world.say(*world.anna, "два");
  EXPECT_EQ(world.texts(), (Names{"привет", "раз", "два"}));
  ASSERT_EQ(world.anna->notices().size(), 1u);
  EXPECT_EQ(world.anna->notices()[0].id, Notice::Id::writes_not_stored);
  world.anna.reset();  // before its storage
}

TEST(OutboxStorage, LetsWhatIsWrittenMeanwhileWaitBehindWhatItIsSlowToBring) {
  ChatWorld world;
  world.both_talk();
  OddStorage storage;
  world.anna->storage = &storage;
  world.anna->open();
  world.anna->app->on_online(false);
  world.say(*world.anna, "раньше");
  storage.gate.emplace();
  world.scheduler.advance(1ms);
  world.anna->open();
  world.say(*world.anna, "позже");
  world.anna->wait(1min);
  EXPECT_EQ(world.texts(), Names{"привет"});
  storage.gate->resolve({});
  world.settle();
  EXPECT_EQ(world.texts(), (Names{"привет", "раньше", "позже"}));
  world.anna.reset();
}

}  // namespace
}  // namespace quern::app
