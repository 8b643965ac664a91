#include "core/app/number_ranges.hpp"

#include <algorithm>

namespace quern::app {

void NumberRanges::add(NumberRange range) {
  if (!runs_.empty() && runs_.back().last + 1 == range.first) {  // the next number, as a chat grows
    runs_.back().last = range.last;
    return;
  }
  const auto begin = std::ranges::lower_bound(runs_, range.first - 1, {}, &NumberRange::last);
  auto end = begin;
  for (; end != runs_.end() && end->first <= range.last + 1; ++end) {
    range.first = std::min(range.first, end->first);
    range.last = std::max(range.last, end->last);
  }
  runs_.insert(runs_.erase(begin, end), range);
}

void NumberRanges::remove(NumberRange range) {
  if (runs_.empty()) return;
  std::vector<NumberRange> left;
  for (const auto& run : runs_) {
    if (run.first < range.first) left.push_back({run.first, std::min(run.last, range.first - 1)});
    if (run.last > range.last) left.push_back({std::max(run.first, range.last + 1), run.last});
  }
  runs_ = std::move(left);
}

bool NumberRanges::has(std::int64_t number) const {
  const auto run = std::ranges::lower_bound(runs_, number, {}, &NumberRange::last);
  return run != runs_.end() && run->first <= number;
}

std::optional<NumberRange> NumberRanges::last_within(NumberRange range) const {
  const auto after = std::ranges::upper_bound(runs_, range.last, {}, &NumberRange::first);
  if (after == runs_.begin()) return std::nullopt;
  const auto& run = *std::prev(after);
  if (run.last < range.first) return std::nullopt;
  return NumberRange{std::max(run.first, range.first), std::min(run.last, range.last)};
}

}  // namespace quern::app
