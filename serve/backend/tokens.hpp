// Access tokens of minutes, refresh tokens of days. Only hashes are stored.
// Rotation  exchanging a refresh token uses it up. Used again within `grace` it gives the very same successors, for an
//           answer that was lost: they are derived from it and the installation's secret. Used later it was stolen, by
//           one side or the other: its whole family is revoked.
#pragma once

#include <optional>
#include <string>

#include "core/base/random.hpp"
#include "core/base/scheduler.hpp"
#include "serve/backend/call.hpp"
#include "serve/backend/token_models.hpp"

namespace quern::serve {

struct TokenOptions {
  Duration access_lifetime = std::chrono::minutes{15};
  Duration refresh_lifetime = std::chrono::days{7};
  Duration grace = std::chrono::seconds{30};
};

class TokenIssuer {
 public:
  TokenIssuer(TokenStore& store, Scheduler& clock, Random& random, TokenOptions options)
      : store_(store),
        clock_(clock),
        random_(random),
        options_(options) {}

  Tokens sign_in(const UserId& user);
  std::optional<Tokens> exchange(std::string_view refresh_token);
  std::optional<Caller> authenticate(std::string_view access_token);
  void sweep();

 private:
  Tokens issue(std::string access, std::string refresh, const std::string& family_id);
  // The pair that follows this refresh token, whenever it is asked for.
  std::string successor(std::string_view refresh_token, std::string_view kind);

  TokenStore& store_;
  Scheduler& clock_;
  Random& random_;
  TokenOptions options_;
};

}  // namespace quern::serve
