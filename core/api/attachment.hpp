// A file on its way into a chat: first it is said what it is, then its bytes go to an address made for them alone, then a
// message of type voice or file names it.
// Shape   POST /api/attachments {filename, content_type, size} answers an UploadTicket; a form with its fields and `file` goes
//         to its url before expires_at. GET /api/attachments/:id gives the bytes.
// Source  contract, section 3, "chats, messages, attachments".
#pragma once

#include <cstdint>
#include <string>

#include "core/api/schema.hpp"

namespace quern {

struct AttachmentCreate {
  std::string filename;
  std::string content_type;  // without parameters, or with them: they are dropped
  std::int64_t size = 0;     // bytes, exactly
  bool operator==(const AttachmentCreate&) const = default;
};

struct UploadTicket {
  AttachmentId attachment_id;
  std::string url;
  Dictionary<std::string> fields;  // go before the file
  WallTime expires_at{};
  bool operator==(const UploadTicket&) const = default;
};

template <> struct Schema<AttachmentCreate> {
  static const schema::Table table;
};
template <> struct Schema<UploadTicket> {
  static const schema::Table table;
};

}  // namespace quern
