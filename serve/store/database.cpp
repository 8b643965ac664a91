#include "serve/store/database.hpp"

#include <cerrno>
#include <utility>

#include "serve/backend/fold_case.hpp"

namespace quern::serve {
namespace {

// search_form(text) in SQL: SQLite itself folds ASCII alone.
void search_form_function(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto* bytes = static_cast<const char*>(sqlite3_value_blob(arguments[0]));
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(arguments[0]));
  const auto form = search_form(bytes ? std::string_view{bytes, size} : std::string_view{});
  sqlite3_result_text64(context, form.data(), form.size(), SQLITE_TRANSIENT, SQLITE_UTF8);  // NOLINT
}

// A quota and a limit on files are a full disk under another name, which SQLite calls an I/O error.
bool is_out_of_room(int result, int system_error) {
  const int primary = result & 0xff;
  if (primary == SQLITE_FULL) return true;
  return primary == SQLITE_IOERR && (system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG);
}

}  // namespace

Query::~Query() {
  if (!statement_) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  ++database_.stats_.statements;
  database_.stats_.time += std::chrono::steady_clock::now() - started_;
}

void Query::bind_result(int result) {
  ++next_;
  if (result != SQLITE_OK) database_.note_failure(result);
}

Query&& Query::text(std::string_view value) && {
  if (statement_) {
    // SQLITE_TRANSIENT is a cast of -1 to a pointer; the copy it asks for is what we want.
    bind_result(sqlite3_bind_text64(statement_, next_, value.data() ? value.data() : "", value.size(),
                                    SQLITE_TRANSIENT,  // NOLINT
                                    SQLITE_UTF8));
  }
  return std::move(*this);
}

Query&& Query::text(const std::optional<std::string>& value) && {
  if (value) return std::move(*this).text(std::string_view{*value});
  if (statement_) bind_result(sqlite3_bind_null(statement_, next_));
  return std::move(*this);
}

Query&& Query::blob(std::string_view value) && {
  if (statement_) {
    bind_result(sqlite3_bind_blob64(statement_, next_, value.data() ? value.data() : "", value.size(),
                                    SQLITE_TRANSIENT));  // NOLINT
  }
  return std::move(*this);
}

Query&& Query::number(std::int64_t value) && {
  if (statement_) bind_result(sqlite3_bind_int64(statement_, next_, value));
  return std::move(*this);
}

Query&& Query::number(const std::optional<std::int64_t>& value) && {
  if (value) return std::move(*this).number(*value);
  if (statement_) bind_result(sqlite3_bind_null(statement_, next_));
  return std::move(*this);
}

bool Query::step() {
  if (!statement_ || database_.has_failed()) return false;
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) database_.note_failure(result);
  return false;
}

void Query::run() && { step(); }

std::string Query::text_at(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);  // before its size, as SQLite asks
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return bytes ? std::string{static_cast<const char*>(bytes), size} : std::string{};
}

std::optional<std::string> Query::optional_text_at(int column) const {
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
  return text_at(column);
}

std::int64_t Query::number_at(int column) const { return sqlite3_column_int64(statement_, column); }

std::optional<std::int64_t> Query::optional_number_at(int column) const {
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
  return number_at(column);
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path, Duration patience) {
  sqlite3* handle = nullptr;
  const int result = sqlite3_open_v2(
      path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      nullptr);
  std::unique_ptr<Database> database{new Database{handle}};
  if (result != SQLITE_OK) return fail(ErrorKind::server, handle ? sqlite3_errmsg(handle) : "no memory");
  sqlite3_busy_timeout(handle, static_cast<int>(patience.count()));
  sqlite3_create_function_v2(handle, "search_form", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, nullptr,
                             &search_form_function, nullptr, nullptr, nullptr);
  if (const int made = register_word_index(handle); made != SQLITE_OK) {
    return fail(ErrorKind::server, std::string{"no word index: "} + sqlite3_errstr(made));
  }
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  database->run_script(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
      "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;"
      // Moving the log into the file costs two more syncs: seldom, and the log is cut again.
      "PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 33554432;");
  if (auto failure = database->take_failure()) return fail(*std::move(failure));
  return database;
}

Database::~Database() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

Query Database::query(const char* sql) {
  auto& statement = statements_[sql];
  if (!statement) {
    const int result = sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (result != SQLITE_OK) note_failure(result);
  }
  return {*this, statement};
}

void Database::run_script(const char* sql) {
  const int result = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) note_failure(result);
}

void Database::begin() { query("BEGIN IMMEDIATE").run(); }

void Database::commit() {
  if (failure_) return roll_back();
  const auto started = std::chrono::steady_clock::now();
  query("COMMIT").run();
  if (failure_) return roll_back();
  ++stats_.commits;
  stats_.commit_time += std::chrono::steady_clock::now() - started;
}

void Database::roll_back() {
  if (!in_transaction()) return;  // SQLite may have undone it already, on a full disk for one
  run_script("ROLLBACK");
}

void Database::note_failure(int result) {
  ++stats_.failures;
  if (failure_) return;
  if (is_out_of_room(result, sqlite3_system_errno(handle_))) {
    failure_ = Error{.kind = ErrorKind::server,
                     .status = 507,
                     .code = "storage_full",
                     .message = "there is no room left on the server's disk; nothing was stored"};
    return;
  }
  failure_ = Error{.kind = ErrorKind::server,
                   .status = 500,
                   .code = "internal",
                   .message = std::string{sqlite3_errstr(result)} + ": " + sqlite3_errmsg(handle_)};
}

}  // namespace quern::serve
