#include "ui/frame_pacer.hpp"

#include <gtest/gtest.h>

namespace quern::ui {
namespace {

TEST(FramePacer, StopsOnlyWhenThePictureWasEqualTwiceRunning) {
  FramePacer pacer;

  EXPECT_TRUE(pacer.frame(1, false).again);
  EXPECT_TRUE(pacer.frame(1, false).again);
  EXPECT_FALSE(pacer.frame(1, false).again);
}

TEST(FramePacer, DrawsOnlyAPictureThatIsAnother) {
  FramePacer pacer;

  EXPECT_TRUE(pacer.frame(1, false).draw);
  EXPECT_FALSE(pacer.frame(1, false).draw);
  EXPECT_TRUE(pacer.frame(2, false).draw);
}

TEST(FramePacer, GoesOnForAPopupThatOpensAFrameAfterItsCause) {
  FramePacer pacer;
  for (int i = 0; i < 3; ++i) pacer.frame(1, false);

  pacer.wake();
  EXPECT_TRUE(pacer.frame(1, false).again);
  EXPECT_TRUE(pacer.frame(2, false).draw);
  EXPECT_TRUE(pacer.frame(2, false).again);
  EXPECT_FALSE(pacer.frame(2, false).again);
}

TEST(FramePacer, GoesOnWhileTheFrameIsRestless) {
  FramePacer pacer;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(pacer.frame(1, true).again);

  EXPECT_FALSE(pacer.frame(1, false).again);
}

TEST(FramePacer, DrawsTheSamePictureAgainAfterTheScreenLostIt) {
  FramePacer pacer;
  for (int i = 0; i < 3; ++i) pacer.frame(1, false);

  pacer.invalidate();

  EXPECT_TRUE(pacer.frame(1, false).draw);
}

}  // namespace
}  // namespace quern::ui
