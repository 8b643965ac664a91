// The README's example: it compiles, and does what it says.
#include <gtest/gtest.h>

#include "core/base/sleep.hpp"
#include "core/query/hooks.hpp"
#include "tests/support/fake_scheduler.hpp"

namespace {

using namespace quern;
using namespace quern::query;
using namespace std::chrono_literals;

Task<Result<std::string>> load_greeting(Scheduler& scheduler, std::string name, StopToken stop) {
  if (auto waited = co_await sleep(scheduler, 100ms, stop); !waited) co_return fail(std::move(waited.error()));
  co_return "Hello, " + name;
}

// [README]
QueryOptions<std::string> greeting(Scheduler& scheduler, std::string name) {
  return {.key = {"greeting", name},
          .fetch = [&scheduler, name](QueryContext context) { return load_greeting(scheduler, name, context.stop); },
          .stale_time = 1min};
}

std::string draw(Frame& frame, Scheduler& scheduler) {
  const auto text = use(frame, 1, greeting(scheduler, "Ada"));  // watches while it is drawn, fetches when stale
  if (text.is_pending()) return "…";
  if (text.is_error()) return text.error().message;
  return *text;
}

TEST(ReadmeExample, ShowsWhatItFetchedInTheNextFrame) {
  test::FakeScheduler scheduler;  // the platform's in an application
  QueryClient client{scheduler};
  Frame frame{client};
  int frames_asked_for = 0;
  const auto changes = client.on_change([&] { ++frames_asked_for; });

  frame.begin();
  EXPECT_EQ(draw(frame, scheduler), "…");
  frame.end();
  frames_asked_for = 0;
  scheduler.advance(100ms);
  EXPECT_EQ(frames_asked_for, 1);

  frame.begin();
  EXPECT_EQ(draw(frame, scheduler), "Hello, Ada");
  frame.end();
}
// [README]

}  // namespace
