// What a chat's history costs, and that it is flat in its length. Each benchmark asserts what it did.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <vector>

#include "tests/bench/history_world.hpp"

namespace {

using namespace quern;
using namespace quern::app;
using quern::bench::message;

void check(bool is_right) {
  if (!is_right) std::abort();
}

constexpr std::int64_t appended = 20'000;

std::vector<Message> messages_after(std::int64_t count) {
  std::vector<Message> made;
  for (auto number = count + 1; number <= count + appended; ++number) made.push_back(message(number));
  return made;
}

// Into the store, with a snapshot that somebody keeps after each.
void append_to_store(benchmark::State& state) {
  MessageStore store;
  store.take_page({}, store.request());
  for (std::int64_t number = 1; number <= state.range(0); ++number) store.take(message(number));
  const auto events = messages_after(state.range(0));
  auto next = events.begin();
  History shown;
  for (auto step : state) {
    store.take(*next++);
    shown = store.snapshot();
  }
  check(shown.count() == static_cast<std::size_t>(state.range(0) + appended));
  state.SetItemsProcessed(state.iterations());
}

// And on through the cache to a reader.
void append_and_show(benchmark::State& state) {
  bench::World world{state.range(0)};
  const auto events = messages_after(state.range(0));
  auto next = events.begin();
  for (auto step : state) world.loader.take(*next++);
  check(world.shown.newest_number() == state.range(0) + appended);
  state.SetItemsProcessed(state.iterations());
}

// From the frame's text.
void append_frame_and_show(benchmark::State& state) {
  bench::World world{state.range(0)};
  std::vector<std::string> frames;
  for (const auto& event : messages_after(state.range(0))) {
    frames.push_back(format_frame("message.created", encode(event), event.number));
  }
  auto next = frames.begin();
  for (auto step : state) world.loader.take(*decode_event<Message>(*next++));
  check(world.shown.newest_number() == state.range(0) + appended);
  state.SetItemsProcessed(state.iterations());
}

// An edit somewhere in the middle.
void edit_and_show(benchmark::State& state) {
  bench::World world{state.range(0)};
  auto edited = message(state.range(0) / 2);
  for (auto step : state) {
    ++edited.version;
    world.loader.take(edited);
  }
  check(world.shown.find(edited.number)->version() == edited.version);
}

// A page of which all is known: what a window that is read anew costs.
void read_a_page_anew(benchmark::State& state) {
  MessageStore store;
  store.take_page({}, store.request());
  for (std::int64_t number = 1; number <= state.range(0); ++number) store.take(message(number));
  MessagePage page{.has_older = true};
  for (auto number = state.range(0) / 2; page.items.size() < 50; --number) page.items.push_back(message(number));
  for (auto step : state) {
    store.mark_stale();
    check(!store.take_page(page, store.request()));
  }
  check(!store.stale_within({state.range(0) / 2 - 49, state.range(0) / 2}));
}

// What a view reads of it in a frame.
void read_thirty_rows(benchmark::State& state) {
  const bench::World world{state.range(0)};
  const auto first = static_cast<std::size_t>(state.range(0) / 2);
  std::uint64_t sum = 0;
  for (auto step : state) {
    for (auto i = first; i < first + 30; ++i) {
      const auto* row = world.shown.at(i).message;
      sum += row->identity() + row->content().size();
    }
  }
  benchmark::DoNotOptimize(sum);
}

// Bytes a message beyond its text, by what malloc has given out.
void memory(benchmark::State& state) {
  for (auto step : state) {
    const auto before = mallinfo2().uordblks;
    MessageStore store;
    store.take_page({}, store.request());
    std::size_t text = 0;
    for (std::int64_t number = 1; number <= state.range(0); ++number) {
      const auto next = message(number);
      text += next.content.size();
      store.take(next);
    }
    const auto shown = store.snapshot();
    const auto bytes = static_cast<double>(mallinfo2().uordblks - before - text);
    state.counters["bytes_a_message"] = bytes / static_cast<double>(state.range(0));
  }
}

}  // namespace

BENCHMARK(append_to_store)->Arg(1'000)->Arg(50'000)->Arg(500'000)->Iterations(appended);
BENCHMARK(append_and_show)->Arg(1'000)->Arg(50'000)->Arg(500'000)->Iterations(appended);
BENCHMARK(append_frame_and_show)->Arg(1'000)->Arg(50'000)->Arg(500'000)->Iterations(appended);
BENCHMARK(edit_and_show)->Arg(1'000)->Arg(50'000)->Arg(500'000);
BENCHMARK(read_a_page_anew)->Arg(1'000)->Arg(500'000);
BENCHMARK(read_thirty_rows)->Arg(1'000)->Arg(50'000)->Arg(500'000);
BENCHMARK(memory)->Arg(1'000)->Arg(50'000)->Iterations(1);
