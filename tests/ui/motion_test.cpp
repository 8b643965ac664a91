#include "ui/motion.hpp"

#include <gtest/gtest.h>

namespace quern::ui {
namespace {

constexpr Duration duration{100};

class MotionTest : public testing::Test {
 protected:
  float at(int ms, float target, std::optional<float> from = {}) {
    motion.begin_frame(TimePoint{Duration{ms}});
    return motion.glide(1, target, duration, from);
  }
  Motion motion;
};

TEST_F(MotionTest, StartsWhereItIsToBe) {
  EXPECT_EQ(at(0, 1), 1);
  EXPECT_FALSE(motion.is_moving());
}

TEST_F(MotionTest, StartsWhereItIsToldTo) {
  EXPECT_EQ(at(0, 1, 0.f), 0);
  EXPECT_TRUE(motion.is_moving());
}

TEST_F(MotionTest, GlidesAndArrives) {
  at(0, 0);
  EXPECT_EQ(at(16, 1), 0);
  const float half = at(66, 1);
  EXPECT_GT(half, 0.5f);
  EXPECT_LT(half, 1);
  EXPECT_TRUE(motion.is_moving());
  EXPECT_EQ(at(116, 1), 1);
  EXPECT_FALSE(motion.is_moving());
}

TEST_F(MotionTest, TurnsRoundFromWhereItIs) {
  at(0, 0);
  at(16, 1);
  const float there = at(36, 1);
  EXPECT_FLOAT_EQ(at(36, 0), there);
  EXPECT_LT(at(66, 0), there);
}

TEST_F(MotionTest, ForgetsWhatWasNotAskedFor) {
  at(0, 0);
  motion.begin_frame(TimePoint{Duration{16}});  // not on screen
  EXPECT_EQ(at(32, 1), 1);
}

TEST_F(MotionTest, CountsAges) {
  const auto age = [&](int ms) {
    motion.begin_frame(TimePoint{Duration{ms}});
    return motion.age(7).count();
  };
  EXPECT_EQ(age(1000), 0);
  EXPECT_EQ(age(1300), 300);
  motion.begin_frame(TimePoint{Duration{1400}});
  EXPECT_EQ(age(1500), 0);
}

}  // namespace
}  // namespace quern::ui
