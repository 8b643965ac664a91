// Dates as resumes have them, in Russian and English, to and from "2019", "2019-03", "2019-03-14".
// Shape   read: "март 2019", "марта 2019 г.", "Mar 2019", "March 14, 2019", "03.2019", "14.03.2019", "2019"; periods of two
//         of them with a dash, "по", "to" between, the second may be "настоящее время", "present".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "serve/documents/language.hpp"

namespace quern::serve {

// The whole text as a date, "2019-03"; nullopt where it is none.
std::optional<std::string> parse_date(std::string_view text);
std::string format_date(const std::string& date, Language language);  // what is no such date comes out as it is

struct Period {
  std::optional<std::string> start, end;
  bool is_current = false;
  bool is_empty() const { return !start && !end && !is_current; }
  bool operator==(const Period&) const = default;
};

std::string format_period(const Period& period, Language language);
// The whole text as a period; a side that is no date but has a year in it is kept as it is ("весна 2019").
std::optional<Period> parse_period(std::string_view text);

// A period, or one date, somewhere in a line, and which bytes of it.
struct FoundPeriod {
  Period period;
  std::size_t begin = 0, end = 0;
  bool is_range = false;
};
std::optional<FoundPeriod> find_period(std::string_view line);

bool has_year(std::string_view text);

}  // namespace quern::serve
