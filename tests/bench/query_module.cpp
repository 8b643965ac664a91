// The query cache as JavaScript's measurements call it (query_peer.mjs): built as the page is, in Node. The loop of a row is
// in here, so that a call across the border counts once a batch. Time is wound by hand, on both sides.
#include <emscripten.h>
#include <malloc.h>

#include <cstdlib>
#include <immer/vector.hpp>
#include <memory>
#include <string>
#include <vector>

#include "core/base/sleep.hpp"
#include "core/query/hydration.hpp"
#include "core/query/query_observer.hpp"
#include "tests/support/fake_scheduler.hpp"

namespace {

using namespace quern;
using namespace quern::query;

struct Message {
  int number;
  std::string text;
  bool operator==(const Message&) const = default;
};
using Messages = immer::vector<std::shared_ptr<const Message>>;

// Keys of three parts, ten to a prefix: ["projects", "group 17", 3].
Key key_of(int number) { return {"projects", "group " + std::to_string(number / 10), number % 10}; }
const Key list_key{"messages"};

struct World {
  explicit World(Duration gc_time) : client{scheduler, {.defaults = {.gc_time = gc_time}}} {}
  test::FakeScheduler scheduler;
  QueryClient client;
  int size = 0;
  int told = 0;
  std::vector<std::unique_ptr<QueryObserver<int>>> observers;
  std::vector<Subscription> subscriptions;
  Codecs codecs;
  DehydratedState state;
};

std::unique_ptr<World> world;

void observe(const Key& key, StaleTime stale_time, bool is_enabled) {
  world->observers.push_back(std::make_unique<QueryObserver<int>>(
      world->client, QueryOptions<int>{.key = key, .enabled = is_enabled, .stale_time = stale_time}));
  world->subscriptions.push_back(world->observers.back()->subscribe([](const auto&) { ++world->told; }));
}

Messages messages(int count) {
  Messages list;
  for (int i = 0; i < count; ++i) {
    list = std::move(list).push_back(std::make_shared<const Message>(i, "message " + std::to_string(i)));
  }
  return list;
}

// A write that the server refuses: the layer is shown, and lifted.
MutationOptions<int, int> refused() {
  MutationOptions<int, int> edit;
  edit.gc_time = Duration{0};
  edit.fetch = [](int, MutationContext) -> Task<Result<int>> {
    co_await sleep(world->scheduler, Duration{1});  // no server answers in the turn that it was asked in
    co_return fail(ErrorKind::network, "refused");
  };
  edit.optimistic = [](OptimisticPatches& patches, const int& number) {
    patches.update<Messages>(
        list_key,
        [number](const Messages& before) {
          return before.set(static_cast<std::size_t>(number), std::make_shared<const Message>(number, "edited"));
        },
        Match::exact);
  };
  return edit;
}

}  // namespace

extern "C" {

// A client with so many queries, in place of the last.
EMSCRIPTEN_KEEPALIVE void query_open(int size, int gc_time) {
  world.reset();
  world = std::make_unique<World>(gc_time < 0 ? forever : Duration{gc_time});
  world->size = size;
  world->codecs.add<int>(
      "number", 1, [](int value) { return std::to_string(value); },
      [](std::string_view text) -> Result<int> { return std::atoi(std::string{text}.c_str()); });
  for (int i = 0; i < size; ++i) world->client.set_data<int>(key_of(i), 0);
}

EMSCRIPTEN_KEEPALIVE int query_build(int n) {
  for (int i = 0; i < n; ++i) world->client.set_data<int>(key_of(i), 0);
  return static_cast<int>(world->client.size());
}

EMSCRIPTEN_KEEPALIVE int query_get(int n) {
  int found = 0;
  for (int i = 0; i < n; ++i) found += world->client.get_data<int>(key_of(i % world->size)) ? 1 : 0;
  return found;
}

EMSCRIPTEN_KEEPALIVE void query_observe(int count) {
  for (int i = 0; i < count; ++i) observe(key_of(world->size / 2), StaleTime::never(), false);
}
EMSCRIPTEN_KEEPALIVE void query_unobserve() {
  world->subscriptions.clear();
  world->observers.clear();
}
// Each of so many fresh queries watched by one who waits for it to be stale.
EMSCRIPTEN_KEEPALIVE int query_mount(int count) {
  for (int i = 0; i < count; ++i) observe(key_of(i), std::chrono::minutes{1}, true);
  return static_cast<int>(world->scheduler.timers());
}

EMSCRIPTEN_KEEPALIVE int query_set(int n) {
  world->told = 0;
  const auto key = key_of(world->size / 2);
  const int before = *world->client.get_data<int>(key);
  for (int i = 0; i < n; ++i) world->client.set_data<int>(key, before + i + 1);
  return world->told;
}

EMSCRIPTEN_KEEPALIVE int query_invalidate(int n, bool exact) {
  const auto key = key_of(world->size / 2);
  const Key prefix{"projects", "group " + std::to_string(world->size / 20)};
  for (int i = 0; i < n; ++i) world->client.invalidate({.key = exact ? key : prefix, .exact = exact});
  return world->client.find_query(key)->state().is_invalidated ? 1 : 0;
}

EMSCRIPTEN_KEEPALIVE int query_find(int n, bool exact) {
  const auto key = key_of(world->size / 2);
  const Key prefix{"projects", "group " + std::to_string(world->size / 20)};
  int found = 0;
  for (int i = 0; i < n; ++i) {
    found += exact ? (world->client.find_query(key) ? 1 : 0)
                   : static_cast<int>(world->client.find_queries({.key = prefix}).size());
  }
  return found;
}

EMSCRIPTEN_KEEPALIVE int query_sweep() {
  world->scheduler.advance(std::chrono::hours{1});
  return static_cast<int>(world->client.size());
}

EMSCRIPTEN_KEEPALIVE void query_open_list(int count) {
  query_open(0, -1);
  world->client.set_data<Messages>(list_key, messages(count));
}

// Answers how often the reader saw something: twice a round, and in the end what was there before.
EMSCRIPTEN_KEEPALIVE int query_refuse(int n) {
  const auto before = world->client.get_data<Messages>(list_key);
  QueryObserver<Messages> observer{world->client, {.key = list_key, .enabled = false}};
  int told = 0;
  const auto subscription = observer.subscribe([&](const auto&) { ++told; });
  const auto edit = refused();
  for (int i = 0; i < n; ++i) {
    world->client.mutate(edit, static_cast<int>(before->size() / 2)).detach();
    world->scheduler.advance(Duration{1});
  }
  return world->client.get_data<Messages>(list_key) == before ? told : -1;
}

EMSCRIPTEN_KEEPALIVE int query_dehydrate() {
  const auto bytes = dehydrate(world->client, world->codecs).to_bytes();
  auto state = DehydratedState::from_bytes(bytes);
  if (!state) return -1;
  world->state = std::move(*state);
  return static_cast<int>(world->state.queries.size());
}
// Each is asked for: until then it is bytes.
EMSCRIPTEN_KEEPALIVE int query_hydrate() {
  World other{forever};
  hydrate(other.client, world->codecs, world->state);
  int found = 0;
  for (int i = 0; i < world->size; ++i) found += other.client.get_data<int>(key_of(i)) ? 1 : 0;
  return found;
}

EMSCRIPTEN_KEEPALIVE double query_bytes() { return static_cast<double>(mallinfo().uordblks); }
}
