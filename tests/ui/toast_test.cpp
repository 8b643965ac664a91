#include <gtest/gtest.h>

#include <vector>

#include "tests/ui/stage.hpp"

namespace quern::ui {
namespace {

// Toasts whose lives are wound by the test's clock, as core/app winds them.
class ToastHost : public testing::Test {
 protected:
  struct Entry {
    ToastView view;
    TimePoint since;
  };

  void SetUp() override {
    stage.show([this](Ui& ui) {
      under += button(ui.at({0, 700, 1280, 100}), "Under").is_pressed;
      std::vector<ToastView> shown;
      for (Entry& entry : entries) {
        if (entry.view.left && !entry.view.is_held) *entry.view.left -= ui.now - entry.since;
        entry.since = ui.now;
        shown.push_back(entry.view);
      }
      std::erase_if(shown, [](const ToastView& view) { return view.left && *view.left <= Duration{0}; });
      for (const ToastEvent& event : toasts(ui, shown)) take(event);
    });
  }
  void take(const ToastEvent& event) {
    for (Entry& entry : entries) {
      if (entry.view.id != event.id) continue;
      if (event.kind == ToastEvent::Kind::hold) entry.view.is_held = true;
      if (event.kind == ToastEvent::Kind::release) entry.view.is_held = false;
      if (event.kind == ToastEvent::Kind::act) acted = event.id;
      if (event.kind == ToastEvent::Kind::close) closed = event.id;
    }
  }
  void show(ToastView view) {
    entries.push_back({view, stage.scheduler.now()});
    stage.settle();
  }
  static ToastView deleted(std::uint64_t id = 1) {
    return {.id = id, .text = "Project deleted", .icon = Icon::trash, .action = "Undo", .left = Duration{5'000}};
  }
  static ToastView refused() {
    return {.id = 2, .text = "Not renamed", .icon = Icon::alert, .is_error = true, .action = "Details"};
  }

  test::Stage stage;
  std::vector<Entry> entries;
  std::uint64_t acted = 0, closed = 0;
  int under = 0;
};

TEST_F(ToastHost, ShowsAndReadsAToastOnce) {
  show(deleted());
  stage.advance(Duration{100});
  EXPECT_TRUE(stage.has(Role::group, "Project deleted"));
  EXPECT_EQ(stage.announcements(), std::vector<std::string>{"Project deleted"});
}

TEST_F(ToastHost, CountsItsActionsSeconds) {
  show(deleted());
  const auto button_width_at = [&] { return stage.find(Role::button, "Undo").rect.width; };
  EXPECT_GT(button_width_at(), 0);
  EXPECT_TRUE(stage.wants_frame());  // the line of its life moves
  stage.advance(Duration{4'900});
  EXPECT_TRUE(stage.has(Role::group, "Project deleted"));
  stage.advance(Duration{200});
  EXPECT_FALSE(stage.has(Role::group, "Project deleted"));
  EXPECT_FALSE(stage.wants_frame());
}

TEST_F(ToastHost, HoldsItsLifeUnderThePointer) {
  show(deleted());
  stage.advance(Duration{1'000});
  stage.hover(Role::group, "Project deleted");
  stage.advance(Duration{60'000});
  EXPECT_TRUE(stage.has(Role::group, "Project deleted"));
  EXPECT_FALSE(stage.wants_frame());
  stage.move_to(10, 10);
  stage.advance(Duration{4'100});
  EXPECT_FALSE(stage.has(Role::group, "Project deleted"));
}

TEST_F(ToastHost, HoldsItsLifeWhileItsActionHasTheFocus) {
  show(deleted());
  stage.focus(Role::button, "Undo");
  stage.advance(Duration{60'000});
  EXPECT_TRUE(stage.has(Role::group, "Project deleted"));
  stage.blur();
  stage.advance(Duration{5'100});
  EXPECT_FALSE(stage.has(Role::group, "Project deleted"));
}

TEST_F(ToastHost, TakesItsActionAndItsCross) {
  show(deleted());
  stage.click(Role::button, "Undo");
  EXPECT_EQ(acted, 1u);
  entries.clear();
  show(refused());
  EXPECT_TRUE(stage.has(Role::group, "Not renamed"));
  stage.press(Role::button, "Закрыть");
  EXPECT_EQ(closed, 2u);
  EXPECT_EQ(under, 0);
}

TEST_F(ToastHost, ShowsThreeAtMostTheNewestBelow) {
  for (std::uint64_t id = 1; id <= 4; ++id) show(deleted(id));
  const auto shown = stage.all(Role::group, "Project deleted");
  ASSERT_EQ(shown.size(), 3u);
  EXPECT_LT(shown[0].rect.y, shown[1].rect.y);
  EXPECT_LT(shown[1].rect.y, shown[2].rect.y);
  EXPECT_EQ(shown[2].rect.bottom(), 776);
}

TEST_F(ToastHost, TakesFurtherLinesOnAPhoneSoThatTheReasonIsSeen) {
  stage.resize(390, 844);
  ToastView toast = refused();
  toast.text = "Project “Warehouse shifts of the winter” not changed: it was changed elsewhere meanwhile";

  show(toast);

  const Rect rect = stage.find(Role::group, toast.text).rect;
  EXPECT_EQ(rect.width, 390 - 2 * 16);
  EXPECT_GT(rect.height, 48 + 20);
  EXPECT_EQ(rect.bottom(), 844 - 24);
}

TEST_F(ToastHost, LetsThePointerThroughBesideIt) {
  show(deleted());
  const Rect toast = stage.find(Role::group, "Project deleted").rect;
  stage.click_at(toast.x - 10, toast.y + 20);
  EXPECT_EQ(under, 1);
  stage.click_at(toast.x + 10, toast.y + 20);
  EXPECT_EQ(under, 1);
}

TEST_F(ToastHost, MovesOncePerSecondForThoseWhoWantNoMotion) {
  stage.platform.reduced_motion = true;
  show(deleted());
  stage.advance(Duration{500});
  EXPECT_FALSE(stage.wants_frame());
  ASSERT_TRUE(stage.next_frame_in());
  EXPECT_LE(*stage.next_frame_in(), Duration{1'000});
}

}  // namespace
}  // namespace quern::ui
