// What the guide (docs/query.md) shows of several tabs.
#include <gtest/gtest.h>

#include <vector>

#include "core/query/query_observer.hpp"
#include "core/query/tab_sync.hpp"
#include "tests/support/fake_scheduler.hpp"

namespace {

using namespace quern;
using namespace quern::query;
using namespace std::chrono_literals;

class Channel final : public TabChannel {
 public:
  explicit Channel(Scheduler& scheduler) : scheduler_(scheduler) {}
  void join(Channel& other) { other_ = &other; }

  Result<void> post(std::string message) override {  // to the others, never to itself, and in a turn of their own
    scheduler_.post([this, message = std::move(message)] { other_->listeners_.notify(message); });
    return {};
  }
  Subscription on_message(UniqueFunction<void(std::string_view)> callback) override {
    return listeners_.add(std::move(callback));
  }

 private:
  Scheduler& scheduler_;
  Channel* other_ = nullptr;
  Listeners<std::string_view> listeners_;
};

struct Tabs {
  Tabs() {
    here.join(there);
    there.join(here);
    codecs.add<std::string>(
        "text", 1, [](const std::string& text) { return text; },
        [](std::string_view bytes) -> Result<std::string> { return std::string{bytes}; });
  }
  test::FakeScheduler scheduler;
  Channel here{scheduler}, there{scheduler};
  Codecs codecs;
  std::string name = "Apollo";

  QueryOptions<std::string> title() {
    return {.key = {"projects", "detail", 1},
            .fetch = [this](QueryContext) -> Task<Result<std::string>> { co_return name; },
            .stale_time = 1h};
  }
};

TEST(GuideToTabs, DataAndInvalidationTravel) {
  Tabs tabs;
  auto& [scheduler, channel, there, codecs, name] = tabs;
  const std::string user_id = "anna";
  QueryClient client{scheduler}, other{scheduler};
  TabSync other_sync{other, there, codecs, {.tab = 2, .scope = user_id}};
  QueryObserver shown{other, tabs.title()};
  const auto subscription = shown.subscribe([](const auto&) {});
  scheduler.advance(10ms);
  const std::uint64_t random_number = 1;

  TabSync sync{client,
               channel,
               codecs,
               {.tab = random_number,  // not 0: who is newer, where two write in one millisecond
                .scope = user_id,      // the tabs of another person hear nothing
                .filter = [](const Key& key) { return key.starts_with({"projects"}); },
                .max_bytes = 64 << 10}};

  client.set_data<std::string>({"projects", "detail", 1}, "By hand");
  scheduler.advance(10ms);
  EXPECT_EQ(*shown.result(), "By hand");

  name = "Gemini";
  client.invalidate(Key{"projects"});
  scheduler.advance(10ms);
  EXPECT_EQ(*shown.result(), "Gemini");
}

TEST(GuideToTabs, WithoutCodecsOnlyWhatIsAskedTravels) {
  Tabs tabs;
  auto& [scheduler, channel, there, codecs, name] = tabs;
  const std::string user_id = "anna";
  QueryClient client{scheduler}, other{scheduler};
  TabSync other_sync{other, there, {.tab = 2, .scope = user_id}};
  QueryObserver shown{other, tabs.title()};
  const auto subscription = shown.subscribe([](const auto&) {});
  scheduler.advance(10ms);
  const std::uint64_t random_number = 1;

  const auto is_ours = [](const ClientCommand& command) { return command.filter.key.starts_with({"projects"}); };
  TabSync sync{client, channel, {.tab = random_number, .scope = user_id, .tells = is_ours}};

  client.set_data<std::string>({"projects", "detail", 1}, "By hand");
  scheduler.advance(10ms);
  EXPECT_EQ(*shown.result(), "Apollo");

  name = "Gemini";
  client.invalidate(Key{"projects"});
  scheduler.advance(10ms);
  EXPECT_EQ(*shown.result(), "Gemini");
}

}  // namespace
