#include "serve/transcripts/speaker_label.hpp"

#include <algorithm>
#include <array>

#include "core/api/utf8.hpp"
#include "serve/transcripts/text_lines.hpp"
#include "serve/transcripts/timed_text.hpp"

namespace quern::serve {
namespace {

constexpr std::size_t longest_name = 40;  // code points
constexpr auto usual = std::to_array<std::string_view>(
    {"interviewer", "interviewee", "candidate",  "speaker",  "host",      "guest",    "moderator",
     "respondent",  "recruiter",   "hr",         "q",        "a",         "question", "answer",
     "интервьюер",  "кандидат",    "соискатель", "спикер",   "говорящий", "ведущий",  "ведущая",
     "гость",       "модератор",   "респондент", "рекрутер", "вопрос",    "ответ",    "эйчар"});

// Letters of ASCII and of Russian, as far as these names need it.
std::string to_lower_case(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    if (byte >= 'A' && byte <= 'Z') {
      out += static_cast<char>(byte + 32);
    } else if (byte == 0xd0 && next >= 0x90 && next <= 0xaf) {  // А … Я
      const unsigned point = 0x410 + (next - 0x90) + 0x20;
      out += static_cast<char>(0xc0 | (point >> 6));
      out += static_cast<char>(0x80 | (point & 0x3f));
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

bool is_usual(std::string_view name) {
  auto word = to_lower_case(name);
  while (!word.empty() && ((word.back() >= '0' && word.back() <= '9') || word.back() == ' ' || word.back() == '#'))
    word.pop_back();
  return std::ranges::find(usual, std::string_view{word}) != usual.end();
}

// "Анна Петровна", "Speaker 1", "HR-менеджер": a few words, no sentence.
bool may_be_name(std::string_view text) {
  if (text.empty() || count_code_points(text) > longest_name) return false;
  if (text.find_first_of(".,?!;\"()[]{}<>/\\=|") != std::string_view::npos) return false;
  if (std::ranges::count(text, ' ') > 3) return false;
  const auto first = static_cast<unsigned char>(text.front());
  const bool is_ascii_letter = first >= 'A' && first <= 'Z';
  const bool is_russian_capital =
      first == 0xd0 && text.size() > 1 &&
      (static_cast<unsigned char>(text[1]) == 0x81 ||
       (static_cast<unsigned char>(text[1]) >= 0x90 && static_cast<unsigned char>(text[1]) <= 0xaf));
  return is_ascii_letter || is_russian_capital || first >= 0xd2 || is_usual(text);
}

// "[00:01:02]", "(1:02)", "00:01:02", "[00:01:02 - 00:01:05]" at the start.
std::optional<std::int64_t> take_stamp(std::string_view& text) {
  auto rest = text;
  const char closes = rest.starts_with('[') ? ']' : rest.starts_with('(') ? ')' : '\0';
  if (closes != '\0') rest = trim_blanks(rest.substr(1));
  const auto time = take_time(rest);
  if (!time) return std::nullopt;
  if (closes != '\0') {
    const auto end = rest.find(closes);
    if (end == std::string_view::npos || end > 24) return std::nullopt;
    rest.remove_prefix(end + 1);
  } else if (!rest.empty() && rest.front() != ' ' && rest.front() != '\t') {
    return std::nullopt;
  }
  text = trim_blanks(rest);
  if (text.starts_with("- ")) text = trim_blanks(text.substr(2));
  return time;
}

struct Candidate {
  std::string_view name;
  std::optional<std::int64_t> time;
  std::string_view words;
  bool is_sure = false;  // by a time beside it
};

std::string_view without_emphasis(std::string_view name) {
  while (name.starts_with('*') || name.starts_with('_')) name.remove_prefix(1);
  while (name.ends_with('*') || name.ends_with('_')) name.remove_suffix(1);
  return trim_blanks(name);
}

// "Name:", "**Name:** …", "Name [0:12]: …".
std::optional<Candidate> find_label(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  for (std::size_t at = colon; at != std::string_view::npos && at < 160; at = line.find(':', at + 1)) {
    auto name = without_emphasis(trim_blanks(line.substr(0, at)));
    Candidate found;
    const auto bracket = name.find_last_of("[(");
    if (bracket != std::string_view::npos && bracket > 0) {
      auto stamp = name.substr(bracket);
      found.time = take_stamp(stamp);
      if (found.time && stamp.empty()) name = without_emphasis(trim_blanks(name.substr(0, bracket)));
    }
    if (!may_be_name(name)) continue;
    found.name = name;
    found.is_sure = found.time.has_value();
    found.words = line.substr(at + 1);
    while (found.words.starts_with('*') || found.words.starts_with('_')) found.words.remove_prefix(1);
    if (found.words.starts_with("//")) return std::nullopt;  // https://…
    found.words = trim_blanks(found.words);
    return found;
  }
  return std::nullopt;
}

// "Anna  0:12" and nothing else.
std::optional<Candidate> find_heading(std::string_view line) {
  const auto space = line.find_last_of(" \t");
  if (space == std::string_view::npos) return std::nullopt;
  auto stamp = line.substr(space + 1);
  const auto time = take_stamp(stamp);
  const auto name = without_emphasis(trim_blanks(line.substr(0, space)));
  if (!time || !stamp.empty() || !may_be_name(name)) return std::nullopt;
  return Candidate{.name = name, .time = time, .words = {}, .is_sure = true};
}

}  // namespace

void SpeakerLabels::see(std::string_view line) {
  line = trim_blanks(line);
  take_stamp(line);
  if (const auto label = find_label(line)) ++seen_[std::string{label->name}];
}

LabelledLine SpeakerLabels::split(std::string_view line) const {
  line = trim_blanks(line);
  LabelledLine out;
  out.start_ms = take_stamp(line);
  out.words = line;
  auto candidate = find_heading(line);
  if (!candidate) candidate = find_label(line);
  if (!candidate) return out;
  const auto seen = seen_.find(candidate->name);
  if (!candidate->is_sure && !out.start_ms && !is_usual(candidate->name) && (seen == seen_.end() || seen->second < 2)) {
    return out;
  }
  out.speaker = std::string{candidate->name};
  if (candidate->time) out.start_ms = candidate->time;
  out.words = candidate->words;
  if (const auto time = take_stamp(out.words)) out.start_ms = out.start_ms ? out.start_ms : time;
  return out;
}

}  // namespace quern::serve
