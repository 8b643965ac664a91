// One SQLite file, used from one thread. WAL, synchronous=FULL: what commit() returned from is on the disk.
// Errors  opening gives a Result. Afterwards the first failure (I/O; or 507 `storage_full`, where there is no room for what
//         is written: it goes on by itself when there is) is held until take_failure(): reads in
//         between come back empty, and commit() rolls back. Whoever answers a request asks once, at its end.
#pragma once

#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/time.hpp"
#include "serve/store/word_index.hpp"

namespace quern::serve {

class Database;

// A prepared statement in use; it is reset and goes back to its database at the end of its scope.
class Query {
 public:
  Query(Database& database, sqlite3_stmt* statement)
      : database_(database),
        statement_(statement),
        started_(std::chrono::steady_clock::now()) {}
  Query(Query&& other) noexcept
      : database_(other.database_),
        statement_(std::exchange(other.statement_, nullptr)),
        started_(other.started_) {}
  Query& operator=(Query&&) = delete;
  ~Query();

  Query&& text(std::string_view value) &&;
  Query&& text(const std::string& value) && { return std::move(*this).text(std::string_view{value}); }
  Query&& text(const std::optional<std::string>& value) &&;  // NULL for nullopt
  Query&& blob(std::string_view value) &&;
  Query&& number(std::int64_t value) &&;
  Query&& number(const std::optional<std::int64_t>& value) &&;

  bool step();  // true while there is a row
  void run() &&;

  std::string text_at(int column) const;  // of blobs too
  std::optional<std::string> optional_text_at(int column) const;
  std::int64_t number_at(int column) const;
  double real_at(int column) const { return sqlite3_column_double(statement_, column); }
  std::optional<std::int64_t> optional_number_at(int column) const;

 private:
  void bind_result(int result);
  Database& database_;
  sqlite3_stmt* statement_;
  std::chrono::steady_clock::time_point started_;
  int next_ = 1;
};

class Database {
 public:
  // `patience` is how long to wait for another process that writes; everybody else waits meanwhile.
  static Result<std::unique_ptr<Database>> open(const std::string& path, Duration patience = Duration{250});
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // `sql` must be a literal: its statement is prepared once and kept under its address.
  Query query(const char* sql);
  void run_script(const char* sql);
  int changes() const { return sqlite3_changes(handle_); }

  int count_words(std::string_view text) const { return serve::count_words(handle_, text); }

  void begin();
  void commit();
  void roll_back();
  bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

  bool has_failed() const { return failure_.has_value(); }
  std::optional<Error> take_failure() { return std::exchange(failure_, std::nullopt); }
  void note_failure(int result);

  struct Stats {
    std::uint64_t statements = 0;
    std::chrono::nanoseconds time{0};  // in statements, with the reading of their rows
    std::uint64_t commits = 0;
    std::chrono::nanoseconds commit_time{0};
    std::uint64_t failures = 0;
  };
  const Stats& stats() const { return stats_; }

 private:
  friend class Query;
  explicit Database(sqlite3* handle) : handle_(handle) {}
  sqlite3* handle_;
  std::unordered_map<const char*, sqlite3_stmt*> statements_;
  std::optional<Error> failure_;
  Stats stats_;
};

// Brings the file to the newest version, each step in a transaction of its own. Refuses a file from a newer program.
// `last_step` is for a test that wants a file as an older program left it.
Result<void> migrate(Database& database, std::size_t last_step = ~std::size_t{0});
// Is it of this program's version? For a file that another process may be using.
Result<void> check_version(Database& database);

// One moment of a database that others may be writing to, as a file without a log. Errors: conflict when it is there.
Result<void> copy_database(const std::string& from, const std::string& to);
// Reads all of it. Errors: server, with what is wrong.
Result<void> check_database(const std::string& path);

}  // namespace quern::serve
