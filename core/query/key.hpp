// What names cached data: an ordered list of typed parts, "projects", "list", {search: "a", offset: 0}.
// Canonical: members of an object are sorted, absent ones dropped, a whole double is an integer; so equal names are equal
// keys however they were written. Hashed once (64 bits), compared on collision, shared when copied.
// Matching  a key starts with a prefix when every part of the prefix matches the part in its place; an object of the
//           prefix matches one with the same members and maybe more, an array one with the same beginning, recursively.
#pragma once

#include <cassert>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace quern::query {

class KeyPart;
struct KeyMember;
using KeyArray = std::vector<KeyPart>;

// Named parts, sorted by name; of two with one name the later counts.
class KeyObject {
 public:
  KeyObject();
  KeyObject(std::initializer_list<KeyMember> members);
  KeyObject(const KeyObject& other);
  KeyObject(KeyObject&& other) noexcept;
  KeyObject& operator=(const KeyObject& other);
  KeyObject& operator=(KeyObject&& other) noexcept;
  ~KeyObject();

  void set(std::string name, KeyPart value);  // an absent value takes the member away
  const KeyPart* find(std::string_view name) const;
  std::span<const KeyMember> members() const;
  bool operator==(const KeyObject& other) const;

 private:
  std::vector<KeyMember> members_;
};

class KeyPart {
 public:
  struct Absent {
    bool operator==(const Absent&) const = default;
  };
  using Value = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, KeyArray, KeyObject, Absent>;

  // NOLINTBEGIN(google-explicit-constructor): a key reads as a list of plain values
  KeyPart(std::nullptr_t = nullptr) : value_(nullptr) {}
  KeyPart(bool value) : value_(value) {}
  template <std::integral I>
    requires(!std::same_as<I, bool>)
  KeyPart(I value) : value_(static_cast<std::int64_t>(value)) {
    assert(std::in_range<std::int64_t>(value));
  }
  KeyPart(double value);
  KeyPart(const char* value) : value_(std::string(value)) {}
  KeyPart(std::string_view value) : value_(std::string(value)) {}
  KeyPart(std::string value) : value_(std::move(value)) {}
  KeyPart(KeyArray value);
  KeyPart(KeyObject value) : value_(std::move(value)) {}
  // Nothing is an absent member of an object, and null elsewhere.
  template <class T>
  KeyPart(const std::optional<T>& value) : value_(Absent{}) {
    if (value) *this = KeyPart(*value);
  }
  // NOLINTEND(google-explicit-constructor)

  const Value& value() const { return value_; }
  bool is_absent() const { return std::holds_alternative<Absent>(value_); }
  // null, bool, number, string: what the index takes as an edge.
  bool is_primitive() const { return value_.index() < 5; }
  std::uint64_t hash() const;
  bool starts_with(const KeyPart& prefix) const;
  void append_to(std::string& text) const;
  bool operator==(const KeyPart& other) const;

 private:
  Value value_;
};

struct KeyMember {
  std::string name;
  KeyPart value;
  bool operator==(const KeyMember&) const = default;
};

class Key {
 public:
  Key();  // the empty key: a prefix of every other
  Key(std::initializer_list<KeyPart> parts);
  explicit Key(std::vector<KeyPart> parts);
  Key(const Key& other);  // out of line, these: keys are copied everywhere
  Key(Key&& other) noexcept;
  Key& operator=(const Key& other);
  Key& operator=(Key&& other) noexcept;
  ~Key();

  std::span<const KeyPart> parts() const { return shape_->parts; }
  std::uint64_t hash() const { return shape_->hash; }
  bool is_empty() const { return shape_->parts.empty(); }
  bool starts_with(const Key& prefix) const;
  Key with(KeyPart part) const;   // one part more
  std::string to_string() const;  // canonical, like JSON: ["projects","list",{"offset":0,"search":"a"}]
  bool operator==(const Key& other) const;

  // The hash of a key that grows by a part: the index walks a prefix with it. Begin with 0.
  static std::uint64_t extend_hash(std::uint64_t hash, std::uint64_t part_hash);

 private:
  struct Shape {
    std::vector<KeyPart> parts;
    std::uint64_t hash = 0;
  };
  std::shared_ptr<const Shape> shape_;
};

}  // namespace quern::query
