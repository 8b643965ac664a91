#include "ui/scroll_window.hpp"

#include <gtest/gtest.h>

namespace quern::ui {
namespace {

using Content = ScrollWindow::Content;

TEST(ScrollWindow, IsTheContentItselfAtRest) {
  ScrollWindow window;
  const Content content{.offset = 1200, .length = 9000, .height = 500};
  window.settle(content, false);
  EXPECT_EQ(window.position(), 1200);
  EXPECT_EQ(window.content_height(), 9000);
  EXPECT_EQ(window.moved_to(1300, content), 1300);
}

TEST(ScrollWindow, FillsTheViewWhereFewRowsLieAtItsEnd) {
  ScrollWindow window;
  window.settle({.offset = -400, .lowest = -400, .length = 100, .height = 500}, false);
  EXPECT_EQ(window.position(), 0);
  EXPECT_EQ(window.content_height(), 500);
  EXPECT_EQ(window.origin(), -400);
}

TEST(ScrollWindow, StandsStillInMotionWhileTheContentGrowsAboveAndIsSetRightAtRest) {
  ScrollWindow window;
  Content content{.offset = 1200, .length = 9000, .height = 500};
  window.settle(content, false);
  content.offset += 3000;
  content.length += 3000;
  window.settle(content, true);
  EXPECT_EQ(window.position(), 1200);
  EXPECT_EQ(window.content_height(), 9000);
  EXPECT_FALSE(window.is_settled(content));
  EXPECT_EQ(window.moved_to(1100, content), 4100);

  content.offset = 4100;
  window.settle(content, false);
  EXPECT_EQ(window.position(), 4100);
  EXPECT_EQ(window.content_height(), 12000);
  EXPECT_TRUE(window.is_settled(content));
}

TEST(ScrollWindow, IsSetRightInMotionBeforeItsStartIsMet) {
  ScrollWindow window;
  Content content{.offset = 400, .length = 9000, .height = 500};
  window.settle(content, false);
  content.offset += 3000;
  content.length += 3000;
  window.settle(content, true);
  EXPECT_EQ(window.position(), 3400);
}

TEST(ScrollWindow, ShowsAPartOfWhatIsLongerThanABrowserHolds) {
  ScrollWindow window;
  Content content{.offset = 50'000'000 - 500, .length = 50'000'000, .height = 500};
  window.settle(content, false);
  EXPECT_EQ(window.content_height(), ScrollWindow::most);
  EXPECT_EQ(window.position(), ScrollWindow::most - 500);
  // Step by step to the other end; each step is where it should be, and no position is out of the window.
  while (content.offset > 0) {
    const auto next = std::max<std::int64_t>(content.offset - 400'000, 0);
    content.offset = next;
    window.settle(content, false);
    EXPECT_EQ(window.origin() + static_cast<std::int64_t>(window.position()), next);
    EXPECT_GE(window.position(), 0);
    EXPECT_LE(window.position(), window.content_height() - 500);
  }
  EXPECT_EQ(window.position(), 0);
}

TEST(ScrollWindow, TakesAJumpToItsEndForTheContents) {
  ScrollWindow window;
  const Content content{.offset = 25'000'000, .length = 50'000'000, .height = 500};
  window.settle(content, false);
  EXPECT_EQ(window.moved_to(0, content), 0);
  window.settle(content, false);
  EXPECT_EQ(window.moved_to(ScrollWindow::most - 500, content), 50'000'000 - 500);
}

}  // namespace
}  // namespace quern::ui
