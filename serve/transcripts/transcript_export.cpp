#include "serve/transcripts/transcript_export.hpp"

#include <algorithm>
#include <array>

#include "serve/transcripts/transcript_writer.hpp"

namespace quern::serve {
namespace {

constexpr std::array formats = {
    TranscriptFormat{
        "txt", "text/plain; charset=utf-8",
        [](const InterviewResult& result) { return std::optional{format_text_transcript(result.transcript)}; }},
    TranscriptFormat{"srt", "application/x-subrip; charset=utf-8",
                     [](const InterviewResult& result) { return format_subrip(result.transcript); }},
    TranscriptFormat{"vtt", "text/vtt; charset=utf-8",
                     [](const InterviewResult& result) { return format_web_vtt(result.transcript); }},
    TranscriptFormat{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
};

}  // namespace

const TranscriptFormat* find_transcript_format(std::string_view name) {
  const auto found = std::ranges::find(formats, name, &TranscriptFormat::name);
  return found == formats.end() ? nullptr : &*found;
}

}  // namespace quern::serve
