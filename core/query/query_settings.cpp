#include "core/query/query_settings.hpp"

#include <algorithm>

namespace quern::query {
namespace {

template <class T>
void fill(std::optional<T>& setting, const std::optional<T>& weaker) {
  if (!setting && weaker) setting = weaker;
}

}  // namespace

void QueryDefaults::fill_from(const QueryDefaults& weaker) {
  fill(stale_time, weaker.stale_time);
  fill(gc_time, weaker.gc_time);
  fill(retry, weaker.retry);
  fill(retry_delay, weaker.retry_delay);
  fill(refetch_on_mount, weaker.refetch_on_mount);
  fill(refetch_on_focus, weaker.refetch_on_focus);
  fill(refetch_on_reconnect, weaker.refetch_on_reconnect);
  fill(retry_on_mount, weaker.retry_on_mount);
  fill(network_mode, weaker.network_mode);
  fill(refetch_interval, weaker.refetch_interval);
  fill(refetch_in_background, weaker.refetch_in_background);
  if (!meta) meta = weaker.meta;
}

Duration exponential_delay(int failures, const Error& error) {
  const Duration delay = std::chrono::seconds{std::min(1 << std::min(failures, 5), 30)};
  return std::max(delay, error.retry_after.value_or(Duration{0}));
}

}  // namespace quern::query
