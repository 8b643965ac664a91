#include <algorithm>
#include <array>

#include "serve/store/database.hpp"

namespace quern::serve {
namespace {

// Times are milliseconds since 1970, UTC. A step that has shipped is never edited: a change is a new step.
constexpr auto steps =
    std::to_array<const char*>({R"sql(
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
)sql",
                                // 3: people, chats, messages, and each person's events.
                                R"sql(
ALTER TABLE users ADD COLUMN search_text TEXT NOT NULL DEFAULT '';  -- display_name, as it is searched
ALTER TABLE users ADD COLUMN last_seen_at INTEGER;
UPDATE users SET search_text = search_form(display_name);
CREATE INDEX users_by_name ON users (search_text, id);

UPDATE OR IGNORE projects SET client_id = lower(client_id);

CREATE TABLE chats (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  title TEXT NOT NULL,                 -- '' of a private one
  is_group INTEGER NOT NULL,
  private_pair TEXT UNIQUE,            -- of a private one: both user ids, so that there is one
  last_number INTEGER NOT NULL,        -- of its last message
  created_at INTEGER NOT NULL,
  active_at INTEGER NOT NULL           -- when its last message was written, else when it was made
) STRICT;

CREATE TABLE chat_members (
  chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,              -- the order they joined in
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  client_id TEXT,                      -- what this member called the chat before it had an id
  is_shown INTEGER NOT NULL,           -- not yet to whom nobody has written
  read_number INTEGER NOT NULL,        -- the last message they read
  PRIMARY KEY (chat_id, place),
  UNIQUE (user_id, chat_id),
  UNIQUE (user_id, client_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,             -- 1, 2, 3 … without gaps
  version INTEGER NOT NULL,
  author_id TEXT NOT NULL REFERENCES users (id),
  type TEXT NOT NULL,
  content TEXT NOT NULL,
  reply_to_id TEXT,
  client_id TEXT,
  edited_at INTEGER,
  deleted INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  UNIQUE (chat_id, number),
  UNIQUE (author_id, client_id)
) STRICT;

CREATE TABLE event_logs (user_id TEXT PRIMARY KEY, last_seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  user_id TEXT NOT NULL,
  seq INTEGER NOT NULL,                -- 1, 2, 3 … without gaps, as far back as it is kept
  frame TEXT NOT NULL,                 -- as it is sent
  at INTEGER NOT NULL,
  PRIMARY KEY (user_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_by_age ON events (at);
)sql",
                                // resumes, each version whole.
                                R"sql(
CREATE TABLE resumes (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,            -- 1, 2, 3 … of one person
  resume TEXT NOT NULL,                -- as JSON
  created_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, version)
) STRICT;
)sql",
                                // a member's own settings of a chat; what a message carries.
                                R"sql(
ALTER TABLE chat_members ADD COLUMN muted_until INTEGER;
ALTER TABLE chat_members ADD COLUMN marked_unread INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chat_members ADD COLUMN own_version INTEGER NOT NULL DEFAULT 0;  -- changes that this member alone sees
ALTER TABLE messages ADD COLUMN payload TEXT;                                -- JSON
)sql",
                                // files in chats, and which message refers to one.
                                R"sql(
CREATE TABLE attachments (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  filename TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  file_id TEXT UNIQUE,                 -- once it was uploaded
  is_sent INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX attachments_by_age ON attachments (created_at);

ALTER TABLE messages ADD COLUMN attachment_id TEXT;
CREATE INDEX messages_by_attachment ON messages (attachment_id) WHERE attachment_id IS NOT NULL;
)sql",
                                // interview sessions: what was said, in order.
                                R"sql(
CREATE TABLE interview_sessions (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  client_id TEXT,
  version INTEGER NOT NULL,
  language TEXT NOT NULL,
  status TEXT NOT NULL,
  progress_permille INTEGER NOT NULL,
  resume_markdown TEXT,
  created_at INTEGER NOT NULL,
  completed_at INTEGER,
  UNIQUE (owner_id, client_id)
) STRICT;
CREATE INDEX interview_sessions_by_owner ON interview_sessions (owner_id, created_at);

CREATE TABLE session_messages (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES interview_sessions (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,             -- 1, 2, 3 … within the session
  role TEXT NOT NULL,
  content TEXT NOT NULL,
  request_key TEXT,                    -- of the request that said it: again, it is the same message
  created_at INTEGER NOT NULL,
  UNIQUE (session_id, number),
  UNIQUE (session_id, request_key)
) STRICT;
)sql",
                                // messages by their words: a place that no VACUUM changes, and the index.
                                R"sql(
CREATE TABLE placed_messages (
  place INTEGER PRIMARY KEY,           -- its row in message_words
  id TEXT NOT NULL UNIQUE,
  chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,             -- 1, 2, 3 … without gaps
  version INTEGER NOT NULL,
  author_id TEXT NOT NULL REFERENCES users (id),
  type TEXT NOT NULL,
  content TEXT NOT NULL,
  reply_to_id TEXT,
  client_id TEXT,
  edited_at INTEGER,
  deleted INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  payload TEXT,                        -- JSON
  attachment_id TEXT,
  UNIQUE (chat_id, number),
  UNIQUE (author_id, client_id)
) STRICT;
INSERT INTO placed_messages (id, chat_id, number, version, author_id, type, content, reply_to_id, client_id, edited_at,
  deleted, ts, payload, attachment_id) SELECT id, chat_id, number, version, author_id, type, content, reply_to_id,
  client_id, edited_at, deleted, ts, payload, attachment_id FROM messages ORDER BY ts, rowid;
DROP TABLE messages;
ALTER TABLE placed_messages RENAME TO messages;
CREATE INDEX messages_by_attachment ON messages (attachment_id) WHERE attachment_id IS NOT NULL;

CREATE VIRTUAL TABLE message_words USING fts5(body, chat, content = '', contentless_delete = 1, tokenize = 'quern',
  prefix = '2 3');
CREATE VIEW searched_messages AS  -- what of them is found, and by what
  SELECT place, content || ifnull(' ' || json_extract(payload, '$.filename'), '') AS body,
    replace(chat_id, '-', '') AS chat FROM messages WHERE deleted = 0 AND type <> 'system';
INSERT INTO message_words (rowid, body, chat) SELECT place, body, chat FROM searched_messages;
CREATE TRIGGER message_is_written AFTER INSERT ON messages BEGIN
  INSERT INTO message_words (rowid, body, chat) SELECT place, body, chat FROM searched_messages WHERE place = new.place;
END;
CREATE TRIGGER message_is_changed AFTER UPDATE OF content, payload, deleted ON messages BEGIN
  DELETE FROM message_words WHERE rowid = old.place;
  INSERT INTO message_words (rowid, body, chat) SELECT place, body, chat FROM searched_messages WHERE place = new.place;
END;
CREATE TRIGGER message_is_gone AFTER DELETE ON messages BEGIN
  DELETE FROM message_words WHERE rowid = old.place;
END;
)sql",
                                // projects in the order of their list, read backwards.
                                R"sql(
DROP INDEX IF EXISTS projects_by_update;
CREATE INDEX projects_in_order ON projects (owner_id, updated_at, version);
)sql",
                                // people's pictures.
                                R"sql(
