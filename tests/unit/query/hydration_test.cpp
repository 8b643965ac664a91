// A client's state as plain values and as bytes, and what becomes of it in another client.
#include "core/query/hydration.hpp"

#include "core/query/detail/cold_store.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

// Text as it is; how often it was read is counted. A number is another type, which only says that it is one.
struct Texts {
  std::shared_ptr<int> decoded = std::make_shared<int>(0);
  Codecs codecs;
  explicit Texts(int version = 1) {
    codecs.add<std::string>(
        "text", version, [](const std::string& text) { return text; },
        [count = decoded](std::string_view bytes) -> Result<std::string> {
          ++*count;
          if (bytes == "unreadable") return fail(ErrorKind::decode, "unreadable");
          return std::string{bytes};
        });
  }
};

struct Hydration : testing::Test {
  Texts texts;
  std::vector<std::string> log;
  World world{{.log = [this](LogLevel, std::string_view text) { log.emplace_back(text); }}};
  DehydratedQuery stored(Key key, std::string bytes, Duration age = 0ms) {
    return {.key = std::move(key),
            .data = {.type = "text", .version = 1, .bytes = std::move(bytes)},
            .updated_at = world.scheduler.wall_now() - age};
  }
  void hydrate(DehydratedQuery query) {
    query::hydrate(world.client, texts.codecs, DehydratedState{.queries = {std::move(query)}});
  }
};

TEST_F(Hydration, BringsDataAndItsAgeThroughBytesIntoAnotherClient) {
  const Key key{"list", KeyObject{{"page", 1}}};
  world.client.set_data<std::string>(key, "data");
  world.advance(1s);
  const auto state = DehydratedState::from_bytes(dehydrate(world.client, texts.codecs).to_bytes());
  ASSERT_TRUE(state);

  World other;
  other.advance(2s);  // its clocks are others: the wall's says what time has passed
  query::hydrate(other.client, texts.codecs, *state);
  auto watcher = other.observe(key, {.stale_time = 1h});

  EXPECT_EQ(watcher.now(), "success/idle data");
  EXPECT_EQ(other.scheduler.now() - watcher.result().updated_at(), 2s);
  EXPECT_EQ(other.requests(key), 0) << "it is fresh";
  EXPECT_TRUE(watcher.result().is_fetched());
}

TEST_F(Hydration, TakesQueriesThatSucceededUnlessTheFilterSaysOtherwise) {
  world.client.set_data<std::string>({"good"}, "data");
  world.fail({"bad"}, ErrorKind::not_found);
  world.fetch(world.query({"bad"}));
  world.client.set_data<std::string>({"failed later"}, "old");
  world.fail({"failed later"}, ErrorKind::not_found);
  world.fetch(world.query({"failed later"}));
  world.settle();

  EXPECT_EQ(dehydrate(world.client, texts.codecs).queries.size(), 1u);
  const auto every = [](const Query&) { return true; };
  EXPECT_EQ(dehydrate(world.client, texts.codecs, {.should_take_query = every}).queries.size(), 2u) << "with data";
  const auto none = [](const Query&) { return false; };
  EXPECT_TRUE(dehydrate(world.client, texts.codecs, {.should_take_query = none}).queries.empty());
}

TEST_F(Hydration, LeavesOutWhatHasNoCodec) {
  world.client.set_data<int>({"number"}, 1);
  EXPECT_TRUE(dehydrate(world.client, texts.codecs).queries.empty());
}

TEST_F(Hydration, LeavesNewerDataAloneAndReplacesOlder) {
  world.advance(10s);
  world.client.set_data<std::string>({"a"}, "here");
  hydrate(stored({"a"}, "older", 1s));
  EXPECT_EQ(world.cached({"a"}), "here");
  EXPECT_EQ(*texts.decoded, 0);

  world.advance(10s);
  hydrate(stored({"a"}, "newer", 1s));
  EXPECT_EQ(world.cached({"a"}), "newer");

  hydrate(stored({"cold"}, "first", 2s));
  hydrate(stored({"cold"}, "older", 3s));
  EXPECT_EQ(world.cached({"cold"}), "first");
}

