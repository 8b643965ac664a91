#include "core/app/rereader.hpp"

#include <utility>

#include "core/base/sleep.hpp"
#include "core/net/retry_after.hpp"

namespace quern::app {

void Rereader::reread(const query::Key& prefix) {
  const auto found = running_.find(prefix.to_string());
  if (found != running_.end()) {
    if (found->second.is_reading) return void(found->second.is_wanted_again = true);
    found->second.stop.request_stop();  // it waits after a failure: now is better
    running_.erase(found);
  }
  const auto token = running_[prefix.to_string()].stop.token();
  run(this, prefix, token).detach();
}

void Rereader::forget() {
  for (auto& [prefix, current] : std::exchange(running_, {})) current.stop.request_stop();
}

// Once stopped it knows nobody: its owner may be gone.
Task<void> Rereader::run(Rereader* self, query::Key prefix, StopToken stop) {
  const auto name = prefix.to_string();
  for (int failures = 0;;) {
    const auto done = co_await self->client_.invalidate(prefix);
    if (stop.stop_requested()) co_return;
    auto& current = self->running_.at(name);
    const bool has_failed = !done && done.error().is_transient();
    if (!has_failed && !std::exchange(current.is_wanted_again, false)) break;
    if (!has_failed) continue;
    current.is_reading = false;
    if (!co_await sleep(self->scheduler_, 2 * retry_delay(failures++), stop)) co_return;
    self->running_.at(name).is_reading = true;
  }
  self->running_.erase(name);
}

}  // namespace quern::app
