// Those who read: of one query, of many, of one whose data comes in pieces.
#include <immer/vector.hpp>
#include <optional>

#include "core/query/streamed_query.hpp"
#include "tests/bench/query_work.hpp"
#include "tests/bench/query_work_world.hpp"

using namespace quern;
using namespace quern::bench;
using namespace quern::query;

namespace {

void observe(const Key& key, StaleTime stale_time, bool is_enabled) {
  world->observers.push_back(std::make_unique<QueryObserver<int>>(
      world->client, QueryOptions<int>{.key = key, .enabled = is_enabled, .stale_time = stale_time}));
  world->subscriptions.push_back(world->observers.back()->subscribe([](const auto&) { ++world->told; }));
}

int sum_of(const QueryResults<int>& results) {
  int sum = 0;
  for (const auto& result : results) sum += *result;
  return sum;
}

// What is shown stays as it is while more is put behind it.
struct Words {
  void operator+=(std::string word) { list = std::move(list).push_back(std::move(word)); }
  immer::vector<std::string> list;
};

// The server that answers word by word.
struct Source {
  std::optional<StreamSink<std::string>> sink;
  Promise<void> end;
};

Task<Result<void>> stream_words(Source* source, StreamSink<std::string> sink) {
  source->sink = std::move(sink);
  co_return co_await source->end.future();
}

QueryOptions<Words> answer_in_words(Source& source) {
  return {.key = {"answer"},
          .fetch = streamed<Words, std::string>([&source](QueryContext, StreamSink<std::string> sink) {
            return stream_words(&source, std::move(sink));
          })};
}

}  // namespace

void query_observe(int count) {
  for (int i = 0; i < count; ++i) observe(key_of(world->size / 2), StaleTime::never(), false);
}

void query_unobserve() {
  world->subscriptions.clear();
  world->observers.clear();
}

int query_mount(int count) {
  for (int i = 0; i < count; ++i) observe(key_of(i), std::chrono::minutes{1}, true);
  return static_cast<int>(world->scheduler.timers());
}

int query_set(int n) {
  world->told = 0;
  const auto key = key_of(world->size / 2);
  const int before = *world->client.get_data<int>(key);
  for (int i = 0; i < n; ++i) world->client.set_data<int>(key, before + i + 1);
  return world->told;
}

void query_open_combined() {
  std::vector<QueryOptions<int>> all;
  for (int i = 0; i < world->size; ++i) all.push_back({.key = key_of(i), .enabled = false});
  world->sum = std::make_unique<QueriesObserver<int, int, int>>(world->client, all, sum_of);
  world->subscriptions.push_back(world->sum->subscribe([](int) { ++world->told; }));
}

int query_set_combined(int n) {
  const auto key = key_of(world->size / 2);
  const int before = *world->client.get_data<int>(key);
  world->told = 0;
  for (int i = 0; i < n; ++i) {
    world->client.set_data<int>(key, before + i + 1);
    world->scheduler.settle();  // a turn for each
  }
  return *world->sum->result() == before + n ? world->told : -1;
}

int query_stream(int n, int burst) {
  Source source;
  QueryObserver<Words> reader{world->client, answer_in_words(source)};
  int told = 0;
  const auto subscription = reader.subscribe([&](const auto& words) { told += words.has_data() ? 1 : 0; });
  for (int i = 0; i < n; ++i) {
    source.sink->push("word " + std::to_string(i));
    if ((i + 1) % burst == 0) world->scheduler.settle();
  }
  source.end.resolve({});
  world->scheduler.settle();
  const auto words = reader.result().data();
  return words->list.size() == static_cast<std::size_t>(n) && words->list.back() == "word " + std::to_string(n - 1)
             ? told
             : -1;
}
