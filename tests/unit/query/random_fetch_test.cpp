// Random sequences around fetches: whatever happens meanwhile, what is watched ends with what the server said after the
// last invalidation. Readers come and go, are switched on and off, move to other keys; fetches write, invalidate and let
// readers go while they run.
#include <algorithm>

#include "tests/unit/query/dice.hpp"
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

enum class Manner : std::uint8_t {
  orderly,
  rough,  // fetches are cancelled, queries removed and reset: then readers ask again at the end
};

class FetchRun {
 public:
  FetchRun(std::uint64_t seed, Manner manner) : dice_(seed), manner_(manner) {
    for (int i = 0; i < 4; ++i) keys_.push_back({"n", i});
    for (const auto& key : keys_) change(key);
  }
  ~FetchRun() { world_.end_client(); }  // what it stops looks here once more

  void run(int steps) {
    for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
      step();
      check();
    }
    may_act_inside_ = false;
    world_.focus();
    world_.online();
    settle_and_check_all();
    for (auto& reader : readers_) set_enabled(reader, true);
    settle_and_check_all();
    EXPECT_EQ(world_.client.fetching(), 0u);
    readers_.clear();
    world_.advance(10min);
    EXPECT_EQ(world_.client.size(), 0u);
  }

 private:
  struct Reader {
    Key key;
    bool is_enabled;
    bool takes_stop;
    std::unique_ptr<Watcher> watcher;
    int seen = 0;
  };

  // ---- the server: its word on a key is "<key>#<version>"
  int& version(const Key& key) { return versions_[key.to_string()]; }
  std::string word(const Key& key) { return key.to_string() + "#" + std::to_string(version(key)); }
  static Task<Result<std::string>> request(FetchRun* run, Key key, StopToken stop) {
    run->perhaps_act_inside();
    const bool is_failing = std::exchange(run->fails_[key.to_string()], false);
    const auto answer = run->word(key);
    const auto waited = co_await sleep(run->world_.scheduler, World::latency, stop);
    if (!waited) co_return quern::fail(waited.error());
    run->perhaps_act_inside();
    if (is_failing) co_return quern::fail(error_of(ErrorKind::network));
    co_return answer;
  }
  void change(const Key& key) {
    world_.scheduler.settle();  // news from the server come in a turn of their own
    ++version(key);
    world_.client.invalidate({.key = dice_.coin() ? key : Key{"n"}, .cancel_refetch = dice_.coin()});
  }

  // ---- readers
  QueryOptions<std::string> options(const Key& key, bool takes_stop, bool is_enabled = true) {
    return {.key = key,
            .fetch =
                [this, takes_stop](QueryContext context) {
                  return request(this, context.key, takes_stop ? context.stop.token() : StopToken{});
                },
            .enabled = is_enabled,
            .stale_time = StaleTime::never(),
            .gc_time = 1min,
            .retry = true};
  }
  void watch(const Key& key) {
    const bool takes_stop = dice_.coin();
    const bool is_enabled = dice_.roll(4) > 0;
    auto watcher = std::make_unique<Watcher>(world_.client, options(key, takes_stop, is_enabled));
    readers_.push_back({key, is_enabled, takes_stop, std::move(watcher)});
  }
  void leave() {
    if (readers_.empty()) return;
    const auto at = readers_.begin() + dice_.roll(static_cast<int>(readers_.size()));
    const auto leaving = std::move(at->watcher);
    readers_.erase(at);
  }
  void set_enabled(Reader& reader, bool is_enabled) {
    reader.is_enabled = is_enabled;
    reader.watcher->observer().set_options(options(reader.key, reader.takes_stop, is_enabled));
  }
  void move_to(Reader& reader, const Key& key) {
    reader.key = key;
    reader.seen = 0;
    set_enabled(reader, reader.is_enabled);
  }

  // ---- what happens
  const Key& any_key() { return keys_[static_cast<std::size_t>(dice_.roll(4))]; }
  void with_any_reader(void (FetchRun::*act)(Reader&, const Key&)) {
    if (readers_.empty()) return;
    (this->*act)(readers_[static_cast<std::size_t>(dice_.roll(static_cast<int>(readers_.size())))], any_key());
  }
  void toggle(Reader& reader, const Key&) { set_enabled(reader, !reader.is_enabled); }
  void write(const Key& key) {
    written_[key.to_string()] = true;
    world_.client.set_data(key, word(key));
  }
  void reset(const Key& key) { world_.client.reset({.key = key}); }
  void perhaps_act_inside() {
    if (!may_act_inside_ || dice_.roll(6) > 0) return;
    switch (dice_.roll(4)) {
      case 0: return write(any_key());
      case 1: return void(world_.client.invalidate({.key = any_key(), .cancel_refetch = dice_.coin()}));
      case 2: return world_.client.prefetch(options(any_key(), dice_.coin()));
      default: return leave();
    }
  }
  void step() {
    switch (dice_.roll(manner_ == Manner::rough ? 15 : 12)) {
      case 0:
      case 1: return watch(any_key());
      case 2: return leave();
      case 3: return change(any_key());
      case 4: fails_[any_key().to_string()] = true; return;
      case 5: return void(world_.client.refetch({.key = any_key()}));
      case 6: return dice_.coin() ? world_.blur() : world_.focus();
      case 7: return dice_.coin() ? world_.offline() : world_.online();
      case 8: return world_.client.prefetch(options(any_key(), dice_.coin()));
      case 9: return with_any_reader(&FetchRun::toggle);
      case 10: return with_any_reader(&FetchRun::move_to);
      case 12: return world_.client.cancel({.key = any_key()}, {.revert = dice_.coin()});
      case 13: return world_.client.remove({.key = any_key()});
      case 14: return reset(any_key());
      default: return world_.advance(Duration{dice_.roll(12)});
    }
  }

  // ---- what must hold
  void check() {
    std::uint64_t fetching = 0;
    for (const auto& query : world_.client.find_queries({})) {
      if (query->state().fetch_status == FetchStatus::fetching) ++fetching;
      const auto data = world_.cached(query->key());
      EXPECT_TRUE(data == "(none)" || data.starts_with(query->key().to_string() + "#")) << data;
    }
    EXPECT_EQ(world_.client.fetching(), fetching);
    for (auto& reader : readers_) check(reader);
  }
  void check(Reader& reader) {
    const auto data = reader.watcher->data();
    if (manner_ == Manner::rough) return;
    EXPECT_EQ(data, world_.cached(reader.key));
    if (data == "(none)" || written_[reader.key.to_string()]) return;
    const auto seen = std::stoi(data.substr(data.find('#') + 1));
    EXPECT_GE(seen, reader.seen) << "an older answer came over a newer one of " << reader.key.to_string();
    reader.seen = seen;
  }
  void settle_and_check_all() {
    world_.advance(10min);
    if (manner_ == Manner::rough) {
      for (auto& reader : readers_) reader.watcher->observer().refetch();
      world_.advance(10min);
    }
    for (auto& reader : readers_) {
      if (!reader.is_enabled && manner_ == Manner::orderly) continue;
      EXPECT_EQ(reader.watcher->now(), "success/idle " + word(reader.key));
      EXPECT_FALSE(reader.watcher->result().is_stale());
    }
  }

  Dice dice_;
  Manner manner_;
  std::vector<Key> keys_;
  std::map<std::string, int> versions_;
  std::map<std::string, bool> fails_;    // the next request
  std::map<std::string, bool> written_;  // by hand: what was under way then may come over it for a while
  bool may_act_inside_ = true;
  World world_;
  std::vector<Reader> readers_;
};

TEST(RandomFetches, EndInWhatTheServerSays) {
  for (const auto seed : seeds(600)) {
    SCOPED_TRACE("QUERY_SEED=" + std::to_string(seed));
    FetchRun{seed, Manner::orderly}.run(80);
    if (HasFailure()) return;
  }
}

TEST(RandomFetches, ThatAreCancelledAndWhoseQueriesAreRemovedAreThereAgainWhenAskedFor) {
  for (const auto seed : seeds(600)) {
    SCOPED_TRACE("QUERY_SEED=" + std::to_string(seed));
    FetchRun{seed, Manner::rough}.run(80);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace quern::query
