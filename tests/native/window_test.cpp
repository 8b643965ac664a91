// The whole story of a person with a desktop window, against the real server.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/native/picture_file.hpp"
#include "tests/native/window_stage.hpp"

namespace quern::test {
namespace {

constexpr std::uint32_t mark_colour = 0x3a56de;  // of the mark and of primary buttons, in the light theme

class DesktopWindow : public testing::Test {
 protected:
  void SetUp() override { setenv("LANGUAGE", "en", 1); }
  Server server;
};

TEST_F(DesktopWindow, DrawsTheLoginPage) {
  Person person{server};
  ASSERT_TRUE(person.desktop().is_open());

  ASSERT_TRUE(person.wait_for(Role::button, "Sign in")) << person.everything();
  const auto picture = person.look("login");

  EXPECT_EQ(person.desktop().location(), "/login");
  EXPECT_GT(count_colours(picture), 50U);
  EXPECT_GT(share_of(picture, mark_colour), 0.005);
  EXPECT_LT(share_of(picture, mark_colour), 0.1);
}

TEST_F(DesktopWindow, RegistersMakesAProjectAndStaysSignedInOverARestart) {
  Person person{server};
  person.register_as("Anna", "anna@example.org");
  EXPECT_EQ(person.desktop().location(), "/projects");
  person.create_project("Onboarding");
  EXPECT_GT(count_colours(person.look("projects")), 50U);

  server.stop();
  server.start();
  person.create_project("After the restart");

  EXPECT_TRUE(person.wait_for(Role::link, "Onboarding")) << person.everything();
}

TEST_F(DesktopWindow, FindsItsSessionAgainInTheNextRun) {
  const TemporaryFolder folder;
  {
    Person before{server, folder.path(), "/"};
    before.register_as("Anna", "anna@example.org");
    before.create_project("Onboarding");
  }

  Person after{server, folder.path(), "/projects"};

  EXPECT_TRUE(after.wait_for(Role::link, "Onboarding")) << after.everything();
}

TEST_F(DesktopWindow, DrawsNothingWhileNothingHappens) {
  Person person{server};
  person.register_as("Anna", "anna@example.org");
  person.click(Role::button, "New project");  // a dialog with a focused field, whose caret stands
  ASSERT_TRUE(person.wait_for(Role::textbox, "Name"));
  person.wait_quietly(std::chrono::seconds{2});  // what the application itself had still to do: a hint, a fade
  const auto frames = person.desktop().counters().run;

  person.wait_quietly(std::chrono::seconds{2});

  EXPECT_EQ(person.desktop().counters().run, frames);
}

TEST_F(DesktopWindow, GoesBackAndForwardThroughThePlacesItWasAt) {
  Person person{server};
  ASSERT_TRUE(person.wait_for(Role::button, "Sign in"));
  person.click(Role::link, "Create an account");
  ASSERT_TRUE(person.wait_for(Role::textbox, "Name"));

  person.key("alt+Left");
  EXPECT_TRUE(person.wait_for(Role::heading, "Sign in to Quern")) << person.everything();
  person.key("alt+Right");
  EXPECT_TRUE(person.wait_for(Role::textbox, "Name")) << person.everything();
  person.click_at(10, 10, 8);  // the mouse's own button for it
  EXPECT_TRUE(person.wait_for(Role::heading, "Sign in to Quern")) << person.everything();
}

TEST_F(DesktopWindow, IsUsedByTheKeyboardAlone) {
  Person person{server};
  ASSERT_TRUE(person.wait_until([&] { return person.is_focused(Role::textbox, "Email"); })) << person.everything();

  for (int i = 0; i < 4; ++i) person.key("Tab");  // password, its eye, the button, the link
  ASSERT_TRUE(person.is_focused(Role::link, "Create an account")) << person.everything();
  person.key("Return");
  ASSERT_TRUE(person.wait_until([&] { return person.is_focused(Role::textbox, "Name"); })) << person.everything();
  person.type("Anna");
  person.key("Tab");
  person.type("anna@example.org");
  person.key("Tab");
  person.type("a long password");
  person.key("Return");

  EXPECT_TRUE(person.wait_for(Role::heading, "Projects")) << person.everything();
}

}  // namespace
}  // namespace quern::test
