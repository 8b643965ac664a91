#include "serve/runtime/backup.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "serve/runtime/data_folder.hpp"
#include "serve/store/database.hpp"

namespace quern::serve {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> wrong(std::string message) {
  return fail(Error{.kind = ErrorKind::server, .message = std::move(message)});
}

bool sync(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool is_synced = ::fsync(descriptor) == 0;
  ::close(descriptor);
  return is_synced;
}

// An upload on its way has no name yet, and belongs to nobody.
bool is_whole(const fs::path& file) { return file.extension() != ".part"; }

// What is not there yet or has grown; a file that goes meanwhile is no failure.
Result<void> copy_files(const fs::path& from, const fs::path& to) {
  std::error_code error;
  if (!fs::exists(from, error)) return {};
  fs::create_directories(to, error);
  for (auto entry = fs::recursive_directory_iterator{from, error};
       !error && entry != fs::recursive_directory_iterator{}; entry.increment(error)) {
    const auto target = to / entry->path().lexically_relative(from);
    std::error_code failed;
    if (entry->is_directory(failed)) {
      fs::create_directory(target, failed);
      if (failed) return wrong("cannot make " + target.string() + ": " + failed.message());
      continue;
    }
    if (!is_whole(entry->path())) continue;
    const auto size = entry->file_size(failed);
    if (failed) continue;
    if (fs::exists(target, failed) && fs::file_size(target, failed) == size) continue;
    fs::copy_file(entry->path(), target, fs::copy_options::overwrite_existing, failed);
    if (failed == std::errc::no_such_file_or_directory) continue;
    if (failed || !sync(target)) return wrong("cannot copy to " + target.string() + ": " + failed.message());
  }
  if (error) return wrong("cannot read " + from.string() + ": " + error.message());
  for (auto entry = fs::recursive_directory_iterator{to, error}; !error && entry != fs::recursive_directory_iterator{};
       entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_directory(ignored)) sync(entry->path());
  }
  sync(to);
  return {};
}

Result<void> copy_all(const fs::path& data, const fs::path& to) {
  if (auto copied = copy_files(data / "files", to / "files"); !copied) return copied;
  const auto database = (to / "quern.db").string();
  if (auto copied = copy_database((data / "quern.db").string(), database); !copied) {
    return wrong("cannot copy " + (data / "quern.db").string() + ": " + copied.error().message);
  }
  return copy_files(data / "files", to / "files");
}

}  // namespace

Result<void> back_up(const std::string& data, const std::string& copy) {
  umask(0077);
  std::error_code error;
  if (!fs::exists(fs::path{data} / "quern.db", error)) return wrong("there is no data in " + data + " (--data DIR)");
  if (fs::exists(copy, error)) return wrong(copy + " is there already: a copy goes into a new folder");
  const fs::path partial{copy + ".partial"};
  fs::remove_all(partial, error);  // of a copy that was cut short
  fs::create_directories(partial, error);
  if (error) return wrong("cannot make " + partial.string() + ": " + error.message());
  if (auto copied = copy_all(data, partial); !copied) {
    fs::remove_all(partial, error);
    return copied;
  }
  sync(partial);
  fs::rename(partial, copy, error);
  if (error) return wrong("cannot name " + copy + ": " + error.message());
  sync(fs::absolute(copy).parent_path());
  return {};
}

Result<void> restore(const std::string& copy, const std::string& data) {
  umask(0077);
  std::error_code error;
  const auto from = fs::path{copy} / "quern.db";
  if (!fs::exists(from, error)) return wrong("there is no copy in " + copy + ": it would have a quern.db");
  if (auto sound = check_database(from.string()); !sound) {
    return wrong("the copy in " + copy + " is damaged: " + sound.error().message);
  }
  const auto folder = DataFolder::open(data);
  if (!folder) return fail(folder.error());
  if (fs::exists(folder->database(), error)) {
    return wrong("there is data in " + data + " already: move it away, or choose another folder with --data DIR");
  }
  if (auto copied = copy_files(fs::path{copy} / "files", folder->files()); !copied) return copied;
  // Last, and under its name when it is whole: with it the data is there.
  const auto partial = folder->database() + ".partial";
  fs::remove(partial, error);
  if (auto copied = copy_database(from.string(), partial); !copied) return copied;
  fs::rename(partial, folder->database(), error);
  if (error) return wrong("cannot name " + folder->database() + ": " + error.message());
  sync(data);
  return {};
}

}  // namespace quern::serve
