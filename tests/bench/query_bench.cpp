// What the query cache costs natively: the rows that query_peer.mjs measures as WASM, by the same work (query_work.hpp).
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "tests/bench/query_work.hpp"

namespace {

void check(bool is_right) {
  if (!is_right) std::abort();
}

int size_of(const benchmark::State& state) { return static_cast<int>(state.range(0)); }

void build(benchmark::State& state) {
  const int count = size_of(state);
  while (state.KeepRunningBatch(count)) {
    state.PauseTiming();
    query_open(0, -1);
    state.ResumeTiming();
    check(query_build(count) == count);
  }
}

void get(benchmark::State& state) {
  query_open(size_of(state), -1);
  while (state.KeepRunningBatch(1'000)) check(query_get(1'000) == 1'000);
}

void set_with_one_observer(benchmark::State& state) {
  query_open(size_of(state), -1);
  query_observe(1);
  while (state.KeepRunningBatch(1'000)) check(query_set(1'000) == 1'000);
}

void find_exactly(benchmark::State& state) {
  query_open(size_of(state), -1);
  while (state.KeepRunningBatch(1'000)) check(query_find(1'000, true) == 1'000);
}

void find_ten_by_prefix(benchmark::State& state) {
  query_open(size_of(state), -1);
  while (state.KeepRunningBatch(1'000)) check(query_find(1'000, false) == 10'000);
}

void invalidate_exactly(benchmark::State& state) {
  query_open(size_of(state), -1);
  while (state.KeepRunningBatch(1'000)) check(query_invalidate(1'000, true) == 1);
}

void invalidate_ten_by_prefix(benchmark::State& state) {
  query_open(size_of(state), -1);
  while (state.KeepRunningBatch(1'000)) check(query_invalidate(1'000, false) == 1);
}

void notify(benchmark::State& state) {
  query_open(10, -1);
  query_observe(size_of(state));
  for (auto step : state) check(query_set(1) == size_of(state));
  query_unobserve();
}

void subscribe_and_end(benchmark::State& state) {
  query_open(10, -1);
  for (auto step : state) {
    query_observe(size_of(state));
    check(query_set(1) == size_of(state));
    query_unobserve();
  }
}

void set_one_of_combined(benchmark::State& state) {
  query_open(size_of(state), -1);
  query_open_combined();
  while (state.KeepRunningBatch(10)) check(query_set_combined(10) == 10);
}

void stream(benchmark::State& state) {
  const auto burst = static_cast<int>(state.range(1));
  query_open(0, -1);
  for (auto step : state) {
    state.PauseTiming();
    query_open(0, -1);
    state.ResumeTiming();
    check(query_stream(size_of(state), burst) >= size_of(state) / burst);
  }
}

void gc_sweep(benchmark::State& state) {
  const int count = size_of(state);
  while (state.KeepRunningBatch(count)) {
    state.PauseTiming();
    query_open(count, 1'000);
    state.ResumeTiming();
    check(query_sweep() == 0);
  }
}

// Ten answers a round; the time is that of one.
void share_all_but_one(benchmark::State& state) {
  while (state.KeepRunningBatch(10)) {
    state.PauseTiming();
    query_open_shared(size_of(state), 10);
    state.ResumeTiming();
    check(query_share() == size_of(state) - 10);
  }
}

void optimistic_write_refused(benchmark::State& state) {
  query_open_list(size_of(state));
  while (state.KeepRunningBatch(100)) check(query_refuse(100) == 200);
}

void dehydrate_to_bytes_and_back(benchmark::State& state) {
  query_open(size_of(state), -1);
  for (auto step : state) check(query_dehydrate() == size_of(state));
}

void hydrate_and_read(benchmark::State& state) {
  query_open(size_of(state), -1);
  query_dehydrate();
  for (auto step : state) check(query_hydrate() == size_of(state));
}

// Bytes of a query beyond an empty client, of an observer beyond its query; the platform's timers with all of them mounted.
void held(benchmark::State& state) {
  const int count = size_of(state);
  for (auto step : state) {
    query_open(0, -1);
    const auto empty = query_bytes();
    query_build(count);
    state.counters["bytes_a_query"] = (query_bytes() - empty) / count;
    query_open(10, -1);
    const auto before = query_bytes();
    query_observe(count);
    state.counters["bytes_an_observer"] = (query_bytes() - before) / count;
    query_open(count, 300'000);
    const int timers = query_mount(count);
    state.counters["timers"] = timers;
    check(timers == 1);
    query_unobserve();
  }
}

}  // namespace

#define AT_SIZES Arg(1'000)->Arg(10'000)->Arg(100'000)
BENCHMARK(build)->Arg(10'000);
BENCHMARK(get)->AT_SIZES;
BENCHMARK(set_with_one_observer)->AT_SIZES;
BENCHMARK(find_exactly)->AT_SIZES;
BENCHMARK(find_ten_by_prefix)->AT_SIZES;
BENCHMARK(invalidate_exactly)->AT_SIZES;
BENCHMARK(invalidate_ten_by_prefix)->AT_SIZES;
BENCHMARK(notify)->Arg(10'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(subscribe_and_end)->Arg(10'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(set_one_of_combined)->Arg(1'000);
BENCHMARK(stream)->Args({8'000, 1})->Args({8'000, 80})->Unit(benchmark::kMicrosecond);
BENCHMARK(gc_sweep)->AT_SIZES;
BENCHMARK(share_all_but_one)->Arg(10'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(optimistic_write_refused)->Arg(100)->AT_SIZES;
BENCHMARK(dehydrate_to_bytes_and_back)->Arg(1'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(hydrate_and_read)->Arg(1'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(held)->Arg(10'000)->Iterations(1);

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  query_close();
}
