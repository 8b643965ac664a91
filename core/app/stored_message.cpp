#include "core/app/stored_message.hpp"

#include <cstring>
#include <new>

namespace quern::app {
namespace {

// An id is packed as the 16 bytes of a uuid where its text is one as we would print it, else as its text.
constexpr std::uint32_t uuid_mark = 0xffff'ffff;
constexpr std::size_t uuid_bytes = 16;
constexpr std::size_t uuid_characters = 36;

std::size_t packed_bytes(std::uint32_t size) { return size == uuid_mark ? uuid_bytes : size; }

bool is_dash_place(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// False, with `bytes` in any state, where it is no uuid.
bool read_uuid(std::string_view text, unsigned char (&bytes)[uuid_bytes]) {
  if (text.size() != uuid_characters) return false;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_dash_place(i)) {
      if (text[i] != '-') return false;
      continue;
    }
    const auto value = hex_value(text[i]);
    if (value < 0) return false;
    auto& byte = bytes[digits++ / 2];
    byte = static_cast<unsigned char>(digits % 2 == 1 ? value << 4 : byte | value);
  }
  return true;
}

struct PackedId {
  unsigned char uuid[uuid_bytes];
  std::string_view bytes;
  std::uint32_t size;

  explicit PackedId(std::string_view text) : bytes(text), size(static_cast<std::uint32_t>(text.size())) {
    if (!read_uuid(text, uuid)) return;
    bytes = {reinterpret_cast<const char*>(uuid), uuid_bytes};
    size = uuid_mark;
  }
  PackedId(const PackedId&) = delete;
  PackedId& operator=(const PackedId&) = delete;
};

std::string unpack(const char* from, std::uint32_t size) {
  if (size != uuid_mark) return {from, size};
  constexpr char hex[] = "0123456789abcdef";
  std::string text;
  text.reserve(uuid_characters);
  for (std::size_t i = 0; i < uuid_bytes; ++i) {
    if (is_dash_place(text.size())) text += '-';
    const auto byte = static_cast<unsigned char>(from[i]);
    text += hex[byte >> 4];
    text += hex[byte & 15];
  }
  return text;
}

// FNV-1a.
std::uint64_t hash(std::string_view bytes) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (const char c : bytes) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return value;
}

}  // namespace

std::uint64_t row_identity(std::string_view id) { return hash(PackedId{id}.bytes); }

MessageRef StoredMessage::make(const Message& message, const std::string* author) {
  const PackedId id{message.id.text};
  const PackedId client_id{message.client_id ? std::string_view(*message.client_id) : std::string_view()};
  const PackedId reply_to{message.reply_to_id ? std::string_view(message.reply_to_id->text) : std::string_view()};
  const std::string_view parts[] = {id.bytes, client_id.bytes, reply_to.bytes, message.content};
  std::size_t size = sizeof(StoredMessage);
  for (const auto part : parts) size += part.size();

  auto* row = new (::operator new(size)) StoredMessage;
  row->number_ = message.number;
  row->version_ = message.version;
  row->time_ms_ = message.ts.time_since_epoch().count();
  row->author_ = author;
  row->type_ = message.type.value();
  row->is_edited_ = message.edited_at.has_value();
  row->is_deleted_ = message.deleted;
  row->id_size_ = id.size;
  row->client_id_size_ = client_id.size;
  row->reply_to_size_ = reply_to.size;
  row->text_size_ = static_cast<std::uint32_t>(message.content.size());
  auto* to = row->tail();
  for (const auto part : parts) {
    if (!part.empty()) std::memcpy(to, part.data(), part.size());
    to += part.size();
  }
  return MessageRef{row};
}

void MessageRef::drop(const StoredMessage* message) {
  if (!message || --message->owners_ > 0) return;
  message->~StoredMessage();
  ::operator delete(const_cast<StoredMessage*>(message));
}

const char* StoredMessage::text() const {
  return tail() + packed_bytes(id_size_) + packed_bytes(client_id_size_) + packed_bytes(reply_to_size_);
}

std::uint64_t StoredMessage::identity() const {
  const auto id_bytes = packed_bytes(id_size_);
  const auto client_id_bytes = packed_bytes(client_id_size_);
  return hash(client_id_bytes > 0 ? std::string_view{tail() + id_bytes, client_id_bytes}
                                  : std::string_view{tail(), id_bytes});
}

MessageId StoredMessage::id() const { return MessageId{unpack(tail(), id_size_)}; }

std::string StoredMessage::client_id() const { return unpack(tail() + packed_bytes(id_size_), client_id_size_); }

std::optional<MessageId> StoredMessage::reply_to() const {
  if (reply_to_size_ == 0) return std::nullopt;
  return MessageId{unpack(tail() + packed_bytes(id_size_) + packed_bytes(client_id_size_), reply_to_size_)};
}

bool StoredMessage::has_id(const MessageId& id) const {
  const PackedId packed{id.text};
  return packed.size == id_size_ && packed.bytes == std::string_view{tail(), packed_bytes(id_size_)};
}

}  // namespace quern::app
