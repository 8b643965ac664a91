// The README's example: it compiles, does what it says, and is what the README shows.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

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

std::string run_frame(Frame& frame, Scheduler& scheduler) {
  frame.begin();
  auto text = draw(frame, scheduler);
  frame.end();  // what was not used in this frame is watched no more
  return text;
}
// [README]

TEST(ReadmeExample, ShowsWhatItFetchedInTheNextFrame) {
  test::FakeScheduler scheduler;  // the platform's in an application
  QueryClient client{scheduler};
  Frame frame{client};
  int frames_asked_for = 0;
  const auto changes = client.on_change([&] { ++frames_asked_for; });

  EXPECT_EQ(run_frame(frame, scheduler), "…");
  frames_asked_for = 0;
  scheduler.advance(100ms);

  EXPECT_EQ(frames_asked_for, 1);
  EXPECT_EQ(run_frame(frame, scheduler), "Hello, Ada");
}

#ifdef QUERN_SOURCE_DIR
std::string read_file(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(std::string(QUERN_SOURCE_DIR) + "/" + name).rdbuf();
  return text.str();
}

TEST(ReadmeExample, IsWhatTheReadmeShows) {
  const std::string mark = "// [README]\n";
  const auto source = read_file("tests/unit/query/readme_example_test.cpp");
  const auto begin = source.find(mark) + mark.size();
  const auto example = source.substr(begin, source.find(mark, begin) - begin);

  EXPECT_GT(example.size(), 100U);
  EXPECT_NE(read_file("README.md").find("```cpp\n" + example + "```\n"), std::string::npos);
}
#endif

}  // namespace
