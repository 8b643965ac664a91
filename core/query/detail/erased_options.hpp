// QueryOptions without types: what the library works with. Made by erase(), completed by the client's defaults
// (ClientCore::with_defaults), not changed afterwards.
// A reader keeps one and a frame makes one a hook, so they are small: what is set of most queries lies here, the rest
// behind pointers that are null where nothing of it is set. Defaults are shared by all that have the same.
#pragma once

#include <memory>
#include <optional>

#include "core/query/query_options.hpp"

namespace quern::query {

// Is there a page before the first of an infinite query's, after the last?
struct PageEnds {
  bool has_next = false;
  bool has_previous = false;
};

using PageEndsOf = SharedFunction<PageEnds(const Data& pages)>;

using SharedDefaults = std::shared_ptr<const QueryDefaults>;

struct ErasedOptions {
  struct Extras {  // of few queries
    SharedFunction<Data()> initial_data;
    ByQuery<std::optional<TimePoint>> initial_updated_at;
    SharedFunction<Data(const Data& previous)> placeholder;
    detail::ErasedSelect select;
    SharedFunction<Data(const Data& old, Data next)> share;
    Meta meta;
    PageEndsOf page_ends;
  };

  Key key;
  const DataType* type = nullptr;
  const DataType* selected_type = nullptr;
  detail::ErasedFetch fetch;
  ByQuery<bool> enabled = true;
  bool keep_previous = false;
  std::optional<ByQuery<StaleTime>> own_stale_time;
  std::optional<Duration> own_gc_time;
  SharedDefaults own;       // what they say themselves of the rest; null: nothing
  SharedDefaults defaults;  // of the prefix and the client; null: none
  std::shared_ptr<const Extras> own_extras;

  const Extras& extras() const;
  const Meta& meta() const;

  // The settings, with the defaults and the library's own behind them.
  const ByQuery<StaleTime>& stale_time_setting() const;
  StaleTime stale_time(const Query& query) const { return stale_time_setting()(query); }
  Duration refetch_interval(const Query& query) const;  // none: 0
  bool refetches_in_background() const;
  Duration gc_time() const;
  NetworkMode network_mode() const;
  RefetchOn refetch_on_mount(const Query& query) const;
  RefetchOn refetch_on_focus(const Query& query) const;
  RefetchOn refetch_on_reconnect(const Query& query) const;
  bool should_retry_on_mount(const Query& query) const;
  bool should_retry(int failures, const Error& error) const;
  Duration retry_delay(int failures, const Error& error) const;

  bool says_retry() const { return find(&QueryDefaults::retry) != nullptr; }
  void set_no_retry();

 private:
  template <class T>
  const T* find(std::optional<T> QueryDefaults::* setting) const {
    for (const auto* level : {own.get(), defaults.get()}) {
      if (level && level->*setting) return &*(level->*setting);
    }
    return nullptr;
  }
};
using SharedOptions = std::shared_ptr<const ErasedOptions>;

namespace detail {

// Where the parts of a QueryOptions lie: all T alike, so that one function takes them over.
struct OptionParts {
  const DataType* type;
  const DataType* selected_type;
  const Key& key;
  const ErasedFetch& fetch;
  const ByQuery<bool>& enabled;
  const std::optional<ByQuery<StaleTime>>& stale_time;
  const std::optional<Duration>& gc_time;
  const std::optional<Retry>& retry;
  const std::optional<RetryDelay>& retry_delay;
  const std::optional<ByQuery<RefetchOn>>& refetch_on_mount;
  const std::optional<ByQuery<RefetchOn>>& refetch_on_focus;
  const std::optional<ByQuery<RefetchOn>>& refetch_on_reconnect;
  const std::optional<ByQuery<bool>>& retry_on_mount;
  const std::optional<NetworkMode>& network_mode;
  const std::optional<ByQuery<Duration>>& refetch_interval;
  const std::optional<bool>& refetch_in_background;
  const SharedFunction<Data()>& initial_data;
  const ByQuery<std::optional<TimePoint>>& initial_updated_at;
  const SharedFunction<Data(const Data&)>& placeholder;
  bool keep_previous;
  const ErasedSelect& select;
  const SharedFunction<Data(const Data&, Data)>& share;
  const Meta& meta;
  const PageEndsOf& page_ends;
};
std::shared_ptr<ErasedOptions> make_options(const OptionParts& parts);

template <class T, class R>
std::shared_ptr<ErasedOptions> erase(const QueryOptions<T, R>& options, const PageEndsOf& page_ends = nullptr) {
  return make_options({data_type<T>(),
                       data_type<R>(),
                       options.key,
                       options.fetch.erased(),
                       options.enabled,
                       options.stale_time,
                       options.gc_time,
                       options.retry,
                       options.retry_delay,
                       options.refetch_on_mount,
                       options.refetch_on_focus,
                       options.refetch_on_reconnect,
                       options.retry_on_mount,
                       options.network_mode,
                       options.refetch_interval,
                       options.refetch_in_background,
                       options.initial_data.erased(),
                       options.initial_updated_at,
                       options.placeholder.erased(),
                       options.keep_previous,
                       options.select.erased(),
                       options.share.erased(),
                       options.meta,
                       page_ends});
}

}  // namespace detail

}  // namespace quern::query
