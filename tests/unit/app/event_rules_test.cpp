#include "core/app/event_rules.hpp"

#include <gtest/gtest.h>

#include "tests/unit/app/chat_world.hpp"

namespace quern::app {
namespace {

using test::ChatWorld;
using test::Names;
using test::World;
using namespace std::chrono_literals;

std::string project_json(int id, int version, const std::string& name) {
  return R"({"id":")" + std::to_string(id) + R"(","version":)" + std::to_string(version) + R"(,"name":")" + name +
         R"(","description":"","interview_count":0,"created_at":"2026-03-15T00:00:00Z","updated_at":"2026-03-15T00:00:00Z"})";
}

struct Rules {
  Rules(App& app, Scheduler& scheduler)
      : rereader(scheduler, app.client()),
        rules({.client = app.client(),
               .rereader = rereader,
               .chats = app.chats(),
               .histories = app.histories(),
               .is_live = [this] { return is_live; }}) {}
  void event(std::string name, const std::string& data, std::optional<std::int64_t> seq = 1) {
    rules.on_event({.event = name, .seq = seq, .text = R"({"event":")" + name + R"(","data":)" + data + "}"});
  }
  bool is_live = true;
  Rereader rereader;
  EventRules rules;
};

TEST(EventRules, HaveOneForEachEvent) {
  for (std::size_t i = 1; i < std::size(EnumNames<EventName>::names); ++i) {
    const auto name = static_cast<EventName>(i);
    const auto count = std::ranges::count(EventRules::rules(), name, &EventRules::Rule::event);
    EXPECT_EQ(count, 1) << EnumNames<EventName>::names[i];
  }
}

TEST(EventRules, SkipWhatTheyDoNotUnderstandAndCountIt) {
  World world;
  const auto anna = world.open_as_anna();
  Rules rules{*anna->app, world.scheduler};
  rules.event("weather:changed", "{}");
  rules.event("message.created", R"({"id":17})");
  rules.event("chat.read", "[]");
  EXPECT_EQ(rules.rules.skipped(), 3u);
  EXPECT_TRUE(anna->notices().empty());
  rules.event("project:deleted", R"({"id":"99","of_tomorrow":true})");
  EXPECT_EQ(rules.rules.skipped(), 3u);
}

TEST(EventRules, ChangeAProjectWhereverItIsShown) {
  World world;
  const auto id = world.server.add_project(world.anna_id, "Старое");
  const auto anna = world.open_as_anna();
  anna->app->router().go(ProjectPage{std::to_string(id)});
  anna->look();
  anna->app->router().go(ProjectsPage{});
  anna->look();
  world.server.delay = 1h;  // what is seen is not fetched

  anna->sockets.tell("project:updated", project_json(id, 3, "Новое"));
  anna->look();
  EXPECT_EQ(anna->names(), Names{"Новое"});
  EXPECT_EQ(anna->app->client().get_data<Project>(keys::project_detail(ProjectId{std::to_string(id)}))->name, "Новое");

  anna->sockets.tell("project:updated", project_json(id, 2, "Устаревшее"));
  anna->look();
  EXPECT_EQ(anna->names(), Names{"Новое"});
}

TEST(EventRules, FetchTheListForAProjectThatIsNew) {
  World world;
  const auto anna = world.open_as_anna();
  ASSERT_EQ(anna->names(), Names{});
  const auto id = world.server.add_project(world.anna_id, "С телефона");
  anna->sockets.tell("project:updated", project_json(id, 1, "С телефона"));
  anna->look();
  EXPECT_EQ(anna->names(), Names{"С телефона"});
}

TEST(EventRules, TakeADeletedProjectAway) {
  World world;
  const auto id = world.server.add_project(world.anna_id, "Лишний");
  const auto anna = world.open_as_anna();
  ASSERT_EQ(anna->names(), Names{"Лишний"});
  world.server.delay = 1h;
  anna->sockets.tell("project:deleted", R"({"id":")" + std::to_string(id) + "\"}");
  anna->look();
  EXPECT_EQ(anna->names(), Names{});
}

