// Files of people, by a random id of ours: what they are called and who may see them is in the store's rows.
// Shape   create() answers who takes the bytes; a file is there for open() once finish() was called, and is gone with a
//         writer that goes without. An upload in pieces is taken up again by append().
// Durable finish() returns when the file is on the disk. A row that names a file is written after it; a file that no row
//         names (a crash between the two) is removed at the next start, by sweep().
// Threads a FileWriter is used on threads for files, one call at a time; the store itself on any.
// Errors  with status and code; server for a disk that fails, with code `storage_full` and status 507 where there is no room.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "serve/http/byte_source.hpp"

namespace quern::serve {

class FileWriter {
 public:
  virtual ~FileWriter() = default;
  virtual Result<void> write(std::string_view bytes) = 0;
  virtual Result<void> finish() = 0;
  virtual std::uint64_t size() const = 0;  // written so far
};

class FileStore {
 public:
  virtual ~FileStore() = default;
  virtual Result<std::unique_ptr<FileWriter>> create(const std::string& id) = 0;
  // Goes on with an upload in pieces, and makes it the first time. What was written stays, with or without finish(). One
  // at a time: conflict while another writer of it lives.
  virtual Result<std::unique_ptr<FileWriter>> append(const std::string& id) = 0;
  virtual Result<std::shared_ptr<const ByteSource>> open(const std::string& id) = 0;  // not_found
  virtual void remove(const std::string& id) = 0;
  // Where it lies, for a child process that reads it; "" where there is no disk.
  virtual std::string path(const std::string& id) const = 0;
  // Removes what `is_known` does not know of.
  virtual void sweep(const std::function<bool(const std::string& id)>& is_known) = 0;
};

}  // namespace quern::serve
