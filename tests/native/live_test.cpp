// News that comes to a desktop window by its socket, while the same things are changed elsewhere: the real server between.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/native/window_stage.hpp"
#include "tests/serve/browser.hpp"

namespace quern::test {
namespace {

class DesktopLive : public testing::Test {
 protected:
  void SetUp() override {
    setenv("LANGUAGE", "en", 1);
    person.emplace(server);
    person->register_as("Anna", "anna@example.org");
    ASSERT_EQ(elsewhere.sign_in("anna@example.org", "a long password").status, 200);
  }
  // Nobody touches the window, and it has the focus all the time: what comes is told by the server.
  bool comes(Role role, std::string_view name) { return person->wait_for(role, name); }

  Server server;
  Browser elsewhere{server.port()};
  std::optional<Person> person;
};

TEST_F(DesktopLive, ShowsAProjectThatIsMadeChangedAndDeletedElsewhere) {
  const auto project = elsewhere.create_project("Onboarding");
  EXPECT_TRUE(comes(Role::link, "Onboarding")) << person->everything();

  EXPECT_EQ(elsewhere.patch("/api/projects/" + project, R"({"name":"Welcome"})").status, 200);
  EXPECT_TRUE(comes(Role::link, "Welcome")) << person->everything();
  EXPECT_FALSE(person->has(Role::link, "Onboarding"));

  EXPECT_EQ(elsewhere.remove("/api/projects/" + project).status, 204);
  EXPECT_TRUE(person->wait_until([&] { return !person->has(Role::link, "Welcome"); })) << person->everything();
}

TEST_F(DesktopLive, MakesAProjectThatIsSeenElsewhere) {
  person->create_project("Onboarding");

  EXPECT_EQ(elsewhere.get("/api/projects").member("items.0.name"), "Onboarding");
}

TEST_F(DesktopLive, HearsAgainAfterTheServerWasKilled) {
  const auto project = elsewhere.create_project("Onboarding");
  ASSERT_TRUE(comes(Role::link, "Onboarding")) << person->everything();

  server.stop();
  server.start();
  EXPECT_EQ(elsewhere.patch("/api/projects/" + project, R"({"name":"Welcome"})").status, 200);

  EXPECT_TRUE(comes(Role::link, "Welcome")) << person->everything();
}

}  // namespace
}  // namespace quern::test
