// What ffprobe and ffmpeg say of a recording, as values; and the commands they are asked with.
// Source  ffprobe -print_format json; ffmpeg's filters ebur128, silencedetect, astats and ametadata, and -progress.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/interview.hpp"
#include "core/base/error.hpp"
#include "serve/backend/tool_runner.hpp"

namespace quern::serve {

inline constexpr std::size_t waveform_size = 400;

struct MediaProbe {
  std::optional<std::int64_t> duration_ms;  // as the file claims
  bool has_sound = false;
};

ToolCommand probe_command(const std::string& path);
// Errors: validation, for the person: not a recording, damaged.
Result<MediaProbe> parse_probe(const ToolOutput& output);

struct MediaLimits {
  Duration wall = std::chrono::minutes{30};
  std::chrono::seconds cpu{25 * 60};
};
ToolCommand measure_command(const std::string& path, const MediaProbe& probe, const MediaLimits& limits);

// Fed ffmpeg's lines as they come.
class MediaReport {
 public:
  void on_line(std::string_view line);
  std::int64_t position_ms() const { return position_ms_; }  // how far it has read
  // All of it: `peaks` is what was written to stdout.
  InterviewResult result(std::string_view peaks) const;

 private:
  struct Silence {
    std::int64_t start_ms = 0;
    std::optional<std::int64_t> end_ms;
  };
  std::int64_t position_ms_ = 0;
  std::vector<Silence> silences_;
  bool in_summary_ = false;
  std::optional<double> loudness_;
  std::optional<double> peak_;
};

// The same recording as sound that every transcriber reads: 16 kHz, mono, 16 bits, WAV.
ToolCommand extract_command(const std::string& path, const std::string& wav_path, const MediaLimits& limits);

}  // namespace quern::serve
