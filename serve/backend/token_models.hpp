// What the backend and the BFF say to each other about tokens. The browser sees none of this.
// Units   expires_in is seconds.
#pragma once

#include <cstdint>
#include <string>

#include "core/api/schema.hpp"
#include "core/api/user.hpp"

namespace quern::serve {

struct Tokens {
  std::string access_token;
  std::string refresh_token;
  std::int64_t expires_in = 0;  // of the access token
  std::string session_id;       // of the sign-in: names it, proves nothing
};

struct SignedInTokens {
  User user;
  Tokens tokens;
};

struct RefreshRequest {
  std::string refresh_token;
};

}  // namespace quern::serve

namespace quern {
template <> struct Schema<serve::Tokens> {
  static const schema::Table table;
};
template <> struct Schema<serve::SignedInTokens> {
  static const schema::Table table;
};
template <> struct Schema<serve::RefreshRequest> {
  static const schema::Table table;
};
}  // namespace quern
