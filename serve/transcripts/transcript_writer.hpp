// A transcript as a file to keep: text, SubRip, WebVTT. Read again by transcript_reader.hpp it gives the same paragraphs,
// as far as the form can say them.
// Errors  nullopt for SubRip and WebVTT where a paragraph has no time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/api/interview.hpp"

namespace quern::serve {

std::string format_text_transcript(const std::vector<TranscriptParagraph>& paragraphs);
std::optional<std::string> format_subrip(const std::vector<TranscriptParagraph>& paragraphs);
std::optional<std::string> format_web_vtt(const std::vector<TranscriptParagraph>& paragraphs);

// "01:02:03.500", with `point` before the milliseconds; '\0' leaves them out.
std::string format_time(std::int64_t milliseconds, char point);

}  // namespace quern::serve
