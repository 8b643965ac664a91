// What of a quoted text in a key stands for itself: written and read in runs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace quern::query::detail {

// How many bytes, from the front, need no escape and end no quote.
inline std::size_t plain_run(std::string_view text) {
  const auto end = std::find_if(text.begin(), text.end(),
                                [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
  return static_cast<std::size_t>(end - text.begin());
}

}  // namespace quern::query::detail
