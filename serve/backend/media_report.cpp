#include "serve/backend/media_report.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/api/decode.hpp"

namespace quern {
namespace serve {
namespace {

struct ProbedStream {
  std::optional<std::string> codec_type;
};
struct ProbedFormat {
  std::optional<std::string> duration;  // seconds, as text
};
struct Probed {
  std::vector<ProbedStream> streams;
  std::optional<ProbedFormat> format;
};

// Containers of one file each: no playlist, no list of files, nothing that names another.
constexpr const char* containers =
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,wav,w64,mp3,flac,aac,aiff,caf,amr,asf,avi,mpeg,mpegts";

constexpr int measured_rate = 16'000;
constexpr std::size_t frames_a_peak = 4;
constexpr double longest_claim = 1000.0 * 3600;  // seconds; a claim beyond is none

// Only the descriptor it is given may be read: no path, no network.
std::vector<std::string> input_words(const char* program) {
  return {program, "-hide_banner", "-protocol_whitelist", "fd", "-format_whitelist", containers, "-fd", "3"};
}

std::optional<double> parse_number(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<std::int64_t> parse_seconds(std::string_view text) {
  const auto seconds = parse_number(text);
  if (!seconds || *seconds < 0 || *seconds > longest_claim) return std::nullopt;
  return std::llround(*seconds * 1000);
}

std::optional<std::string_view> after(std::string_view line, std::string_view mark) {
  const auto at = line.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  return line.substr(at + mark.size());
}

Error not_a_recording(const char* message) {
  return {.kind = ErrorKind::validation, .status = 422, .code = "validation", .message = message};
}

// 0..1 of full scale, one a frame.
std::vector<double> parse_peaks(std::string_view text) {
  std::vector<double> peaks;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (const auto value = after(line, "Peak_level=")) {
      const auto decibels = parse_number(*value);  // "-inf" of silence
      peaks.push_back(decibels ? std::clamp(std::pow(10.0, *decibels / 20), 0.0, 1.0) : 0.0);
    }
  }
  return peaks;
}

std::vector<std::int32_t> make_waveform(const std::vector<double>& peaks) {
  std::vector<std::int32_t> waveform;
  if (peaks.empty()) return waveform;
  for (std::size_t i = 0; i < waveform_size; ++i) {
    const auto first = i * peaks.size() / waveform_size;
    const auto last = std::max(first + 1, (i + 1) * peaks.size() / waveform_size);
    double highest = 0;
    for (auto at = first; at < last; ++at) highest = std::max(highest, peaks[at]);
    waveform.push_back(static_cast<std::int32_t>(std::lround(highest * 100)));
  }
  return waveform;
}

}  // namespace
}  // namespace serve

template <> struct Schema<serve::ProbedStream> {
  static constexpr schema::Field fields[] = {field<&serve::ProbedStream::codec_type>("codec_type")};
  static constexpr schema::Table table{fields};
};
template <> struct Schema<serve::ProbedFormat> {
  static constexpr schema::Field fields[] = {field<&serve::ProbedFormat::duration>("duration")};
  static constexpr schema::Table table{fields};
};
template <> struct Schema<serve::Probed> {
  static constexpr schema::Field fields[] = {field<&serve::Probed::streams>("streams").or_default(),
                                             field<&serve::Probed::format>("format")};
  static constexpr schema::Table table{fields};
};

namespace serve {

ToolCommand probe_command(const std::string& path) {
  auto words = input_words("ffprobe");
  for (const auto* word :
       {"-v", "error", "-print_format", "json", "-show_entries", "format=duration:stream=codec_type", "-i", "fd:"}) {
    words.emplace_back(word);
  }
  return {.arguments = std::move(words),
          .read_file = path,
          .limits = {.wall = std::chrono::minutes{2},
                     .cpu = std::chrono::seconds{60},
                     .memory_bytes = 1024ULL * 1024 * 1024,
                     .output_bytes = 1024 * 1024}};
}

Result<MediaProbe> parse_probe(const ToolOutput& output) {
  const auto probed = decode<Probed>(output.output);
  if (output.status != 0 || !probed || probed->streams.empty()) {
    return fail(not_a_recording("the file is damaged or cut short: it cannot be opened as a recording"));
  }
  MediaProbe probe;
  for (const auto& stream : probed->streams) probe.has_sound |= stream.codec_type == "audio";
  if (!probe.has_sound) return fail(not_a_recording("there is no sound in the recording"));
  if (probed->format && probed->format->duration) probe.duration_ms = parse_seconds(*probed->format->duration);
  return probe;
}

ToolCommand measure_command(const std::string& path, const MediaProbe& probe, const MediaLimits& limits) {
  const auto duration = probe.duration_ms.value_or(600'000);
  const auto frames = static_cast<std::int64_t>(waveform_size * frames_a_peak);
  const auto samples = std::clamp<std::int64_t>(duration * measured_rate / 1000 / frames, 160, 16'000);
  // So that what is cut into the most pieces is still a list to draw.
  const auto shortest_silence_ms = std::max<std::int64_t>(500, duration / 2000);
  const auto filter =
      "[0:a:0]asplit=2[whole][parts];"
      "[whole]ebur128=peak=true:framelog=quiet,silencedetect=noise=-40dB:d=" +
      std::to_string(shortest_silence_ms) +
      "ms,anullsink;"
      "[parts]aresample=" +
      std::to_string(measured_rate) + ",asetnsamples=n=" + std::to_string(samples) +
      ":p=0,astats=metadata=1:reset=1:measure_perchannel=none:measure_overall=Peak_level,"
      "ametadata=print:key=lavfi.astats.Overall.Peak_level:file=-[out]";
  auto words = input_words("ffmpeg");
  for (const auto& word :
       {std::string{"-nostdin"}, std::string{"-nostats"}, std::string{"-stats_period"}, std::string{"1"},
        std::string{"-progress"}, std::string{"pipe:2"}, std::string{"-threads"}, std::string{"1"}, std::string{"-i"},
        std::string{"fd:"}, std::string{"-filter_threads"}, std::string{"1"}, std::string{"-filter_complex"}, filter,
        std::string{"-map"}, std::string{"[out]"}, std::string{"-f"}, std::string{"null"}, std::string{"-"}}) {
    words.push_back(word);
  }
  return {.arguments = std::move(words),
          .read_file = path,
          .limits = {.wall = limits.wall,
                     .cpu = limits.cpu,
                     .memory_bytes = 2048ULL * 1024 * 1024,
                     .output_bytes = 64ULL * 1024 * 1024}};
}

void MediaReport::on_line(std::string_view line) {
  if (line.starts_with("out_time_us=")) {
    if (const auto microseconds = parse_number(line.substr(12)); microseconds && *microseconds > 0) {
      position_ms_ =
          std::max(position_ms_, static_cast<std::int64_t>(std::min(*microseconds / 1000, longest_claim * 1000)));
    }
    return;
  }
  if (line.starts_with("[silencedetect @")) {  // metadata of the file is indented, so it cannot pretend to be this
    if (const auto start = after(line, "silence_start: ")) {
      if (const auto at = parse_seconds(*start))
        silences_.push_back({*at, std::nullopt});
      else if (start->starts_with('-'))
        silences_.push_back({0, std::nullopt});  // a hair before the first sample
    } else if (const auto end = after(line, "silence_end: "); end && !silences_.empty()) {
      silences_.back().end_ms = parse_seconds(end->substr(0, end->find(' ')));
    }
    return;
  }
  if (line.starts_with("[Parsed_ebur128_")) in_summary_ = line.contains("Summary:");
  if (!in_summary_) return;
  if (const auto loudness = after(line, "    I: ")) loudness_ = parse_number(*loudness);
  if (const auto peak = after(line, "    Peak: ")) peak_ = parse_number(*peak);
}

InterviewResult MediaReport::result(std::string_view peaks) const {
  InterviewResult result;
  const auto duration = position_ms_;
  result.duration_ms = duration;
  constexpr double silent = -70;  // R128's gate: below it nothing is measured
  if (loudness_ && *loudness_ > silent) result.loudness_lufs = loudness_;
  result.peak_db = peak_;
  result.waveform = make_waveform(parse_peaks(peaks));
  std::int64_t at = 0;
  std::int64_t spoken = 0;
  const auto add = [&](SegmentKind kind, std::int64_t until) {
    if (until <= at) return;
    result.segments.push_back({.kind = kind, .start_ms = at, .end_ms = until});
    if (kind == SegmentKind::speech) spoken += until - at;
    at = until;
  };
  for (const auto& silence : silences_) {
    add(SegmentKind::speech, std::min(silence.start_ms, duration));
    add(SegmentKind::silence, std::min(silence.end_ms.value_or(duration), duration));
  }
  add(SegmentKind::speech, duration);
  if (duration > 0) result.speech_share = static_cast<double>(spoken) / static_cast<double>(duration);
  return result;
}

ToolCommand extract_command(const std::string& path, const std::string& wav_path, const MediaLimits& limits) {
  auto words = input_words("ffmpeg");
  for (const auto* word :
       {"-nostdin", "-nostats", "-v",    "error", "-threads",  "1",  "-i",  "fd:", "-map", "0:a:0", "-ac",
        "1",        "-ar",      "16000", "-c:a",  "pcm_s16le", "-f", "wav", "-fd", "4",    "fd:"}) {
    words.emplace_back(word);
  }
  return {.arguments = std::move(words),
          .read_file = path,
          .write_file = wav_path,
          .limits = {.wall = limits.wall,
                     .cpu = limits.cpu,
                     .memory_bytes = 2048ULL * 1024 * 1024,
                     .file_bytes = 4096ULL * 1024 * 1024}};
}

}  // namespace serve
}  // namespace quern
