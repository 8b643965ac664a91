#include "core/api/json_reader.hpp"

#include <cstdint>
#include <cstring>
#include <string>

#include "core/api/utf8.hpp"

namespace quern {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool ends_run(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

// Does any of the eight bytes end a run of plain text? Each test sets a byte's high bit where it is met (and may set one
// further up for nothing: the caller looks byte by byte then).
bool has_run_end(std::uint64_t word) {
  constexpr std::uint64_t ones = 0x0101010101010101U;
  const auto has_zero = [](std::uint64_t bytes) { return (bytes - ones) & ~bytes; };
  const auto controls = (word - ones * 0x20) & ~word;
  return ((controls | has_zero(word ^ (ones * '"')) | has_zero(word ^ (ones * '\\'))) & (ones * 0x80)) != 0;
}

int hexadecimal(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

char* write_utf8(char* out, std::uint32_t point) {
  const auto put = [&out](std::uint32_t byte) { *out++ = static_cast<char>(static_cast<unsigned char>(byte)); };
  const auto tail = [&put, point](unsigned shift) { put(0x80U | ((point >> shift) & 0x3FU)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0U | (point >> 6U));
    tail(0);
  } else if (point < 0x10000) {
    put(0xE0U | (point >> 12U));
    tail(6), tail(0);
  } else {
    put(0xF0U | (point >> 18U));
    tail(12), tail(6), tail(0);
  }
  return out;
}

// Reads its buffer in place: texts are unescaped where they stand. The buffer ends in eight zero bytes, which nothing
// takes for JSON: so no step looks for the end, and eight bytes may be read at once. No recursion: `objects_` remembers,
// a bit a level, which of the open containers are objects.
class JsonReader {
 public:
  JsonReader(char* begin, const char* end, JsonEvents& events)
      : begin_(begin),
        at_(begin),
        end_(end),
        events_(events) {}

  bool read_document() {
    while (read_value()) {
      if (!close_and_continue()) break;
    }
    return fault_ == nullptr;
  }
  JsonFault fault() const { return {fault_, static_cast<std::size_t>(at_ - begin_)}; }

 private:
  static_assert(max_json_depth <= 64);

  bool fail(const char* why) { return fault_ = why, false; }
  // The listener's wish to end, as a fault without words.
  bool heard(bool goes_on) { return goes_on || fail(""); }

  void skip_space() {
    while (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t') ++at_;
  }
  bool take(char c) {
    skip_space();
    if (*at_ != c) return false;
    ++at_;
    return true;
  }
  bool is_in_object() const { return (objects_ & 1U) != 0; }

  bool read_value();
  bool read_word(std::string_view word, bool (*tell)(JsonEvents& events));
  bool read_number();
  bool skip_digits();
  bool read_text(std::string_view& text);
  bool read_escape(char*& out);
  bool read_code_unit(std::uint32_t& unit);
  bool read_low_surrogate(std::uint32_t& point);
  bool read_key();
  bool open(bool is_object);
  bool close();
  bool close_and_continue();

  char* begin_;
  char* at_;
  const char* end_;
  JsonEvents& events_;
  std::uint64_t objects_ = 0;
  int depth_ = 0;
  const char* fault_ = nullptr;
};

// A scalar whole, or a container with everything up to its first scalar.
bool JsonReader::read_value() {
  for (;;) {
    skip_space();
    switch (*at_) {
      case '{':
      case '[': {
        if (!open(*at_ == '{')) return false;
        if (take(is_in_object() ? '}' : ']')) return close();
        if (is_in_object() && !read_key()) return false;
        continue;
      }
      case '"': {
        std::string_view text;
        return read_text(text) && heard(events_.on_text(text));
      }
      case 't': return read_word("true", [](JsonEvents& events) { return events.on_boolean(true); });
      case 'f': return read_word("false", [](JsonEvents& events) { return events.on_boolean(false); });
      case 'n': return read_word("null", [](JsonEvents& events) { return events.on_null(); });
      default: return read_number();
    }
  }
}

// After a value: closes what ends here. True where another value is due, false at the end of the text or at a fault.
bool JsonReader::close_and_continue() {
  while (depth_ > 0) {
    if (take(',')) return !is_in_object() || read_key();
    if (!take(is_in_object() ? '}' : ']'))
      return fail(is_in_object() ? "a comma or } is missing" : "a comma or ] is missing");
    if (!close()) return false;
  }
  skip_space();
  return at_ != end_ && fail("something follows the value");
}

bool JsonReader::open(bool is_object) {
  if (depth_ == max_json_depth) return fail("nested too deeply");
  ++at_;
  ++depth_;
  objects_ = (objects_ << 1U) | (is_object ? 1U : 0U);
  return heard(is_object ? events_.on_object(true) : events_.on_array(true));
}

bool JsonReader::close() {
  const bool was_object = is_in_object();
  --depth_;
  objects_ >>= 1U;
  return heard(was_object ? events_.on_object(false) : events_.on_array(false));
}

bool JsonReader::read_key() {
  skip_space();
  if (*at_ != '"') return fail("a member's name is missing");
  std::string_view name;
  if (!read_text(name) || !heard(events_.on_key(name))) return false;
  return take(':') || fail("a colon is missing");
}

bool JsonReader::read_word(std::string_view word, bool (*tell)(JsonEvents& events)) {
  if (std::memcmp(at_, word.data(), word.size()) != 0) return fail("not a value");
  at_ += word.size();
  return heard(tell(events_));
}

bool JsonReader::skip_digits() {
  if (!is_digit(*at_)) return fail("a digit is missing");
  while (is_digit(*at_)) ++at_;
  return true;
}

bool JsonReader::read_number() {
  const char* from = at_;
  if (*at_ == '-') ++at_;
  if (!is_digit(*at_)) return fail(at_ == end_ ? "cut short" : "not a value");
  if (*at_ == '0') {
    ++at_;  // and no digit after it: the caller finds no comma there
  } else if (!skip_digits()) {
    return false;
  }
  if (*at_ == '.') {
    ++at_;
    if (!skip_digits()) return false;
  }
  if (*at_ == 'e' || *at_ == 'E') {
    ++at_;
    if (*at_ == '+' || *at_ == '-') ++at_;
    if (!skip_digits()) return false;
  }
  return heard(events_.on_number({from, static_cast<std::size_t>(at_ - from)}));
}

bool JsonReader::read_text(std::string_view& text) {
  const char* from = ++at_;
  std::uint64_t word = 0;
  while (std::memcpy(&word, at_, sizeof word), !has_run_end(word)) at_ += sizeof word;
  while (!ends_run(*at_)) ++at_;
  char* out = at_;  // behind at_ once an escape has been read
  while (*at_ != '"') {
    if (*at_ == '\\') {
      if (!read_escape(out)) return false;
    } else if (static_cast<unsigned char>(*at_) < 0x20) {
      return fail(at_ == end_ ? "a text is not closed" : "a control character in a text");
    } else {
      *out++ = *at_++;
    }
  }
  ++at_;
  text = {from, static_cast<std::size_t>(out - from)};
  return true;
}

bool JsonReader::read_escape(char*& out) {
  constexpr const char* broken = "a broken escape in a text";
  constexpr std::string_view names = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  ++at_;
  if (const auto known = names.find(*at_); known != std::string_view::npos) {
    *out++ = meanings[known];
    ++at_;
    return true;
  }
  std::uint32_t point = 0;
  if (!read_code_unit(point)) return fail(broken);
  if (point >= 0xD800 && point < 0xE000 && !read_low_surrogate(point)) return fail(broken);
  out = write_utf8(out, point);
  return true;
}

// Past the basic plane a code point is a pair of units, the high one first; either alone means nothing.
bool JsonReader::read_low_surrogate(std::uint32_t& point) {
  if (point >= 0xDC00 || *at_ != '\\') return false;
  ++at_;
  std::uint32_t low = 0;
  if (!read_code_unit(low) || low < 0xDC00 || low > 0xDFFF) return false;
  point = 0x10000 + ((point - 0xD800) << 10U) + (low - 0xDC00);
  return true;
}

// "uXXXX"
bool JsonReader::read_code_unit(std::uint32_t& unit) {
  if (*at_ != 'u') return false;
  ++at_;
  for (int i = 0; i < 4; ++i, ++at_) {
    const int digit = hexadecimal(*at_);
    if (digit < 0) return false;
    unit = (unit << 4U) | static_cast<std::uint32_t>(digit);
  }
  return true;
}

}  // namespace

std::expected<void, JsonFault> read_json(std::string_view text, JsonEvents& events) {
  const auto invalid = find_invalid_utf8(text);
  if (invalid != text.size()) return std::unexpected(JsonFault{"not UTF-8", invalid});
  std::string buffer;
  buffer.reserve(text.size() + sizeof(std::uint64_t));
  buffer.append(text).append(sizeof(std::uint64_t), '\0');
  JsonReader reader(buffer.data(), buffer.data() + text.size(), events);
  if (!reader.read_document()) return std::unexpected(reader.fault());
  return {};
}

}  // namespace quern