TEST(EventRules, MakeWhatIsAskedForOutOfDate) {
  World world;
  const auto anna = world.open_as_anna();
  Rules rules{*anna->app, world.scheduler};
  auto& client = anna->app->client();
  const std::pair<std::string, query::Key> events[] = {{"resume:updated", {"resume", "current"}},
                                                       {"session:message", {"sessions", "messages", "7"}},
                                                       {"interview:status", {"interviews", "detail", "7"}},
                                                       {"interview:error", {"interviews", "detail", "8"}},
                                                       {"interview:complete", {"interviews", "project", "1", "list"}}};
  for (const auto& [name, key] : events) {
    client.set_data<std::string>(key, "as it was");
    ASSERT_FALSE(client.find_query(key)->state().is_invalidated);
    rules.event(name, "{}");
    EXPECT_TRUE(client.find_query(key)->state().is_invalidated) << name;
  }
}

TEST(EventRules, ReadTheCountersAnewOnlyAfterSomethingWasReplayed) {
  ChatWorld world;
  world.both_talk();
  world.settle();
  Rules rules{*world.anna->app, world.scheduler};
  const auto asked = world.server.count("GET", "/api/chats?");
  rules.rules.on_resumed();
  world.anna->look();
  EXPECT_EQ(world.server.count("GET", "/api/chats?"), asked);

  rules.is_live = false;
  rules.event("chat.read", R"({"chat_id":"none","user_id":"1","number":1,"message_id":"m"})");
  rules.rules.on_resumed();
  world.anna->look();
  EXPECT_EQ(world.server.count("GET", "/api/chats?"), asked + 1);
}

// The log is open again, so the server answers again: nobody has to press Retry.
TEST(EventRules, ReadAgainWhatIsShownAndHadFailed) {
  World world;
  world.server.add_project(world.anna_id, "Онбординг");
  const auto anna = world.open_as_anna();
  world.server.is_down = true;
  (void)anna->app->client().reset({.key = keys::project_lists()});
  anna->look();
  anna->wait(30s);
  ASSERT_TRUE(anna->error);

  world.server.is_down = false;
  Rules rules{*anna->app, world.scheduler};
  rules.rules.on_resumed();
  anna->look();
  EXPECT_EQ(anna->names(), Names{"Онбординг"});
}

TEST(EventRules, AfterAResetReadAnewWhatIsShown) {
  ChatWorld world;
  world.both_talk();
  world.are_events_lost = true;
  world.server.chats.write(world.room(), world.boris_id, "пропущено");
  Rules rules{*world.anna->app, world.scheduler};
  rules.rules.on_reset(false);
  world.anna->look();
  EXPECT_EQ(world.rows(*world.anna), (Names{"привет", "пропущено"}));
  EXPECT_EQ(world.anna->chats->items[0].last_message->content, "пропущено");
  EXPECT_EQ(world.anna->chats->items[0].unread_count, 2);
}

TEST(EventRules, SendAtOnceWhatWaitedWhenTheLogIsOpenAgain) {
  ChatWorld world;
  world.both_talk();
  world.server.is_down = true;
  world.say(*world.anna, "ждёт");
  world.anna->wait(30s);
  world.server.is_down = false;
  Rules rules{*world.anna->app, world.scheduler};
  rules.rules.on_resumed();
  world.anna->look();
  EXPECT_EQ(world.texts().back(), "ждёт");
}

TEST(EventRules, BringAMessageAcross) {
  ChatWorld world;
  world.both_talk();
  world.say(*world.anna, "туда");
  world.boris->look();
  EXPECT_EQ(world.rows(*world.boris).back(), "туда");
  world.say(*world.boris, "обратно");
  world.anna->look();
  EXPECT_EQ(world.rows(*world.anna), (Names{"привет", "туда", "обратно"}));
}

}  // namespace
}  // namespace quern::app
