// A browser's session, as the BFF remembers it. Only a hash of the cookie's value is here, and the tokens are sealed
// under a key that only the cookie's value gives: who reads the store can neither take over a session nor use its tokens.
// Errors  as in serve/backend/store.hpp: a failure is held until take_failure().
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/user.hpp"
#include "core/base/error.hpp"

namespace quern::serve {

struct Session {
  std::string id;  // the backend's name of the sign-in; the browser may see it
  std::string secret_hash;
  UserId user_id;
  std::string sealed_tokens;
  WallTime access_expires_at{};
  WallTime created_at{};
  WallTime seen_at{};
  std::string user_agent;
};

class SessionStore {
 public:
  virtual ~SessionStore() = default;
  virtual std::optional<Session> find(std::string_view secret_hash) = 0;
  virtual std::optional<Session> find_by_id(const std::string& id) = 0;
  virtual std::vector<Session> list(const UserId& user) = 0;  // newest first
  virtual void insert(const Session& session) = 0;
  virtual void update(const Session& session) = 0;  // tokens, access_expires_at, seen_at
  virtual bool remove(const UserId& user, const std::string& id) = 0;
  virtual void remove_others(const UserId& user, const std::string& but_id) = 0;
  virtual void forget(WallTime seen_before, WallTime created_before) = 0;
  virtual std::optional<Error> take_failure() = 0;
};

}  // namespace quern::serve
