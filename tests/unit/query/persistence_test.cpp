// What outlives the program: written when it changed, there again at the next start, and never wrong.
#include "core/query/persistence.hpp"

#include "tests/support/fake_storage.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

struct Persistence : testing::Test {
  std::vector<std::string> log;
  World world{{.log = [this](LogLevel, std::string_view text) { log.emplace_back(text); }}};
  test::FakeStorage storage{world.scheduler};
  Codecs codecs;
  PersistOptions options;
  std::unique_ptr<QueryClient> next_client;
  std::unique_ptr<Persister> persister;

  Persistence() {
    codecs.add<std::string>(
        "text", 1, [](const std::string& text) { return text; },
        [](std::string_view bytes) -> Result<std::string> { return std::string{bytes}; });
  }
  ~Persistence() override { persister.reset(); }

  QueryClient& client() { return next_client ? *next_client : world.client; }
  void start() {
    persister = std::make_unique<Persister>(client(), codecs, storage, options);
    persister->restore().detach();
    world.advance(100ms);
  }
  // The program ends, and begins again.
  void restart() {
    persister.reset();
    next_client = std::make_unique<QueryClient>(
        world.scheduler,
        QueryClientOptions{.log = [this](LogLevel, std::string_view text) { log.emplace_back(text); }});
    start();
  }
  void write() { world.advance(2s); }
  void set(Key key, std::string data) { client().set_data<std::string>(key, std::move(data)); }
  std::string cached(const Key& key) {
    const auto data = client().get_data<std::string>(key);
    return data ? *data : "(none)";
  }
};

TEST_F(Persistence, BringsQueriesToTheNextStartWithTheirAge) {
  start();
  set({"a"}, "data");
  set({"b", KeyObject{{"page", 1}}}, "more");
  write();
  restart();
  EXPECT_EQ(cached({"a"}), "data");
  EXPECT_EQ(cached({"b", KeyObject{{"page", 1}}}), "more");
  EXPECT_EQ(world.scheduler.now() - client().find_query({"a"})->state().updated_at, 2100ms);
}

TEST_F(Persistence, FetchesAsTheReaderSaysWhatWasRestored) {
  const auto requests = [this](RefetchOn when, Duration stale_time) {
    const Key key{"a", static_cast<int>(when), stale_time.count()};
    set(key, "data");
    write();
    restart();
    QueryObserver<std::string> observer{client(),
                                        world.query(key, {.stale_time = stale_time, .refetch_on_mount = when})};
    const auto watching = observer.subscribe([](const auto&) {});
    EXPECT_TRUE(observer.result().has_data());
    return world.requests(key);
  };
  start();
  EXPECT_EQ(requests(RefetchOn::if_stale, 1h), 0);
  EXPECT_EQ(requests(RefetchOn::if_stale, 1s), 1);
  EXPECT_EQ(requests(RefetchOn::always, 1h), 1);
  EXPECT_EQ(requests(RefetchOn::never, 1s), 0);
}

TEST_F(Persistence, WritesOnceAndTheLastOfSeveralChanges) {
  start();
  for (int i = 0; i < 10; ++i) set({"a"}, std::to_string(i));
  world.advance(999ms);
  EXPECT_EQ(storage.puts, 0);
  world.advance(2ms);
  EXPECT_EQ(storage.puts, 1);
  restart();
  EXPECT_EQ(cached({"a"}), "9");
}

TEST_F(Persistence, NeverWritesTwiceAtOnceNorMoreOftenThanTheThrottle) {
  storage.delay = 300ms;
  start();
  for (int i = 0; i < 100; ++i) {
    set({"a"}, std::to_string(i));
    world.advance(100ms);
  }
  EXPECT_EQ(storage.most_at_once, 1);
  EXPECT_LE(storage.puts, 9);
  write();
  restart();
  world.advance(1s);
  EXPECT_EQ(cached({"a"}), "99");
}

TEST_F(Persistence, IsNotAskedForByThoseWhoOnlyWatch) {
  start();
  set({"a"}, "data");
  write();
  auto watcher = world.observe({"a"}, {.stale_time = 1h});
  watcher.leave();
  write();
  EXPECT_EQ(storage.puts, 1);
}

