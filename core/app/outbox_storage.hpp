// Where the outbox keeps its writes.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/app/outbox_write.hpp"
#include "core/base/task.hpp"

namespace quern::app {

// Where the writes are kept from page to page. Answers once it is done; in the order it was asked.
class OutboxStorage {
 public:
  virtual ~OutboxStorage() = default;
  virtual Task<Result<std::vector<OutboxWrite>>> load() = 0;  // all, by `order`
  virtual Task<Result<void>> put(OutboxWrite write) = 0;      // by `order`: new or changed
  virtual Task<Result<void>> remove(std::uint64_t order) = 0;
  virtual Task<Result<void>> clear() = 0;
};

// As long as it lives itself: longer than one App, where a page is loaded again.
class MemoryOutboxStorage final : public OutboxStorage {
 public:
  Task<Result<std::vector<OutboxWrite>>> load() override;
  Task<Result<void>> put(OutboxWrite write) override;
  Task<Result<void>> remove(std::uint64_t order) override;
  Task<Result<void>> clear() override;

 private:
  std::map<std::uint64_t, OutboxWrite> writes_;
};

}  // namespace quern::app
