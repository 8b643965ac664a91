// A transcript that somebody has, as paragraphs with speakers and times.
// Shape   SubRip and WebVTT (cues; one that ends within a sentence joins the next of the same speaker), or text and Markdown:
//         "Name: …" at the start of a line, "[00:01:02]" before or behind the name, "Name  0:12" on a line of its own.
//         What stands before a colon is a speaker when it is a usual one ("Интервьюер", "Speaker 1") or comes twice.
// Bears   any text: whatever is not understood is words of a paragraph. Limits: those of core/api/interview.hpp.
// Errors  validation: nothing to read in it, or too much.
#pragma once

#include <string>
#include <string_view>

#include "core/api/interview.hpp"
#include "core/base/error.hpp"

namespace quern::serve {

// `text` is UTF-8 with "\n". The result has transcript, speakers, languages, and duration_ms where there are times.
Result<InterviewResult> read_transcript(std::string_view text);

// What a transcriber wrote: {"segments": [{"start": seconds, "end", "text", "speaker"?}]}, SubRip or WebVTT. Nothing at all
// is a recording in which nobody speaks.
Result<InterviewResult> read_transcriber_output(std::string_view bytes);

// What follows from the paragraphs: speakers and languages.
void describe_transcript(InterviewResult& result);

}  // namespace quern::serve
