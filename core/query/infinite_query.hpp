// Data that comes in pages, in both directions: InfiniteQueryOptions, use_infinite(), InfiniteQueryObserver.
//   InfiniteQueryOptions<Page<Message>, std::string> messages(const Api& api, ChatId id) {
//     return {.key = keys::messages(id),
//             .fetch = [&api, id](PageContext<std::string> page) { return api.messages(id, page.param, page.stop); },
//             .next_param = [](const Page<Message>& last, const auto&) { return last.cursor; },   // nullopt: the end
//             .query = {.stale_time = 1min}};
//   }
// Shape     one query; its data are all pages with the parameter each was fetched by. Pages are shared and immutable: one
//           more costs pointers, and a refetch that brings an equal page keeps the old one.
// Refetch   all pages in order, from the first kept parameter on, each next parameter computed anew; where there is none
//           any more the data gets shorter. Under a limit that is lower now the last pages are kept. A list with no
//           next_param goes the other way round. A page that fails is tried again alone; those before it stay.
// A page    that is asked for while a refetch runs ends that refetch, and is joined if it is on its way already.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/query/detail/query_fetch.hpp"
#include "core/query/frame.hpp"
#include "core/query/query_observer.hpp"
#include "core/query/sharing.hpp"

namespace quern::query {

template <class Page, class Param>
struct InfiniteData {
  std::vector<std::shared_ptr<const Page>> pages;
  std::vector<Param> params;  // as many

  bool operator==(const InfiniteData& other) const
    requires std::equality_comparable<Page> && std::equality_comparable<Param>
  {
    return params == other.params &&
           std::ranges::equal(pages, other.pages, [](const auto& a, const auto& b) { return a == b || *a == *b; });
  }
};

template <class Page, class Param>
struct Sharing<InfiniteData<Page, Param>>
    : ShareMembers<&InfiniteData<Page, Param>::pages, &InfiniteData<Page, Param>::params> {};

template <class Param>
struct PageContext {
  Key key;
  StopOffer stop;
  Meta meta;
  Param param;
  FetchDirection direction;  // none: it is part of the first fetch, or of a refetch
};

template <class Page, class Param, class R = InfiniteData<Page, Param>>
struct InfiniteQueryOptions {
  using Pages = InfiniteData<Page, Param>;

  Key key;
  SharedFunction<Task<Result<Page>>(PageContext<Param>)> fetch;
  Param initial_param{};
  // What the page beyond the edge is fetched by; nullopt: there is none. Empty: that direction has no pages.
  SharedFunction<std::optional<Param>(const Page& last, const Pages& all)> next_param{};
  SharedFunction<std::optional<Param>(const Page& first, const Pages& all)> previous_param{};
  std::size_t max_pages = 0;       // 0: no limit. A page more at one end is one less at the other
  std::size_t pages = 1;           // how many a fetch of all brings at least, if there are so many
  QueryOptions<Pages, R> query{};  // all other settings; key and fetch of it do not count
};

// What one reader sees, as QueryResult, and both ends.
template <class R>
class InfiniteQueryResult : public QueryResult<R> {
 public:
  explicit InfiniteQueryResult(ResultBase base) : QueryResult<R>(std::move(base)) {}

  bool has_next() const { return this->state_->has_next; }
  bool has_previous() const { return this->state_->has_previous; }
  bool is_fetching_next() const { return this->is_fetching() && is_of(FetchDirection::next); }
  bool is_fetching_previous() const { return this->is_fetching() && is_of(FetchDirection::previous); }
  bool is_refetching() const { return QueryResult<R>::is_refetching() && is_of(FetchDirection::none); }
  bool is_fetch_next_error() const { return this->is_error() && is_of(FetchDirection::next); }
  bool is_fetch_previous_error() const { return this->is_error() && is_of(FetchDirection::previous); }
  bool is_refetch_error() const { return this->is_error() && this->has_data() && is_of(FetchDirection::none); }

  // One page more; the first, where there is none yet. Nothing beyond the end, or when its reader is gone. With `join` a refetch that runs is left to end,
  // and no page is fetched.
  void fetch_next(Query::WhileFetching mode = Query::WhileFetching::restart) const {
    if (has_next() || !this->has_data()) fetch_page(FetchDirection::next, mode);
  }
  void fetch_previous(Query::WhileFetching mode = Query::WhileFetching::restart) const {
    if (has_previous() || !this->has_data()) fetch_page(FetchDirection::previous, mode);
  }

