#include "core/query/key.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/query/detail/key_number.hpp"
#include "core/query/detail/key_quote.hpp"

namespace quern::query {
namespace {

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t hash = (a ^ b) * 0x9e3779b97f4a7c15;
  hash ^= hash >> 32;
  hash *= 0xd6e8feb86659fd93;
  return hash ^ (hash >> 29);
}

std::uint64_t hash_text(std::string_view text) {
  std::uint64_t hash = text.size();
  while (text.size() >= 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), 8);
    hash = mix(hash, word);
    text.remove_prefix(8);
  }
  std::uint64_t rest = 0;
  for (const char c : text) rest = rest << 8 | static_cast<unsigned char>(c);
  return mix(hash, rest);
}

void append_quoted(std::string& out, std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  out += '"';
  while (!text.empty()) {
    const auto plain = detail::plain_run(text);
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else {
      out += "\\u00";
      out += digits[static_cast<unsigned char>(c) >> 4];
      out += digits[c & 0xf];
    }
  }
  out += '"';
}

void append_array(std::string& out, std::span<const KeyPart> parts) {
  out += '[';
  for (const auto& part : parts) {
    if (&part != parts.data()) out += ',';
    part.append_to(out);
  }
  out += ']';
}

void append_object(std::string& out, const KeyObject& object) {
  out += '{';
  for (const auto& member : object.members()) {
    if (&member != object.members().data()) out += ',';
    append_quoted(out, member.name);
    out += ':';
    member.value.append_to(out);
  }
  out += '}';
}

bool array_starts_with(std::span<const KeyPart> whole, std::span<const KeyPart> prefix) {
  if (prefix.size() > whole.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (!whole[i].starts_with(prefix[i])) return false;
  }
  return true;
}

bool object_contains(const KeyObject& whole, const KeyObject& part) {
  return std::ranges::all_of(part.members(), [&whole](const KeyMember& wanted) {
    const auto* found = whole.find(wanted.name);
    return found && found->starts_with(wanted.value);
  });
}

void absent_to_null(KeyArray& parts) {
  for (auto& part : parts) {
    if (part.is_absent()) part = nullptr;
  }
}

}  // namespace

KeyObject::KeyObject() = default;
KeyObject::KeyObject(const KeyObject& other) = default;
KeyObject::KeyObject(KeyObject&& other) noexcept = default;
KeyObject& KeyObject::operator=(const KeyObject& other) = default;
KeyObject& KeyObject::operator=(KeyObject&& other) noexcept = default;
KeyObject::~KeyObject() = default;

KeyObject::KeyObject(std::initializer_list<KeyMember> members) {
  for (const auto& member : members) set(member.name, member.value);
}

void KeyObject::set(std::string name, KeyPart value) {
  const auto at = std::ranges::lower_bound(members_, name, {}, &KeyMember::name);
  const bool is_known = at != members_.end() && at->name == name;
  if (value.is_absent()) {
    if (is_known) members_.erase(at);
  } else if (is_known) {
    at->value = std::move(value);
  } else {
    members_.insert(at, KeyMember{std::move(name), std::move(value)});
  }
}

const KeyPart* KeyObject::find(std::string_view name) const {
  const auto at = std::ranges::lower_bound(members_, name, {}, &KeyMember::name);
  return at != members_.end() && at->name == name ? &at->value : nullptr;
}

std::span<const KeyMember> KeyObject::members() const { return members_; }
bool KeyObject::operator==(const KeyObject& other) const { return members_ == other.members_; }

KeyPart::KeyPart(double value) {
  constexpr double exact = 9007199254740992.0;  // beyond 2^53 a double no longer names one integer
  if (std::abs(value) <= exact && std::trunc(value) == value) {
    value_ = static_cast<std::int64_t>(value);
  } else {
    value_ = std::isnan(value) ? std::numeric_limits<double>::quiet_NaN() : value;
  }
}

KeyPart::KeyPart(KeyArray value) {
  absent_to_null(value);
  value_ = std::move(value);
}

