#include "serve/http/file_answer.hpp"

#include <algorithm>
#include <array>

#include "core/api/utf8.hpp"
#include "serve/http/byte_range.hpp"
#include "serve/http/headers.hpp"

namespace quern::serve {
namespace {

constexpr std::size_t longest_filename = 200;
constexpr std::string_view plain_bytes = "application/octet-stream";

// Shown in place by an element of the page; none of them holds script.
constexpr auto shown_types =
    std::to_array<std::string_view>({"audio/aac", "audio/flac", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/wav",
                                     "audio/webm", "image/gif", "image/jpeg", "image/png", "image/webp", "video/mp4",
                                     "video/ogg", "video/quicktime", "video/webm", "video/x-matroska"});
// Named, so that a computer knows what opens them, and always kept.
constexpr auto kept_types = std::to_array<std::string_view>(
    {"application/msword", "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
     "application/x-subrip", "application/zip", "text/csv", "text/markdown", "text/plain", "text/vtt"});

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

std::string_view cut_at_code_point(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  return text.substr(0, most);
}

void append_percent(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += digits[byte >> 4];
  out += digits[byte & 15];
}

bool is_attribute_char(char c) {
  constexpr std::string_view marks = "!#$&+-.^_`|~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         marks.find(c) != std::string_view::npos;
}

}  // namespace

std::string safe_content_type(std::string_view declared) {
  auto type = to_lower(trim(declared.substr(0, declared.find(';'))));
  const bool is_known = std::ranges::find(shown_types, std::string_view{type}) != shown_types.end() ||
                        std::ranges::find(kept_types, std::string_view{type}) != kept_types.end();
  return is_known ? type : std::string{plain_bytes};
}

std::string safe_filename(std::string_view sent) {
  sent = sent.substr(sent.find_last_of("/\\") + 1);  // npos + 1 is 0
  std::string name;
  for (std::string_view rest = sent; !rest.empty();) {
    const auto size = utf8_sequence(rest);
    if (size == 0 || is_control(rest.front())) {
      name += '_';
      rest.remove_prefix(1);
      continue;
    }
    name += rest.substr(0, size);
    rest.remove_prefix(size);
  }
  name = trim(name);
  if (name.empty() || name.find_first_not_of('.') == std::string::npos) return "file";
  if (name.size() <= longest_filename) return name;
  const auto dot = name.rfind('.');
  const auto extension = dot != std::string::npos && name.size() - dot <= 16 ? name.substr(dot) : std::string{};
  return std::string{cut_at_code_point(name, longest_filename - extension.size())} + extension;
}

std::string content_disposition(std::string_view filename, bool is_download) {
  const auto name = safe_filename(filename);
  std::string plain;
  std::string encoded;
  for (const char c : name) {
    const bool is_plain = c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '%';
    const bool is_rest_of_one = (static_cast<unsigned char>(c) & 0xc0) == 0x80;
    if (is_plain) plain += c;
    if (!is_plain && !is_rest_of_one) plain += '_';
    if (is_attribute_char(c)) {
      encoded += c;
    } else {
      append_percent(encoded, c);
    }
  }
  std::string text = is_download ? "attachment" : "inline";
  text += "; filename=\"" + plain + '"';
  if (plain != name) text += "; filename*=UTF-8''" + encoded;
  return text;
}

Response file_answer(const Request& request, FileToSend file) {
  const auto type = safe_content_type(file.content_type);
  const bool is_shown = std::ranges::find(shown_types, std::string_view{type}) != shown_types.end();
  const auto etag = '"' + file.etag + '"';
  Response response{.status = 200, .headers = {{"accept-ranges", "bytes"}, {"cache-control", "private, no-cache"}}};
  response.headers.set("etag", etag);
  if (is_safe(request.method) && is_known_to_client(request, etag)) {
    response.status = 304;
    return response;
  }
  response.headers.set("content-type", type.starts_with("text/") ? type + "; charset=utf-8" : type);
  response.headers.set("content-disposition", content_disposition(file.filename, file.is_download || !is_shown));
  response.body = Body{std::move(file.bytes)};
  return answer_range(request, std::move(response));
}

}  // namespace quern::serve