 private:
  bool is_of(FetchDirection direction) const { return this->state_->direction == direction; }
  void fetch_page(FetchDirection direction, Query::WhileFetching mode) const {
    if (const auto observer = this->observer_.lock()) {
      observer->refetch({.cause = FetchCause::page, .mode = mode, .direction = direction});
    }
  }
};

namespace detail {

template <class Page, class Param>
struct PageRules {
  using Pages = InfiniteData<Page, Param>;
  SharedFunction<Task<Result<Page>>(PageContext<Param>)> fetch;
  Param initial_param;
  SharedFunction<std::optional<Param>(const Page&, const Pages&)> next_param;
  SharedFunction<std::optional<Param>(const Page&, const Pages&)> previous_param;
  std::size_t max_pages;
  std::size_t pages;

  std::optional<Param> beyond(FetchDirection end, const Pages& all) const {
    const auto& param = end == FetchDirection::next ? next_param : previous_param;
    if (!param || all.pages.empty()) return std::nullopt;
    return param(end == FetchDirection::next ? *all.pages.back() : *all.pages.front(), all);
  }
  // The end at which a fetch of all pages goes on: the last, but for lists that go backwards only.
  FetchDirection growth() const {
    return previous_param && !next_param ? FetchDirection::previous : FetchDirection::next;
  }
  // The parameter it begins with: of the first page that is kept.
  Param first_param(const Pages* old) const {
    if (!old || old->params.empty()) return initial_param;
    const auto kept = std::min(old->params.size(), limit());
    return old->params[growth() == FetchDirection::next ? old->params.size() - kept : kept - 1];
  }
  std::size_t limit() const { return max_pages > 0 ? max_pages : static_cast<std::size_t>(-1); }
};

template <class Page, class Param>
void add_page(InfiniteData<Page, Param>& all, FetchDirection end, Page page, Param param) {
  const bool is_last = end == FetchDirection::next;
  all.pages.insert(is_last ? all.pages.end() : all.pages.begin(), std::make_shared<const Page>(std::move(page)));
  all.params.insert(is_last ? all.params.end() : all.params.begin(), std::move(param));
}

// Drops what is too many, at the other end than the one that grew.
template <class Page, class Param>
void trim_pages(InfiniteData<Page, Param>& all, FetchDirection end, std::size_t limit) {
  if (all.pages.size() <= limit) return;
  const auto surplus = static_cast<std::ptrdiff_t>(all.pages.size() - limit);
  const auto drop = [&](auto& list) {
    end == FetchDirection::next ? list.erase(list.begin(), list.begin() + surplus)
                                : list.erase(list.end() - surplus, list.end());
  };
  drop(all.pages);
  drop(all.params);
}

template <class Page, class Param>
using PagesAnswer = Result<std::shared_ptr<const InfiniteData<Page, Param>>>;

template <class Page, class Param>
Task<PagesAnswer<Page, Param>> fetch_one_page(std::shared_ptr<const PageRules<Page, Param>> rules, QueryContext context,
                                              std::shared_ptr<QueryFetch> run) {
  using Pages = InfiniteData<Page, Param>;
  const auto have = as<Pages>(run->data());
  const auto param = rules->beyond(run->direction, *have);
  if (!param) co_return have;
  run->is_partial = true;
  auto page = co_await rules->fetch({context.key, context.stop, context.meta, *param, run->direction});
  if (!page) co_return fail(std::move(page.error()));
  const auto now = as<Pages>(run->data());
  if (!now) co_return fail(Error::cancelled());
  if (now != have && rules->beyond(run->direction, *now) != param) co_return now;  // written meanwhile: no place for it
  auto all = *now;
  add_page(all, run->direction, std::move(*page), *param);
  trim_pages(all, run->direction, rules->limit());
  co_return std::make_shared<const Pages>(std::move(all));
}

template <class Page, class Param>
Task<PagesAnswer<Page, Param>> fetch_all_pages(std::shared_ptr<const PageRules<Page, Param>> rules,
                                               QueryContext context, std::shared_ptr<QueryFetch> run) {
  using Pages = InfiniteData<Page, Param>;
  const auto old = as<Pages>(run->data());
  const auto wanted = std::max({old ? old->pages.size() : 0, rules->pages, std::size_t{1}});
  const auto count = std::min(wanted, rules->limit());
  const auto end = rules->growth();
  if (!run->kept) run->kept = std::make_shared<Pages>();  // a next try goes on behind it
  const auto fresh = std::static_pointer_cast<Pages>(run->kept);
  while (fresh->pages.size() < count) {
    std::optional<Param> param;
    if (fresh->pages.empty()) {
      param.emplace(rules->first_param(old.get()));
    } else {
      param = rules->beyond(end, *fresh);
    }
    if (!param) break;
    auto page = co_await rules->fetch({context.key, context.stop, context.meta, *param, FetchDirection::none});
    if (!run->is_running()) co_return fail(Error::cancelled());
    if (!page) co_return fail(std::move(page.error()));
    run->forget_failures();
    add_page(*fresh, end, std::move(*page), *param);
    run->is_partial = true;
  }
  co_return std::make_shared<const Pages>(std::move(*fresh));
}

template <class Page, class Param, class R>
std::shared_ptr<ErasedOptions> erase(const InfiniteQueryOptions<Page, Param, R>& options) {
  using Pages = InfiniteData<Page, Param>;
  auto rules = std::make_shared<const PageRules<Page, Param>>(
      PageRules<Page, Param>{options.fetch, options.initial_param, options.next_param, options.previous_param,
                             options.max_pages, options.pages});
  auto query = options.query;
  query.key = options.key;
  query.fetch = [rules](QueryContext context) {
    auto run = context.run.lock();
    const bool is_page = run->direction != FetchDirection::none && run->data();
    return is_page ? fetch_one_page(rules, std::move(context), std::move(run))
                   : fetch_all_pages(rules, std::move(context), std::move(run));
  };
  return erase(query, PageEndsOf{[rules](const Data& data) -> PageEnds {
                 const auto& all = *static_cast<const Pages*>(data.get());
                 return {.has_next = rules->beyond(FetchDirection::next, all).has_value(),
                         .has_previous = rules->beyond(FetchDirection::previous, all).has_value()};
               }});
}

}  // namespace detail

// In a view.
template <class Page, class Param, class R>
InfiniteQueryResult<R> use_infinite(Frame& frame, std::uint64_t site,
                                    const InfiniteQueryOptions<Page, Param, R>& options) {
  return InfiniteQueryResult<R>{frame.use(site, detail::erase(options))};
}

// Imperative reads, as QueryClient's.
template <class Page, class Param, class R>
DataAnswer<InfiniteData<Page, Param>> fetch_infinite(QueryClient& client,
                                                     const InfiniteQueryOptions<Page, Param, R>& options) {
  return DataAnswer<InfiniteData<Page, Param>>{client.core()->fetch(detail::erase(options), ClientCore::Read::fresh)};
}
template <class Page, class Param, class R>
DataAnswer<InfiniteData<Page, Param>> ensure_infinite(QueryClient& client,
                                                      const InfiniteQueryOptions<Page, Param, R>& options) {
  return DataAnswer<InfiniteData<Page, Param>>{client.core()->fetch(detail::erase(options), ClientCore::Read::cached)};
}
template <class Page, class Param, class R>
void prefetch_infinite(QueryClient& client, const InfiniteQueryOptions<Page, Param, R>& options) {
  fetch_infinite(client, options).detach();
}

// One reader, for code that is not drawn each frame.
template <class Page, class Param, class R = InfiniteData<Page, Param>>
class InfiniteQueryObserver : public ObserverOf<InfiniteQueryResult<R>> {
 public:
  InfiniteQueryObserver(QueryClient& client, const InfiniteQueryOptions<Page, Param, R>& options)
      : ObserverOf<InfiniteQueryResult<R>>(client, detail::erase(options)) {}
  void set_options(const InfiniteQueryOptions<Page, Param, R>& options) { this->set_erased(detail::erase(options)); }
};

}  // namespace quern::query
