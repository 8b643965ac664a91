#include "core/query/query_options.hpp"

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
}

Duration exponential_delay(int failures, const Error& error) {
  const Duration delay = std::chrono::seconds{std::min(1 << std::min(failures, 5), 30)};
  return std::max(delay, error.retry_after.value_or(Duration{0}));
}

RefetchOn ErasedOptions::refetch_on_reconnect() const {
  const bool is_deaf = network_mode() == NetworkMode::always;
  return settings.refetch_on_reconnect.value_or(is_deaf ? RefetchOn::never : RefetchOn::if_stale);
}

bool ErasedOptions::should_retry(int failures, const Error& error) const {
  return settings.retry ? (*settings.retry)(failures, error) : failures < 3;
}

Duration ErasedOptions::retry_delay(int failures, const Error& error) const {
  return settings.retry_delay ? (*settings.retry_delay)(failures, error) : exponential_delay(failures, error);
}

}  // namespace quern::query
