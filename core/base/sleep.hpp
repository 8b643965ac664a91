// Waiting, in a coroutine.
#pragma once

#include "core/base/scheduler.hpp"
#include "core/base/stop_token.hpp"
#include "core/base/task.hpp"

namespace quern {

// Ends after `delay`, or with `cancelled` as soon as `stop` is asked for.
Task<Result<void>> sleep(Scheduler& scheduler, Duration delay, StopToken stop = {});

}  // namespace quern
