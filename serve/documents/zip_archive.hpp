// A ZIP archive in memory, by libzip. Reading has limits: what an archive says of its sizes is not believed.
// Errors  validation: no archive, no such part, encrypted, or larger unpacked than the limit.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.hpp"

namespace quern::serve {

class ZipReader {
 public:
  static Result<std::unique_ptr<ZipReader>> open(std::string_view bytes);  // which outlive it
  ~ZipReader();
  ZipReader(const ZipReader&) = delete;
  ZipReader& operator=(const ZipReader&) = delete;

  bool has(const std::string& name) const;
  // Unpacked, at most `limit` bytes; all parts read together at most `total_limit`.
  Result<std::string> read(const std::string& name, std::size_t limit = std::size_t{16} << 20);

 private:
  explicit ZipReader(void* archive) : archive_(archive) {}
  static constexpr std::size_t total_limit = std::size_t{32} << 20;
  void* archive_;
  std::size_t read_ = 0;
};

Result<std::string> write_zip(const std::vector<std::pair<std::string, std::string>>& parts);

}  // namespace quern::serve
