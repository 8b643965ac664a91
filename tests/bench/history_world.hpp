// A chat on screen, as the measurements need it: a loader, the cache, one reader; and messages by the number.
// The network knows only an empty chat: what comes, comes by event.
#pragma once

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

#include "core/api/encode.hpp"
#include "core/api/error_body.hpp"
#include "core/api/event.hpp"
#include "core/app/history_loader.hpp"
#include "core/app/queries.hpp"
#include "core/base/sleep.hpp"
#include "core/net/http_client.hpp"
#include "core/query/query_observer.hpp"
#include "tests/support/fake_scheduler.hpp"
#include "tests/support/seeded_random.hpp"

namespace quern::bench {

// 40 characters, ids as our server makes them.
inline Message message(std::int64_t number) {
  const auto digits = std::to_string(number);
  const auto tail = std::string(12 - digits.size(), '0') + digits;
  Message made;
  made.id = MessageId{"0a1b2c3d-4e5f-4000-8000-" + tail};
  made.number = number;
  made.version = 1;
  made.chat_id = ChatId{"chat"};
  made.author_id = UserId{number % 2 == 0 ? "anna" : "boris"};
  made.type = MessageType::text;
  made.content = "a short message, the number " + tail;
  made.client_id = "9c8b7a6d-5e4f-4000-8000-" + tail;
  made.ts = WallTime{Duration{1'772'000'000'000 + number * 1000}};
  return made;
}

class EmptyChat final : public HttpTransport {
 public:
  explicit EmptyChat(Scheduler& scheduler) : scheduler_(scheduler) {}
  Task<Result<HttpResponse>> send(HttpRequest, StopToken stop) override { return answer(scheduler_, std::move(stop)); }

 private:
  static Task<Result<HttpResponse>> answer(Scheduler& scheduler, StopToken stop) {
    const auto waited = co_await sleep(scheduler, Duration{1}, std::move(stop));
    if (!waited) co_return fail(waited.error());
    co_return HttpResponse{.status = 200, .body = encode(MessagePage{})};
  }
  Scheduler& scheduler_;
};

struct World {
  explicit World(std::int64_t count) {
    subscription = observer.subscribe([this](const auto& result) {
      if (result.has_data()) shown = *result;
    });
    scheduler.advance(Duration{10});
    for (std::int64_t number = 1; number <= count; ++number) loader.take(message(number));
  }
  ~World() { loader.forget(); }

  test::FakeScheduler scheduler;
  EmptyChat server{scheduler};
  test::SeededRandom random;
  HttpClient http{server, scheduler, random, &read_error_body};
  query::QueryClient client{scheduler, {.defaults = app::query_defaults()}};
  app::Rereader rereader{scheduler, client};
  app::HistoryLoader loader{{.scheduler = scheduler, .client = client, .rereader = rereader, .on_change = [] {}},
                            Api{http, 0}};
  query::QueryObserver<app::History> observer{client, app::queries::messages(loader, ChatId{"chat"})};
  query::Subscription subscription;
  app::History shown;
};

}  // namespace quern::bench
