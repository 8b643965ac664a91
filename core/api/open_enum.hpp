// A word of a list that may grow: one the program does not know is kept as it came, and is never an error.
// Shape   `enum class Role : std::uint8_t { unknown, owner, member };` and beside it
//         `template <> struct EnumNames<Role> { static constexpr std::string_view names[] = {"", "owner", "member"}; };`
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace quern {

template <class E>
struct EnumNames;

// What every OpenEnum looks like to the tables: a place in the list of names, 0 for a word that is not in it.
class OpenEnumBase {
 public:
  bool is_known() const { return index_ != 0; }
  std::string_view text(std::span<const std::string_view> names) const {
    return is_known() ? names[index_] : std::string_view(unknown_);
  }
  void assign(std::string_view word, std::span<const std::string_view> names) {
    index_ = 0;
    for (std::size_t i = 1; i < names.size(); ++i) {
      if (names[i] == word) index_ = static_cast<std::uint8_t>(i);
    }
    unknown_ = is_known() ? std::string_view() : word;
  }
  bool operator==(const OpenEnumBase&) const = default;

 protected:
  std::uint8_t index_ = 0;
  std::string unknown_;
};

template <class E>
class OpenEnum : public OpenEnumBase {
  static_assert(std::is_same_v<std::underlying_type_t<E>, std::uint8_t>);

 public:
  OpenEnum() = default;
  OpenEnum(E value) { index_ = static_cast<std::uint8_t>(value); }  // NOLINT(google-explicit-constructor)
  E value() const { return static_cast<E>(index_); }
  std::string_view text() const { return OpenEnumBase::text(EnumNames<E>::names); }
  bool operator==(const OpenEnum&) const = default;
};

}  // namespace quern
