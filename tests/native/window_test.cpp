// The whole story of a person with a desktop window, against the real server.
#include <gtest/gtest.h>

#include "tests/native/picture_file.hpp"
#include "tests/native/window_stage.hpp"

namespace quern::test {
namespace {

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
}

}  // namespace
}  // namespace quern::test
