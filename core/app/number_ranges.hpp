// A set of numbers that comes in runs: which messages are here, which are out of date.
// Shape   sorted, apart by at least one number; few.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace quern::app {

struct NumberRange {
  std::int64_t first = 0, last = 0;  // both in it
  std::int64_t size() const { return last - first + 1; }
  bool operator==(const NumberRange&) const = default;
};

class NumberRanges {
 public:
  void add(NumberRange range);
  void remove(NumberRange range);
  void clear() { runs_.clear(); }

  bool has(std::int64_t number) const;
  bool is_empty() const { return runs_.empty(); }
  std::span<const NumberRange> runs() const { return runs_; }
  // The last run that meets `range`, cut to it.
  std::optional<NumberRange> last_within(NumberRange range) const;

 private:
  std::vector<NumberRange> runs_;
};

}  // namespace quern::app
