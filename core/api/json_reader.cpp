#include "core/api/json_reader.hpp"

#include <cassert>
#include <cstdint>
#include <string>

#define RAPIDJSON_ASSERT(condition) assert(condition)
#include <rapidjson/error/error.h>
#include <rapidjson/reader.h>

#include "core/api/utf8.hpp"

namespace quern {
namespace {

constexpr const char* too_deep = "nested too deeply";

// RapidJSON's events to ours, counting depth: without recursion (kParseIterativeFlag) depth would cost only memory,
// but whoever reads the events may recurse.
class Bridge {
 public:
  explicit Bridge(JsonEvents& events) : events_(events) {}
  bool is_too_deep() const { return depth_ > max_json_depth; }

  bool Null() { return events_.on_null(); }
  bool Bool(bool value) { return events_.on_boolean(value); }
  bool RawNumber(const char* digits, unsigned length, bool) { return events_.on_number({digits, length}); }
  bool String(const char* text, unsigned length, bool) { return events_.on_text({text, length}); }
  bool Key(const char* name, unsigned length, bool) { return events_.on_key({name, length}); }
  bool StartObject() { return deeper() && events_.on_object(true); }
  bool EndObject(unsigned) { return shallower() && events_.on_object(false); }
  bool StartArray() { return deeper() && events_.on_array(true); }
  bool EndArray(unsigned) { return shallower() && events_.on_array(false); }
  // Numbers come as text (kParseNumbersAsStringsFlag): an id too long for any integer stays what it is.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }

 private:
  bool deeper() { return ++depth_ <= max_json_depth; }
  bool shallower() { return --depth_ >= 0; }

  JsonEvents& events_;
  int depth_ = 0;
};

const char* explain(rapidjson::ParseErrorCode code) {
  using namespace rapidjson;
  switch (code) {
    case kParseErrorDocumentEmpty: return "empty";
    case kParseErrorDocumentRootNotSingular: return "something follows the value";
    case kParseErrorObjectMissName: return "a member's name is missing";
    case kParseErrorObjectMissColon: return "a colon is missing";
    case kParseErrorObjectMissCommaOrCurlyBracket: return "a comma or } is missing";
    case kParseErrorArrayMissCommaOrSquareBracket: return "a comma or ] is missing";
    case kParseErrorStringUnicodeEscapeInvalidHex:
    case kParseErrorStringUnicodeSurrogateInvalid:
    case kParseErrorStringEscapeInvalid: return "a broken escape in a text";
    case kParseErrorStringMissQuotationMark: return "a text is not closed";
    default: return "not a value";
  }
}

}  // namespace

std::expected<void, JsonFault> read_json(std::string_view text, JsonEvents& events) {
  const auto invalid = find_invalid_utf8(text);
  if (invalid != text.size()) return std::unexpected(JsonFault{"not UTF-8", invalid});

  // Parsed in place, in a copy: texts are unescaped where they stand, and none is copied twice.
  std::string buffer(text);
  rapidjson::InsituStringStream stream(buffer.data());
  rapidjson::Reader reader;
  Bridge bridge(events);
  constexpr unsigned flags =
      rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;
  const auto result = reader.Parse<flags>(stream, bridge);
  if (result.IsError()) {
    if (bridge.is_too_deep()) return std::unexpected(JsonFault{too_deep, result.Offset()});
    if (result.Code() == rapidjson::kParseErrorTermination) return std::unexpected(JsonFault{"", result.Offset()});
    return std::unexpected(JsonFault{explain(result.Code()), result.Offset()});
  }
  // A zero byte ends RapidJSON's stream; here it is a byte too many.
  if (stream.Tell() != text.size()) return std::unexpected(JsonFault{"something follows the value", stream.Tell()});
  return {};
}

}  // namespace quern
