#include "core/app/profile.hpp"

#include <gtest/gtest.h>

#include "tests/unit/app/app_world.hpp"

namespace quern::app {
namespace {

using test::World;
using namespace std::chrono_literals;

TEST(Profile, IsRenamedAtOnce) {
  World world;
  const auto anna = world.open_as_anna();
  world.server.delay = 1s;
  anna->app->profile().rename("Анна");
  anna->look();
  EXPECT_EQ(anna->user->display_name, "Анна");
  anna->wait(3s);
  EXPECT_EQ(anna->user->display_name, "Анна");
  anna->open();
  anna->wait(3s);
  EXPECT_EQ(anna->user->display_name, "Анна");
}

TEST(Profile, GetsItsOldNameBackWithAReasonWhenRefused) {
  World world;
  const auto anna = world.open_as_anna();
  world.server.next_answers.push_back({422, R"({"detail":"no","error_type":"validation_error"})", {}});
  anna->app->profile().rename("Анна");
  anna->look();
  EXPECT_EQ(anna->user->display_name, "Анна Ковалёва");
  ASSERT_EQ(anna->notices().size(), 1u);
  EXPECT_EQ(anna->notices()[0].id, Notice::Id::profile_not_saved);
}

TEST(Profile, KeepsTheLanguageForOtherDevices) {
  World world;
  const auto anna = world.open_as_anna();
  anna->app->profile().speak("en");
  anna->look();
  const auto other = world.open_as_anna();
  EXPECT_EQ(other->user->locale, "en");
}

}  // namespace
}  // namespace quern::app
