#include "ui/row_heights.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "tests/support/seeded_random.hpp"

namespace quern::ui {
namespace {

TEST(RowHeights, CountUnknownRowsAsTheMeanOfTheKnown) {
  RowHeights heights;
  heights.insert(0, 1000);
  for (std::size_t row = 0; row < 10; ++row) heights.set(row, row % 2 == 0 ? 20 : 80);
  heights.guess_anew();
  EXPECT_EQ(heights.total(), 1000 * 50);
  EXPECT_EQ(heights.top_of(500), 500 * 50);
  EXPECT_EQ(heights.row_at(500 * 50), 500u);
  EXPECT_EQ(heights.row_at(500 * 50 - 1), 499u);
  EXPECT_EQ(heights.row_at(-5), 0u);
  EXPECT_EQ(heights.row_at(1'000'000), 999u);
}

TEST(RowHeights, AreExactAtAnyLength) {
  RowHeights heights;
  heights.insert(0, 300'000);
  for (std::size_t row = 0; row < 300'000; ++row) heights.set(row, 101);
  EXPECT_EQ(heights.top_of(299'999), 299'999LL * 101);
}

// The same as a plain vector of heights, whatever is done.
TEST(RowHeights, AreWhatAPlainListWouldBe) {
  constexpr int guess = 60;  // until guess_anew()
  test::SeededRandom random(7);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random.next() % n); };
  RowHeights heights;
  std::vector<std::optional<int>> plain;
  for (int step = 0; step < 4000; ++step) {
    const std::size_t at = below(plain.size() + 1);
    const auto place = plain.begin() + static_cast<std::ptrdiff_t>(at);
    switch (below(4)) {
      case 0: {
        const std::size_t rows = below(step % 50 == 0 ? 900 : 60);
        plain.insert(place, rows, std::nullopt);
        heights.insert(at, rows);
        break;
      }
      case 1: {
        const std::size_t rows = std::min(below(step % 50 == 0 ? 700 : 60), plain.size() - at);
        plain.erase(place, place + static_cast<std::ptrdiff_t>(rows));
        heights.erase(at, rows);
        break;
      }
      default:
        if (at == plain.size()) break;
        plain[at] = static_cast<int>(below(300));
        heights.set(at, *plain[at]);
    }
    ASSERT_EQ(heights.count(), plain.size());
    if (plain.empty()) continue;
    const std::size_t asked = below(plain.size());
    std::int64_t top = 0;
    for (std::size_t row = 0; row < asked; ++row) top += plain[row].value_or(guess);
    const int height = plain[asked].value_or(guess);
    ASSERT_EQ(heights.top_of(asked), top) << "step " << step;
    ASSERT_EQ(heights.height_of(asked), height);
    if (height > 0) {
      ASSERT_EQ(heights.row_at(top), asked);
      ASSERT_EQ(heights.row_at(top + height - 1), asked);
    }
    std::int64_t total = 0;
    for (const auto& row : plain) total += row.value_or(guess);
    ASSERT_EQ(heights.total(), total);
  }
}

}  // namespace
}  // namespace quern::ui
