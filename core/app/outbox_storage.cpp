#include "core/app/outbox_storage.hpp"

#include <utility>

namespace quern::app {

Task<Result<std::vector<OutboxWrite>>> MemoryOutboxStorage::load() {
  std::vector<OutboxWrite> writes;
  for (const auto& [order, write] : writes_) writes.push_back(write);
  co_return writes;
}

Task<Result<void>> MemoryOutboxStorage::put(OutboxWrite write) {
  const auto order = write.order;
  writes_.insert_or_assign(order, std::move(write));
  co_return Result<void>{};
}

Task<Result<void>> MemoryOutboxStorage::remove(std::uint64_t order) {
  writes_.erase(order);
  co_return Result<void>{};
}

Task<Result<void>> MemoryOutboxStorage::clear() {
  writes_.clear();
  co_return Result<void>{};
}

}  // namespace quern::app
