#include <gtest/gtest.h>

#include "tests/ui/stage.hpp"

namespace quern::ui {
namespace {

class Fields : public testing::Test {
 protected:
  void show(FieldOptions options = {}) {
    stage.show([this, options](Ui& ui) {
      result = text_field(ui, "Name", value, options);
      changes += result.is_changed;
      submits += result.is_submitted;
      leaves += result.is_left;
    });
  }
  // How many letters the field draws itself.
  int letters_drawn(FieldOptions options = {}) {
    stage.show([this, options](Ui& ui) {
      const int before = draw_list().VtxBuffer.Size;
      text_field(ui, "Name", value, options);
      drawn = draw_list().VtxBuffer.Size - before;
    });
    return drawn;
  }
  test::Stage stage;
  std::string value;
  FieldResult result;
  int changes = 0, submits = 0, leaves = 0, drawn = 0;
};

TEST_F(Fields, WriteWhatIsTypedIntoTheModel) {
  show();
  stage.type("Name", "Anna");
  EXPECT_EQ(value, "Anna");
  EXPECT_EQ(changes, 1);
  EXPECT_EQ(stage.find(Role::textbox, "Name").field->value, "Anna");
  stage.type("Name", "Anna");
  EXPECT_EQ(changes, 1);  // the same again is no change
}

TEST_F(Fields, ShowWhatTheModelHolds) {
  show();
  value = "set by the program";
  stage.settle();
  EXPECT_EQ(stage.find(Role::textbox, "Name").field->value, "set by the program");
  EXPECT_EQ(changes, 0);
}

TEST_F(Fields, TellTheEditorEverythingItNeeds) {
  value = "x";
  show({.type = FieldType::email,
        .placeholder = "you@example.org",
        .help = "We never show it",
        .autocomplete = "username",
        .enter_key_hint = "next",
        .max_length = 200,
        .is_large = true,
        .is_required = true});
  const Node node = stage.find(Role::textbox, "Name");
  EXPECT_EQ(node.description, "We never show it");
  EXPECT_TRUE(node.is_required);
  EXPECT_EQ(node.rect.height, 44);
  ASSERT_TRUE(node.field);
  EXPECT_EQ(node.field->type, FieldType::email);
  EXPECT_EQ(node.field->placeholder, "you@example.org");
  EXPECT_EQ(node.field->autocomplete, "username");
  EXPECT_EQ(node.field->enter_key_hint, "next");
  EXPECT_EQ(node.field->max_length, 200);
  EXPECT_EQ(node.field->style.font_size, 16);
  EXPECT_EQ(node.field->style.padding_left, 14);
  EXPECT_EQ(node.field->style.padding_top * 2 + node.field->style.line_height, node.rect.height);
}

TEST_F(Fields, AreAtLeast16PixelsLargeOnAPhone) {
  stage.resize(390, 844);
  show();
  EXPECT_GE(stage.find(Role::textbox, "Name").field->style.font_size, 16);  // or iOS zooms in
}

TEST_F(Fields, SayTheirErrorInsteadOfTheirHelp) {
  show({.help = "As in your passport", .error = "Say a name"});
  const Node node = stage.find(Role::textbox, "Name");
  EXPECT_TRUE(node.is_invalid);
  EXPECT_EQ(node.description, "Say a name");
  EXPECT_TRUE(stage.has(Role::alert, "Say a name"));
  EXPECT_FALSE(stage.has_text("As in your passport"));
}

TEST_F(Fields, LeaveTheTextToTheEditorWhileFocused) {
  value = "some words";
  const int unfocused = letters_drawn();
  stage.focus(Role::textbox, "Name");
  const int focused = letters_drawn();
  EXPECT_LT(focused, unfocused);
  EXPECT_TRUE(stage.is_focused(Role::textbox, "Name"));
}

TEST_F(Fields, SayWhenTheyAreLeft) {
  show();
  stage.focus(Role::textbox, "Name");
  EXPECT_EQ(leaves, 0);
  stage.blur();
  EXPECT_EQ(leaves, 1);
}

TEST_F(Fields, AskForTheFocusWhenClicked) {
  show();
  const Rect rect = stage.find(Role::textbox, "Name").rect;
  stage.click_at(rect.x + 20, rect.y + 10);
  EXPECT_TRUE(stage.is_focused(Role::textbox, "Name"));
}

TEST_F(Fields, SubmitByEnterWhereNoButtonAnswers) {
  show();
  stage.enter("Name");
  EXPECT_EQ(submits, 1);
}

TEST_F(Fields, DoNotChangeWhileDisabled) {
  value = "archive";
  show({.is_disabled = true});
  stage.type("Name", "else");
  EXPECT_EQ(value, "archive");
}

TEST_F(Fields, HidePasswordsUntilTheEyeIsPressed) {
  value = "correct horse";
  show({.type = FieldType::password, .autocomplete = "current-password"});
  EXPECT_EQ(stage.find(Role::textbox, "Name").field->type, FieldType::password);
  EXPECT_EQ(stage.find(Role::button, "Показать пароль").is_checked, false);

  stage.click(Role::button, "Показать пароль");
  EXPECT_EQ(stage.find(Role::textbox, "Name").field->type, FieldType::text);
  stage.press(Role::button, "Скрыть пароль");
  EXPECT_EQ(stage.find(Role::textbox, "Name").field->type, FieldType::password);
  EXPECT_EQ(value, "correct horse");
}

TEST_F(Fields, HaveALinkAtTheirLabelThatTabReachesAfterThem) {
  bool is_forgotten = false;
  stage.show([&](Ui& ui) {
    bool is_pressed = false;
    text_field(ui, "Password", value, {.type = FieldType::password}, "Forgot it?", "/forgot", is_pressed);
    is_forgotten |= is_pressed;
  });
  const auto& nodes = stage.Screen::semantics().nodes();
  const auto at = [&](Role role) {
    return std::find_if(nodes.begin(), nodes.end(), [role](const Node& node) { return node.role == role; });
  };
  EXPECT_LT(at(Role::textbox), at(Role::link));
  stage.click(Role::link, "Forgot it?");
  EXPECT_TRUE(is_forgotten);
}

TEST_F(Fields, StandOneBelowAnotherWithTheColumnsGap) {
  std::string other;
  stage.show([&](Ui& ui) {
    text_field(ui, "Name", value);
    text_field(ui, "Other", other, {.error = "Wrong"});
    button(ui, "Send");
  });
  const Rect first = stage.find(Role::textbox, "Name").rect;
  const Rect second = stage.find(Role::textbox, "Other").rect;
  EXPECT_EQ(second.y - first.bottom(), 12 + 18 + 6);  // gap, label, the label's own
  EXPECT_EQ(stage.find(Role::button, "Send").rect.y - second.bottom(), 6 + 18 + 12);
}

TEST(SearchBox, ClearsAndGoesOnTyping) {
  test::Stage stage;
  std::string value;
  int changes = 0;
  stage.show([&](Ui& ui) { changes += search_box(ui, "Search", value, "Name or description").is_changed; });
  EXPECT_FALSE(stage.has(Role::button, "Очистить"));
  stage.type("Search", "onboarding");
  stage.click(Role::button, "Очистить");
  EXPECT_EQ(value, "");
  EXPECT_EQ(changes, 2);
  EXPECT_TRUE(stage.is_focused(Role::textbox, "Search"));
  EXPECT_EQ(stage.find(Role::textbox, "Search").field->type, FieldType::search);
}

TEST(SearchBox, IsClearedByEscapeAndLeftByTheNext) {
  test::Stage stage;
  std::string value;
  int changes = 0;
  stage.show([&](Ui& ui) {
    heading(ui, "Projects", 1);
    changes += search_box(ui, "Search", value).is_changed;
  });
  stage.type("Search", "onboarding");
  stage.escape();
  EXPECT_EQ(value, "");
  EXPECT_EQ(changes, 2);
  EXPECT_TRUE(stage.is_focused(Role::textbox, "Search"));
  stage.escape();
  EXPECT_EQ(changes, 2);
  EXPECT_TRUE(stage.is_focused(Role::heading, "Projects"));
}

}  // namespace
}  // namespace quern::ui
