// When frames are drawn, and what a frame costs.
#include <gtest/gtest.h>

#include "tests/ui/gallery.hpp"
#include "tests/ui/stage.hpp"

namespace quern::ui {
namespace {

TEST(Frames, EndOnceThePictureRests) {
  test::Stage stage;
  stage.show([](Ui& ui) { button(ui, "Save"); });
  const int before = stage.frames_drawn();
  stage.settle();
  EXPECT_LE(stage.frames_drawn() - before, 3);
  EXPECT_FALSE(stage.wants_frame());
  EXPECT_FALSE(stage.next_frame_in());
}

TEST(Frames, AreWantedForInputThatWaits) {
  test::Stage stage;
  stage.show([](Ui& ui) { button(ui, "Save"); });
  stage.Screen::semantics().input({.kind = Input::Kind::press, .id = 1});
  EXPECT_TRUE(stage.wants_frame());
  stage.settle();
  EXPECT_FALSE(stage.wants_frame());
}

TEST(Frames, AreWantedWhenSkeletonsAreDue) {
  test::Stage stage;
  stage.platform.reduced_motion = true;
  stage.show([](Ui& ui) { skeleton_rows(ui, 4); });
  EXPECT_EQ(stage.next_frame_in(), motion::skeleton_delay);
  EXPECT_TRUE(stage.find(Role::status, "Загрузка").is_busy);
  stage.advance(motion::skeleton_delay);
  EXPECT_FALSE(stage.next_frame_in());
  EXPECT_FALSE(stage.wants_frame());
}

TEST(Frames, HaveSoftEdgesOfOneDevicePixel) {
  test::Stage stage;
  stage.resize(800, 600, 2);
  float fringe = 0;
  stage.show([&](Ui&) { fringe = draw_list()._FringeScale; });
  EXPECT_EQ(fringe, 0.5f);
}

TEST(Frames, FollowTheThemeAndTheLanguage) {
  test::Stage stage;
  Colour surface = 0;
  stage.show([&](Ui& ui) {
    surface = ui.theme.surface;
    button(ui, ui.tr("retry"));
  });
  EXPECT_EQ(surface, theme_of(ColourScheme::dark).surface);
  EXPECT_TRUE(stage.has(Role::button, "Повторить"));
  stage.set_theme(ColourScheme::light);
  stage.set_language(Language::english);
  stage.settle();
  EXPECT_EQ(surface, theme_of(ColourScheme::light).surface);
  EXPECT_TRUE(stage.has(Role::button, "Retry"));
}

}  // namespace
}  // namespace quern::ui
