#include "serve/transcripts/transcript_reader.hpp"

#include <algorithm>

#include "core/api/utf8.hpp"
#include "serve/transcripts/speaker_label.hpp"
#include "serve/transcripts/text_lines.hpp"
#include "serve/transcripts/timed_text.hpp"

namespace quern::serve {
namespace {

constexpr std::size_t most_bytes = 4 * 1024 * 1024;
constexpr std::size_t longest_joined = 600;      // bytes; of cues in one paragraph
constexpr std::int64_t longest_pause_ms = 1000;  // between them

Error unreadable(const char* message) {
  return {.kind = ErrorKind::validation, .status = 422, .code = "validation", .message = message};
}

// A paragraph that is too long for one is several; cut at a space where there is one.
void append_paragraph(std::vector<TranscriptParagraph>& out, TranscriptParagraph paragraph) {
  paragraph.text = join_spaces(paragraph.text);
  constexpr auto longest = static_cast<std::size_t>(max_paragraph_length);  // so many bytes are never more characters
  while (paragraph.text.size() > longest) {
    auto cut = paragraph.text.rfind(' ', longest);
    if (cut == std::string::npos || cut == 0) {
      cut = longest;
      while ((static_cast<unsigned char>(paragraph.text[cut]) & 0xc0U) == 0x80) --cut;
    }
    auto head = paragraph;
    head.text.resize(cut);
    out.push_back(std::move(head));
    paragraph.text = join_spaces(paragraph.text.substr(cut));
  }
  if (!paragraph.text.empty()) out.push_back(std::move(paragraph));
}

std::optional<std::string> cut_name(std::optional<std::string> name) {
  constexpr auto most = static_cast<std::size_t>(max_speaker_length);
  if (name && name->size() > most) {
    auto cut = most;
    while ((static_cast<unsigned char>((*name)[cut]) & 0xc0U) == 0x80) --cut;
    name->resize(cut);
  }
  return name && name->empty() ? std::nullopt : name;
}

bool ends_sentence(std::string_view text) {
  for (const std::string_view mark : {".", "?", "!", "…", "»", "\"", ":"}) {
    if (text.ends_with(mark)) return true;
  }
  return false;
}

std::vector<TranscriptParagraph> from_cues(std::vector<Cue> cues) {
  SpeakerLabels labels;
  for (const auto& cue : cues) labels.see(cue.text);
  std::vector<TranscriptParagraph> out;
  for (auto& cue : cues) {
    TranscriptParagraph next{.speaker = cue.speaker, .start_ms = cue.start_ms, .end_ms = cue.end_ms, .text = cue.text};
    if (!cue.speaker) {
      auto line = labels.split(cue.text);
      if (line.speaker && !line.words.empty()) {  // a name alone is all that is said
        next.speaker = line.speaker;
        next.text = line.words;
      }
    }
    next.speaker = cut_name(std::move(next.speaker));
    if (!out.empty()) {
      auto& last = out.back();
      const bool goes_on = last.speaker == next.speaker || (!next.speaker && last.speaker && !cue.speaker);
      if (goes_on && !ends_sentence(last.text) && *next.start_ms - *last.end_ms <= longest_pause_ms &&
          last.text.size() + next.text.size() < longest_joined) {
        last.text += ' ' + next.text;
        last.end_ms = std::max(last.end_ms, next.end_ms);
        continue;
      }
    }
    append_paragraph(out, std::move(next));
  }
  return out;
}

// Without the marks of a list, a quotation or a heading. `is_heading` is set for the last.
std::string_view without_marks(std::string_view line, bool& is_heading) {
  line = trim_blanks(line);
  is_heading = line.starts_with('#');
  while (line.starts_with('#') || line.starts_with('>')) line.remove_prefix(1);
  for (const std::string_view mark : {"- ", "* ", "+ ", "— ", "– "}) {
    if (line.starts_with(mark)) line.remove_prefix(mark.size());
  }
  return trim_blanks(line);
}

std::vector<TranscriptParagraph> from_lines(std::string_view text) {
  SpeakerLabels labels;
  bool is_heading = false;
  for (auto rest = text; const auto line = take_line(rest);) labels.see(without_marks(*line, is_heading));
  std::vector<TranscriptParagraph> out;
  TranscriptParagraph current;
  const auto finish = [&] {
    const auto speaker = current.speaker;
    append_paragraph(out, std::exchange(current, {}));
    current.speaker = speaker;  // who goes on after an empty line
  };
  while (const auto raw = take_line(text)) {
    const auto line = without_marks(*raw, is_heading);
    if (line.empty()) {
      finish();
      continue;
    }
    const auto part = labels.split(line);
    if (part.speaker || part.start_ms || is_heading) {
      finish();
      if (part.speaker || is_heading) current.speaker = cut_name(part.speaker);
      current.start_ms = part.start_ms;
    }
    current.text.append(part.words) += ' ';
    if (is_heading) finish();
  }
  finish();
  return out;
}

// The end of one that has none is the start of the next.
void fill_ends(std::vector<TranscriptParagraph>& paragraphs) {
  for (std::size_t i = 0; i + 1 < paragraphs.size(); ++i) {
    auto& one = paragraphs[i];
    const auto& next = paragraphs[i + 1].start_ms;
    if (one.start_ms && !one.end_ms && next && *next >= *one.start_ms) one.end_ms = next;
  }
}

struct Letters {
  std::size_t russian = 0;
  std::size_t latin = 0;
};

Letters count_letters(const std::vector<TranscriptParagraph>& paragraphs) {
  Letters letters;
  for (const auto& paragraph : paragraphs) {
    for (const char c : paragraph.text) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte == 0xd0 || byte == 0xd1) ++letters.russian;
      if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')) ++letters.latin;
    }
  }
  return letters;
}

}  // namespace

void describe_transcript(InterviewResult& result) {
  result.speakers.clear();
  result.languages.clear();
  for (const auto& paragraph : result.transcript) {
    if (!paragraph.speaker || result.speakers.size() >= 100) continue;
    if (std::ranges::find(result.speakers, *paragraph.speaker) == result.speakers.end()) {
      result.speakers.push_back(*paragraph.speaker);
    }
  }
  const auto [russian, latin] = count_letters(result.transcript);
  const auto enough = (russian + latin) / 10;
  if (russian > enough) result.languages.emplace_back("ru");
  if (latin > enough) result.languages.emplace_back("en");
  if (latin > russian && result.languages.size() == 2) std::swap(result.languages[0], result.languages[1]);
}

Result<InterviewResult> read_transcript(std::string_view text) {
  if (text.size() > most_bytes) return fail(unreadable("the transcript is too long"));
  InterviewResult result;
  if (is_timed_text(text))
    result.transcript = from_cues(read_cues(text));
  else
    result.transcript = from_lines(text);
  if (result.transcript.empty()) return fail(unreadable("there is nothing to read in the transcript"));
  if (result.transcript.size() > static_cast<std::size_t>(max_transcript_paragraphs)) {
    return fail(unreadable("the transcript has too many paragraphs"));
  }
  fill_ends(result.transcript);
  describe_transcript(result);
  for (const auto& paragraph : result.transcript) {
    if (paragraph.end_ms) result.duration_ms = std::max(result.duration_ms.value_or(0), *paragraph.end_ms);
  }
  return result;
}

}  // namespace quern::serve
