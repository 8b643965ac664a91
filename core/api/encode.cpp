#include "core/api/encode.hpp"

#include "core/api/json_number.hpp"
#include "core/api/utf8.hpp"
#include "core/base/real_text.hpp"

namespace quern {
namespace {

void append_escaped(std::string& out, char c) {
  constexpr char digits[] = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  const auto byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out += digits[byte >> 4U];
  out += digits[byte & 0xFU];
}

bool needs_care(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte >= 0x7F || c == '"' || c == '\\';
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && !needs_care(text[plain])) ++plain;
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      append_escaped(out, text.front());
      text.remove_prefix(1);
      continue;
    }
    const auto length = utf8_sequence(text);
    out.append(length == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(0, length));
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

namespace schema {
namespace {

// What stands between separators of a list or an object.
class Separator {
 public:
  explicit Separator(std::string& out) : out_(out) {}
  void next() {
    if (!is_first_) out_ += ',';
    is_first_ = false;
  }

 private:
  std::string& out_;
  bool is_first_ = true;
};

bool is_empty_holder(const Type& type, const void* value) {
  return (type.kind == Kind::optional || type.kind == Kind::patch) && type.access->size(value) == 0;
}

void encode_object(const Table& table, const void* model, std::string& out) {
  out += '{';
  Separator separator(out);
  for (const auto& field : table.fields) {
    // Only read from here on: a field's one way in serves decoding too.
    const void* value = field.member(const_cast<void*>(model));
    if (is_empty_holder(*field.type, value) && !field.writes_null) continue;
    separator.next();
    append_json_text(out, field.name);
    out += ':';
    encode_value(*field.type, value, out);
  }
  out += '}';
}

void encode_items(const Type& type, const void* holder, std::string& out) {
  const bool has_names = type.kind == Kind::dictionary;
  out += has_names ? '{' : '[';
  Separator separator(out);
  const auto count = type.access->size(holder);
  for (std::size_t i = 0; i < count; ++i) {
    separator.next();
    if (has_names) {
      append_json_text(out, type.access->key(holder, i));
      out += ':';
    }
    encode_value(*type.element, type.access->item(holder, i), out);
  }
  out += has_names ? '}' : ']';
}

void encode_held(const Type& type, const void* holder, std::string& out) {
  const void* value = type.access->size(holder) == 0 ? nullptr : type.access->item(holder, 0);
  if (value) {
    encode_value(*type.element, value, out);
  } else {
    out += "null";
  }
}

}  // namespace

void encode_value(const Type& type, const void* value, std::string& out) {
  switch (type.kind) {
    case Kind::boolean: out += *static_cast<const bool*>(value) ? "true" : "false"; return;
    case Kind::int32: out += format_number(*static_cast<const std::int32_t*>(value)); return;
    case Kind::int64: out += format_number(*static_cast<const std::int64_t*>(value)); return;
    case Kind::real: out += format_real(*static_cast<const double*>(value)); return;
    case Kind::text:
    case Kind::id: return append_json_text(out, *static_cast<const std::string*>(value));
    case Kind::time: return append_json_text(out, format_iso8601(*static_cast<const WallTime*>(value)));
    case Kind::open_enum: return append_json_text(out, static_cast<const OpenEnumBase*>(value)->text(type.names));
    case Kind::object: return encode_object(*type.table, value, out);
    case Kind::list:
    case Kind::dictionary: return encode_items(type, value, out);
    case Kind::optional:
    case Kind::patch: return encode_held(type, value, out);
  }
}

}  // namespace schema
}  // namespace quern
