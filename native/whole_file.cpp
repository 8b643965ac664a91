#include "native/whole_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace quern::native {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> failed(int number, const fs::path& path) {
  const bool is_full = number == ENOSPC || number == EDQUOT || number == EFBIG;
  const bool is_denied = number == EACCES || number == EPERM || number == EROFS;
  return fail({.kind = ErrorKind::server,
               .code = is_full     ? "storage_full"
                       : is_denied ? "storage_denied"
                                   : "storage_broken",
               .message = path.string() + ": " + std::generic_category().message(number)});
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  bool close() { return number_ < 0 || ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// The rename and the removal themselves must outlive a loss of power.
Result<void> sync_folder(const fs::path& folder) {
  const Descriptor opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!opened.is_open() || fsync(opened.get()) != 0) return failed(errno, folder);
  return {};
}

}  // namespace

Result<std::optional<std::string>> read_whole_file(const fs::path& path) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file.is_open()) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    return failed(errno, path);
  }
  std::string bytes;
  for (char piece[1 << 14];;) {
    const auto count = ::read(file.get(), piece, sizeof piece);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed(errno, path);
    if (count == 0) return bytes;
    bytes.append(piece, static_cast<std::size_t>(count));
  }
}

Result<void> write_whole_file(const fs::path& path, std::string_view bytes) {
  const auto folder = path.parent_path();
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return failed(error.value(), folder);
  std::string temporary = (folder / ".new-XXXXXX").string();
  Descriptor file{mkostemp(temporary.data(), O_CLOEXEC)};  // mode 0600
  if (!file.is_open()) return failed(errno, path);
  const bool is_written = write_all(file.get(), bytes) && fsync(file.get()) == 0 && file.close() &&
                          ::rename(temporary.c_str(), path.c_str()) == 0;
  if (!is_written) {
    const int number = errno;
    ::unlink(temporary.c_str());
    return failed(number, path);
  }
  return sync_folder(folder);
}

Result<void> remove_whole_file(const fs::path& path) {
  if (::unlink(path.c_str()) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return {};
    return failed(errno, path);
  }
  return sync_folder(path.parent_path());
}

}  // namespace quern::native
