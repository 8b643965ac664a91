#include "serve/runtime/disk_files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace quern::serve {
namespace {

constexpr std::string_view part_suffix = ".part";

// Of ids as we make them: none holds a dot or a slash.
bool is_id(std::string_view id) {
  return id.size() >= 4 && id.size() <= 64 && std::ranges::all_of(id, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

std::unexpected<Error> disk_error(const std::string& what, int code) {
  if (code == ENOSPC || code == EDQUOT || code == EFBIG) {
    return fail(Error{.kind = ErrorKind::server,
                      .status = 507,
                      .code = "storage_full",
                      .message = "the server has no room for this file now"});
  }
  return fail(Error{
      .kind = ErrorKind::server, .status = 500, .code = "internal", .message = what + ": " + std::strerror(code)});
}

std::unexpected<Error> no_such_file() {
  return fail(
      Error{.kind = ErrorKind::not_found, .status = 404, .code = "not_found", .message = "there is no such file"});
}

std::unexpected<Error> is_busy() {
  return fail(Error{.kind = ErrorKind::conflict,
                    .status = 409,
                    .code = "conflict",
                    .message = "another piece of this upload is on its way",
                    .retry_after = std::chrono::seconds{5}});
}

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : number_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

Result<void> sync_folder(const std::string& path) {
  const Descriptor folder{path, O_RDONLY | O_DIRECTORY};
  if (!folder.is_open() || fsync(folder.number()) != 0) return disk_error("cannot sync " + path, errno);
  return {};
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

class DiskWriter final : public FileWriter {
 public:
  DiskWriter(Descriptor file, std::string path, bool is_new, std::uint64_t size)
      : file_(std::move(file)),
        path_(std::move(path)),
        is_new_(is_new),
        size_(size) {}
  ~DiskWriter() override {
    if (is_new_ && !is_finished_) ::unlink(part().c_str());
  }

  Result<void> write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const auto count = ::write(file_.number(), bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return disk_error("cannot write " + path_, errno);
      size_ += static_cast<std::uint64_t>(count);
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
  }

  Result<void> finish() override {
    if (fsync(file_.number()) != 0) return disk_error("cannot sync " + path_, errno);
    if (is_new_ && ::rename(part().c_str(), path_.c_str()) != 0) return disk_error("cannot name " + path_, errno);
    is_finished_ = true;
    return sync_folder(folder_of(path_));
  }

  std::uint64_t size() const override { return size_; }

 private:
  std::string part() const { return path_ + std::string{part_suffix}; }
  Descriptor file_;
  std::string path_;
  bool is_new_;
  std::uint64_t size_;
  bool is_finished_ = false;
};

class DiskSource final : public ByteSource {
 public:
  DiskSource(Descriptor file, std::uint64_t size) : file_(std::move(file)), size_(size) {}
  std::uint64_t size() const override { return size_; }
  Result<std::size_t> read(std::uint64_t offset, std::span<char> into) const override {
    std::size_t done = 0;
    while (done < into.size()) {
      const auto count =
          pread(file_.number(), into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return disk_error("cannot read a file", errno);
      if (count == 0) break;
      done += static_cast<std::size_t>(count);
    }
    return done;
  }

 private:
  Descriptor file_;
  std::uint64_t size_;
};

Result<void> make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0) return sync_folder(folder_of(path));
  if (errno != EEXIST) return disk_error("cannot make " + path, errno);
  return {};
}

}  // namespace

std::string DiskFiles::path(const std::string& id) const { return folder_ + '/' + id.substr(0, 2) + '/' + id; }

Result<std::string> DiskFiles::make_place(const std::string& id) const {
  if (!is_id(id)) return no_such_file();
  if (auto made = make_folder(folder_); !made) return fail(made.error());
  const auto place = path(id);
  if (auto made = make_folder(folder_of(place)); !made) return fail(made.error());
  return place;
}

Result<std::unique_ptr<FileWriter>> DiskFiles::create(const std::string& id) {
  const auto place = make_place(id);
  if (!place) return fail(place.error());
  Descriptor file{*place + std::string{part_suffix}, O_WRONLY | O_CREAT | O_EXCL};
  if (!file.is_open()) return disk_error("cannot make " + *place, errno);
  return std::make_unique<DiskWriter>(std::move(file), *place, true, 0);
}

Result<std::unique_ptr<FileWriter>> DiskFiles::append(const std::string& id) {
  const auto place = make_place(id);
  if (!place) return fail(place.error());
  Descriptor file{*place, O_WRONLY | O_CREAT | O_APPEND};
  if (!file.is_open()) return disk_error("cannot open " + *place, errno);
  if (flock(file.number(), LOCK_EX | LOCK_NB) != 0) return is_busy();
  struct stat status{};
  if (fstat(file.number(), &status) != 0) return disk_error("cannot open " + *place, errno);
  return std::make_unique<DiskWriter>(std::move(file), *place, false, static_cast<std::uint64_t>(status.st_size));
}

Result<std::shared_ptr<const ByteSource>> DiskFiles::open(const std::string& id) {
  if (!is_id(id)) return no_such_file();
  Descriptor file{path(id), O_RDONLY};
  if (!file.is_open() && errno == ENOENT) return no_such_file();
  struct stat status{};
  if (!file.is_open() || fstat(file.number(), &status) != 0) return disk_error("cannot open a file", errno);
  return std::make_shared<DiskSource>(std::move(file), static_cast<std::uint64_t>(status.st_size));
}

void DiskFiles::remove(const std::string& id) {
  if (is_id(id)) ::unlink(path(id).c_str());
}

void DiskFiles::sweep(const std::function<bool(const std::string& id)>& is_known) {
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator entry{folder_, error}, end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->is_regular_file(error)) continue;
    const auto name = entry->path().filename().string();
    const bool is_part = name.ends_with(part_suffix) && is_id(name.substr(0, name.size() - part_suffix.size()));
    if (is_part || (is_id(name) && !is_known(name))) ::unlink(entry->path().c_str());
  }
}

}  // namespace quern::serve
