#include <gtest/gtest.h>

#include "tests/ui/stage.hpp"

namespace quern::ui {
namespace {

using test::Stage;

class Buttons : public testing::Test {
 protected:
  void show(ButtonOptions options) {
    stage.show([this, options](Ui& ui) { pressed += button(ui, "Save", options).is_pressed; });
  }
  Stage stage;
  int pressed = 0;
};

TEST_F(Buttons, ArePressedOnceByAClick) {
  show({});
  stage.click(Role::button, "Save");
  EXPECT_EQ(pressed, 1);
}

TEST_F(Buttons, ArePressedFromTheKeyboard) {
  show({});
  stage.press(Role::button, "Save");
  EXPECT_EQ(pressed, 1);
}

TEST_F(Buttons, AreNotPressedWhenThePointerLeavesBeforeItIsUp) {
  show({});
  stage.hover(Role::button, "Save");
  ImGui::GetIO().AddMouseButtonEvent(0, true);
  stage.settle();
  stage.move_to(600, 600);
  ImGui::GetIO().AddMouseButtonEvent(0, false);
  stage.settle();
  EXPECT_EQ(pressed, 0);
}

TEST_F(Buttons, DoNothingWhileDisabledButSayWhy) {
  show({.is_disabled = true, .tooltip = "Only the owner may"});
  stage.click(Role::button, "Save");
  stage.press(Role::button, "Save");
  EXPECT_EQ(pressed, 0);
  const Node node = stage.find(Role::button, "Save");
  EXPECT_TRUE(node.is_disabled);
  EXPECT_EQ(node.description, "Only the owner may");
}

TEST_F(Buttons, KeepTheirWidthWhileBusyAndCannotBePressed) {
  show({});
  const Rect before = stage.find(Role::button, "Save").rect;
  show({.is_busy = true});
  stage.advance(Duration{400});
  stage.click(Role::button, "Save");
  EXPECT_EQ(pressed, 0);
  EXPECT_TRUE(stage.find(Role::button, "Save").is_busy);
  EXPECT_EQ(stage.find(Role::button, "Save").rect, before);
}

TEST_F(Buttons, ShowASpinnerOnlyAfterAWhile) {
  show({.is_busy = true});
  EXPECT_EQ(stage.next_frame_in(), motion::spinner_delay);
  EXPECT_FALSE(stage.wants_frame());  // nothing turns yet
  stage.advance(motion::spinner_delay);
  EXPECT_TRUE(stage.wants_frame());

  stage.platform.reduced_motion = true;
  stage.settle();
  EXPECT_FALSE(stage.wants_frame());
}

TEST_F(Buttons, HaveTheDesignsHeights) {
  stage.show([](Ui& ui) {
    button(ui, "small", {.size = ButtonSize::small});
    button(ui, "normal");
    button(ui, "large", {.size = ButtonSize::large});
    icon_button(ui, Icon::more, "more");
  });
  EXPECT_EQ(stage.find(Role::button, "small").rect.height, 28);
  EXPECT_EQ(stage.find(Role::button, "normal").rect.height, 36);
  EXPECT_EQ(stage.find(Role::button, "large").rect.height, 44);
  stage.resize(390, 844);
  stage.settle();
  EXPECT_EQ(stage.find(Role::button, "small").rect.height, 36);
  EXPECT_EQ(stage.find(Role::button, "normal").rect.height, 44);
  EXPECT_EQ(stage.find(Role::button, "more").rect.width, 44);
}

TEST_F(Buttons, TakeATouchBesideASmallDrawing) {
  stage.platform.touch = true;
  show({.size = ButtonSize::small});
  const Rect rect = stage.find(Role::button, "Save").rect;
  stage.click_at(rect.x + 10, rect.bottom() + 6);
  EXPECT_EQ(pressed, 1);
}

TEST_F(Buttons, FadeTheirHoverAndThenRest) {
  show({});
  stage.hover(Role::button, "Save");
  EXPECT_TRUE(stage.wants_frame());
  stage.advance(Duration{100});
  EXPECT_FALSE(stage.wants_frame());
}

TEST_F(Buttons, ExplainThemselvesAfterTheTooltipsDelay) {
  stage.show([](Ui& ui) { icon_button(ui, Icon::search, "Search"); });
  stage.hover(Role::button, "Search");
  EXPECT_FALSE(stage.ui().tooltip());
  ASSERT_TRUE(stage.next_frame_in());
  stage.advance(motion::tooltip_delay);
  ASSERT_TRUE(stage.ui().tooltip());
  EXPECT_EQ(stage.ui().tooltip()->text, "Search");
  stage.move_to(700, 700);
  EXPECT_FALSE(stage.ui().tooltip());
}

TEST_F(Buttons, ExplainThemselvesAtOnceToAKeyboard) {
  stage.show([](Ui& ui) { icon_button(ui, Icon::search, "Search"); });
  stage.focus(Role::button, "Search");
  EXPECT_TRUE(stage.ui().tooltip());
}

TEST_F(Buttons, ShowTheRingForAKeyboardOnly) {
  Control last;
  stage.show([&](Ui& ui) { last = button(ui, "Save"); });
  stage.click(Role::button, "Save");
  EXPECT_TRUE(last.is_focused);
  EXPECT_FALSE(last.has_ring);
  stage.focus(Role::button, "Save");
  EXPECT_TRUE(last.has_ring);
}

TEST_F(Buttons, WithOneNameHaveDifferentIds) {
  int first = 0;
  int second = 0;
  stage.show([&](Ui& ui) {
    first += button(ui, "Delete").is_pressed;
    second += button(ui, "Delete").is_pressed;
  });
  const auto nodes = stage.all(Role::button, "Delete");
  ASSERT_EQ(nodes.size(), 2u);
  EXPECT_NE(nodes[0].id, nodes[1].id);
  stage.input({.kind = Input::Kind::press, .id = nodes[1].id});
  EXPECT_EQ(first, 0);
  EXPECT_EQ(second, 1);
}

TEST(Links, TellTheirAddressAndArePressed) {
  Stage stage;
  int pressed = 0;
  stage.show([&](Ui& ui) { pressed += link(ui, "Forgot it?", "/forgot").is_pressed; });
  EXPECT_EQ(stage.find(Role::link, "Forgot it?").href, "/forgot");
  stage.click(Role::link, "Forgot it?");
  stage.press(Role::link, "Forgot it?");
  EXPECT_EQ(pressed, 2);
}

TEST(NavItems, SayWhereWeAreAndWhatIsNew) {
  Stage stage;
  int pressed = 0;
  stage.show([&](Ui& ui) {
    pressed +=
        nav_item(ui, {.icon = Icon::chat, .label = "Chats", .href = "/chats", .badge = 4}, NavPlace::rail).is_pressed;
    nav_item(ui, {.icon = Icon::project, .label = "Projects", .href = "/projects", .is_current = true}, NavPlace::bar);
  });
  EXPECT_EQ(stage.find(Role::link, "Chats").description, "4");
  EXPECT_FALSE(stage.find(Role::link, "Chats").is_current);
  EXPECT_TRUE(stage.find(Role::link, "Projects").is_current);
  stage.click(Role::link, "Chats");
  EXPECT_EQ(pressed, 1);
}

}  // namespace
}  // namespace quern::ui
