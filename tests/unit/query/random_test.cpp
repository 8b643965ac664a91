// Random sequences of operations against a model that does everything the slow way: a map, and linear scans.
// Data, layers, invalidation, gc: nothing is fetched.
#include <algorithm>
#include <set>

#include "tests/unit/query/dice.hpp"
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

KeyPart random_part(Dice& dice) {
  switch (dice.roll(6)) {
    case 0: return "a";
    case 1: return "b";
    case 2: return dice.roll(2);
    case 3: return KeyArray{dice.roll(2)};
    case 4: return KeyObject{{"x", dice.roll(2)}};
    default: return KeyObject{{"x", dice.roll(2)}, {"y", dice.coin() ? KeyPart{"z"} : KeyPart{nullptr}}};
  }
}

Key random_key(Dice& dice, int shortest) {
  std::vector<KeyPart> parts;
  for (int length = shortest + dice.roll(3); length > 0; --length) parts.push_back(random_part(dice));
  return Key(std::move(parts));
}

struct Entry {
  Key key;
  std::optional<std::string> server;
  bool is_invalidated = false;
  TimePoint gc_at{};
};

struct Write {
  Key prefix;
  std::string suffix;
  Promise<void> verdict;
};

class ModelRun {
 public:
  explicit ModelRun(std::uint64_t seed) : dice_(seed) {}