TEST_F(Persistence, GoesOnAfterAFailureAndSaysIt) {
  start();
  storage.is_broken = true;
  set({"a"}, "first");
  write();
  ASSERT_TRUE(persister->status().error);
  EXPECT_EQ(persister->status().error->code, "storage_broken");
  EXPECT_FALSE(log.empty());
  EXPECT_EQ(persister->status().waiting, 1u);

  storage.is_broken = false;
  set({"b"}, "second");
  write();
  EXPECT_FALSE(persister->status().error);
  restart();
  EXPECT_EQ(cached({"a"}) + cached({"b"}), "firstsecond");
}

TEST_F(Persistence, TakesOnlyWhatTheFilterTakes) {
  options.filter = [](const Query& query) { return query.key().starts_with({"kept"}); };
  start();
  set({"kept"}, "data");
  set({"other"}, "data");
  write();
  EXPECT_EQ(storage.values.size(), 1u);
}

TEST_F(Persistence, RemovesWhatExpiredIsOfAnotherBusterOrFromTheFuture) {
  start();
  set({"a"}, "data");
  write();
  world.scheduler.sleep_unnoticed(-1h);
  restart();
  EXPECT_TRUE(storage.values.empty()) << "from the future";

  set({"a"}, "data");
  write();
  options.buster = "2";
  restart();
  EXPECT_TRUE(storage.values.empty()) << "of another buster";

  set({"a"}, "data");
  write();
  world.scheduler.sleep_unnoticed(25h);
  restart();
  EXPECT_TRUE(storage.values.empty()) << "expired";
  EXPECT_EQ(cached({"a"}), "(none)");
  EXPECT_EQ(log.size(), 3u);
}

TEST_F(Persistence, RemovesWhatIsBrokenWithALine) {
  storage.values = {{"query/1", "garbage"}, {"query/2", ""}, {"mutation/1", "garbage"}, {"other/1", "not ours"}};
  start();
  EXPECT_EQ(storage.values.size(), 1u);
  EXPECT_EQ(log.size(), 3u);
}

TEST_F(Persistence, KeepsWhatIsOnlyCollectedFromMemory) {
  start();
  set({"a"}, "data");
  write();
  world.advance(1h);
  EXPECT_EQ(client().size(), 0u);
  restart();
  EXPECT_EQ(cached({"a"}), "data");
}

TEST_F(Persistence, ForgetsWhatIsRemovedOrResetByPrefixAlsoFromStorageAlone) {
  start();
  for (const Key& key : {Key{"a", 1}, Key{"a", 2}, Key{"b", 1}, Key{"c", 1}}) set(key, "data");
  write();
  world.advance(1h);  // memory has none of them
  client().remove({.key = {"a"}});
  client().remove({.key = {"b"}, .exact = true});
  client().reset({.key = {"c"}});
  write();
  restart();
  EXPECT_EQ(cached({"a", 1}) + cached({"a", 2}) + cached({"c", 1}), "(none)(none)(none)");
  EXPECT_EQ(cached({"b", 1}), "data");
}

TEST_F(Persistence, RemembersAnInvalidationOfWhatIsInStorageAlone) {
  start();
  set({"a"}, "data");
  write();
  world.advance(1h);
  client().invalidate(Key{"a"});
  write();
  restart();
  EXPECT_TRUE(client().find_query({"a"})->state().is_invalidated);
}

TEST_F(Persistence, DeletesEverythingAtClearAlsoWhatIsBeingWritten) {
  storage.delay = 50ms;
  start();
  for (int i = 0; i < 10; ++i) set({"a", i}, "data");
  world.advance(1200ms);
  EXPECT_GT(storage.puts, 1);
  client().clear();
  world.advance(5s);
  EXPECT_TRUE(storage.values.empty());
}

TEST_F(Persistence, DeletesWhatWasNotEvenReadAtClear) {
  start();
  set({"a"}, "data");
  write();
  persister = std::make_unique<Persister>(client(), codecs, storage, options);
  auto restoring = persister->restore();
  client().clear();
  world.advance(5s);
  EXPECT_TRUE(storage.values.empty());
  EXPECT_EQ(cached({"a"}), "(none)");
}

