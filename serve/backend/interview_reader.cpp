#include "serve/backend/interview_reader.hpp"

#include <memory>

#include "core/api/decode.hpp"
#include "serve/transcripts/transcript_reader.hpp"

namespace quern::serve {
namespace {

// A failure of ours, told so that the person knows whether the file is to blame.
Error explain(const Error& error) {
  switch (error.kind) {
    case ErrorKind::timeout: return {.kind = error.kind, .message = "reading the file took too long, and was ended"};
    case ErrorKind::validation:
    case ErrorKind::cancelled: return error;
    default: return {.kind = error.kind, .message = "the server could not read the file: " + error.message};
  }
}

Task<Result<InterviewResult>> measure(ToolRunner* tools, std::string path, MediaProbe probe, MediaLimits limits,
                                      std::function<void(double)> on_progress, StopToken stop) {
  const auto report = std::make_shared<MediaReport>();
  auto command = measure_command(path, probe, limits);
  command.on_line = [report, on_progress = std::move(on_progress), claimed = probe.duration_ms](std::string_view line) {
    const auto before = report->position_ms();
    report->on_line(line);
    if (!claimed || *claimed == 0 || report->position_ms() == before) return;
    on_progress(std::min(1.0, static_cast<double>(report->position_ms()) / static_cast<double>(*claimed)));
  };
  const auto output = co_await tools->run(std::move(command), std::move(stop));
  if (!output) co_return fail(explain(output.error()));
  auto result = report->result(output->output);
  if (output->status != 0 || result.duration_ms.value_or(0) == 0) {
    co_return fail(ErrorKind::validation, "the sound of the recording cannot be decoded: the file is damaged");
  }
  co_return result;
}

ToolCommand transcriber_command(const TranscriberOptions& options, const std::string& path) {
  auto words = options.command;
  for (auto& word : words) {
    if (const auto at = word.find("{}"); at != std::string::npos) word.replace(at, 2, path);
  }
  return {.arguments = std::move(words),
          .read_file = path,
          .limits = {.wall = options.wall,
                     .cpu = std::chrono::duration_cast<std::chrono::seconds>(options.wall) * 16,  // of many threads
                     .memory_bytes = UINT64_MAX,
                     .output_bytes = 8ULL * 1024 * 1024,
                     .file_bytes = 16ULL * 1024 * 1024 * 1024},
          .confinement = Confinement::operators_own};
}

Task<Result<InterviewResult>> transcribe(ToolRunner* tools, FileStore* files, InterviewReaderOptions options,
                                         std::string path, std::string sound_id, StopToken stop) {
  if (auto made = files->create(sound_id); !made || !(*made)->finish()) {  // its place, for the tool to write over
    co_return fail(ErrorKind::server, "there is no room on the server to prepare the sound");
  }
  const auto sound = files->path(sound_id);
  const auto extracted = co_await tools->run(extract_command(path, sound, options.media), stop);
  if (!extracted) co_return fail(explain(extracted.error()));
  if (extracted->status != 0) co_return fail(ErrorKind::validation, "the sound of the recording cannot be decoded");
  const auto written = co_await tools->run(transcriber_command(options.transcriber, sound), stop);
  if (!written) co_return fail(explain(written.error()));
  if (written->status != 0) {
    co_return fail(ErrorKind::server, "the transcriber failed with status " + std::to_string(written->status));
  }
  auto transcript = read_transcriber_output(written->output);
  if (!transcript)
    co_return fail(ErrorKind::server, "the transcriber's answer makes no sense: " + transcript.error().message);
  co_return transcript;
}

Task<Result<InterviewResult>> read_media(ToolRunner* tools, FileStore* files, InterviewReaderOptions options,
                                         RecordingToRead recording, StopToken stop) {
  const auto path = files->path(recording.file_id);
  const auto probed = co_await tools->run(probe_command(path), stop);
  if (!probed) co_return fail(explain(probed.error()));
  const auto probe = parse_probe(*probed);
  if (!probe) co_return fail(probe.error());

  const bool has_transcriber = !options.transcriber.command.empty();
  const double share = has_transcriber ? 0.3 : 1.0;  // of the whole work
  auto measured = co_await measure(
      tools, path, *probe, options.media,
      [on_progress = recording.on_progress, share](double part) { on_progress(part * share); }, stop);
  if (!measured || !has_transcriber) co_return measured;
  recording.on_progress(share);
  auto transcript = co_await transcribe(tools, files, options, path, recording.sound_id, stop);
  files->remove(recording.sound_id);
  if (!transcript) co_return fail(transcript.error());
  measured->transcript = std::move(transcript->transcript);
  describe_transcript(*measured);
  co_return measured;
}

constexpr int unreadable_status = 65;  // of our own reader, with the reason on stderr

Task<Result<InterviewResult>> read_document(ToolRunner* tools, FileStore* files, RecordingToRead recording,
                                            StopToken stop) {
  const auto output = co_await tools->run({.arguments = {"serve", "tool", "transcript", recording.content_type},
                                           .read_file = files->path(recording.file_id),
                                           .limits = {.output_bytes = 32ULL * 1024 * 1024}},
                                          std::move(stop));
  if (!output) co_return fail(explain(output.error()));
  if (output->status == unreadable_status) {
    auto reason = output->error_text.substr(0, output->error_text.find('\n'));
    co_return fail(ErrorKind::validation, std::move(reason));
  }
  auto result = output->status == 0 ? decode<InterviewResult>(output->output)
                                    : Result<InterviewResult>{fail(ErrorKind::validation, "")};
  if (!result) co_return fail(ErrorKind::validation, "the transcript is damaged: it cannot be read");
  co_return result;
}

}  // namespace

Task<Result<InterviewResult>> read_recording(ToolRunner* tools, FileStore* files, InterviewReaderOptions options,
                                             RecordingToRead recording, StopToken stop) {
  if (recording.kind == RecordingKind::media) {
    return read_media(tools, files, std::move(options), std::move(recording), std::move(stop));
  }
  return read_document(tools, files, std::move(recording), std::move(stop));
}

}  // namespace quern::serve
