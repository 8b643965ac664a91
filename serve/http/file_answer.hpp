// The answer that gives a file of people's: whole, a piece, or "you have it".
// Safe    whatever the file holds, it cannot run as a page of ours: its type comes from a list (else it is bytes to keep),
//         what is shown in place is pictures, sound and video alone, and with Content-Disposition there the transport adds
//         `Content-Security-Policy: sandbox` and nosniff.
// Source  RFC 6266, RFC 8187 (names); contract, section 3 (range requests).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "serve/http/byte_source.hpp"
#include "serve/http/message.hpp"

namespace quern::serve {

struct FileToSend {
  std::shared_ptr<const ByteSource> bytes;
  std::string etag;  // without quotes; changes whenever the bytes do
  std::string content_type;
  std::string filename;
  bool is_download = false;  // to be kept, also where it could be shown
};

Response file_answer(const Request& request, FileToSend file);

// What we say a file is: the type without parameters where we know it as harmless, else "application/octet-stream".
std::string safe_content_type(std::string_view declared);

// A name to keep or show, from one that somebody sent: the last part of a path, at most 200 bytes, without controls, "file"
// where nothing is left. The extension stays.
std::string safe_filename(std::string_view sent);

// "attachment; filename=\"…\"; filename*=UTF-8''…"
std::string content_disposition(std::string_view filename, bool is_download);

}  // namespace quern::serve
