#include <gtest/gtest.h>

#include "tests/ui/stage.hpp"

namespace quern::ui {
namespace {

// A page with a button that opens a dialog with a field.
class Dialogs : public testing::Test {
 protected:
  void SetUp() override {
    stage.show([this](Ui& ui) {
      if (button(ui, "Rename")) is_open = true;
      others += button(ui, "Other").is_pressed;
      if (!is_open) return;
      const Dialog dialog(ui, "rename", "Rename project");
      text_field(ui, "Name", name);
      const DialogAnswer answer = dialog_buttons(ui, "Save");
      if (answer == DialogAnswer::accepted) saved = name;
      if (answer == DialogAnswer::none && !dialog.is_dismissed()) return;
      is_open = false;
      dialog.give_focus_back();
    });
  }
  void open() { stage.click(Role::button, "Rename"); }

  test::Stage stage;
  bool is_open = false;
  int others = 0;
  std::string name = "Onboarding", saved;
};

TEST_F(Dialogs, OpenWithTheirFirstFieldFocused) {
  open();
  const Node dialog = stage.find(Role::dialog, "Rename project");
  EXPECT_TRUE(dialog.is_modal);
  EXPECT_EQ(dialog.parent, 0u);
  EXPECT_TRUE(stage.is_focused(Role::textbox, "Name"));
  EXPECT_TRUE(stage.has(Role::heading, "Rename project"));
}

TEST_F(Dialogs, Are420WideInTheMiddleAndAtTheBottomOfAPhone) {
  open();
  const Rect wide = stage.find(Role::dialog, "Rename project").rect;
  EXPECT_EQ(wide.width, 420);
  EXPECT_EQ(wide.x, 430);
  EXPECT_NEAR(wide.y + wide.height / 2, 400, 1);
  EXPECT_EQ(wide.bottom() - stage.find(Role::button, "Save").rect.bottom(), 20);

  stage.resize(390, 844);
  stage.settle();
  const Rect narrow = stage.find(Role::dialog, "Rename project").rect;
  EXPECT_EQ(narrow.x, 0);
  EXPECT_EQ(narrow.width, 390);
  EXPECT_EQ(narrow.bottom(), 844);
}

TEST_F(Dialogs, SaveByTheButtonAndByEnter) {
  open();
  stage.type("Name", "Mentors");
  stage.click(Role::button, "Save");
  EXPECT_EQ(saved, "Mentors");
  EXPECT_FALSE(is_open);

  open();
  stage.type("Name", "Mentors again");
  stage.enter("Name");
  EXPECT_EQ(saved, "Mentors again");
}

TEST_F(Dialogs, CloseByEscapeCrossCancelAndAClickBeside) {
  open();
  stage.escape();
  EXPECT_FALSE(is_open);
  open();
  stage.press(Role::button, "Закрыть");
  EXPECT_FALSE(is_open);
  open();
  stage.click(Role::button, "Отмена");
  EXPECT_FALSE(is_open);
  open();
  stage.click_at(5, 795);
  EXPECT_FALSE(is_open);
  EXPECT_EQ(saved, "");
}

TEST_F(Dialogs, StayOpenForAClickInside) {
  open();
  const Rect rect = stage.find(Role::dialog, "Rename project").rect;
  stage.click_at(rect.x + 8, rect.y + 8);
  EXPECT_TRUE(is_open);
}

TEST_F(Dialogs, LetNothingUnderThemBePressed) {
  open();
  const Rect under = stage.find(Role::button, "Other").rect;
  stage.press(Role::button, "Other");
  EXPECT_EQ(others, 0);
  stage.click_at(under.x + 5, under.y + 5);  // closes the dialog, and no more
  EXPECT_EQ(others, 0);
  EXPECT_FALSE(is_open);
  stage.click(Role::button, "Other");
  EXPECT_EQ(others, 1);
}

TEST_F(Dialogs, GiveTheFocusBackHoweverTheyAreClosed) {
  for (const char* way : {"Escape", "Отмена", "Save", "Закрыть"}) {
    stage.press(Role::button, "Rename");
    EXPECT_TRUE(stage.is_focused(Role::textbox, "Name"));
    if (way == std::string_view("Escape")) {
      stage.escape();
    } else {
      stage.press(Role::button, way);
    }
    EXPECT_TRUE(stage.is_focused(Role::button, "Rename")) << way;
  }
}

TEST(DialogOfAMenu, GivesTheFocusToTheMenusButtonOrElseToThePagesName) {
  test::Stage stage;
  bool has_button = true, is_open = false;
  stage.show([&](Ui& ui) {
    heading(ui, "Projects", 1);
    if (has_button) {
      const Control more = button(ui, "More");
      if (more) open_menu(ui, 5, more.rect);
    }
    if (Menu menu{ui, 5, "More"}) is_open |= menu_item(ui, menu, "Edit");
    if (!is_open) return;
    const Dialog dialog(ui, "edit", "Edit project");
    if (!dialog.is_dismissed()) return;
    is_open = false;
    dialog.give_focus_back();
  });
  const auto open = [&] {
    stage.press(Role::button, "More");
    stage.press(Role::menu_item, "Edit");
    ASSERT_TRUE(stage.has(Role::dialog, "Edit project"));
  };
  open();
  stage.escape();
  EXPECT_TRUE(stage.is_focused(Role::button, "More"));

  open();
  has_button = false;
  stage.escape();
  EXPECT_TRUE(stage.is_focused(Role::heading, "Projects"));
}

TEST_F(Dialogs, FadeInAndThenRest) {
  open();
  EXPECT_TRUE(stage.wants_frame());
  stage.advance(Duration{300});
  EXPECT_FALSE(stage.wants_frame());
}

TEST_F(Dialogs, LetTheirMenuTakeEscapeFirst) {
  bool is_dismissed = false;
  bool is_chosen = false;
  stage.show([&](Ui& ui) {
    const Dialog dialog(ui, "with menu", "Share");
    const Control more = button(ui, "Who");
    if (more) open_menu(ui, 5, more.rect);
    if (Menu menu{ui, 5, "Who"}) is_chosen |= menu_item(ui, menu, "Everyone");
    is_dismissed |= dialog.is_dismissed();
  });
  stage.click(Role::button, "Who");
  ASSERT_TRUE(stage.has(Role::menu, "Who"));
  stage.escape();
  EXPECT_FALSE(stage.has(Role::menu, "Who"));
  EXPECT_FALSE(is_dismissed);

  stage.click(Role::button, "Who");
  stage.press(Role::menu_item, "Everyone");
  EXPECT_TRUE(is_chosen);
  stage.escape();
  EXPECT_TRUE(is_dismissed);
}

}  // namespace
}  // namespace quern::ui
