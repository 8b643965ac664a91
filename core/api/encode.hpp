// A typed model to JSON text, by the same table that decodes it: members in the table's order, no spaces.
// Never fails: bytes that are not UTF-8 become U+FFFD, a double that is no number becomes null.
// An empty optional is left out, or null where its field says nullable(); an absent Patch is left out, a cleared one null.
#pragma once

#include <string>

#include "core/api/schema.hpp"

namespace quern {
namespace schema {

void encode_value(const Type& type, const void* value, std::string& out);

}  // namespace schema

// A JSON string, quoted and escaped.
void append_json_text(std::string& out, std::string_view text);

template <class T>
std::string encode(const T& value) {
  std::string out;
  schema::encode_value(schema::type_of<T>, &value, out);
  return out;
}

}  // namespace quern
