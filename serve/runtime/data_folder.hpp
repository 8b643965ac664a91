// The folder with the data, held by one program at a time.
#pragma once

#include <string>

#include "core/base/error.hpp"

namespace quern::serve {

class DataFolder {
 public:
  // Makes it if need be. Errors: a sentence for the person.
  static Result<DataFolder> open(const std::string& path);
  DataFolder(DataFolder&& other) noexcept : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}
  DataFolder& operator=(DataFolder&&) = delete;
  ~DataFolder();

  std::string database() const { return path_ + "/quern.db"; }
  std::string files() const { return path_ + "/files"; }

 private:
  DataFolder(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
  std::string path_;
  int lock_;
};

}  // namespace quern::serve
