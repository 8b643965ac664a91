#include <gtest/gtest.h>

#include <array>
#include <set>

#include "tests/ui/stage.hpp"

namespace quern::ui {
namespace {

// A scroll area of 300 with 100 rows of 64.
class LongList : public testing::Test {
 protected:
  void SetUp() override {
    stage.show([this](Ui& ui) {
      ScrollArea area(ui, "projects", {100, 200, 400, 300});
      {
        const List list(ui, "Projects");
        for (const int i : VisibleRows(ui, count, 64)) {
          const ScopedId id(i);
          const std::string name = "Project " + std::to_string(i);
          const ListRow row(ui, {.name = name, .href = "/projects/1", .position = i, .count = count});
          if (row.is_pressed()) pressed = i;
          if (row.wants_menu()) menu_for = i;
          const Rect place = row.content();
          if (icon_button(ui.at({place.right() - 36, place.y + 14, 36, 36}), Icon::more, "More")) more = i;
        }
      }
      button(ui, "After all");
      offset = area.offset();
    });
  }
  float scroll_y() { return stage.find(Role::scroll, "projects").scroll_y; }

  test::Stage stage;
  int count = 100;
  int pressed = -1, more = -1, menu_for = -1;
  float offset = 0;
};

TEST_F(LongList, TellsTheWholeHeightAndTheRowsThatCanBeSeen) {
  EXPECT_EQ(stage.find(Role::scroll, "projects").content_height, 100 * 64 + 36);
  EXPECT_TRUE(stage.has(Role::link, "Project 0"));
  EXPECT_TRUE(stage.has(Role::link, "Project 4"));
  EXPECT_FALSE(stage.has(Role::link, "Project 40"));
  EXPECT_EQ(stage.find(Role::list, "Projects").rect.height, 6400);
}

TEST_F(LongList, TellsPlacesThatScrollingDoesNotChange) {
  const Rect before = stage.find(Role::link, "Project 3").rect;
  stage.scroll("projects", 64);
  EXPECT_EQ(stage.find(Role::link, "Project 3").rect, before);
  EXPECT_EQ(before.y, 3 * 64);
  EXPECT_EQ(before.x, 0);
  EXPECT_EQ(stage.find(Role::link, "Project 3").clip, before);
}

TEST_F(LongList, FollowsTheBrowsersContainerInTheSameFrame) {
  stage.scroll("projects", 640);
  EXPECT_EQ(offset, 640);
  EXPECT_EQ(scroll_y(), 640);
  EXPECT_TRUE(stage.has(Role::link, "Project 10"));
  EXPECT_FALSE(stage.has(Role::link, "Project 0"));
}

TEST_F(LongList, MovesByTheWheelWithinItsEnds) {
  stage.move_to(300, 300);
  stage.wheel(-2);
  EXPECT_EQ(scroll_y(), 120);
  stage.wheel(5);
  EXPECT_EQ(scroll_y(), 0);
  stage.move_to(700, 300);
  stage.wheel(-2);
  EXPECT_EQ(scroll_y(), 0);
  stage.scroll("projects", 1e6f);
  EXPECT_EQ(scroll_y(), 6436 - 300);
}

TEST_F(LongList, StaysWithinItsEndWhenItGetsShorter) {
  stage.scroll("projects", 5000);
  count = 10;
  stage.settle();
  EXPECT_EQ(scroll_y(), 640 + 36 - 300);
}

TEST_F(LongList, IsDraggedByItsBar) {
  stage.move_to(495, 210);
  ImGui::GetIO().AddMouseButtonEvent(0, true);
  stage.settle();
  stage.move_to(495, 360);
  EXPECT_GT(scroll_y(), 2500);
  EXPECT_LT(scroll_y(), 4500);
  stage.move_to(495, 9000);
  EXPECT_EQ(scroll_y(), 6436 - 300);
  ImGui::GetIO().AddMouseButtonEvent(0, false);
  stage.settle();
  stage.move_to(495, 210);
  EXPECT_EQ(scroll_y(), 6436 - 300);
}

TEST_F(LongList, PressesTheRowOrTheButtonOnIt) {
  stage.scroll("projects", 64);
  stage.click(Role::link, "Project 2");
  EXPECT_EQ(pressed, 2);
  EXPECT_EQ(more, -1);

  pressed = -1;
  const auto buttons = stage.all(Role::button, "More");
  const auto on_third =
      std::find_if(buttons.begin(), buttons.end(), [](const Node& node) { return node.rect.y == 3 * 64 + 14; });
  ASSERT_NE(on_third, buttons.end());
  const Rect rect = stage.rect_on_screen(*on_third);
  stage.click_at(rect.x + 18, rect.y + 18);
  EXPECT_EQ(more, 3);
  EXPECT_EQ(pressed, -1);
}

TEST_F(LongList, CannotBePressedWhereItIsScrolledAway) {
  stage.scroll("projects", 64);
  stage.click_at(300, 180);  // where row 0 would be, above the area
  EXPECT_EQ(pressed, -1);
}

TEST_F(LongList, OpensAMenuByTheRightButtonAndByTheMenuKey) {
  stage.right_click(Role::link, "Project 1");
  EXPECT_EQ(menu_for, 1);
  stage.input({.kind = Input::Kind::context, .id = stage.find(Role::link, "Project 2").id});
  EXPECT_EQ(menu_for, 2);
}

TEST_F(LongList, SaysTheRowsPlaceInTheList) {
  const Node row = *stage.Screen::semantics().find(stage.find(Role::link, "Project 2").parent);
  EXPECT_EQ(row.role, Role::list_item);
  EXPECT_EQ(row.level, 3);
  EXPECT_EQ(row.set_size, 100);
}

TEST(Columns, GiveTheRestToTheOneWithoutAWidth) {
  const std::array widths{0.f, 176.f, 36.f};
  const auto cells = columns({12, 0, 700, 64}, widths, 24);
  ASSERT_EQ(cells.size(), 3u);
  EXPECT_EQ(cells[0].width, 440);
  EXPECT_EQ(cells[1].x, 12 + 440 + 24);
  EXPECT_EQ(cells[2].right(), 712);
}

TEST(Pager, MovesByPagesAndStopsAtTheEnds) {
  test::Stage stage;
  int offset = 0;
  stage.show([&](Ui& ui) { pager(ui, offset, 20, 38); });
  EXPECT_TRUE(stage.has_text("1–20 из 38"));
  EXPECT_TRUE(stage.find(Role::button, "Предыдущая страница").is_disabled);
  stage.click(Role::button, "Следующая страница");
  EXPECT_EQ(offset, 20);
  EXPECT_TRUE(stage.has_text("21–38 из 38"));
  EXPECT_TRUE(stage.find(Role::button, "Следующая страница").is_disabled);
  stage.press(Role::button, "Предыдущая страница");
  EXPECT_EQ(offset, 0);
}

TEST(Breadcrumbs, LeadUp) {
  test::Stage stage;
  std::optional<std::size_t> pressed;
  const std::array above{Breadcrumb{"Projects", "/projects"}};
  stage.show([&](Ui& ui) {
    if (const auto now = breadcrumbs(ui, {0, 0, 600, 56}, above, "Onboarding")) pressed = now;
  });
  EXPECT_TRUE(stage.has(Role::heading, "Onboarding"));
  stage.click(Role::link, "Projects");
  EXPECT_EQ(pressed, 0u);
}

}  // namespace
}  // namespace quern::ui
