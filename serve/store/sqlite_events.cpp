#include "serve/store/sqlite_store.hpp"

namespace quern::serve {

std::int64_t SqliteEvents::take_seq(const UserId& user) {
  auto row = database_
                 .query(
                     "INSERT INTO event_logs (user_id, last_seq) VALUES (?, 1) "
                     "ON CONFLICT (user_id) DO UPDATE SET last_seq = last_seq + 1 RETURNING last_seq")
                 .text(user.text);
  return row.step() ? row.number_at(0) : 0;
}

std::int64_t SqliteEvents::last_seq(const UserId& user) {
  auto row = database_.query("SELECT last_seq FROM event_logs WHERE user_id = ?").text(user.text);
  return row.step() ? row.number_at(0) : 0;
}

void SqliteEvents::insert(const LoggedEvent& event, WallTime at) {
  database_.query("INSERT INTO events (user_id, seq, frame, at) VALUES (?, ?, ?, ?)")
      .text(event.to.text)
      .number(event.seq)
      .text(event.frame)
      .number(to_number(at))
      .run();
}

std::vector<LoggedEvent> SqliteEvents::read(const UserId& user, std::int64_t after, std::size_t bytes) {
  std::vector<LoggedEvent> events;
  auto rows = database_.query("SELECT seq, frame FROM events WHERE user_id = ? AND seq > ? ORDER BY seq")
                  .text(user.text)
                  .number(after);
  for (std::size_t size = 0; size < bytes && rows.step(); size += events.back().frame.size()) {
    events.push_back({.to = user, .seq = rows.number_at(0), .frame = rows.text_at(1)});
  }
  return events;
}

void SqliteEvents::forget(WallTime older_than, std::int64_t newest_kept) {
  database_.query("DELETE FROM events WHERE at < ?").number(to_number(older_than)).run();
  std::vector<std::pair<std::string, std::int64_t>> long_logs;
  {
    auto rows = database_.query("SELECT user_id, last_seq FROM event_logs WHERE last_seq > ?").number(newest_kept);
    while (rows.step()) long_logs.emplace_back(rows.text_at(0), rows.number_at(1));
  }
  for (const auto& [user, last] : long_logs) {
    database_.query("DELETE FROM events WHERE user_id = ? AND seq <= ?").text(user).number(last - newest_kept).run();
  }
}

}  // namespace quern::serve
