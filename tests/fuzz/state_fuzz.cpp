// Any bytes as a client's state, as they are and under a seal that is whole: refused, or a state that comes into a client,
// is read there, and goes out again; and its paused writes wait, are dehydrated as they came, and end once they may.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/query/detail/record.hpp"
#include "core/query/hydration.hpp"
#include "tests/support/fake_scheduler.hpp"

namespace quern::query {
namespace {

// What a write sends: of another size than a text, so that one taken for the other is seen.
struct Note {
  std::int64_t weight = 0;
  std::int64_t rest[3]{};
};

const Codecs& codecs() {
  static const Codecs all = [] {
    Codecs codecs;
    codecs.add<std::string>(
        "text", 1, [](const std::string& text) { return text; },
        [](std::string_view bytes) -> Result<std::string> {
          if (bytes == "!") return fail(ErrorKind::decode, "unreadable");
          return std::string{bytes};
        });
    codecs.add<Note>(
        "note", 2, [](const Note& note) { return std::string(static_cast<std::size_t>(note.weight), 'n'); },
        [](std::string_view bytes) -> Result<Note> {
          if (bytes == "?") return fail(ErrorKind::decode, "unreadable");
          return Note{.weight = static_cast<std::int64_t>(bytes.size())};
        });
    return codecs;
  }();
  return all;
}

// Of a note it depends on its weight how it ends; a text, or what has another key, nobody sends.
MutationOptions<Note, std::string> send_note() {
  return {
      .fetch = [](Note note, MutationContext) -> Task<Result<std::string>> {
        if (note.weight % 3 == 0) co_return fail(ErrorKind::network, "lost");
        co_return std::string{"sent"};
      },
      .key = {"w"},
      .on_settled =
          [](const Error*, const Note& note, MutationContext& context) {
            if (note.rest[0] != 0) std::abort();
            (void)context.kept<std::string>();
          },
  };
}

void pause_and_resume(const DehydratedState& state) {
  test::FakeScheduler scheduler;
  QueryClient client{scheduler};
  client.set_mutation_defaults(Key{"w"}, send_note());
  client.on_online(false);
  hydrate(client, codecs(), {.queries = {}, .mutations = state.mutations});
  const auto waiting = client.mutating();
  if (waiting > state.mutations.size() || dehydrate(client, codecs()).mutations.size() != waiting) std::abort();
  (void)client.resume_paused_mutations();
  scheduler.advance(std::chrono::seconds{1});
  if (client.mutating() != waiting) std::abort();  // there is no connection
  client.on_online(true);
  (void)client.resume_paused_mutations();
  scheduler.advance(std::chrono::minutes{1});
  if (client.mutating() != 0) std::abort();
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
  pause_and_resume(*state);
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
