#include "core/api/attachment.hpp"

namespace quern {
namespace {

// "audio/webm", "audio/webm;codecs=opus": a slash between two words, and nothing that breaks a line.
bool is_media_type(std::string_view text) {
  const auto type = text.substr(0, text.find(';'));
  const auto slash = type.find('/');
  if (slash == 0 || slash == std::string_view::npos || slash + 1 == type.size()) return false;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < ' ' || static_cast<unsigned char>(c) >= 0x7F) return false;
  }
  return type.find(' ') == std::string_view::npos && type.find('/', slash + 1) == std::string_view::npos;
}

constexpr TextFormat media_type_format{&is_media_type, "must be a type, as in image/png"};

constexpr schema::Field attachment_create_fields[] = {
    field<&AttachmentCreate::filename>("filename").length(1, 255),
    field<&AttachmentCreate::content_type>("content_type").length(3, 127).format(media_type_format),
    field<&AttachmentCreate::size>("size").range(1, std::numeric_limits<std::int64_t>::max()),
};

constexpr schema::Field upload_ticket_fields[] = {
    field<&UploadTicket::attachment_id>("attachment_id"),
    field<&UploadTicket::url>("url"),
    field<&UploadTicket::fields>("fields").or_default(),
    field<&UploadTicket::expires_at>("expires_at"),
};

}  // namespace

const schema::Table Schema<AttachmentCreate>::table{attachment_create_fields};
const schema::Table Schema<UploadTicket>::table{upload_ticket_fields};

}  // namespace quern
