#include "serve/backend/recording_type.hpp"

#include <algorithm>
#include <array>

#include "serve/http/headers.hpp"

namespace quern::serve {
namespace {

constexpr std::string_view docx_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
}

bool has_at(std::string_view bytes, std::size_t at, std::string_view mark) {
  return bytes.size() >= at + mark.size() && bytes.substr(at, mark.size()) == mark;
}

std::optional<std::string> mp4_type(std::string_view bytes) {
  if (has_at(bytes, 4, "ftyp")) {
    const auto brand = bytes.substr(8, 4);
    if (brand == "qt  ") return "video/quicktime";
    if (brand == "M4A " || brand == "M4B ") return "audio/mp4";
    return "video/mp4";
  }
  for (const std::string_view box : {"moov", "mdat", "wide", "skip"}) {
    if (has_at(bytes, 4, box) && byte_at(bytes, 0) == 0) return "video/quicktime";
  }
  return std::nullopt;
}

std::optional<std::string> riff_type(std::string_view bytes) {
  if (has_at(bytes, 8, "WAVE") && (bytes.starts_with("RIFF") || bytes.starts_with("RF64"))) return "audio/wav";
  if (has_at(bytes, 8, "AVI ") && bytes.starts_with("RIFF")) return "video/x-msvideo";
  return std::nullopt;
}

std::optional<std::string> ogg_type(std::string_view bytes) {
  if (!bytes.starts_with("OggS")) return std::nullopt;
  return bytes.substr(0, 512).contains("theora") ? "video/ogg" : "audio/ogg";
}

// The header of an MPEG audio frame, or of ADTS: eleven ones, then values that are not forbidden.
std::optional<std::string> frame_type(std::string_view bytes) {
  if (bytes.starts_with("ID3")) return "audio/mpeg";
  if (byte_at(bytes, 0) != 0xff || bytes.size() < 4) return std::nullopt;
  const auto second = byte_at(bytes, 1);
  if ((second & 0xf6) == 0xf0) return "audio/aac";
  const bool is_frame = (second & 0xe0) == 0xe0 && (second & 0x18) != 0x08 && (second & 0x06) != 0;
  const auto third = byte_at(bytes, 2);
  if (is_frame && (third & 0xf0) != 0xf0 && (third & 0x0c) != 0x0c) return "audio/mpeg";
  return std::nullopt;
}

struct Mark {
  std::string_view bytes;
  std::string_view type;
};
constexpr auto marks = std::to_array<Mark>({{"fLaC", "audio/flac"},
                                            {"#!AMR", "audio/amr"},
                                            {"caff", "audio/x-caf"},
                                            {"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"}});

std::optional<std::string> media_type(std::string_view bytes) {
  for (const auto& [mark, type] : marks) {
    if (bytes.starts_with(mark)) return std::string{type};
  }
  if (bytes.starts_with("\x1a\x45\xdf\xa3")) {
    return bytes.substr(0, 128).contains("webm") ? "video/webm" : "video/x-matroska";
  }
  if (bytes.starts_with("FORM") && (has_at(bytes, 8, "AIFF") || has_at(bytes, 8, "AIFC"))) return "audio/aiff";
  if (has_at(bytes, 0, {"\0\0\1\xba", 4})) return "video/mpeg";
  if (has_at(bytes, 0, "G") && has_at(bytes, 188, "G") && has_at(bytes, 376, "G")) return "video/mp2t";
  for (const auto& found : {mp4_type(bytes), riff_type(bytes), ogg_type(bytes), frame_type(bytes)}) {
    if (found) return found;
  }
  return std::nullopt;
}

// A browser's recorder says audio/webm where the container alone would be video.
std::string as_declared(std::string type, std::string_view declared) {
  const bool says_sound = to_lower(declared).starts_with("audio/");
  for (const std::string_view both : {"webm", "mp4", "ogg"}) {
    if (says_sound && type == "video/" + std::string{both}) return "audio/" + std::string{both};
  }
  return type;
}

std::string extension(std::string_view filename) {
  const auto dot = filename.rfind('.');
  return dot == std::string_view::npos ? std::string{} : to_lower(filename.substr(dot + 1));
}

bool is_utf16(std::string_view bytes) { return bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff"); }

// No controls but those of text; zeros only where UTF-16 without its mark has them, at every second place.
bool is_plain_text(std::string_view bytes) {
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (byte == 0)
      ++zeros[i & 1];
    else if (byte < 0x09 || (byte > 0x0d && byte < 0x20) || byte == 0x7f)
      return false;
  }
  const auto all = zeros[0] + zeros[1];
  return all == 0 || ((zeros[0] == 0 || zeros[1] == 0) && all * 3 >= bytes.size());
}

std::optional<std::string> text_type(std::string_view bytes, std::string_view filename, std::string_view declared) {
  if (bytes.empty()) return std::nullopt;
  if (!is_utf16(bytes) && !is_plain_text(bytes)) return std::nullopt;
  const auto ends = extension(filename);
  if (ends == "srt") return "application/x-subrip";
  if (ends == "vtt") return "text/vtt";
  if (ends == "md" || ends == "markdown") return "text/markdown";
  const auto type = to_lower(trim(declared.substr(0, declared.find(';'))));
  if (ends == "txt" || type == "text/plain") return "text/plain";
  if (type == "text/vtt" || type == "text/markdown" || type == "application/x-subrip") return type;
  return std::nullopt;  // a page, a script, a playlist, or what is called a film and is none
}

}  // namespace

std::optional<RecordingType> recording_type(std::string_view first_bytes, std::string_view filename,
                                            std::string_view declared_type) {
  if (auto media = media_type(first_bytes)) {
    return RecordingType{RecordingKind::media, as_declared(*std::move(media), declared_type)};
  }
  if (first_bytes.starts_with("PK\3\4")) {
    const bool is_docx = extension(filename) == "docx" || declared_type.starts_with(docx_type);
    if (!is_docx) return std::nullopt;
    return RecordingType{RecordingKind::transcript, std::string{docx_type}};
  }
  if (auto text = text_type(first_bytes, filename, declared_type)) {
    return RecordingType{RecordingKind::transcript, *std::move(text)};
  }
  return std::nullopt;
}

}  // namespace quern::serve
