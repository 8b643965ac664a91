// A recorded interview of a project, and what reading its file gave.
// Shape   in lists and in interview:status there is no `result`; interview:complete has it without the transcript when that
//         is long (then GET the interview).
// Units   *_ms are milliseconds from the start of the recording; progress and speech_share are 0..1; loudness is
//         integrated, by EBU R128, in LUFS, and peak is the true one in dBFS (both absent of silence); a waveform is peaks
//         of equal parts, 0..100 of full scale.
// Source  contract, section 3, "interviews".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/api/page.hpp"

namespace quern {

enum class InterviewStatus : std::uint8_t { unknown, uploaded, processing, done, error };
template <> struct EnumNames<InterviewStatus> {
  static constexpr std::string_view names[] = {"", "uploaded", "processing", "done", "error"};
};

enum class SegmentKind : std::uint8_t { unknown, speech, silence };
template <> struct EnumNames<SegmentKind> {
  static constexpr std::string_view names[] = {"", "speech", "silence"};
};

struct InterviewFile {
  std::string name;
  std::int64_t size = 0;  // bytes
  std::string content_type;
  std::optional<std::int64_t> duration_ms;
  bool operator==(const InterviewFile&) const = default;
};

struct InterviewSegment {
  OpenEnum<SegmentKind> kind;
  std::int64_t start_ms = 0;
  std::int64_t end_ms = 0;
  bool operator==(const InterviewSegment&) const = default;
};

struct TranscriptParagraph {
  std::optional<std::string> speaker;
  std::optional<std::int64_t> start_ms;
  std::optional<std::int64_t> end_ms;
  std::string text;
  bool operator==(const TranscriptParagraph&) const = default;
};

struct InterviewResult {
  std::optional<std::int64_t> duration_ms;
  std::optional<double> loudness_lufs;
  std::optional<double> peak_db;
  std::vector<std::int32_t> waveform;
  std::vector<InterviewSegment> segments;  // in order, without gaps
  std::optional<double> speech_share;
  std::vector<std::string> speakers;  // in the order in which they first speak
  std::vector<TranscriptParagraph> transcript;
  std::vector<std::string> languages;  // "ru", "en", most spoken first
  bool operator==(const InterviewResult&) const = default;
};

struct Interview {
  InterviewId id;
  std::optional<std::string> client_id;
  std::int64_t version = 0;  // grows by one with each change, of progress too
  ProjectId project_id;
  std::string title;
  OpenEnum<InterviewStatus> status = InterviewStatus::uploaded;
  std::optional<double> progress;    // while processing
  std::optional<std::string> error;  // why, for a person to read
  InterviewFile file;
  std::optional<InterviewResult> result;
  WallTime created_at{};
  WallTime updated_at{};
  bool operator==(const Interview&) const = default;
};

// PATCH /api/interviews/:id
struct InterviewPatch {
  std::optional<std::string> title;
  bool operator==(const InterviewPatch&) const = default;
};

// PUT /api/interviews/:id/transcript: all of it.
struct TranscriptUpdate {
  std::vector<TranscriptParagraph> paragraphs;
  bool operator==(const TranscriptUpdate&) const = default;
};

// GET /api/interviews/projects/:projectId?search=&offset=&limit=
struct InterviewListParams {
  std::string search;
  std::int64_t offset = 0;
  std::int64_t limit = default_page_limit;
  bool operator==(const InterviewListParams&) const = default;
};

// The events interview:status, interview:error and interview:complete.
struct InterviewStatusEvent {
  InterviewId id;
  ProjectId project_id;
  std::int64_t version = 0;
  OpenEnum<InterviewStatus> status;
  std::optional<double> progress;
  bool operator==(const InterviewStatusEvent&) const = default;
};
struct InterviewErrorEvent {
  InterviewId id;
  ProjectId project_id;
  std::int64_t version = 0;
  std::string error;
  bool operator==(const InterviewErrorEvent&) const = default;
};
struct InterviewCompleteEvent {
  InterviewId id;
  ProjectId project_id;
  std::int64_t version = 0;
  InterviewResult result;
  bool operator==(const InterviewCompleteEvent&) const = default;
};

inline constexpr std::int64_t max_interview_title_length = 200;  // characters
inline constexpr std::int64_t max_transcript_paragraphs = 20'000;
inline constexpr std::int64_t max_paragraph_length = 20'000;
inline constexpr std::int64_t max_speaker_length = 100;

template <> struct Schema<InterviewFile> {
  static const schema::Table table;
};
template <> struct Schema<InterviewSegment> {
  static const schema::Table table;
};
template <> struct Schema<TranscriptParagraph> {
  static const schema::Table table;
};
template <> struct Schema<InterviewResult> {
  static const schema::Table table;
};
template <> struct Schema<Interview> {
  static const schema::Table table;
};
template <> struct Schema<InterviewPatch> {
  static const schema::Table table;
};
template <> struct Schema<TranscriptUpdate> {
  static const schema::Table table;
};
template <> struct Schema<InterviewStatusEvent> {
  static const schema::Table table;
};
template <> struct Schema<InterviewErrorEvent> {
  static const schema::Table table;
};
template <> struct Schema<InterviewCompleteEvent> {
  static const schema::Table table;
};

}  // namespace quern
