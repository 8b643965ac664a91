#include "core/base/time.hpp"

#include <gtest/gtest.h>

namespace quern {
namespace {

using namespace std::chrono;

constexpr WallTime at(int year_number, unsigned month_number, unsigned day_number, int h = 0, int m = 0, int s = 0,
                      int ms = 0) {
  return sys_days{year{year_number} / static_cast<int>(month_number) / static_cast<int>(day_number)} + hours{h} +
         minutes{m} + seconds{s} + milliseconds{ms};
}

TEST(Iso8601, IsReadAsTheTableSays) {
  struct Row {
    const char* text;
    WallTime time;
  };
  const Row rows[] = {
      {"2026-03-15", at(2026, 3, 15)},
      {"2026-03-15T10:20", at(2026, 3, 15, 10, 20)},
      {"2026-03-15T10:20:30Z", at(2026, 3, 15, 10, 20, 30)},
      {"2026-03-15t10:20:30z", at(2026, 3, 15, 10, 20, 30)},
      {"2026-03-15 10:20:30", at(2026, 3, 15, 10, 20, 30)},
      {"2026-03-15T10:20:30.1Z", at(2026, 3, 15, 10, 20, 30, 100)},
      {"2026-03-15T10:20:30,125", at(2026, 3, 15, 10, 20, 30, 125)},
      {"2026-03-15T10:20:30.123999999Z", at(2026, 3, 15, 10, 20, 30, 123)},
      {"2026-03-15T10:20:30+03:00", at(2026, 3, 15, 7, 20, 30)},
      {"2026-03-15T10:20:30+0330", at(2026, 3, 15, 6, 50, 30)},
      {"2026-03-15T22:20:30-05", at(2026, 3, 16, 3, 20, 30)},
      {"2024-02-29T00:00:00Z", at(2024, 2, 29)},
      {"1969-12-31T23:59:59.999Z", at(1969, 12, 31, 23, 59, 59, 999)},
      {"2016-12-31T23:59:60Z", at(2017, 1, 1)},
  };
  for (const auto& row : rows) EXPECT_EQ(parse_iso8601(row.text), row.time) << row.text;
}

TEST(Iso8601, RefusesWhatIsNotATime) {
  for (const char* text : {"",
                           "2026",
                           "2026-3-15",
                           "2026-13-01",
                           "2026-02-30",
                           "2025-02-29",
                           "2026-03-15T",
                           "2026-03-15T24:00",
                           "2026-03-15T10",
                           "2026-03-15T10:60",
                           "2026-03-15T10:20:61",
                           "2026-03-15T10:20:30.",
                           "2026-03-15T10:20:30.Z",
                           "2026-03-15T10:20:30.1234567890Z",
                           "2026-03-15T10:20:30Zx",
                           "2026-03-15T10:20:30+",
                           "2026-03-15T10:20:30+3",
                           "2026-03-15T10:20:30+24:00",
                           "2026-03-15T10:20:30+03:",
                           "2026-03-15T10:20:30+03:6",
                           "x026-03-15",
                           " 2026-03-15"}) {
    EXPECT_EQ(parse_iso8601(text), std::nullopt) << text;
  }
}

TEST(Iso8601, IsWrittenInUtcWithMilliseconds) {
  EXPECT_EQ(format_iso8601(at(2026, 3, 5, 1, 2, 3, 4)), "2026-03-05T01:02:03.004Z");
  EXPECT_EQ(format_iso8601(at(1969, 12, 31, 23, 59, 59, 999)), "1969-12-31T23:59:59.999Z");
}

TEST(Iso8601, ComesBackAsItWent) {
  for (int day = -30'000; day < 60'000; day += 37) {
    const WallTime time{sys_days{days{day}} + milliseconds{day * 977 % 86'400'000 + 86'400'000}};
    EXPECT_EQ(parse_iso8601(format_iso8601(time)), time);
  }
}

}  // namespace
}  // namespace quern
