#include <unistd.h>

#include <memory>

#include "serve/store/database.hpp"

namespace quern::serve {
namespace {

struct Closer {
  void operator()(sqlite3* handle) const { sqlite3_close(handle); }
};
using Handle = std::unique_ptr<sqlite3, Closer>;

std::unexpected<Error> broken(std::string message) { return fail(ErrorKind::server, std::move(message)); }

Result<Handle> open_plain(const std::string& path, int flags) {
  sqlite3* handle = nullptr;
  const int result = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_EXRESCODE, nullptr);
  Handle owned{handle};
  if (result != SQLITE_OK) return broken(handle ? sqlite3_errmsg(handle) : "no memory");
  sqlite3_busy_timeout(handle, 10'000);
  register_word_index(handle);  // without it the check of a whole file cannot read its words
  return owned;
}

Result<void> run(sqlite3* handle, const char* sql) {
  if (sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return broken(sqlite3_errmsg(handle));
  return {};
}

}  // namespace

Result<void> copy_database(const std::string& from, const std::string& to) {
  if (::access(to.c_str(), F_OK) == 0) return fail(ErrorKind::conflict, to + " is there already");
  auto source = open_plain(from, SQLITE_OPEN_READWRITE);  // a log is read with a lock that is written
  if (!source) return fail(source.error());
  auto target = open_plain(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (!target) return fail(target.error());
  auto* work = sqlite3_backup_init(target->get(), "main", source->get(), "main");
  if (!work) return broken(sqlite3_errmsg(target->get()));
  sqlite3_backup_step(work, -1);  // all in one read: a writer in between does not make it begin again
  const int result = sqlite3_backup_finish(work);
  if (result != SQLITE_OK) return broken(sqlite3_errstr(result));
  return run(target->get(), "PRAGMA journal_mode = DELETE");  // one file, whole in itself
}

Result<void> check_database(const std::string& path) {
  auto database = open_plain(path, SQLITE_OPEN_READWRITE);
  if (!database) return fail(database.error());
  std::string said;
  const int result = sqlite3_exec(
      database->get(), "PRAGMA integrity_check",
      [](void* into, int, char** values, char**) {
        *static_cast<std::string*>(into) += values[0];
        return 0;
      },
      &said, nullptr);
  if (result != SQLITE_OK) return broken(sqlite3_errmsg(database->get()));
  if (said != "ok") return broken(said);
  return {};
}

}  // namespace quern::serve
