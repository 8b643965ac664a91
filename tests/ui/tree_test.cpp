// Every widget, in both sizes of window, told to the tree without a defect.
#include <gtest/gtest.h>

#include "tests/ui/gallery.hpp"
#include "tests/ui/stage.hpp"

namespace quern::ui {
namespace {

class Tree : public testing::TestWithParam<float> {
 protected:
  void SetUp() override { stage.resize(GetParam(), 844); }
  test::Stage stage;
  test::GalleryState state;
};

TEST_P(Tree, OfTheControlsIsWhole) {
  stage.show([this](Ui& ui) { test::gallery(ui, state); });
  EXPECT_EQ(stage.complaints(), std::vector<std::string>{});
  EXPECT_GT(stage.Screen::semantics().nodes().size(), 60u);
}

TEST_P(Tree, OfThePatternsIsWhole) {
  stage.show([this](Ui& ui) { test::gallery2(ui, state); });
  EXPECT_EQ(stage.complaints(), std::vector<std::string>{});
  EXPECT_TRUE(stage.has(Role::link, "Марат Сафиуллин"));
}

TEST_P(Tree, OfOverlaysIsWhole) {
  stage.show([this](Ui& ui) { test::gallery2(ui, state); });
  open_menu(stage.ui(), 77, {400, 100, 36, 36});
  stage.settle();
  EXPECT_EQ(stage.complaints(), std::vector<std::string>{});
  EXPECT_TRUE(stage.has(Role::menu_item, "Удалить"));

  state.has_dialog = true;
  stage.settle();
  EXPECT_EQ(stage.complaints(), std::vector<std::string>{});
  EXPECT_TRUE(stage.has(Role::dialog, "Новый проект"));
}

TEST_P(Tree, IsTheSameInEveryFrame) {
  stage.platform.reduced_motion = true;
  stage.show([this](Ui& ui) { test::gallery(ui, state); });
  stage.advance(Duration{1000});
  const auto before = stage.Screen::semantics().nodes();
  stage.settle();
  EXPECT_EQ(stage.Screen::semantics().nodes(), before);
}

INSTANTIATE_TEST_SUITE_P(Windows, Tree, testing::Values(1280.f, 390.f),
                         [](const auto& width) { return width.param > 640 ? "Desktop" : "Phone"; });

}  // namespace
}  // namespace quern::ui
