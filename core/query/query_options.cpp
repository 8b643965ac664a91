#include "core/query/query_options.hpp"

#include <algorithm>

namespace quern::query {
namespace {

template <class T>
void fill(std::optional<T>& setting, const std::optional<T>& weaker) {
  if (!setting && weaker) setting = weaker;
}

template <class T>
T ask(const std::optional<ByQuery<T>>& setting, const Query& query, std::type_identity_t<T> otherwise) {
  return setting ? (*setting)(query) : otherwise;
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

StaleTime ErasedOptions::stale_time(const Query& query) const { return ask(settings.stale_time, query, Duration{0}); }

Duration ErasedOptions::refetch_interval(const Query& query) const {
  return ask(settings.refetch_interval, query, Duration{0});
}

RefetchOn ErasedOptions::refetch_on_mount(const Query& query) const {
  return ask(settings.refetch_on_mount, query, RefetchOn::if_stale);
}

RefetchOn ErasedOptions::refetch_on_focus(const Query& query) const {
  return ask(settings.refetch_on_focus, query, RefetchOn::if_stale);
}

RefetchOn ErasedOptions::refetch_on_reconnect(const Query& query) const {
  const bool is_deaf = network_mode() == NetworkMode::always;
  return ask(settings.refetch_on_reconnect, query, is_deaf ? RefetchOn::never : RefetchOn::if_stale);
}

bool ErasedOptions::should_retry(int failures, const Error& error) const {
  return settings.retry ? (*settings.retry)(failures, error) : failures < 3;
}

Duration ErasedOptions::retry_delay(int failures, const Error& error) const {
  return settings.retry_delay ? (*settings.retry_delay)(failures, error) : exponential_delay(failures, error);
}

[[gnu::noinline]] std::shared_ptr<ErasedOptions> detail::make_options(const OptionParts& parts) {
  auto options = std::make_shared<ErasedOptions>();
  options->key = parts.key;
  options->type = parts.type;
  options->selected_type = parts.selected_type;
  options->fetch = parts.fetch;
  options->enabled = parts.enabled;
  options->settings = {parts.stale_time,
                       parts.gc_time,
                       parts.retry,
                       parts.retry_delay,
                       parts.refetch_on_mount,
                       parts.refetch_on_focus,
                       parts.refetch_on_reconnect,
                       parts.retry_on_mount,
                       parts.network_mode,
                       parts.refetch_interval,
                       parts.refetch_in_background};
  options->initial_data = parts.initial_data;
  options->initial_updated_at = parts.initial_updated_at;
  options->placeholder = parts.placeholder;
  options->keep_previous = parts.keep_previous;
  options->select = parts.select;
  options->share = parts.share;
  options->meta = parts.meta;
  return options;
}

}  // namespace quern::query
