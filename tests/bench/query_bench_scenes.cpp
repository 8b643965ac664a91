// What there is no peer for, natively: frames of an immediate mode, many writes at once. Each asserts what it did.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "core/query/hooks.hpp"
#include "core/query/query_observer.hpp"
#include "tests/support/fake_scheduler.hpp"

namespace {

using namespace quern;
using namespace quern::query;

void check(bool is_right) {
  if (!is_right) std::abort();
}

// Keys of three parts, ten to a prefix: ["projects", "group 17", 3].
Key key_of(std::int64_t number) { return {"projects", "group " + std::to_string(number / 10), number % 10}; }

struct Cache {
  explicit Cache(std::int64_t size) {
    for (std::int64_t i = 0; i < size; ++i) client.set_data<int>(key_of(i), 0);
  }
  test::FakeScheduler scheduler;
  QueryClient client{scheduler, {.defaults = {.gc_time = forever}}};
};

// Marks that must be set each time: what invalidation costs on fresh queries, less what setting them costs.
void invalidate_ten_fresh(benchmark::State& state) {
  Cache cache{state.range(0)};
  const auto first = state.range(0) / 20 * 10;
  const Key prefix{"projects", "group " + std::to_string(first / 10)};
  for (auto step : state) {
    state.PauseTiming();
    for (std::int64_t i = first; i < first + 10; ++i) cache.client.set_data<int>(key_of(i), 1);
    state.ResumeTiming();
    cache.client.invalidate({.key = prefix});
  }
  check(cache.client.find_query(key_of(first))->state().is_invalidated);
}

void use_in_a_frame(benchmark::State& state) {
  Cache cache{1'000};
  Frame frame{cache.client};
  std::int64_t sum = 0;
  for (auto step : state) {
    frame.begin();
    for (std::uint64_t site = 0; site < 10; ++site) {
      QueryOptions<int> options{.key = key_of(static_cast<std::int64_t>(site)), .stale_time = StaleTime::never()};
      sum += *use(frame, site, std::move(options));
    }
    frame.end();
  }
  check(sum == 0);
  state.SetItemsProcessed(state.iterations() * 10);
}

// Pending layer shown, server state written by the callback, layer lifted: one observer looks on.
void optimistic_round_trip(benchmark::State& state) {
  Cache cache{1'000};
  const auto key = key_of(5);
  QueryObserver<int> observer{cache.client, {.key = key, .enabled = false}};
  int told = 0;
  const auto subscription = observer.subscribe([&](const auto&) { ++told; });
  MutationOptions<int, int> add;
  add.gc_time = Duration{0};
  add.fetch = [](int number, MutationContext) -> Task<Result<int>> { co_return number; };
  add.optimistic = [&key](OptimisticPatches& patches, const int& number) {
    patches.update<int>(key, [number](const int& before) { return before + number; }, Match::exact);
  };
  add.on_success = [&](const int& number, const int&, MutationContext&) {
    cache.client.update_data<int>(key, [number](const int& before) { return before + number; }, Match::exact);
  };
  for (auto step : state) {
    cache.client.mutate(add, 1).detach();
    cache.scheduler.advance(Duration{1});
  }
  check(*observer.result() == state.iterations());
}

// So many writes of one scope, made without a connection, go out one after another when it is back. The time of one.
void work_off_a_scope(benchmark::State& state) {
  Cache cache{10};
  int sent = 0;
  MutationOptions<int> options;
  options.gc_time = Duration{0};
  options.scope = "one";
  options.fetch = [&sent](int, MutationContext) -> Task<Result<void>> {
    ++sent;
    co_return Result<void>{};
  };
  const auto count = static_cast<int>(state.range(0));
  for (auto step : state) {
    cache.client.on_online(false);
    for (int i = 0; i < count; ++i) cache.client.mutate(options, i).detach();
    cache.client.on_online(true);
    cache.scheduler.advance(Duration{1});
  }
  check(sent == state.iterations() * count);
  state.SetItemsProcessed(state.iterations() * count);
}

// So many layers on one query at once, looked at after each, then all refused. The time of one.
void lay_and_lift_layers(benchmark::State& state) {
  Cache cache{1'000};
  const auto key = key_of(5);
  MutationOptions<int> options;
  options.gc_time = Duration{0};
  options.fetch = [](int, MutationContext) -> Task<Result<void>> { co_return fail(Error::cancelled()); };
  options.optimistic = [&key](OptimisticPatches& patches, const int& number) {
    patches.update<int>(key, [number](const int& before) { return before + number; }, Match::exact);
  };
  const auto count = static_cast<int>(state.range(0));
  for (auto step : state) {
    cache.client.on_online(false);
    for (int i = 0; i < count; ++i) {
      cache.client.mutate(options, 1).detach();
      check(*cache.client.get_data<int>(key) == i + 1);
    }
    cache.client.on_online(true);
    cache.scheduler.advance(Duration{1});
    check(*cache.client.get_data<int>(key) == 0);
  }
  state.SetItemsProcessed(state.iterations() * count);
}

}  // namespace

BENCHMARK(invalidate_ten_fresh)->Arg(1'000)->Arg(10'000)->Arg(100'000);
BENCHMARK(use_in_a_frame);
BENCHMARK(optimistic_round_trip);
BENCHMARK(work_off_a_scope)->Arg(100)->Arg(1'600)->Arg(10'000);
BENCHMARK(lay_and_lift_layers)->Arg(100)->Arg(1'000)->Arg(10'000);
