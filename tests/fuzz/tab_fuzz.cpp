// Any bytes as a message of another tab, as they are and under a seal that is whole: left out, or done; and whatever it was,
// the client works on, what it then tells is a message, and nothing is told without end.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/query/detail/record.hpp"
#include "core/query/detail/tab_message.hpp"
#include "core/query/query_observer.hpp"
#include "core/query/tab_sync.hpp"
#include "tests/support/fake_scheduler.hpp"

namespace quern::query {
namespace {

using detail::TabMessage;

const Codecs& codecs() {
  static const Codecs all = [] {
    Codecs codecs;
    codecs.add<std::string>(
        "text", 1, [](const std::string& text) { return text; },
        [](std::string_view bytes) -> Result<std::string> {
          if (bytes == "!") return fail(ErrorKind::decode, "unreadable");
          return std::string{bytes};
        });
    codecs.add<std::int64_t>(
        "number", 1, [](std::int64_t number) { return std::to_string(number); },
        [](std::string_view bytes) -> Result<std::int64_t> { return static_cast<std::int64_t>(bytes.size()); });
    return codecs;
  }();
  return all;
}

// What is posted must be readable, and never a tab's answer to itself without end.
class Channel final : public TabChannel {
 public:
  Result<void> post(std::string message) override {
    if (!TabMessage::from_bytes(message) || ++posts > 20) std::abort();
    return {};
  }
  Subscription on_message(UniqueFunction<void(std::string_view)> callback) override {
    return listeners_.add(std::move(callback));
  }
  void hear(std::string_view message) { listeners_.notify(message); }
  int posts = 0;

 private:
  Listeners<std::string_view> listeners_;
};

QueryOptions<std::string> text_of(Key key) {
  return {.key = std::move(key),
          .fetch = [](QueryContext) -> Task<Result<std::string>> { co_return std::string{"fetched"}; },
          .stale_time = std::chrono::hours{1}};
}

// One query is watched, one is cached, one is of another type, the rest is not known here.
void hear(std::string_view bytes, bool has_codecs) {
  test::FakeScheduler scheduler;
  QueryClient client{scheduler};
  Channel channel;
  TabSyncOptions options{.tab = 1, .max_bytes = 64};
  std::optional<TabSync> sync;
  if (has_codecs) {
    sync.emplace(client, channel, codecs(), std::move(options));
  } else {
    sync.emplace(client, channel, std::move(options));
  }
  QueryObserver watched{client, text_of({"a"})};
  const auto subscription = watched.subscribe([](const auto&) {});
  client.set_data<std::string>({"a", 1}, "data");
  client.set_data<std::int64_t>({"n"}, 7);
  scheduler.advance(std::chrono::milliseconds{10});

  channel.hear(bytes);
  channel.hear(bytes);  // a second time it says nothing new
  scheduler.advance(std::chrono::seconds{1});

  if (const auto message = TabMessage::from_bytes(bytes)) {
    for (const auto& item : message->items) {
      const auto found = client.find_query(item.key);
      if (found && found->type() == data_type<std::string>()) (void)client.get_data<std::string>(item.key);
    }
  }
  (void)client.invalidate(Key{});
  scheduler.advance(std::chrono::seconds{1});
  client.prefetch(text_of({"probe"}));
  scheduler.advance(std::chrono::seconds{1});
  if (client.fetching() != 0 || !client.get_data<std::string>({"probe"})) std::abort();
  sync.reset();
  scheduler.advance(std::chrono::hours{1});
}

void read(std::string_view bytes) {
  if (const auto message = TabMessage::from_bytes(bytes)) {
    const auto again = TabMessage::from_bytes(message->to_bytes());
    if (!again || again->to_bytes() != message->to_bytes()) std::abort();
  }
  hear(bytes, true);
  hear(bytes, false);
}

}  // namespace
}  // namespace quern::query

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quern::query;
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  read(bytes);
  read(seal('t', bytes));
  return 0;
}
