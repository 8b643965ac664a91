#include <array>

#include "serve/store/database.hpp"

namespace quern::serve {
namespace {

// Times are milliseconds since 1970, UTC. A step that has shipped is never edited: a change is a new step.
constexpr std::array<const char*, 2> steps = {R"sql(
CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- The backend's.
CREATE TABLE users (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,      -- the address as it is compared: case folded
  password_hash TEXT NOT NULL,
  display_name TEXT NOT NULL,
  avatar_url TEXT,
  first_name TEXT,
  last_name TEXT,
  locale TEXT,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE token_families (          -- one a login: all refresh tokens that follow from it
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;
CREATE INDEX token_families_by_user ON token_families (user_id);

CREATE TABLE tokens (
  hash BLOB PRIMARY KEY,               -- SHA-256; the token itself is not kept
  kind TEXT NOT NULL,                  -- access, refresh
  family_id TEXT NOT NULL REFERENCES token_families (id) ON DELETE CASCADE,
  expires_at INTEGER NOT NULL,
  used_at INTEGER                      -- of a refresh token: when it was exchanged
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_by_family ON tokens (family_id);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);

CREATE TABLE projects (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  client_id TEXT,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  search_text TEXT NOT NULL,           -- name and description, case folded
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (owner_id, client_id)
) STRICT;
CREATE INDEX projects_by_update ON projects (owner_id, updated_at DESC, id);

CREATE TABLE answers (                 -- by idempotency key, in the transaction of the work they answer
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  request_hash BLOB NOT NULL,
  status INTEGER NOT NULL,
  content_type TEXT NOT NULL,
  body BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_by_age ON answers (created_at);

-- The BFF's.
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  secret_hash BLOB NOT NULL UNIQUE,    -- SHA-256 of the cookie's value
  user_id TEXT NOT NULL,
  tokens BLOB NOT NULL,                -- sealed under a key that the cookie's value alone gives
  access_expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  user_agent TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id, created_at);
)sql",
                                              // 2: ё is searched as е.
                                              R"sql(
UPDATE projects SET search_text = replace(search_text, 'ё', 'е');
)sql"};

std::int64_t version_of(Database& database) {
  auto query = database.query("PRAGMA user_version");
  return query.step() ? query.number_at(0) : 0;
}

}  // namespace

Result<void> migrate(Database& database) {
  const auto version = version_of(database);
  if (version > static_cast<std::int64_t>(steps.size())) {
    return fail(ErrorKind::conflict, "its data was written by a newer version of this program");
  }
  for (auto next = static_cast<std::size_t>(version); next < steps.size(); ++next) {
    database.begin();
    database.run_script(steps[next]);
    database.run_script(("PRAGMA user_version = " + std::to_string(next + 1)).c_str());
    database.commit();
    if (auto failure = database.take_failure()) return fail(*std::move(failure));
  }
  if (auto failure = database.take_failure()) return fail(*std::move(failure));
  return {};
}

}  // namespace quern::serve
