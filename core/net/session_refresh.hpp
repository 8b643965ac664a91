// One refresh of the session in flight, however many requests wait for it.
// Owned by the HttpClient. A waiter that is stopped leaves at once; the refresh goes on for the others.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/stop_token.hpp"
#include "core/base/task.hpp"
#include "core/base/unique_function.hpp"

namespace quern {

class SessionRefresh {
 public:
  using Call = UniqueFunction<Task<Result<void>>()>;

  explicit SessionRefresh(Call call) : call_(std::move(call)) {}

  // How many refreshes have succeeded: a request older than the last one is repeated without another.
  std::uint64_t epoch() const { return epoch_; }
  // Joins the refresh that runs, or starts one.
  Task<Result<void>> join(StopToken stop);

 private:
  Task<void> run();

  Call call_;
  std::uint64_t epoch_ = 0;
  bool is_running_ = false;
  std::vector<std::shared_ptr<Promise<void>>> waiters_;
};

}  // namespace quern