TEST_F(Hydration, LetsARunningFetchGoOn) {
  world.answer({"a"}, "fetched");
  auto watcher = world.observe({"a"});
  ASSERT_EQ(watcher.now(), "pending/fetching");
  hydrate(stored({"a"}, "stored", 1s));
  EXPECT_EQ(watcher.now(), "success/fetching stored");
  world.settle();
  EXPECT_EQ(watcher.now(), "success/idle fetched");

  world.client.refetch({.key = {"a"}});
  const auto state = dehydrate(world.client, texts.codecs);
  World other;
  query::hydrate(other.client, texts.codecs, state);
  EXPECT_EQ(other.client.find_query({"a"})->state().fetch_status, FetchStatus::idle);
}

TEST_F(Hydration, OfNothingDoesNothing) {
  query::hydrate(world.client, texts.codecs, DehydratedState{});
  EXPECT_EQ(world.client.size(), 0u);
  EXPECT_FALSE(DehydratedState::from_bytes(""));
  EXPECT_FALSE(DehydratedState::from_bytes("null"));
}

TEST_F(Hydration, BringsMeta) {
  auto options = world.query({"a"});
  options.meta = std::make_shared<const KeyObject>(KeyObject{{"why", "test"}});
  world.answer({"a"}, "data");
  world.fetch(options);
  world.client.set_data<std::string>({"b"}, "data");
  world.settle();
  const auto state = DehydratedState::from_bytes(dehydrate(world.client, texts.codecs).to_bytes());
  World other;
  query::hydrate(other.client, texts.codecs, *state);
  ASSERT_TRUE(other.client.find_query({"a"})->meta());
  EXPECT_EQ(*other.client.find_query({"a"})->meta(), (KeyObject{{"why", "test"}}));
  EXPECT_FALSE(other.client.find_query({"b"})->meta());
}

TEST_F(Hydration, OfOneQueryCarriesItsTimeAndACopy) {
  world.client.set_data<std::string>({"a"}, "data");
  const auto one = dehydrate(*world.client.find_query({"a"}), texts.codecs, world.scheduler);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->data.bytes, "data");
  EXPECT_EQ(one->updated_at, world.scheduler.wall_now());
  EXPECT_FALSE(one->is_invalidated);
}

TEST_F(Hydration, FromTheFutureIsAsOldAsNow) {
  hydrate(stored({"a"}, "data", -100h));
  EXPECT_EQ(world.client.find_query({"a"})->state().updated_at, world.scheduler.now());
}

TEST_F(Hydration, WithoutItsCodecOrOfAnotherVersionIsLeftOutWithALine) {
  auto unknown = stored({"a"}, "data");
  unknown.data.type = "unknown";
  hydrate(unknown);
  auto newer = stored({"b"}, "data");
  newer.data.version = 2;
  hydrate(newer);
  EXPECT_EQ(world.cached({"a"}) + world.cached({"b"}), "(none)(none)");
  EXPECT_EQ(log.size(), 2u);
}

TEST_F(Hydration, BringsPausedMutationsThatRunOnceWithTheirContext) {
  Codecs& codecs = texts.codecs;
  const MutationOptions<std::string, std::string> options{
      .fetch = [](std::string text, MutationContext) -> Task<Result<std::string>> { co_return "sent " + text; },
      .key = {"send"},
      .on_mutate = [](const std::string& text, MutationContext& context) { context.keep("kept " + text); },
      .scope = "chat"};
  world.offline();
  world.client.mutate(options, "a").detach();
  const auto state = DehydratedState::from_bytes(dehydrate(world.client, codecs).to_bytes());
  ASSERT_TRUE(state);
  ASSERT_EQ(state->mutations.size(), 1u);

  World other;
  std::vector<std::string> seen;
  auto defaults = options;
  defaults.on_success = [&seen](const std::string& answer, const std::string&, MutationContext& context) {
    seen.push_back(answer + ", " + (context.kept<std::string>() ? *context.kept<std::string>() : "nothing"));
  };
  other.client.set_mutation_defaults(Key{"send"}, defaults);
  query::hydrate(other.client, codecs, *state);
  EXPECT_EQ(other.client.find_mutations()[0]->scope(), "chat");
  other.client.resume_paused_mutations();
  other.settle();
  EXPECT_EQ(seen, std::vector<std::string>{"sent a, kept a"});
}

// ---- cold: bytes until somebody asks

