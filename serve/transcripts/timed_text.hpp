// SubRip and WebVTT as cues.
// Source  WebVTT: W3C, sections 4 and 6; SubRip has no standard: what players read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quern::serve {

struct Cue {
  std::optional<std::string> speaker;  // of WebVTT's <v Name>
  std::int64_t start_ms = 0;
  std::int64_t end_ms = 0;
  std::string text;  // without tags; lines joined by a space
};

bool is_timed_text(std::string_view text);
// Blocks that are no cue are passed over. In order of their start.
std::vector<Cue> read_cues(std::string_view text);

// "1:02", "01:02:03", "01:02:03.5", "01:02:03,500" at the start of `text`, which is moved behind it.
std::optional<std::int64_t> take_time(std::string_view& text);

}  // namespace quern::serve
