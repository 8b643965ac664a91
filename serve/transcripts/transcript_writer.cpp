#include "serve/transcripts/transcript_writer.hpp"

#include <algorithm>
#include <cstdio>

namespace quern::serve {
namespace {

constexpr std::int64_t shortest_cue_ms = 1000;  // of a paragraph without an end

bool has_times(const std::vector<TranscriptParagraph>& paragraphs) {
  return std::ranges::all_of(paragraphs, [](const auto& one) { return one.start_ms.has_value(); });
}

std::string format_span(const TranscriptParagraph& one, char point) {
  const auto end = std::max(one.end_ms.value_or(*one.start_ms + shortest_cue_ms), *one.start_ms);
  return format_time(*one.start_ms, point) + " --> " + format_time(end, point);
}

// An empty line would end the cue.
std::string in_one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  std::ranges::replace(text, '\r', ' ');
  return text;
}

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
  return in_one_line(std::move(out));
}

}  // namespace

std::string format_time(std::int64_t milliseconds, char point) {
  const auto seconds = milliseconds / 1000;
  char text[64];
  std::snprintf(text, sizeof text, "%02lld:%02lld:%02lld", static_cast<long long>(seconds / 3600),
                static_cast<long long>(seconds / 60 % 60), static_cast<long long>(seconds % 60));
  std::string out = text;
  if (point == '\0') return out;
  std::snprintf(text, sizeof text, "%c%03lld", point, static_cast<long long>(milliseconds % 1000));
  return out + text;
}

std::string format_text_transcript(const std::vector<TranscriptParagraph>& paragraphs) {
  std::string out;
  for (const auto& one : paragraphs) {
    if (!out.empty()) out += '\n';
    if (one.start_ms) out += '[' + format_time(*one.start_ms, '\0') + "] ";
    if (one.speaker) out += *one.speaker + ": ";
    out += one.text + '\n';
  }
  return out;
}

std::optional<std::string> format_subrip(const std::vector<TranscriptParagraph>& paragraphs) {
  if (!has_times(paragraphs)) return std::nullopt;
  std::string out;
  int number = 0;
  for (const auto& one : paragraphs) {
    out += std::to_string(++number) + '\n' + format_span(one, ',') + '\n';
    if (one.speaker) out += in_one_line(*one.speaker) + ": ";
    out += in_one_line(one.text) + "\n\n";
  }
  return out;
}

std::optional<std::string> format_web_vtt(const std::vector<TranscriptParagraph>& paragraphs) {
  if (!has_times(paragraphs)) return std::nullopt;
  std::string out = "WEBVTT\n";
  for (const auto& one : paragraphs) {
    out += '\n' + format_span(one, '.') + '\n';
    if (one.speaker) out += "<v " + escape(*one.speaker) + '>';
    out += escape(one.text) + '\n';
  }
  return out;
}

}  // namespace quern::serve
