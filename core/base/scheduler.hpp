// Time and turns, as core asks for them. The platform or the test supplies one; everything of core runs on its thread.
// Owned by the program; outlives all that was given it. A callback never runs inside post() or after().
#pragma once

#include <cstdint>

#include "core/base/time.hpp"
#include "core/base/unique_function.hpp"

namespace quern {

class Scheduler {
 public:
  using Callback = UniqueFunction<void()>;
  enum class TimerId : std::uint64_t { none = 0 };

  virtual ~Scheduler() = default;

  virtual TimePoint now() const = 0;
  virtual WallTime wall_now() const = 0;

  // Runs `callback` on a later turn, in the order posted.
  virtual void post(Callback callback) = 0;
  // Runs it once `delay` has passed; timers of one instant run in the order they were set. Negative counts as 0.
  virtual TimerId after(Duration delay, Callback callback) = 0;
  // Drops a timer and destroys its callback. One that ran, or TimerId::none, is left in peace.
  virtual void cancel(TimerId timer) = 0;
};

}  // namespace quern
