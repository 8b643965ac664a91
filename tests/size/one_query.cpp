// A page with the library and one query in it: the answer is fetched, watched, and shown as the page's title. peer.mjs is
// the same with TanStack's core.
#include <emscripten.h>

#include <optional>

#include "core/base/timer_queue.hpp"
#include "core/query/query_observer.hpp"

// What page.js does for us.
extern "C" {
void js_ask();  // ends in on_answer() or on_failure()
void js_show(int number);
double js_now();
double js_wall_now();
void js_set_timer(double delay_ms);  // ends in on_timer(); replaces the one that was set
}

namespace {

using namespace quern;
using namespace quern::query;

// The browser's clock, and one timeout of it for the earliest of all timers.
class PageScheduler final : public Scheduler {
 public:
  TimePoint now() const override { return TimePoint{milliseconds(js_now())}; }
  WallTime wall_now() const override { return WallTime{milliseconds(js_wall_now())}; }
  void post(Callback callback) override { (void)after(Duration::zero(), std::move(callback)); }
  TimerId after(Duration delay, Callback callback) override {
    const auto id = timers_.add(now() + delay, std::move(callback));
    arm();
    return id;
  }
  // The timeout stays: it finds nothing due, and arms the next one.
  void cancel(TimerId timer) override { timers_.cancel(timer); }
  void run() {
    timers_.run(now());
    arm();
  }

 private:
  static Duration milliseconds(double count) { return Duration{static_cast<Duration::rep>(count)}; }
  void arm() {
    if (const auto due = timers_.next_due()) js_set_timer(static_cast<double>((*due - now()).count()));
  }

  TimerQueue timers_;
};

PageScheduler scheduler;
std::optional<Promise<int>> asked;

Task<Result<int>> fetch_answer(QueryContext) {
  auto answer = asked.emplace().future();
  js_ask();
  co_return co_await answer;
}

void settle(Result<int> answer) {
  auto promise = std::exchange(asked, std::nullopt);  // the waiter may ask again
  if (promise) promise->resolve(std::move(answer));
}

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE void on_timer() { scheduler.run(); }
EMSCRIPTEN_KEEPALIVE void on_answer(int number) { settle(number); }
EMSCRIPTEN_KEEPALIVE void on_failure() { settle(fail(ErrorKind::network, "no answer")); }

EMSCRIPTEN_KEEPALIVE void one_query() {
  static QueryClient client{scheduler};
  static QueryObserver<int> observer{client, {.key = {"answer"}, .fetch = fetch_answer}};
  static const auto subscription = observer.subscribe([](const QueryResult<int>& answer) {
    if (answer.has_data()) js_show(*answer);
  });
}
}
