// Any bytes as a client's state, as they are and under a seal that is whole: refused, or a state that comes into a client,
// is read there, and goes out again.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/query/detail/record.hpp"
#include "core/query/hydration.hpp"
#include "tests/support/fake_scheduler.hpp"

namespace quern::query {
namespace {

const Codecs& codecs() {
  static const Codecs all = [] {
    Codecs codecs;
    codecs.add<std::string>(
        "text", 1, [](const std::string& text) { return text; },
        [](std::string_view bytes) -> Result<std::string> {
          if (bytes == "!") return fail(ErrorKind::decode, "unreadable");
          return std::string{bytes};
        });
    return codecs;
  }();
  return all;
}

void live_with(const DehydratedState& state) {
  test::FakeScheduler scheduler;
  QueryClient client{scheduler};
  hydrate(client, codecs(), state);
  hydrate(client, codecs(), state);  // what is there already
  for (const auto& query : state.queries) {
    const auto found = client.find_query(query.key);
    if (found && found->type() == data_type<std::string>()) (void)client.get_data<std::string>(query.key);
  }
  (void)client.invalidate(Key{});
  (void)client.resume_paused_mutations();
  scheduler.advance(std::chrono::seconds{1});
  (void)dehydrate(client, codecs()).to_bytes();
}

void read(std::string_view bytes) {
  const auto state = DehydratedState::from_bytes(bytes);
  if (!state) return;
  const auto again = DehydratedState::from_bytes(state->to_bytes());
  if (!again || again->to_bytes() != state->to_bytes()) std::abort();
  live_with(*state);
}

}  // namespace
}  // namespace quern::query

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quern::query;
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  read(bytes);
  read(seal('s', bytes));
  return 0;
}
