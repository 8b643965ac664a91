#include <gtest/gtest.h>

#include <array>

#include "tests/ui/stage.hpp"

namespace quern::ui {
namespace {

TEST(Choices, TurnByPointerAndKeyboard) {
  test::Stage stage;
  bool remember = false;
  bool sound = true;
  stage.show([&](Ui& ui) {
    checkbox(ui, "Remember me", remember);
    toggle(ui, "Sound", sound);
  });
  stage.click(Role::checkbox, "Remember me");
  stage.press(Role::checkbox, "Sound");
  EXPECT_TRUE(remember);
  EXPECT_FALSE(sound);
  EXPECT_EQ(stage.find(Role::checkbox, "Remember me").is_checked, true);
  EXPECT_EQ(stage.find(Role::checkbox, "Sound").is_checked, false);
}

TEST(Choices, StayAsTheyAreWhileDisabled) {
  test::Stage stage;
  bool value = true;
  stage.show([&](Ui& ui) { checkbox(ui, "Remember me", value, {.is_disabled = true}); });
  stage.click(Role::checkbox, "Remember me");
  stage.press(Role::checkbox, "Remember me");
  EXPECT_TRUE(value);
}

TEST(Segments, AreRadiosOfOneGroup) {
  test::Stage stage;
  std::size_t chosen = 0;
  int changes = 0;
  const std::array segments{Segment{"Dark", Icon::moon}, Segment{"Light", Icon::sun}};
  stage.show([&](Ui& ui) { changes += segmented(ui, "Theme", segments, chosen); });
  EXPECT_EQ(stage.find(Role::radio, "Dark").parent, stage.find(Role::group, "Theme").id);

  stage.click(Role::radio, "Light");
  EXPECT_EQ(chosen, 1u);
  EXPECT_EQ(stage.find(Role::radio, "Light").is_checked, true);
  EXPECT_EQ(stage.find(Role::radio, "Dark").is_checked, false);
  stage.click(Role::radio, "Light");
  EXPECT_EQ(changes, 1);
  stage.press(Role::radio, "Dark");
  EXPECT_EQ(chosen, 0u);
}

TEST(Tabs, SayWhichIsShown) {
  test::Stage stage;
  std::size_t chosen = 0;
  const std::array parts{Tab{"All"}, Tab{"Mine", 4}};
  stage.show([&](Ui& ui) { tabs(ui, "Whose", parts, chosen); });
  EXPECT_TRUE(stage.find(Role::tab, "All").is_current);
  stage.press(Role::tab, "Mine");
  EXPECT_EQ(chosen, 1u);
  EXPECT_TRUE(stage.find(Role::tab, "Mine").is_current);
}

TEST(Marks, TakeInitialsFromNames) {
  EXPECT_EQ(initials("Анна Ковалёва"), "АК");
  EXPECT_EQ(initials("онбординг наставников"), "ОН");
  EXPECT_EQ(initials("Quern"), "QU");
  EXPECT_EQ(initials("«Выход» из декрета"), "ВИ");
  EXPECT_EQ(initials("Архив 2024 года"), "А2");
  EXPECT_EQ(initials("ёж"), "ЁЖ");
  EXPECT_EQ(initials("O'Neil"), "ON");
  EXPECT_EQ(initials(""), "");
  EXPECT_EQ(initials("…"), "");
}

TEST(Marks, CountNoFurtherThan999) {
  test::Stage stage;
  stage.show([](Ui& ui) {
    badge(ui, 999);
    badge(ui, 1000);
    badge(ui, 7, true, "7 recordings");
  });
  EXPECT_TRUE(stage.has(Role::text, "999"));
  EXPECT_TRUE(stage.has(Role::text, "999+"));
  EXPECT_TRUE(stage.has(Role::text, "7 recordings"));
}

TEST(Progress, TellsItsPercentage) {
  test::Stage stage;
  stage.show([](Ui& ui) {
    progress_bar(ui, "Uploading", 0.62f);
    progress_bar(ui, "Reading", -1);
  });
  EXPECT_EQ(stage.find(Role::progress, "Uploading").description, "62\u00a0%");
  EXPECT_TRUE(stage.find(Role::progress, "Reading").is_busy);
}

}  // namespace
}  // namespace quern::ui
