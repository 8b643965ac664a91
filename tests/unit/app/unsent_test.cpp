#include <gtest/gtest.h>

#include "tests/unit/app/chat_world.hpp"

namespace quern::app {
namespace {

using test::ChatWorld;
using test::Names;
using test::Person;
using test::World;
using Status = Session::Status;
using namespace std::chrono_literals;

bool is_asked(const Person& person) {
  const auto notices = person.notices();
  return !notices.empty() && notices.back().id == Notice::Id::unsent_at_log_out;
}

TEST(LeavingWithSomethingUnsent, SendsFirstAndAsksNothingWhereThatWorks) {
  ChatWorld world;
  world.both_talk();
  world.server.delay = 500ms;
  world.say(*world.anna, "последнее");
  world.anna->app->log_out();
  world.anna->wait(5s);
  EXPECT_EQ(world.texts().back(), "последнее");
  EXPECT_EQ(world.anna->app->session().status(), Status::signed_out);
}

TEST(LeavingWithSomethingUnsent, AsksBeforeAMessageIsLost) {
  ChatWorld world;
  world.both_talk();
  world.server.next_answers.push_back({503, "", {}});
  world.server.next_answers.push_back({503, "", {}});
  world.say(*world.anna, "важное");
  world.anna->app->log_out();
  world.anna->look();
  EXPECT_EQ(world.anna->app->session().status(), Status::signed_in);
  ASSERT_TRUE(is_asked(*world.anna));

  world.anna->app->toasts().close(world.anna->toast());  // stay
  world.settle();
  EXPECT_EQ(world.texts().back(), "важное");
}

TEST(LeavingWithSomethingUnsent, LeavesWhenThatIsWanted) {
  ChatWorld world;
  world.both_talk();
  world.server.next_answers.push_back({403, "", {}});
  world.say(*world.anna, "не нужно");
  world.anna->app->log_out();
  world.anna->look();
  ASSERT_TRUE(is_asked(*world.anna));
  world.anna->app->toasts().act(world.anna->toast());
  world.anna->look();
  EXPECT_EQ(world.anna->app->session().status(), Status::signed_out);
  EXPECT_FALSE(world.anna->app->has_unsent());
  EXPECT_EQ(world.texts(), Names{"привет"});
}

// Was a known defect: both were dropped without a word.
TEST(LeavingWithSomethingUnsent, AsksBeforeAProjectIsLostThatWaitsForTheNetwork) {
  World world;
  const auto anna = world.open_as_anna();
  anna->app->on_online(false);
  anna->create("Придумано в поезде");
  anna->app->log_out();
  anna->look();
  EXPECT_EQ(anna->app->session().status(), Status::signed_in);
  ASSERT_TRUE(is_asked(*anna));
  anna->app->on_online(true);
  anna->look();
  EXPECT_TRUE(world.server.find_project("Придумано в поезде"));
}

TEST(LeavingWithSomethingUnsent, AsksBeforeAProjectIsLostThatWasRefusedMeanwhile) {
  World world;
  const auto anna = world.open_as_anna();
  world.server.delay = 1s;
  world.server.next_answers.push_back({422, R"({"detail":"no","error_type":"validation_error"})", {}});
  anna->create("Отказано");
  anna->app->log_out();
  anna->wait(3s);
  EXPECT_EQ(anna->app->session().status(), Status::signed_in);
  EXPECT_TRUE(is_asked(*anna));
}

}  // namespace
}  // namespace quern::app