std::uint64_t KeyPart::hash() const {
  const std::uint64_t kind = value_.index() + 1;
  if (const auto* text = std::get_if<std::string>(&value_)) return mix(kind, hash_text(*text));
  if (const auto* truth = std::get_if<bool>(&value_)) return mix(kind, *truth ? 1 : 0);
  if (const auto* integer = std::get_if<std::int64_t>(&value_)) return mix(kind, static_cast<std::uint64_t>(*integer));
  if (const auto* real = std::get_if<double>(&value_)) return mix(kind, std::bit_cast<std::uint64_t>(*real));
  std::uint64_t hash = kind;
  if (const auto* array = std::get_if<KeyArray>(&value_)) {
    for (const auto& part : *array) hash = Key::extend_hash(hash, part.hash());
  } else if (const auto* object = std::get_if<KeyObject>(&value_)) {
    for (const auto& [name, value] : object->members())
      hash = Key::extend_hash(mix(hash, hash_text(name)), value.hash());
  }
  return mix(kind, hash);
}

bool KeyPart::starts_with(const KeyPart& prefix) const {
  if (const auto* wanted = std::get_if<KeyArray>(&prefix.value_)) {
    const auto* array = std::get_if<KeyArray>(&value_);
    return array && array_starts_with(*array, *wanted);
  }
  if (const auto* wanted = std::get_if<KeyObject>(&prefix.value_)) {
    const auto* object = std::get_if<KeyObject>(&value_);
    return object && object_contains(*object, *wanted);
  }
  return *this == prefix;
}

void KeyPart::append_to(std::string& text) const {
  if (const auto* string = std::get_if<std::string>(&value_)) return append_quoted(text, *string);
  if (const auto* truth = std::get_if<bool>(&value_)) return void(text += *truth ? "true" : "false");
  if (const auto* integer = std::get_if<std::int64_t>(&value_)) return detail::append_integer(text, *integer);
  if (const auto* real = std::get_if<double>(&value_)) return detail::append_real(text, *real);
  if (const auto* array = std::get_if<KeyArray>(&value_)) return append_array(text, *array);
  if (const auto* object = std::get_if<KeyObject>(&value_)) return append_object(text, *object);
  text += "null";
}

// Not-a-number is one name like any other: it equals itself here.
bool KeyPart::operator==(const KeyPart& other) const {
  const auto* real = std::get_if<double>(&value_);
  const auto* other_real = std::get_if<double>(&other.value_);
  if (real && other_real && std::isnan(*real) && std::isnan(*other_real)) return true;
  return value_ == other.value_;
}

[[gnu::noinline]] Key::Key(const Key& other) = default;
[[gnu::noinline]] Key::Key(Key&& other) noexcept : shape_(other.shape_) {}  // a moved key stays a key
Key& Key::operator=(const Key& other) = default;
Key& Key::operator=(Key&& other) noexcept {
  shape_ = other.shape_;
  return *this;
}
[[gnu::noinline]] Key::~Key() = default;

Key::Key() {
  // Never ends: a client may be a static object, and be the last to end.
  static const auto& empty = *new std::shared_ptr<const Shape>{std::make_shared<const Shape>()};
  shape_ = empty;
}
Key::Key(std::initializer_list<KeyPart> parts) : Key(std::vector<KeyPart>(parts)) {}

Key::Key(std::vector<KeyPart> parts) {
  absent_to_null(parts);
  std::uint64_t hash = 0;
  for (const auto& part : parts) hash = extend_hash(hash, part.hash());
  shape_ = std::make_shared<const Shape>(Shape{std::move(parts), hash});
}

bool Key::starts_with(const Key& prefix) const {
  return shape_ == prefix.shape_ || array_starts_with(parts(), prefix.parts());
}

Key Key::with(KeyPart part) const {
  auto parts = shape_->parts;
  parts.push_back(std::move(part));
  return Key(std::move(parts));
}

std::string Key::to_string() const {
  std::string text;
  append_array(text, parts());
  return text;
}

bool Key::operator==(const Key& other) const {
  return shape_ == other.shape_ || (hash() == other.hash() && shape_->parts == other.shape_->parts);
}

std::uint64_t Key::extend_hash(std::uint64_t hash, std::uint64_t part_hash) {
  return mix(std::rotl(hash, 23) + 1, part_hash);
}

}  // namespace quern::query
