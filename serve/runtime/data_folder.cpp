#include "serve/runtime/data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace quern::serve {

Result<DataFolder> DataFolder::open(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    return fail(ErrorKind::server,
                "cannot make the data folder " + path + ": " + error.message() + ". Choose another with --data DIR.");
  }
  // What is in it is its owner's alone.
  const int lock = ::open((path + "/quern.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) {
    return fail(ErrorKind::server, "cannot write to the data folder " + path + ": " + std::strerror(errno) +
                                       ". Change its permissions, or choose another with --data DIR.");
  }
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return fail(ErrorKind::conflict,
                "another serve uses the data folder " + path + ". Stop that one, or choose another with --data DIR.");
  }
  return DataFolder{path, lock};
}

DataFolder::~DataFolder() {
  if (lock_ >= 0) ::close(lock_);
}

}  // namespace quern::serve
