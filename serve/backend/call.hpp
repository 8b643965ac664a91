// One request on its way through the backend: what is known of it so far.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "serve/backend/store.hpp"
#include "serve/http/message.hpp"

namespace quern::serve {

// Whom a valid access token speaks for.
struct Caller {
  UserId user_id;
  std::string family_id;  // the sign-in it came from
};

struct Call {
  Request request;
  std::vector<std::string> parameters;  // of the path, in order
  std::optional<Caller> caller;         // always there where the route asks for it

  // What the slow work before the step found.
  std::optional<Account> account;
  bool password_matches = false;
  std::string new_hash;
  std::string picture;  // small, as WebP

  // What an interviewer said to what was said, and what it learned.
  std::optional<SessionMessage> said;
  std::string reply;
  double progress = 0;
  std::optional<Resume> resume;

  // What the step leaves to be done once it is committed.
  std::vector<std::string> removed_files;  // of the FileStore: no row names them any more
};

}  // namespace quern::serve
