#include "core/query/detail/erased_options.hpp"

#include <utility>

namespace quern::query {

const ErasedOptions::Extras& ErasedOptions::extras() const {
  static const auto& none = *new Extras;  // never ends: a client may be a static object too
  return own_extras ? *own_extras : none;
}

const Meta& ErasedOptions::meta() const {
  static const auto& none = *new Meta;
  if (own_extras && own_extras->meta) return own_extras->meta;
  return defaults ? defaults->meta : none;
}

const ByQuery<StaleTime>& ErasedOptions::stale_time_setting() const {
  static const auto& at_once = *new ByQuery<StaleTime>;
  if (own_stale_time) return *own_stale_time;
  return defaults && defaults->stale_time ? *defaults->stale_time : at_once;
}

Duration ErasedOptions::refetch_interval(const Query& query) const {
  const auto* interval = find(&QueryDefaults::refetch_interval);
  return interval ? (*interval)(query) : Duration{0};
}

bool ErasedOptions::refetches_in_background() const {
  const auto* is_meant = find(&QueryDefaults::refetch_in_background);
  return is_meant && *is_meant;
}

Duration ErasedOptions::gc_time() const {
  if (own_gc_time) return *own_gc_time;
  return defaults && defaults->gc_time ? *defaults->gc_time : std::chrono::minutes{5};
}

NetworkMode ErasedOptions::network_mode() const {
  const auto* mode = find(&QueryDefaults::network_mode);
  return mode ? *mode : NetworkMode::online;
}

RefetchOn ErasedOptions::refetch_on_mount(const Query& query) const {
  const auto* when = find(&QueryDefaults::refetch_on_mount);
  return when ? (*when)(query) : RefetchOn::if_stale;
}

RefetchOn ErasedOptions::refetch_on_focus(const Query& query) const {
  const auto* when = find(&QueryDefaults::refetch_on_focus);
  return when ? (*when)(query) : RefetchOn::if_stale;
}

RefetchOn ErasedOptions::refetch_on_reconnect(const Query& query) const {
  if (const auto* when = find(&QueryDefaults::refetch_on_reconnect)) return (*when)(query);
  return network_mode() == NetworkMode::always ? RefetchOn::never : RefetchOn::if_stale;
}

bool ErasedOptions::should_retry_on_mount(const Query& query) const {
  const auto* retry = find(&QueryDefaults::retry_on_mount);
  return !retry || (*retry)(query);
}

bool ErasedOptions::should_retry(int failures, const Error& error) const {
  const auto* retry = find(&QueryDefaults::retry);
  return retry ? (*retry)(failures, error) : failures < 3;
}

Duration ErasedOptions::retry_delay(int failures, const Error& error) const {
  const auto* delay = find(&QueryDefaults::retry_delay);
  return delay ? (*delay)(failures, error) : exponential_delay(failures, error);
}

void ErasedOptions::set_no_retry() {
  static const auto& nothing_else =
      *new SharedDefaults{std::make_shared<const QueryDefaults>(QueryDefaults{.retry = 0})};
  if (!own) {
    own = nothing_else;
    return;
  }
  auto changed = std::make_shared<QueryDefaults>(*own);
  changed->retry = 0;
  own = std::move(changed);
}

// ---- of the parts of a QueryOptions

namespace {

SharedDefaults own_settings(const detail::OptionParts& parts) {
  const bool is_any = parts.retry || parts.retry_delay || parts.refetch_on_mount || parts.refetch_on_focus ||
                      parts.refetch_on_reconnect || parts.retry_on_mount || parts.network_mode ||
                      parts.refetch_interval || parts.refetch_in_background;
  if (!is_any) return nullptr;
  auto own = std::make_shared<QueryDefaults>();
  own->retry = parts.retry;
  own->retry_delay = parts.retry_delay;
  own->refetch_on_mount = parts.refetch_on_mount;
  own->refetch_on_focus = parts.refetch_on_focus;
  own->refetch_on_reconnect = parts.refetch_on_reconnect;
  own->retry_on_mount = parts.retry_on_mount;
  own->network_mode = parts.network_mode;
  own->refetch_interval = parts.refetch_interval;
  own->refetch_in_background = parts.refetch_in_background;
  return own;
}

std::shared_ptr<const ErasedOptions::Extras> own_extras(const detail::OptionParts& parts) {
  const bool is_any =
      parts.initial_data || parts.placeholder || parts.select.run || parts.share || parts.meta || parts.page_ends;
  if (!is_any) return nullptr;
  auto extras = std::make_shared<ErasedOptions::Extras>();
  extras->initial_data = parts.initial_data;
  extras->initial_updated_at = parts.initial_updated_at;
  extras->placeholder = parts.placeholder;
  extras->select = parts.select;
  extras->share = parts.share;
  extras->meta = parts.meta;
  extras->page_ends = parts.page_ends;
  return extras;
}

}  // namespace

[[gnu::noinline]] std::shared_ptr<ErasedOptions> detail::make_options(const OptionParts& parts) {
  auto options = std::make_shared<ErasedOptions>();
  options->key = parts.key;
  options->type = parts.type;
  options->selected_type = parts.selected_type;
  options->fetch = parts.fetch;
  options->enabled = parts.enabled;
  options->keep_previous = parts.keep_previous;
  options->own_stale_time = parts.stale_time;
  options->own_gc_time = parts.gc_time;
  options->own = own_settings(parts);
  options->own_extras = own_extras(parts);
  return options;
}

}  // namespace quern::query
