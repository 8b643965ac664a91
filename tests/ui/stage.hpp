// A screen with fakes around it, and a person in front of it: draws the view it was given.
//   Stage stage;
//   stage.show([&](ui::Ui& ui) { pressed |= bool(button(ui, "Save")); });
//   stage.click(Role::button, "Save");
#pragma once

#include <functional>

#include "tests/support/fake_glyphs.hpp"
#include "tests/support/fake_platform.hpp"
#include "tests/support/fake_scheduler.hpp"
#include "tests/ui/driver.hpp"
#include "ui/screen.hpp"
#include "ui/widgets.hpp"

namespace quern::test {

struct Fakes {
  FakeScheduler scheduler;
  FakePlatform platform;
  FakeGlyphs glyphs;
};

class Stage : public Fakes, public ui::Screen, public Driver {
 public:
  using View = std::function<void(ui::Ui&)>;

  Stage() : Screen(scheduler, platform, glyphs), Driver([this] { draw(); }, Screen::semantics(), scheduler) {}

  // What is drawn from now on, inside a column with a margin.
  void show(View view) {
    view_ = std::move(view);
    settle();
  }

 private:
  void draw() {
    ui::Ui& ui = begin_frame();
    {
      const ui::Column column(ui, ui::inset(ui.screen, 24), {.gap = 12});
      if (view_) view_(ui);
    }
    end_frame();
  }

  View view_;
};

}  // namespace quern::test
