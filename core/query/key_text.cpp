#include "core/query/key_text.hpp"

#include <charconv>
#include <optional>

#include "core/query/detail/key_number.hpp"
#include "core/query/detail/key_quote.hpp"

namespace quern::query {
namespace {

constexpr int deepest = 64;

void append_utf8(std::string& out, std::uint32_t code) {
  const auto add = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xc0 | code >> 6);
  } else if (code < 0x10000) {
    add(0xe0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3f));
  } else {
    add(0xf0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3f));
    add(0x80 | (code >> 6 & 0x3f));
  }
  add(0x80 | (code & 0x3f));
}

// Each member answers nothing where the text breaks the grammar; the reader is of no use then.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::size_t left() const { return rest_.size(); }

  std::optional<KeyPart> whole() {
    auto value = part(0);
    if (!value || next() != '\0' || !rest_.empty()) return std::nullopt;
    return value;
  }

 private:
  char next() {  // the first of what is left, after blanks
    const auto at = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at);
    return rest_.empty() ? '\0' : rest_.front();
  }
  bool take(char wanted) {
    if (next() != wanted || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  std::optional<KeyPart> part(int depth) {
    if (depth > deepest) return std::nullopt;
    switch (next()) {
      case '[': return array(depth);
      case '{': return object(depth);
      case '"':
        if (auto text = string()) return KeyPart{std::move(*text)};
        return std::nullopt;
      case 'n': return take("null") ? std::optional(KeyPart{nullptr}) : std::nullopt;
      case 't': return take("true") ? std::optional(KeyPart{true}) : std::nullopt;
      case 'f': return take("false") ? std::optional(KeyPart{false}) : std::nullopt;
      default: return number();
    }
  }

  std::optional<KeyPart> array(int depth) {
    (void)take('[');
    KeyArray parts;
    if (take(']')) return KeyPart{std::move(parts)};
    do {
      auto value = part(depth + 1);
      if (!value) return std::nullopt;
      parts.push_back(std::move(*value));
    } while (take(','));
    if (!take(']')) return std::nullopt;
    return KeyPart{std::move(parts)};
  }

  std::optional<KeyPart> object(int depth) {
    (void)take('{');
    KeyObject members;
    if (take('}')) return KeyPart{std::move(members)};
    do {
      if (next() != '"') return std::nullopt;
      auto name = string();
      if (!name || !take(':')) return std::nullopt;
      auto value = part(depth + 1);
      if (!value) return std::nullopt;
      members.set(std::move(*name), std::move(*value));
    } while (take(','));
    if (!take('}')) return std::nullopt;
    return KeyPart{std::move(members)};
  }

  std::optional<std::uint32_t> hex4() {
    std::uint32_t code = 0;
    if (rest_.size() < 4) return std::nullopt;
    const auto read = std::from_chars(rest_.data(), rest_.data() + 4, code, 16);
    if (read.ec != std::errc{} || read.ptr != rest_.data() + 4) return std::nullopt;
    rest_.remove_prefix(4);
    return code;
  }

  bool escape(std::string& out) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const char letter = rest_.front();
    rest_.remove_prefix(1);
    if (const auto at = letters.find(letter); at != std::string_view::npos) return out += meanings[at], true;
    if (letter != 'u') return false;
    auto code = hex4();
    if (!code) return false;
    if (*code >= 0xd800 && *code < 0xdc00 && take("\\u")) {
      const auto low = hex4();
      if (!low || *low < 0xdc00 || *low > 0xdfff) return false;
      code = 0x10000 + ((*code - 0xd800) << 10) + (*low - 0xdc00);
    }
    append_utf8(out, *code);
    return true;
  }

  std::optional<std::string> string() {
    rest_.remove_prefix(1);
    std::string text;
    for (;;) {
      const auto plain = detail::plain_run(rest_);
      text += rest_.substr(0, plain);
      rest_.remove_prefix(plain);
      if (rest_.empty()) return std::nullopt;
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return text;
      if (c != '\\' || rest_.empty() || !escape(text)) return std::nullopt;
    }
  }

  std::optional<KeyPart> number() {
    const auto text = rest_.substr(0, rest_.find_first_of(" \t\r\n,]}"));
    std::int64_t integer = 0;
    (void)std::from_chars(text.data(), text.data() + text.size(), integer);
    const bool is_integer = text == std::to_string(integer);
    const auto real = is_integer ? std::nullopt : detail::parse_real(text);
    if (!is_integer && !real) return std::nullopt;
    rest_.remove_prefix(text.size());
    return is_integer ? KeyPart{integer} : KeyPart{*real};
  }

  std::string_view rest_;
};

}  // namespace

Result<Key> parse_key(std::string_view text) {
  Reader reader{text};
  const auto whole = reader.whole();
  const auto* parts = whole ? std::get_if<KeyArray>(&whole->value()) : nullptr;
  if (!parts) return fail(ErrorKind::decode, "no key, as from byte " + std::to_string(text.size() - reader.left()));
  return Key(*parts);
}

}  // namespace quern::query
