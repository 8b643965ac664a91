#include "serve/crypto/crypto.hpp"
#include "serve/store/sqlite_store.hpp"

namespace quern::serve {

SqliteTokens::SqliteTokens(Database& database, Random& random) : database_(database), found_(database) {
  database_.query("INSERT OR IGNORE INTO settings (name, value) VALUES ('token_secret', ?)")
      .blob(random_bytes(random, 32))
      .run();
  auto query = database_.query("SELECT value FROM settings WHERE name = 'token_secret'");
  if (query.step()) secret_ = query.text_at(0);
}

void SqliteTokens::insert_family(const TokenFamily& family) {
  database_.query("INSERT INTO token_families (id, user_id, created_at) VALUES (?, ?, ?)")
      .text(family.id)
      .text(family.user_id.text)
      .number(to_number(family.created_at))
      .run();
}

void SqliteTokens::insert(const StoredToken& token) {
  database_.query("INSERT INTO tokens (hash, kind, family_id, expires_at) VALUES (?, ?, ?, ?)")
      .blob(token.hash)
      .text(std::string_view{token.kind == StoredToken::Kind::access ? "access" : "refresh"})
      .text(token.family_id)
      .number(to_number(token.expires_at))
      .run();
}

std::optional<FoundToken> SqliteTokens::find(std::string_view hash) {
  return found_.find(hash, [&] { return read(hash); });
}

std::optional<FoundToken> SqliteTokens::read(std::string_view hash) {
  auto row = database_
                 .query(
                     "SELECT t.kind, t.family_id, t.expires_at, t.used_at, f.user_id, f.revoked_at FROM tokens t "
                     "JOIN token_families f ON f.id = t.family_id WHERE t.hash = ?")
                 .blob(hash);
  if (!row.step()) return std::nullopt;
  const auto used_at = row.optional_number_at(3);
  return FoundToken{
      .token = {.hash = std::string{hash},
                .kind = row.text_at(0) == "access" ? StoredToken::Kind::access : StoredToken::Kind::refresh,
                .family_id = row.text_at(1),
                .expires_at = to_time(row.number_at(2)),
                .used_at = used_at ? std::optional{to_time(*used_at)} : std::nullopt},
      .user_id = UserId{row.text_at(4)},
      .is_revoked = row.optional_number_at(5).has_value()};
}

void SqliteTokens::mark_used(std::string_view hash, WallTime at) {
  found_.forget(hash);
  database_.query("UPDATE tokens SET used_at = ? WHERE hash = ?").number(to_number(at)).blob(hash).run();
}

void SqliteTokens::revoke_family(const std::string& family_id, WallTime at) {
  found_.forget_all();
  database_.query("UPDATE token_families SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL")
      .number(to_number(at))
      .text(family_id)
      .run();
}

void SqliteTokens::revoke_others(const UserId& user_id, const std::string& but_family_id, WallTime at) {
  found_.forget_all();
  database_.query("UPDATE token_families SET revoked_at = ? WHERE user_id = ? AND id <> ? AND revoked_at IS NULL")
      .number(to_number(at))
      .text(user_id.text)
      .text(but_family_id)
      .run();
}

bool SqliteTokens::owns_family(const UserId& user_id, const std::string& family_id) {
  return database_.query("SELECT 1 FROM token_families WHERE id = ? AND user_id = ? AND revoked_at IS NULL")
      .text(family_id)
      .text(user_id.text)
      .step();
}

void SqliteTokens::forget_expired(WallTime before) {
  found_.forget_all();
  database_.query("DELETE FROM tokens WHERE expires_at < ?").number(to_number(before)).run();
  database_.query("DELETE FROM token_families AS f WHERE NOT EXISTS (SELECT 1 FROM tokens t WHERE t.family_id = f.id)")
      .run();
}

}  // namespace quern::serve
