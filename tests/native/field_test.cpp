// Typing in a desktop window: Dear ImGui's fields over the frames that the widgets draw, told through the semantics tree.
#include <gtest/gtest.h>

#include <cstdlib>

#include "native/tree.hpp"
#include "tests/native/picture_file.hpp"
#include "tests/native/window_stage.hpp"

namespace quern::test {
namespace {

class DesktopField : public testing::Test {
 protected:
  void SetUp() override {
    setenv("LANGUAGE", "en", 1);
    person.emplace(server);
    ASSERT_TRUE(person->wait_for(Role::textbox, "Email"));
  }
  bool holds(std::string_view field, std::string_view text) {
    return person->wait_until([&] { return person->value(field) == text; });
  }
  Server server;
  std::optional<Person> person;
};

TEST_F(DesktopField, TakesLettersAndMovesItsCaret) {
  person->fill("Email", "ana@example.org");
  person->key("Home");
  person->key("Right");
  person->type("n");

  EXPECT_TRUE(holds("Email", "anna@example.org")) << person->value("Email");
}

TEST_F(DesktopField, SelectsCopiesPastesAndUndoes) {
  person->fill("Email", "anna@example.org");
  person->key("ctrl+a");
  person->key("ctrl+c");
  person->click(Role::textbox, "Password");
  person->key("ctrl+v");
  EXPECT_TRUE(holds("Password", "anna@example.org")) << person->value("Password");

  person->key("ctrl+z");

  EXPECT_TRUE(holds("Password", "")) << person->value("Password");
}

TEST_F(DesktopField, PutsTheCaretWhereItIsFirstClicked) {
  person->fill("Email", "anna@example.org");
  person->click(Role::textbox, "Password");
  const auto rect = native::rect_on_screen(person->desktop().semantics(), *person->find(Role::textbox, "Email"));

  person->click_at(rect.x + 15, rect.y + rect.height / 2);  // before the first letter
  person->type("j");

  EXPECT_TRUE(holds("Email", "janna@example.org")) << person->value("Email");
}

TEST_F(DesktopField, ShowsAPasswordAsBulletsUntilItsEyeIsPressed) {
  person->fill("Password", "secret");
  const auto hidden = person->look("password-hidden");
  person->click(Role::button, "Show password");
  person->click(Role::textbox, "Password");
  const auto shown = person->look("password-shown");

  EXPECT_EQ(person->value("Password"), "secret");
  EXPECT_NE(hidden.rgba, shown.rgba);
}

TEST_F(DesktopField, SubmitsItsFormByEnterAndFocusesTheFirstWrongField) {
  person->click(Role::textbox, "Password");
  person->key("Return");

  EXPECT_TRUE(person->wait_until([&] { return person->is_focused(Role::textbox, "Email"); })) << person->everything();
  EXPECT_TRUE(person->find(Role::textbox, "Email")->is_invalid);
}

TEST_F(DesktopField, TakesSeveralLinesWhereTheFieldHasThem) {
  person->register_as("Anna", "anna@example.org");
  person->click(Role::button, "New project");
  person->fill("Name", "Onboarding");
  person->key("Tab");
  person->type("first");
  person->key("Return");
  person->type("second");

  EXPECT_TRUE(holds("Description", "first\nsecond")) << person->value("Description") << person->everything();
  person->look("dialog");
}

TEST_F(DesktopField, LeadsToTheSearchBySlashWithoutWritingIt) {
  person->register_as("Anna", "anna@example.org");
  person->create_project("Onboarding");

  person->key("slash");
  ASSERT_TRUE(person->wait_until([&] { return person->desktop().focus().focused_field() != nullptr; }));
  const auto name = person->desktop().focus().focused_field()->name;
  EXPECT_EQ(person->value(name), "");
  person->type("none/");
  EXPECT_TRUE(holds(name, "none/"));
  person->key("Escape");

  EXPECT_TRUE(holds(name, ""));
}

}  // namespace
}  // namespace quern::test