TEST_F(Hydration, DecodesWhenTheKeyIsFirstAskedForAndOnlyOnce) {
  hydrate(stored({"a"}, "data"));
  hydrate(stored({"b"}, "data"));
  EXPECT_EQ(*texts.decoded, 0);
  EXPECT_EQ(world.cached({"a"}), "data");
  EXPECT_EQ(world.cached({"a"}), "data");
  EXPECT_EQ(*texts.decoded, 1);
}

TEST_F(Hydration, TellsOfWhatIsRestored) {
  std::vector<QueryChange> changes;
  const auto listening = world.client.subscribe([&](const CacheEvent& event) { changes.push_back(event.change); });
  hydrate(stored({"a"}, "data"));
  EXPECT_TRUE(changes.empty());
  (void)world.cached({"a"});
  EXPECT_EQ(changes, (std::vector{QueryChange::added, QueryChange::restored}));
}

TEST_F(Hydration, IsInvalidatedByPrefixWithoutBeingDecoded) {
  hydrate(stored({"list", 1}, "data"));
  world.client.invalidate(Key{"list"});
  EXPECT_EQ(*texts.decoded, 0);
  EXPECT_TRUE(world.client.find_query({"list", 1})->state().is_invalidated);
}

TEST_F(Hydration, IsDroppedByRemoveResetAndClear) {
  for (const auto* name : {"removed", "reset", "cleared", "kept"}) hydrate(stored({name}, "data"));
  world.client.remove({.key = {"removed"}});
  world.client.reset({.key = {"reset"}});
  EXPECT_EQ(world.cached({"removed"}) + world.cached({"reset"}), "(none)(none)");
  EXPECT_EQ(world.cached({"kept"}), "data");
  world.client.clear();
  EXPECT_EQ(world.cached({"cleared"}), "(none)");
  EXPECT_EQ(*texts.decoded, 1);
}

TEST_F(Hydration, IsForgottenAfterItsGcTime) {
  hydrate(stored({"a"}, "data"));
  world.advance(5min);
  EXPECT_EQ(world.cached({"a"}), "(none)");
}

TEST_F(Hydration, IsSeenByUpdatesByPredicatesAndByLayers) {
  hydrate(stored({"list", 1}, "a"));
  EXPECT_EQ(world.client.update_data<std::string>({"list"}, [](const std::string& text) { return text + "!"; }), 1u);
  EXPECT_EQ(world.cached({"list", 1}), "a!");
  hydrate(stored({"other"}, "b"));
  world.client.remove({.predicate = [](const Query& query) { return query.key() == Key{"other"}; }});
  EXPECT_EQ(world.cached({"other"}), "(none)");
}

TEST_F(Hydration, ThatIsAskedForAsAnotherTypeIsLeftOut) {
  hydrate(stored({"a"}, "data"));
  EXPECT_EQ(world.client.get_data<int>({"a"}), nullptr);
  hydrate(stored({"b"}, "data"));
  ASSERT_TRUE(world.client.find_query({"b"}));
  world.client.set_data<int>({"b"}, 3);
  EXPECT_EQ(*world.client.get_data<int>({"b"}), 3);
}

TEST_F(Hydration, OfUnreadableBytesIsAsIfThereWereNone) {
  hydrate(stored({"a"}, "unreadable"));
  world.answer({"a"}, "fetched");
  auto watcher = world.observe({"a"});
  EXPECT_EQ(log.size(), 1u);
  world.settle();
  EXPECT_EQ(watcher.now(), "success/idle fetched");
}

TEST_F(Hydration, OfBytesThatWereHarmedNeverGivesOtherData) {
  for (int i = 0; i < 5; ++i) world.client.set_data<std::string>({"list", i}, "data " + std::to_string(i));
  const auto bytes = dehydrate(world.client, texts.codecs).to_bytes();
  test::SeededRandom random{11};
  for (int round = 0; round < 5'000; ++round) {
    auto harmed = bytes;
    for (auto left = random.next() % 4 + 1; left > 0; --left) {
      harmed[random.next() % harmed.size()] = static_cast<char>(random.next());
    }
    if (random.next() % 4 == 0) harmed.resize(random.next() % harmed.size());
    if (harmed != bytes) {
      ASSERT_FALSE(DehydratedState::from_bytes(harmed)) << "round " << round;
    }
  }
}

}  // namespace
}  // namespace quern::query
