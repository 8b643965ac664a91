// Data that comes in pages. The server has pages 1 … last; page n says "n" and the edition it was sent in.
#pragma once

#include "core/query/infinite_query.hpp"
#include "tests/unit/query/world.hpp"

namespace quern::query {

using Pages = InfiniteData<std::string, int>;
using PageOptions = InfiniteQueryOptions<std::string, int>;
using Asked = std::vector<std::string>;

inline std::string text_of(const Pages& all) {
  std::string text;
  for (const auto& page : all.pages) text += (text.empty() ? "" : " ") + *page;
  return text;
}

class PageWorld : public World {
 public:
  ~PageWorld() { end_client(); }  // a request it stops still counts here

  int last = 4;
  std::string edition = "a";
  int fails_at = 0;  // that page, as often as `failures` says
  int failures = 0;
  Asked asked;  // "3", ">3" as the next page, "<3" as the previous
  bool takes_stop = true;
  int stopped = 0;
  const Key key{"messages"};

  PageOptions options(PageOptions more = {}) {
    more.key = key;
    more.initial_param = more.initial_param ? more.initial_param : 1;
    more.fetch = [this](PageContext<int> page) {
      return send(this, page.param, page.direction, takes_stop ? page.stop.token() : StopToken{});
    };
    more.next_param = [this](const std::string&, const Pages& all) {
      return all.params.back() < last ? std::optional(all.params.back() + 1) : std::nullopt;
    };
    more.previous_param = [](const std::string&, const Pages& all) {
      return all.params.front() > 1 ? std::optional(all.params.front() - 1) : std::nullopt;
    };
    return more;
  }
  void fail_at(int number, int times = 1) {
    fails_at = number;
    failures = times;
  }
  void settle_all() { advance(20 * latency); }  // every page there can be
  std::string cached_pages() {
    const auto all = client.get_data<Pages>(key);
    return all ? text_of(*all) : "(none)";
  }

 private:
  static Task<Result<std::string>> send(PageWorld* world, int number, FetchDirection direction, StopToken stop) {
    const std::string how = direction == FetchDirection::next ? ">" : direction == FetchDirection::previous ? "<" : "";
    world->asked.push_back(how + std::to_string(number));
    const bool is_failing = world->fails_at == number && world->failures-- > 0;
    auto text = std::to_string(number) + world->edition;
    const auto waited = co_await sleep(world->scheduler, latency, stop);
    if (!waited) {
      ++world->stopped;
      co_return quern::fail(waited.error());
    }
    if (is_failing) co_return quern::fail(error_of(ErrorKind::network));
    co_return text;
  }
};

class PageReader {
 public:
  PageReader(PageWorld& world, const PageOptions& options)
      : observer(world.client, options),
        subscription(observer.subscribe([](const auto&) {})) {}
  void leave() { subscription.reset(); }
  InfiniteQueryResult<Pages> now() { return observer.result(); }
  std::string text() { return now().has_data() ? text_of(*now()) : "(none)"; }
  InfiniteQueryObserver<std::string, int> observer;
  Subscription subscription;
};

// A reader who has seen so many pages already; what was asked for until then is forgotten.
inline PageReader reader_of(PageWorld& world, std::size_t pages, PageOptions more = {}) {
  more.pages = pages;
  PageReader reader{world, world.options(std::move(more))};
  world.settle_all();
  world.asked.clear();
  return reader;
}

}  // namespace quern::query
