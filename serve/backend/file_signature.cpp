#include "serve/backend/file_signature.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace quern::serve {
namespace {

using namespace std::string_view_literals;

bool has_at(std::string_view text, std::size_t place, std::string_view part) {
  return text.size() >= place && text.substr(place).starts_with(part);
}

bool is_mpeg_audio(std::string_view first) {
  if (first.starts_with("ID3")) return true;
  if (first.size() < 2 || static_cast<unsigned char>(first[0]) != 0xFF) return false;
  return (static_cast<unsigned char>(first[1]) & 0xE0) == 0xE0;
}

// What it is by its first bytes; "" for what shows nothing.
std::string_view kind_of(std::string_view first) {
  if (const auto picture = picture_type(first); !picture.empty()) return picture;
  if (first.starts_with("%PDF-")) return "pdf";
  if (first.starts_with("PK\x03\x04") || first.starts_with("PK\x05\x06")) return "zip";
  if (first.starts_with("OggS")) return "ogg";
  if (first.starts_with("\x1A\x45\xDF\xA3")) return "matroska";
  if (has_at(first, 4, "ftyp")) return "mp4";
  if (first.starts_with("RIFF") && has_at(first, 8, "WAVE")) return "wav";
  if (first.starts_with("fLaC")) return "flac";
  if (first.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) return "ole";
  if (is_mpeg_audio(first)) return "mpeg";
  return "";
}

using KindOfType = std::pair<std::string_view, std::string_view>;
constexpr auto types = std::to_array<KindOfType>({
    {"application/msword", "ole"},
    {"application/ogg", "ogg"},
    {"application/pdf", "pdf"},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "zip"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "zip"},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "zip"},
    {"application/zip", "zip"},
    {"audio/aac", "mpeg"},
    {"audio/flac", "flac"},
    {"audio/mp4", "mp4"},
    {"audio/mpeg", "mpeg"},
    {"audio/ogg", "ogg"},
    {"audio/wav", "wav"},
    {"audio/webm", "matroska"},
    {"image/gif", "image/gif"},
    {"image/jpeg", "image/jpeg"},
    {"image/png", "image/png"},
    {"image/webp", "image/webp"},
    {"video/mp4", "mp4"},
    {"video/ogg", "ogg"},
    {"video/quicktime", "mp4"},
    {"video/webm", "matroska"},
    {"video/x-matroska", "matroska"},
});

}  // namespace

std::string_view picture_type(std::string_view first) {
  if (first.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
  if (first.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (first.starts_with("GIF87a") || first.starts_with("GIF89a")) return "image/gif";
  if (first.starts_with("RIFF") && has_at(first, 8, "WEBP")) return "image/webp";
  return "";
}

bool looks_like(std::string_view type, std::string_view first) {
  if (type == "application/octet-stream") return true;
  const auto kind = kind_of(first);
  const auto known = std::ranges::find(types, type, &KindOfType::first);
  if (known != types.end()) return kind == known->second;
  if (type.starts_with("text/")) return kind.empty() && first.find('\0') == std::string_view::npos;
  return kind.empty() || kind == "zip" || kind == "ole";
}

}  // namespace quern::serve
