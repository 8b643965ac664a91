// What one tab tells the others: a sealed record of scope, sender and items. Read whole, before anything of it is done.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/query/key.hpp"

namespace quern::query::detail {

constexpr std::int64_t latest = std::int64_t{1} << 60;  // beyond it a time is no time, and sums would not fit
constexpr bool is_time(std::int64_t time) { return time >= -latest && time <= latest; }

// Which of two states of a query is newer. Time is the wall's where that goes on, and never goes back.
struct TabVersion {
  std::int64_t time = 0;
  std::int64_t tab = 0;
  auto operator<=>(const TabVersion&) const = default;
};

struct TabItem {
  enum class Kind : std::uint8_t { invalidate, reset, remove, clear, changed, data, ask, count };
  Kind kind = Kind::data;
  TabVersion version{};
  bool exact = false;
  bool is_refetching = true;
  Key key{};
  std::string data{};  // a record of its own (tab_data.cpp), which a tab without codecs need not read
};

struct TabMessage {
  std::string scope{};
  std::int64_t sender = 0;
  std::vector<TabItem> items{};

  std::string to_bytes() const;
  static Result<TabMessage> from_bytes(std::string_view bytes);  // bears any bytes
};

}  // namespace quern::query::detail
