// The parser behind the schemas: JSON text to a run of events, in one pass, with nothing built in between.
// This and json_reader.cpp are all that knows which parser it is (docs/decisions/0004-json-by-field-tables.md).
// Source  RFC 8259; strict: no comments, no trailing commas, no NaN, nothing after the value.
#pragma once

#include <cstddef>
#include <expected>
#include <string_view>

namespace quern {

// Who listens. Each returns false to end the reading. Views live until the call returns.
class JsonEvents {
 public:
  virtual bool on_null() = 0;
  virtual bool on_boolean(bool value) = 0;
  virtual bool on_number(std::string_view digits) = 0;  // as it stands in the text
  virtual bool on_text(std::string_view text) = 0;      // unescaped, valid UTF-8
  virtual bool on_key(std::string_view name) = 0;       // likewise
  virtual bool on_object(bool begins) = 0;
  virtual bool on_array(bool begins) = 0;

 protected:
  ~JsonEvents() = default;
};

struct JsonFault {
  const char* what = "";   // why the text is not JSON; "" where the listener ended the reading
  std::size_t offset = 0;  // in bytes
};

inline constexpr int max_json_depth = 64;

std::expected<void, JsonFault> read_json(std::string_view text, JsonEvents& events);

}  // namespace quern
