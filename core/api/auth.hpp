// Signing up, in, and staying in. No token is among these: the browser holds an opaque cookie and sees none.
// Units   expires_in is seconds.
// Source  contract, section 3, "auth, user".
#pragma once

#include <cstdint>
#include <string>

#include "core/api/user.hpp"

namespace quern {

struct RegisterRequest {
  std::string email;
  std::string password;
  std::string display_name;
};

struct LoginRequest {
  std::string email;
  std::string password;
};

// Register and login answer with it.
struct SignedIn {
  User user;
  bool operator==(const SignedIn&) const = default;
};

struct Refreshed {
  std::int64_t expires_in = 0;
  bool operator==(const Refreshed&) const = default;
};

// GET /api/auth/me
struct Me {
  User user;
  std::int64_t expires_in = 0;
  bool operator==(const Me&) const = default;
};

template <> struct Schema<RegisterRequest> {
  static const schema::Table table;
};
template <> struct Schema<LoginRequest> {
  static const schema::Table table;
};
template <> struct Schema<SignedIn> {
  static const schema::Table table;
};
template <> struct Schema<Refreshed> {
  static const schema::Table table;
};
template <> struct Schema<Me> {
  static const schema::Table table;
};

}  // namespace quern
