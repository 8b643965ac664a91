// A store of small named values that outlives the page: IndexedDB in the browser, files on the desktop, a map in tests.
// Keys are text; a prefix ("outbox/") makes a family. Values are bytes.
// Errors  Result<T>: `server` with code "storage_full", "storage_denied" or "storage_broken". Never retries.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/task.hpp"

namespace quern {

class Storage {
 public:
  virtual ~Storage() = default;
  virtual Task<Result<std::optional<std::string>>> get(std::string key) = 0;
  virtual Task<Result<void>> put(std::string key, std::string value) = 0;  // durable when it answers
  virtual Task<Result<void>> remove(std::string key) = 0;
  virtual Task<Result<std::vector<std::string>>> keys(std::string prefix) = 0;  // sorted
};

}  // namespace quern
