// The cache by itself: building, reading, finding, invalidating, letting go, and as bytes.
#include <malloc.h>

#include <cstdlib>

#include "tests/bench/query_work.hpp"
#include "tests/bench/query_work_world.hpp"

using namespace quern;
using namespace quern::bench;
using namespace quern::query;

void query_open(int size, int gc_time) {
  world.reset();
  world = std::make_unique<World>(gc_time < 0 ? forever : Duration{gc_time});
  world->size = size;
  world->codecs.add<int>(
      "number", 1, [](int value) { return std::to_string(value); },
      [](std::string_view text) -> Result<int> { return std::atoi(std::string{text}.c_str()); });
  for (int i = 0; i < size; ++i) world->client.set_data<int>(key_of(i), 0);
}

void query_close() { world.reset(); }

int query_build(int n) {
  for (int i = 0; i < n; ++i) world->client.set_data<int>(key_of(i), 0);
  return static_cast<int>(world->client.size());
}

int query_get(int n) {
  int found = 0;
  for (int i = 0; i < n; ++i) found += world->client.get_data<int>(key_of(i % world->size)) ? 1 : 0;
  return found;
}

int query_find(int n, bool exact) {
  const auto key = key_of(world->size / 2);
  const Key prefix{"projects", "group " + std::to_string(world->size / 20)};
  int found = 0;
  for (int i = 0; i < n; ++i) {
    found += exact ? (world->client.find_query(key) ? 1 : 0)
                   : static_cast<int>(world->client.find_queries({.key = prefix}).size());
  }
  return found;
}

int query_invalidate(int n, bool exact) {
  const auto key = key_of(world->size / 2);
  const Key prefix{"projects", "group " + std::to_string(world->size / 20)};
  for (int i = 0; i < n; ++i) world->client.invalidate({.key = exact ? key : prefix, .exact = exact});
  return world->client.find_query(key)->state().is_invalidated ? 1 : 0;
}

int query_sweep() {
  world->scheduler.advance(std::chrono::hours{1});
  return static_cast<int>(world->client.size());
}

int query_dehydrate() {
  const auto bytes = dehydrate(world->client, world->codecs).to_bytes();
  auto state = DehydratedState::from_bytes(bytes);
  if (!state) return -1;
  world->state = std::move(*state);
  return static_cast<int>(world->state.queries.size());
}

// Until it is asked for one is bytes.
int query_hydrate() {
  World other{forever};
  hydrate(other.client, world->codecs, world->state);
  int found = 0;
  for (int i = 0; i < world->size; ++i) found += other.client.get_data<int>(key_of(i)) ? 1 : 0;
  return found;
}

double query_bytes() {
#ifdef __EMSCRIPTEN__
  return static_cast<double>(mallinfo().uordblks);
#else
  const auto info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
#endif
}
