#include "serve/store/sqlite_avatars.hpp"

namespace quern::serve {

void SqliteAvatars::set(const UserId& user, std::string_view id, std::string_view webp) {
  database_
      .query(
          "INSERT INTO avatars (user_id, id, webp) VALUES (?, ?, ?) ON CONFLICT (user_id) DO UPDATE SET id = "
          "excluded.id, webp = excluded.webp")
      .text(user.text)
      .text(id)
      .blob(webp)
      .run();
}

std::optional<std::string> SqliteAvatars::find(std::string_view id) {
  auto row = database_.query("SELECT webp FROM avatars WHERE id = ?").text(id);
  if (!row.step()) return std::nullopt;
  return row.text_at(0);
}

}  // namespace quern::serve
