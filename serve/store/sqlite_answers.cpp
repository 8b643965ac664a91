#include "serve/store/sqlite_store.hpp"

namespace quern::serve {

std::optional<StoredAnswer> SqliteAnswers::find(const UserId& user, std::string_view key) {
  auto row = database_
                 .query(
                     "SELECT request_hash, status, content_type, body, created_at FROM answers "
                     "WHERE user_id = ? AND key = ?")
                 .text(user.text)
                 .text(key);
  if (!row.step()) return std::nullopt;
  return StoredAnswer{.request_hash = row.text_at(0),
                      .status = static_cast<int>(row.number_at(1)),
                      .content_type = row.text_at(2),
                      .body = row.text_at(3),
                      .created_at = to_time(row.number_at(4))};
}

void SqliteAnswers::insert(const UserId& user, std::string_view key, const StoredAnswer& answer) {
  database_
      .query(
          "INSERT INTO answers (user_id, key, request_hash, status, content_type, body, created_at) "
          "VALUES (?, ?, ?, ?, ?, ?, ?)")
      .text(user.text)
      .text(key)
      .blob(answer.request_hash)
      .number(answer.status)
      .text(answer.content_type)
      .blob(answer.body)
      .number(to_number(answer.created_at))
      .run();
}

void SqliteAnswers::remove(const UserId& user, std::string_view key) {
  database_.query("DELETE FROM answers WHERE user_id = ? AND key = ?").text(user.text).text(key).run();
}

void SqliteAnswers::forget_older_than(WallTime time) {
  database_.query("DELETE FROM answers WHERE created_at < ?").number(to_number(time)).run();
}

}  // namespace quern::serve
