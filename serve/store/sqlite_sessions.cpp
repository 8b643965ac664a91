#include "serve/store/sqlite_store.hpp"

namespace quern::serve {
namespace {

#define SESSION_COLUMNS                                                                                        \
  "SELECT id, secret_hash, user_id, tokens, access_expires_at, created_at, seen_at, user_agent FROM sessions " \
  "WHERE "

Session read_session(const Query& row) {
  return {.id = row.text_at(0),
          .secret_hash = row.text_at(1),
          .user_id = UserId{row.text_at(2)},
          .sealed_tokens = row.text_at(3),
          .access_expires_at = to_time(row.number_at(4)),
          .created_at = to_time(row.number_at(5)),
          .seen_at = to_time(row.number_at(6)),
          .user_agent = row.text_at(7)};
}

}  // namespace

std::optional<Session> SqliteSessions::find(std::string_view secret_hash) {
  return found_.find(secret_hash, [&] { return read(secret_hash); });
}

std::optional<Session> SqliteSessions::read(std::string_view secret_hash) {
  auto row = database_.query(SESSION_COLUMNS "secret_hash = ?").blob(secret_hash);
  if (!row.step()) return std::nullopt;
  return read_session(row);
}

std::optional<Session> SqliteSessions::find_by_id(const std::string& id) {
  auto row = database_.query(SESSION_COLUMNS "id = ?").text(id);
  if (!row.step()) return std::nullopt;
  return read_session(row);
}

std::vector<Session> SqliteSessions::list(const UserId& user) {
  std::vector<Session> sessions;
  auto rows = database_.query(SESSION_COLUMNS "user_id = ? ORDER BY created_at DESC, id").text(user.text);
  while (rows.step()) sessions.push_back(read_session(rows));
  return sessions;
}

void SqliteSessions::insert(const Session& session) {
  database_
      .query(
          "INSERT INTO sessions (id, secret_hash, user_id, tokens, access_expires_at, created_at, seen_at, "
          "user_agent) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .text(session.id)
      .blob(session.secret_hash)
      .text(session.user_id.text)
      .blob(session.sealed_tokens)
      .number(to_number(session.access_expires_at))
      .number(to_number(session.created_at))
      .number(to_number(session.seen_at))
      .text(session.user_agent)
      .run();
}

void SqliteSessions::update(const Session& session) {
  found_.forget(session.secret_hash);
  database_.query("UPDATE sessions SET tokens = ?, access_expires_at = ?, seen_at = ? WHERE id = ?")
      .blob(session.sealed_tokens)
      .number(to_number(session.access_expires_at))
      .number(to_number(session.seen_at))
      .text(session.id)
      .run();
}

bool SqliteSessions::remove(const UserId& user, const std::string& id) {
  found_.forget_all();
  database_.query("DELETE FROM sessions WHERE id = ? AND user_id = ?").text(id).text(user.text).run();
  return database_.changes() > 0;
}

void SqliteSessions::remove_others(const UserId& user, const std::string& but_id) {
  found_.forget_all();
  database_.query("DELETE FROM sessions WHERE user_id = ? AND id <> ?").text(user.text).text(but_id).run();
}

void SqliteSessions::forget(WallTime seen_before, WallTime created_before) {
  found_.forget_all();
  database_.query("DELETE FROM sessions WHERE seen_at < ? OR created_at < ?")
      .number(to_number(seen_before))
      .number(to_number(created_before))
      .run();
}

}  // namespace quern::serve
