#include "core/api/decode.hpp"
#include "serve/transcripts/text_encoding.hpp"
#include "serve/transcripts/text_lines.hpp"
#include "serve/transcripts/transcript_reader.hpp"
#include "serve/transcripts/transcript_writer.hpp"

namespace quern {
namespace serve {
namespace {

struct SpokenSegment {
  double start = 0;  // seconds
  double end = 0;
  std::string text;
  std::optional<std::string> speaker;
};
struct SpokenText {
  std::vector<SpokenSegment> segments;
};

std::int64_t to_milliseconds(double seconds) {
  constexpr double longest = 1000.0 * 3600;
  return seconds > 0 && seconds < longest ? static_cast<std::int64_t>(seconds * 1000) : 0;
}

}  // namespace
}  // namespace serve

template <> struct Schema<serve::SpokenSegment> {
  static constexpr schema::Field fields[] = {
      field<&serve::SpokenSegment::start>("start"), field<&serve::SpokenSegment::end>("end"),
      field<&serve::SpokenSegment::text>("text"), field<&serve::SpokenSegment::speaker>("speaker")};
  static constexpr schema::Table table{fields};
};
template <> struct Schema<serve::SpokenText> {
  static constexpr schema::Field fields[] = {field<&serve::SpokenText::segments>("segments")};
  static constexpr schema::Table table{fields};
};

namespace serve {

Result<InterviewResult> read_transcriber_output(std::string_view bytes) {
  const auto text = to_utf8(bytes);
  if (join_spaces(text).empty()) return InterviewResult{};  // nobody spoke
  if (!text.starts_with('{')) return read_transcript(text);
  const auto spoken = decode<SpokenText>(text);
  if (!spoken) return fail(spoken.error());
  // Through the same door as every transcript: its limits, and what joins and describes paragraphs.
  std::vector<TranscriptParagraph> cues;
  for (const auto& segment : spoken->segments) {
    if (join_spaces(segment.text).empty()) continue;
    cues.push_back({.speaker = segment.speaker,
                    .start_ms = to_milliseconds(segment.start),
                    .end_ms = to_milliseconds(segment.end),
                    .text = join_spaces(segment.text)});
  }
  if (cues.empty()) return InterviewResult{};
  return read_transcript(*format_web_vtt(cues));
}

}  // namespace serve
}  // namespace quern
