// Who is signed in, and what they may change about themselves.
// Source  contract, section 3, "auth, user".
#pragma once

#include <optional>
#include <string>

#include "core/api/schema.hpp"

namespace quern {

struct User {
  UserId id;
  std::string email;
  std::optional<std::string> username;
  std::string display_name;
  std::optional<std::string> avatar_url;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::optional<std::string> locale;  // "ru", "en"
  WallTime created_at{};
  bool operator==(const User&) const = default;
};

// PATCH /api/user/me: what is absent stays as it is.
struct UserPatch {
  std::optional<std::string> display_name;
  Patch<std::string> avatar_url;
  Patch<std::string> first_name;
  Patch<std::string> last_name;
  Patch<std::string> locale;
  bool operator==(const UserPatch&) const = default;

  void apply_to(User& user) const;
};

struct ChangePassword {
  std::string current_password;
  std::string new_password;
};

inline constexpr std::int64_t min_password_length = 8;  // characters
inline constexpr std::int64_t max_password_length = 256;
inline constexpr std::int64_t max_display_name_length = 100;

template <> struct Schema<User> {
  static const schema::Table table;
};
template <> struct Schema<UserPatch> {
  static const schema::Table table;
};
template <> struct Schema<ChangePassword> {
  static const schema::Table table;
};

}  // namespace quern
