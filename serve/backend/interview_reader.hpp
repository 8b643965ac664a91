// Reads one recording or transcript, in child processes: sound is measured, and written down where there is a transcriber.
// Errors  for the person, in `message`; cancelled when it is no longer wanted.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/stop_token.hpp"
#include "core/base/task.hpp"
#include "serve/backend/file_store.hpp"
#include "serve/backend/interview_store.hpp"
#include "serve/backend/media_report.hpp"
#include "serve/backend/tool_runner.hpp"

namespace quern::serve {

struct TranscriberOptions {
  // A command of the operator's: "{}" in a word is the path of a WAV file (16 kHz, mono, 16 bits), which is also its
  // descriptor 3. It writes SubRip, WebVTT or {"segments": [{"start", "end", "text", "speaker"?}]} to stdout.
  std::vector<std::string> command;  // empty: none
  Duration wall = std::chrono::hours{4};
};

struct InterviewReaderOptions {
  MediaLimits media{};
  TranscriberOptions transcriber{};
};

struct RecordingToRead {
  RecordingKind kind = RecordingKind::media;
  std::string file_id;
  std::string content_type;
  std::string sound_id;                     // a new file's, for the transcriber
  std::function<void(double)> on_progress;  // 0..1
};

// What it is given outlives the task, which ends after `stop`.
Task<Result<InterviewResult>> read_recording(ToolRunner* tools, FileStore* files, InterviewReaderOptions options,
                                             RecordingToRead recording, StopToken stop);

}  // namespace quern::serve
