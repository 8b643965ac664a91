#include "serve/transcripts/timed_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "serve/transcripts/text_lines.hpp"

namespace quern::serve {
namespace {

struct Span {
  std::int64_t start_ms = 0;
  std::int64_t end_ms = 0;
};

// "00:00:01,000 --> 00:00:04,000 position:10%"
std::optional<Span> parse_span(std::string_view line) {
  line = trim_blanks(line);
  const auto start = take_time(line);
  line = trim_blanks(line);
  if (!start || !line.starts_with("-->")) return std::nullopt;
  line = trim_blanks(line.substr(3));
  const auto end = take_time(line);
  if (!end) return std::nullopt;
  return Span{*start, std::max(*start, *end)};
}

std::string unescape(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> entities = {
      {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&nbsp;", " "}, {"&lrm;", ""}, {"&rlm;", ""}}};
  std::string out;
  while (!text.empty()) {
    const auto found = std::ranges::find_if(entities, [&](const auto& one) { return text.starts_with(one.first); });
    if (found == entities.end()) {
      out += text.front();
      text.remove_prefix(1);
    } else {
      out += found->second;
      text.remove_prefix(found->first.size());
    }
  }
  return out;
}

// Where the tag ends with which `text` begins: one of WebVTT's, of SubRip's, a time, or a style in braces. npos for none.
std::size_t tag_end(std::string_view text) {
  constexpr auto names = std::to_array<std::string_view>({"v", "c", "i", "b", "u", "s", "ruby", "rt", "lang", "font"});
  if (text.starts_with("{\\")) return text.find('}');
  if (!text.starts_with('<')) return std::string_view::npos;
  auto name = text.substr(1, text.find('>') - 1);
  if (name.starts_with('/')) name.remove_prefix(1);
  name = name.substr(0, name.find_first_of(" .\t"));
  const bool is_time = !name.empty() && name.front() >= '0' && name.front() <= '9' && name.contains(':');
  const bool is_tag = is_time || std::ranges::find(names, name) != names.end();
  return is_tag ? text.find('>') : std::string_view::npos;
}

// The words of one cue, by who says them: "<v Anna>Hello <i>there</i></v><v Ivan>Hi".
void append_voices(std::vector<Cue>& cues, const Span& span, std::string_view payload) {
  std::string words;
  std::optional<std::string> speaker;
  const auto finish = [&] {
    auto text = join_spaces(unescape(words));
    if (!text.empty()) cues.push_back({speaker, span.start_ms, span.end_ms, std::move(text)});
    words.clear();
  };
  while (!payload.empty()) {
    const auto end = tag_end(payload);
    if (end == std::string_view::npos) {
      words += payload.front();
      payload.remove_prefix(1);
      continue;
    }
    const auto tag = payload.substr(1, end - 1);
    payload.remove_prefix(end + 1);
    if (tag != "v" && !tag.starts_with("v ") && !tag.starts_with("v.")) continue;
    finish();
    const auto space = tag.find(' ');
    auto name = space == std::string_view::npos ? std::string{} : join_spaces(unescape(tag.substr(space)));
    speaker = name.empty() ? std::nullopt : std::optional{std::move(name)};
  }
  finish();
}

}  // namespace

std::optional<std::int64_t> take_time(std::string_view& text) {
  auto rest = text;
  std::array<std::int64_t, 3> parts{};
  std::size_t count = 0;
  while (true) {
    std::size_t digits = 0;
    while (digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9') {
      if (digits == 4) return std::nullopt;
      parts[count] = parts[count] * 10 + (rest[digits++] - '0');
    }
    if (digits == 0 || (count > 0 && (digits != 2 || parts[count] > 59))) return std::nullopt;
    rest.remove_prefix(digits);
    ++count;
    if (count == 3 || rest.size() < 2 || rest[0] != ':' || rest[1] < '0' || rest[1] > '9') break;
    rest.remove_prefix(1);
  }
  if (count < 2) return std::nullopt;
  std::int64_t milliseconds = 0;
  if (rest.size() > 1 && (rest[0] == '.' || rest[0] == ',') && rest[1] >= '0' && rest[1] <= '9') {
    rest.remove_prefix(1);
    for (int place = 100; !rest.empty() && rest[0] >= '0' && rest[0] <= '9'; place /= 10, rest.remove_prefix(1)) {
      milliseconds += place * (rest[0] - '0');
    }
  }
  text = rest;
  const auto seconds = count == 3 ? (parts[0] * 60 + parts[1]) * 60 + parts[2] : parts[0] * 60 + parts[1];
  return seconds * 1000 + milliseconds;
}

bool is_timed_text(std::string_view text) {
  if (text.starts_with("WEBVTT")) return true;
  for (int lines = 0; lines < 20; ++lines) {
    const auto line = take_line(text);
    if (!line) return false;
    if (parse_span(*line)) return true;
  }
  return false;
}

std::vector<Cue> read_cues(std::string_view text) {
  std::vector<Cue> cues;
  bool is_skipping = false;  // a block of a style or a note
  while (auto line = take_line(text)) {
    if (trim_blanks(*line).empty())
      is_skipping = false;
    else if (line->starts_with("NOTE") || *line == "STYLE" || *line == "REGION")
      is_skipping = true;
    const auto span = is_skipping ? std::nullopt : parse_span(*line);
    if (!span) continue;
    std::string payload;
    while ((line = take_line(text)) && !trim_blanks(*line).empty()) payload.append(*line) += ' ';
    append_voices(cues, *span, payload);
  }
  std::ranges::stable_sort(cues, {}, &Cue::start_ms);
  return cues;
}

}  // namespace quern::serve
