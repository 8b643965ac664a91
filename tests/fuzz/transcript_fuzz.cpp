// Any bytes as a transcript: refused, or paragraphs that keep the contract's limits, and that are read back from WebVTT with
// as many words.
#include <cstdint>
#include <cstdlib>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "core/api/utf8.hpp"
#include "serve/transcripts/text_encoding.hpp"
#include "serve/transcripts/transcript_reader.hpp"
#include "serve/transcripts/transcript_writer.hpp"

namespace {

using namespace quern;

void check(bool holds) {
  if (!holds) std::abort();
}

// What the server would take from a person, it may give to one.
void check_limits(const InterviewResult& result) {
  check(!result.transcript.empty());
  const auto again = decode_all<TranscriptUpdate>(encode(TranscriptUpdate{.paragraphs = result.transcript}));
  check(again.has_value());
  check(again->paragraphs == result.transcript);
  for (const auto& one : result.transcript) check(!one.start_ms || !one.end_ms || *one.start_ms <= *one.end_ms);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const auto text = serve::to_utf8(bytes);
  check(find_invalid_utf8(text) == text.size());
  if (const auto result = serve::read_transcript(text)) {
    check_limits(*result);
    (void)serve::format_text_transcript(result->transcript);
    if (const auto vtt = serve::format_web_vtt(result->transcript)) check(serve::read_transcript(*vtt).has_value());
    if (const auto srt = serve::format_subrip(result->transcript)) (void)serve::read_transcript(*srt);
  }
  (void)serve::read_transcriber_output(bytes);
  return 0;
}