  void run(int steps) {
    for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
      step();
      check();
    }
    for (auto& write : writes_) write->verdict.resolve({});
  }

 private:
  void step() {
    const auto key = random_key(dice_, 1);
    const auto prefix = random_key(dice_, 0);
    switch (dice_.roll(10)) {
      case 0:
      case 1: return set(key, std::string(1, static_cast<char>('k' + dice_.roll(5))));
      case 2: return update(prefix);
      case 3: return invalidate(prefix);
      case 4: return remove(prefix);
      case 5: return reset(prefix);
      case 6: return watch(key);
      case 7: return leave();
      case 8: return dice_.coin() ? write(prefix) : settle_write();
      default: return advance(Duration{dice_.roll(40'000)});
    }
  }

  Entry& ensure(const Key& key) {
    auto [at, is_new] = entries_.try_emplace(key.to_string(), Entry{.key = key});
    if (is_new) at->second.gc_at = world_.scheduler.now() + gc_time;
    return at->second;
  }
  template <class F>
  void for_each_under(const Key& prefix, F body) {
    for (auto& [text, entry] : entries_) {
      if (entry.key.starts_with(prefix)) body(entry);
    }
  }

  void set(const Key& key, std::string text) {
    auto& entry = ensure(key);
    entry.server = text;
    entry.is_invalidated = false;
    entry.gc_at = world_.scheduler.now() + gc_time;
    world_.client.set_data(key, std::move(text));
  }
  void update(const Key& prefix) {
    std::size_t changed = 0;
    for_each_under(prefix, [&](Entry& entry) {
      if (!entry.server) return;
      *entry.server += 'u';
      ++changed;
    });
    EXPECT_EQ(world_.client.update_data<std::string>(prefix, [](const std::string& text) { return text + 'u'; }),
              changed);
  }
  void invalidate(const Key& prefix) {
    for_each_under(prefix, [](Entry& entry) { entry.is_invalidated = true; });
    world_.client.invalidate({.key = prefix, .refetch = dice_.coin() ? RefetchType::none : RefetchType::active});
  }
  void remove(const Key& prefix) {
    std::erase_if(entries_, [&](const auto& item) { return item.second.key.starts_with(prefix); });
    world_.client.remove({.key = prefix});
  }
  void reset(const Key& prefix) {
    for_each_under(prefix, [](Entry& entry) {
      entry.server.reset();
      entry.is_invalidated = false;
    });
    world_.client.reset({.key = prefix});
  }
  void watch(const Key& key) {
    ensure(key);
    watched_.push_back(key);
    watchers_.push_back(
        std::make_unique<Watcher>(world_.client, QueryOptions<std::string>{.key = key, .enabled = false}));
  }
  void leave() {
    if (watchers_.empty()) return;
    const auto at = dice_.roll(static_cast<int>(watchers_.size()));
    const auto key = watched_[static_cast<std::size_t>(at)];
    watchers_.erase(watchers_.begin() + at);
    watched_.erase(watched_.begin() + at);
    const auto entry = entries_.find(key.to_string());
    if (entry != entries_.end() && watchers_of(key) == 0) entry->second.gc_at = world_.scheduler.now() + gc_time;
  }
  void write(const Key& prefix) {
    auto write = std::make_shared<Write>(Write{.prefix = prefix, .suffix = std::to_string(writes_.size())});
    writes_.push_back(write);
    MutationOptions<std::string> options;
    options.fetch = [write](std::string, MutationContext) {
      return [](Future<void> verdict) -> Task<Result<void>> { co_return co_await verdict; }(write->verdict.future());
    };
    options.optimistic = [prefix](OptimisticPatches& patches, const std::string& suffix) {
      patches.update<std::string>(prefix, [suffix](const std::string& text) { return text + suffix; });
    };
    world_.client.mutate(options, write->suffix).detach();
  }
  void settle_write() {
    if (writes_.empty()) return;
    const auto at = writes_.begin() + dice_.roll(static_cast<int>(writes_.size()));
    const auto write = *at;
    writes_.erase(at);
    write->verdict.resolve(dice_.coin() ? Result<void>{} : fail(ErrorKind::conflict, "no"));
  }
  void advance(Duration by) {
    world_.advance(by);
    std::erase_if(entries_, [&](const auto& item) {
      return item.second.gc_at <= world_.scheduler.now() && watchers_of(item.second.key) == 0;
    });
  }

  std::size_t watchers_of(const Key& key) const { return static_cast<std::size_t>(std::ranges::count(watched_, key)); }

  void check() {
    EXPECT_EQ(world_.client.size(), entries_.size());
    for (const auto& [text, entry] : entries_) {
      const auto query = world_.client.find_query(entry.key);
      ASSERT_TRUE(query) << text;
      const auto below = world_.client.get_server_data<std::string>(entry.key);
      EXPECT_EQ(below ? std::optional(*below) : std::nullopt, entry.server) << text;
      auto shown = entry.server;
      for (const auto& write : writes_) {
        if (shown && entry.key.starts_with(write->prefix)) *shown += write->suffix;
      }
      EXPECT_EQ(world_.cached(entry.key), shown.value_or("(none)")) << text;
      EXPECT_EQ(query->state().is_invalidated, entry.is_invalidated) << text;
      EXPECT_EQ(query->observers(), watchers_of(entry.key)) << text;
    }
    for (std::size_t i = 0; i < watchers_.size(); ++i) {
      if (entries_.contains(watched_[i].to_string())) EXPECT_EQ(watchers_[i]->data(), world_.cached(watched_[i]));
    }
    const auto prefix = random_key(dice_, 0);
    std::set<std::string> expected, found;
    for_each_under(prefix, [&](Entry& entry) { expected.insert(entry.key.to_string()); });
    for (const auto& query : world_.client.find_queries({.key = prefix})) found.insert(query->key().to_string());
    EXPECT_EQ(found, expected) << prefix.to_string();
  }

  static constexpr Duration gc_time = 1min;
  Dice dice_;
  World world_{{.defaults = {.gc_time = gc_time}}};
  std::map<std::string, Entry> entries_;
  std::vector<Key> watched_;
  std::vector<std::unique_ptr<Watcher>> watchers_;
  std::vector<std::shared_ptr<Write>> writes_;
};

TEST(RandomOperations, MatchANaiveModel) {
  for (const auto seed : seeds(400)) {
    SCOPED_TRACE("QUERY_SEED=" + std::to_string(seed));
    ModelRun{seed}.run(60);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace quern::query