CREATE TABLE avatars (
  user_id TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  id TEXT NOT NULL UNIQUE,
  webp BLOB NOT NULL                   -- 256 by 256
) STRICT;
)sql",
                                // recorded interviews, and uploads of them in pieces.
                                R"sql(
CREATE TABLE interviews (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  owner_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  client_id TEXT,
  version INTEGER NOT NULL,
  title TEXT NOT NULL,
  search_text TEXT NOT NULL,           -- the title, as it is searched
  status TEXT NOT NULL,                -- uploaded, processing, done, error
  progress INTEGER,                    -- thousandths, while processing
  error TEXT,
  file_id TEXT NOT NULL,               -- among the files of people
  file_name TEXT NOT NULL,
  file_size INTEGER NOT NULL,
  content_type TEXT NOT NULL,
  duration_ms INTEGER,
  kind TEXT NOT NULL,                  -- media, transcript
  attempts INTEGER NOT NULL,           -- how often reading it was begun
  result TEXT,                         -- as it is answered
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (owner_id, client_id)
) STRICT;
CREATE INDEX interviews_by_project ON interviews (project_id, created_at DESC);
CREATE INDEX interviews_by_status ON interviews (status, updated_at);
CREATE INDEX interviews_by_file ON interviews (file_id);

CREATE TABLE uploads (                 -- in pieces, by tus
  id TEXT PRIMARY KEY,                 -- its file's, too
  owner_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  length INTEGER NOT NULL,
  metadata TEXT NOT NULL,
  filename TEXT NOT NULL,
  content_type TEXT NOT NULL,
  title TEXT NOT NULL,
  client_id TEXT,
  expires_at INTEGER NOT NULL,
  interview_id TEXT                    -- what it became
) STRICT;
CREATE INDEX uploads_by_owner ON uploads (owner_id);
CREATE INDEX uploads_by_expiry ON uploads (expires_at);
)sql"});

std::int64_t version_of(Database& database) {
  auto query = database.query("PRAGMA user_version");
  return query.step() ? query.number_at(0) : 0;
}

}  // namespace

Result<void> check_version(Database& database) {
  const auto version = version_of(database);
  if (auto failure = database.take_failure()) return fail(*std::move(failure));
  if (version == static_cast<std::int64_t>(steps.size())) return {};
  return fail(ErrorKind::conflict, "a server of another version of this program uses it; stop that one first");
}

Result<void> migrate(Database& database, std::size_t last_step) {
  const auto version = version_of(database);
  if (version > static_cast<std::int64_t>(steps.size())) {
    return fail(ErrorKind::conflict, "its data was written by a newer version of this program");
  }
  for (auto next = static_cast<std::size_t>(version); next < std::min(steps.size(), last_step); ++next) {
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
