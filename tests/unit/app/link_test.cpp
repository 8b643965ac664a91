// The link of events as the application holds it: whose it is, when it is there, and what leads to it.
#include <gtest/gtest.h>

#include "tests/unit/app/app_world.hpp"

namespace quern::app {
namespace {

using test::ScriptedSockets;
using test::World;
using namespace std::chrono_literals;
using Mode = ScriptedSockets::Mode;

LinkState state(const test::Person& person) { return person.app->link().state; }

TEST(Link, IsThereWhileSomebodyIsSignedIn) {
  World world;
  const auto anna = world.open();
  EXPECT_EQ(anna->sockets.count(), 0U);

  anna->log_in("anna@praktika.ru", "correct horse");
  EXPECT_EQ(state(*anna), LinkState::live);

  anna->app->log_out();
  anna->look();
  EXPECT_EQ(state(*anna), LinkState::stopped);
  EXPECT_FALSE(anna->sockets.last().is_held());
}

TEST(Link, IsThereAfterAReload) {
  World world;
  const auto anna = world.open_as_anna();
  anna->open();
  EXPECT_EQ(state(*anna), LinkState::live);
}

TEST(Link, EndsWithASessionThatTheServerForgot) {
  World world;
  const auto anna = world.open_as_anna();
  world.server.forget_sessions();

  anna->sockets.break_down();
  anna->look();
  EXPECT_EQ(state(*anna), LinkState::waiting);  // a loss alone is no reason to ask
  anna->wait(1s);

  EXPECT_EQ(anna->app->session().status(), Session::Status::signed_out);
  EXPECT_TRUE(anna->app->session().has_ended());
  EXPECT_EQ(state(*anna), LinkState::stopped);
}

TEST(Link, OutlivesAServerThatCannotBeAsked) {
  World world;
  const auto anna = world.open_as_anna();
  world.server.is_down = true;
  anna->sockets.break_down();
  anna->wait(5min);

  EXPECT_EQ(anna->app->session().status(), Session::Status::signed_in);
  EXPECT_TRUE(anna->app->connection().notice().is_lasting);
  world.server.is_down = false;
  anna->sockets.mode = Mode::well;
  anna->app->retry_now();
  anna->look();

  EXPECT_EQ(state(*anna), LinkState::live);
  EXPECT_EQ(anna->app->connection().notice(), ConnectionNotice{});
}

TEST(Link, IsOfThePersonWhoIsHere) {
  World world;
  world.server.add_user("boris@praktika.ru", "battery staple", "Борис");
  const auto anna = world.open_as_anna();
  const auto other_tab = world.open();
  other_tab->log_in("boris@praktika.ru", "battery staple");
  anna->sockets.tell("a", "{}");
  const auto before = anna->sockets.count();

  anna->browser.cookie = other_tab->browser.cookie;  // they share a browser
  anna->sockets.last().close();
  anna->wait(2s);

  ASSERT_TRUE(anna->user);
  EXPECT_EQ(anna->user->display_name, "Борис");
  ASSERT_GT(anna->sockets.count(), before + 1);
  EXPECT_EQ(anna->sockets.last().sent,
            std::vector<std::string>{R"({"op":"resume"})"});  // from now, not from Anna's place
}

TEST(Link, HearsOfFocusAndOfTheNetwork) {
  World world;
  const auto anna = world.open_as_anna();
  anna->focus();
  EXPECT_EQ(anna->sockets.last().sent.back(), R"({"op":"ping"})");

  anna->app->on_online(false);
  EXPECT_EQ(state(*anna), LinkState::offline);
  EXPECT_EQ(anna->app->connection().notice().kind, ConnectionNotice::Kind::offline);
  anna->app->on_online(true);
  anna->look();

  EXPECT_EQ(state(*anna), LinkState::live);
}

TEST(Link, ReadsAnewWhatIsShownWhenSomethingWasMissed) {
  World world;
  const auto anna = world.open_as_anna();
  world.server.add_project(world.anna_id, "Онбординг");
  EXPECT_EQ(anna->names(), test::Names{});

  anna->sockets.last().text(R"({"event":"reset","seq":50})");
  anna->look();

  EXPECT_EQ(anna->names(), test::Names{"Онбординг"});
}

TEST(Link, ChangesNothingOnScreenWhileItIsWell) {
  World world;
  const auto anna = world.open_as_anna();
  const auto before = anna->changes;
  anna->wait(59s);
  EXPECT_EQ(anna->changes, before);
}

}  // namespace
}  // namespace quern::app