TEST_F(Persistence, DropsTheOldestUntilItFits) {
  storage.quota = 1000;
  start();
  for (int i = 0; i < 5; ++i) {
    set({"a", i}, std::string(250, 'x'));
    write();
  }
  EXPECT_GT(persister->status().dropped_for_space, 0u);
  restart();
  EXPECT_EQ(cached({"a", 0}), "(none)");
  EXPECT_EQ(cached({"a", 4}).size(), 250u);
}

TEST_F(Persistence, WritesNothingWhereNothingFits) {
  storage.quota = 10;
  start();
  set({"a"}, "data");
  write();
  EXPECT_TRUE(storage.values.empty());
}

TEST_F(Persistence, LetsNewerDataOfThisRunStandWhenRestoringEndsLater) {
  start();
  set({"a"}, "old");
  set({"b"}, "stored");
  write();
  persister.reset();
  next_client = std::make_unique<QueryClient>(world.scheduler, QueryClientOptions{});
  persister = std::make_unique<Persister>(client(), codecs, storage, options);
  auto restoring = persister->restore();
  set({"a"}, "new");
  world.advance(1s);
  EXPECT_EQ(cached({"a"}), "new");
  EXPECT_EQ(cached({"b"}), "stored");
  write();
  restart();
  EXPECT_EQ(cached({"a"}), "new");
}

TEST_F(Persistence, NeitherRestoresNorWritesOnceItIsGone) {
  start();
  set({"a"}, "old");
  write();
  const auto before = storage.values;
  persister.reset();
  next_client = std::make_unique<QueryClient>(world.scheduler, QueryClientOptions{});
  persister = std::make_unique<Persister>(client(), codecs, storage, options);
  auto restoring = persister->restore();
  persister.reset();
  set({"b"}, "new");
  world.advance(10s);
  EXPECT_EQ(cached({"a"}), "(none)");
  EXPECT_EQ(storage.values, before);
}

TEST_F(Persistence, FlushWritesAtOnce) {
  start();
  set({"a"}, "data");
  auto flushing = persister->flush();
  world.advance(1ms);
  EXPECT_TRUE(flushing.is_done());
  EXPECT_EQ(storage.values.size(), 1u);
}

TEST_F(Persistence, KeepsAPausedWriteUntilItSettled) {
  std::vector<std::string> sent;
  const MutationOptions<std::string, std::string> send{
      .fetch = [&sent](std::string text, MutationContext) -> Task<Result<std::string>> {
        sent.push_back(text);
        co_return text;
      },
      .key = {"send"}};
  client().set_mutation_defaults(Key{"send"}, send);
  start();
  client().on_online(false);
  client().mutate(send, "a").detach();
  client().mutate(send, "b").detach();
  write();
  EXPECT_EQ(storage.values.size(), 2u);

  persister.reset();
  next_client = std::make_unique<QueryClient>(world.scheduler, QueryClientOptions{});
  client().set_mutation_defaults(Key{"send"}, send);
  start();
  client().resume_paused_mutations();
  write();
  EXPECT_EQ(sent, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(storage.values.empty());
}

TEST_F(Persistence, OfRecordsThatWereHarmedGivesNothingWrong) {
  start();
  for (int i = 0; i < 4; ++i) set({"a", i}, "data " + std::to_string(i));
  write();
  const auto whole = storage.values;
  persister.reset();
  test::SeededRandom random{23};
  for (int round = 0; round < 1'000; ++round) {
    storage.values = whole;
    for (auto& [name, bytes] : storage.values) {
      for (auto left = random.next() % 3; left > 0; --left) {
        bytes[random.next() % bytes.size()] = static_cast<char>(random.next());
      }
    }
    restart();
    for (int i = 0; i < 4; ++i) {
      const auto seen = cached({"a", i});
      ASSERT_TRUE(seen == "(none)" || seen == "data " + std::to_string(i)) << "round " << round << ": " << seen;
    }
    persister.reset();
  }
}

}  // namespace
}  // namespace quern::query
