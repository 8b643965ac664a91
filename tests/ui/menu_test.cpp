#include <gtest/gtest.h>

#include "tests/ui/stage.hpp"

namespace quern::ui {
namespace {

class Menus : public testing::Test {
 protected:
  void SetUp() override {
    stage.show([this](Ui& ui) {
      const Control more = icon_button(ui, Icon::more, "More", {.is_expanded = is_menu_open(ui, 9)});
      if (more) open_menu(ui, 9, more.rect);
      under += button(ui.at({0, 40, 800, 400}), "Under").is_pressed;
      if (Menu menu{ui, 9, "Actions"}) {
        if (menu_item(ui, menu, "Rename", {.icon = Icon::edit})) chosen = "Rename";
        if (menu_item(ui, menu, "Archive", {.is_disabled = true})) chosen = "Archive";
        menu_divider(ui, menu);
        if (menu_item(ui, menu, "Delete", {.icon = Icon::trash, .is_dangerous = true})) chosen = "Delete";
      }
    });
  }
  void open() { stage.click(Role::button, "More"); }
  test::Stage stage;
  std::string chosen;
  int under = 0;
};

TEST_F(Menus, OpenAtTheRootWithTheirFirstItemFocused) {
  EXPECT_EQ(stage.find(Role::button, "More").is_expanded, false);
  open();
  EXPECT_EQ(stage.find(Role::button, "More").is_expanded, true);
  EXPECT_EQ(stage.find(Role::menu, "Actions").parent, 0u);
  EXPECT_EQ(stage.find(Role::menu_item, "Rename").parent, stage.find(Role::menu, "Actions").id);
  EXPECT_TRUE(stage.is_focused(Role::menu_item, "Rename"));
}

TEST_F(Menus, ChooseByPointerAndClose) {
  open();
  stage.click(Role::menu_item, "Delete");
  EXPECT_EQ(chosen, "Delete");
  EXPECT_FALSE(stage.has(Role::menu, "Actions"));
}

TEST_F(Menus, MoveByArrowsPastWhatIsDisabledAndRoundTheEnds) {
  open();
  stage.key(ImGuiKey_DownArrow);
  EXPECT_TRUE(stage.is_focused(Role::menu_item, "Delete"));
  stage.key(ImGuiKey_DownArrow);
  EXPECT_TRUE(stage.is_focused(Role::menu_item, "Rename"));
  stage.key(ImGuiKey_UpArrow);
  EXPECT_TRUE(stage.is_focused(Role::menu_item, "Delete"));
  stage.key(ImGuiKey_Home);
  EXPECT_TRUE(stage.is_focused(Role::menu_item, "Rename"));
  stage.key(ImGuiKey_End);
  EXPECT_TRUE(stage.is_focused(Role::menu_item, "Delete"));
  stage.press(Role::menu_item, "Delete");
  EXPECT_EQ(chosen, "Delete");
}

TEST_F(Menus, CloseByEscapeAndGiveTheFocusBack) {
  stage.press(Role::button, "More");
  stage.escape();
  EXPECT_FALSE(stage.has(Role::menu, "Actions"));
  EXPECT_TRUE(stage.is_focused(Role::button, "More"));
  EXPECT_EQ(chosen, "");
}

TEST_F(Menus, TakeTheClickThatClosesThem) {
  open();
  stage.click_at(700, 300);
  EXPECT_FALSE(stage.has(Role::menu, "Actions"));
  EXPECT_EQ(under, 0);
  stage.click_at(700, 300);
  EXPECT_EQ(under, 1);
}

TEST_F(Menus, IgnoreItemsThatAreDisabled) {
  open();
  stage.click(Role::menu_item, "Archive");
  stage.press(Role::menu_item, "Archive");
  EXPECT_EQ(chosen, "");
  EXPECT_TRUE(stage.has(Role::menu, "Actions"));
}

TEST_F(Menus, StayInsideTheWindow) {
  for (const Rect anchor : {Rect{1240, 770, 36, 24}, Rect{0, 0, 10, 10}, Rect{600, 400, 36, 36}}) {
    open_menu(stage.ui(), 9, anchor);
    stage.settle();
    const Rect menu = stage.find(Role::menu, "Actions").rect;
    EXPECT_GE(menu.x, 8);
    EXPECT_GE(menu.y, 8);
    EXPECT_LE(menu.right(), 1272);
    EXPECT_LE(menu.bottom(), 792);
    EXPECT_EQ(menu.height, 4 + 36 + 36 + 9 + 36 + 4);
  }
}

}  // namespace
}  // namespace quern::ui
