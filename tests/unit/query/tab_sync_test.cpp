// Several tabs of one program: what one knows the others know, and nobody overwrites or removes what another needs.
#include "core/query/tab_sync.hpp"

#include <optional>

#include "core/query/detail/hydration_record.hpp"
#include "core/query/detail/record.hpp"
#include "core/query/detail/tab_message.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/tab_hub.hpp"
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

Codecs text_codec(int version) {
  Codecs codecs;
  codecs.add<std::string>(
      "text", version, [](const std::string& text) { return text; },
      [](std::string_view bytes) -> Result<std::string> { return std::string{bytes}; });
  return codecs;
}

struct TabSyncing : testing::Test {
  struct Tab {
    Tab(TabSyncing& test, TabSyncOptions options, int version = 1)
        : world(test.world),
          codecs(text_codec(version)),
          client(test.world.scheduler, {.log = [this](LogLevel, std::string_view text) { log.emplace_back(text); }}),
          channel(test.hub) {
      options.tab = ++test.tabs;
      sync.emplace(client, channel, codecs, std::move(options));
    }

    Watcher watch(Key key, QueryOptions<std::string> options = {}) {
      return Watcher{client, world.query(std::move(key), std::move(options))};
    }
    void set(const Key& key, std::string data) { client.set_data<std::string>(key, std::move(data)); }
    std::string get(const Key& key) {
      const auto data = client.get_data<std::string>(key);
      return data ? *data : "(none)";
    }
    bool is_invalidated(const Key& key) { return client.find_query(key)->state().is_invalidated; }

    World& world;
    Codecs codecs;
    std::vector<std::string> log;
    QueryClient client;
    test::TabHub::Channel channel;
    std::optional<TabSync> sync;
  };

  World world;
  test::TabHub hub{world.scheduler};
  std::uint64_t tabs = 0;
  Tab a{*this, {}};
  Tab b{*this, {}};

  void settle() { world.scheduler.settle(); }
  // What a message says when it is heard by b alone, from a third tab.
  void tell_b(std::vector<detail::TabItem> items) {
    b.channel.hear(detail::TabMessage{.sender = 99, .items = std::move(items)}.to_bytes());
  }
  detail::TabItem data_of(const Key& key, std::string data, Duration from_now) {
    const auto at = world.scheduler.wall_now() + from_now;
    RecordWriter record;
    detail::write(record,
                  DehydratedQuery{.data = {.type = "text", .version = 1, .bytes = std::move(data)}, .updated_at = at});
    return {.kind = detail::TabItem::Kind::data,
            .version = {.time = at.time_since_epoch().count(), .tab = 99},
            .key = key,
            .data = record.take()};
  }
};

// ---- data

TEST_F(TabSyncing, DataSetOrFetchedInOneTabIsInTheOther) {
  world.answer({"fetched"}, "by a");
  const auto watcher = a.watch({"fetched"});
  a.set({"set"}, "by a");
  world.settle();
  EXPECT_EQ(b.get({"fetched"}), "by a");
  EXPECT_EQ(b.get({"set"}), "by a");
}

TEST_F(TabSyncing, AWatcherSeesTheOtherTabsDataAndKeepsItsAge) {
  b.set({"k"}, "old");
  const auto watcher = b.watch({"k"}, {.stale_time = 1h});
  settle();
  a.set({"k"}, "new");
  world.advance(3s);
  EXPECT_EQ(watcher.now(), "success/idle new");
  EXPECT_EQ(world.scheduler.now() - b.client.find_query({"k"})->state().updated_at, 3s);
  EXPECT_EQ(world.requests({"k"}), 0);
}

TEST_F(TabSyncing, SendsOncePerTurnTheLastOfSeveralChanges) {
  for (int i = 0; i < 10; ++i) a.set({"k"}, std::to_string(i));
  a.set({"l"}, "too");
  a.client.invalidate(Key{"m"});
  settle();
  EXPECT_EQ(hub.messages, 1);
  EXPECT_EQ(b.get({"k"}), "9");
  EXPECT_EQ(b.get({"l"}), "too");
}

TEST_F(TabSyncing, WhatCameFromATabIsNotSentOn) {
  Tab c{*this, {}};
  for (auto* tab : {&a, &b, &c}) tab->set({"k"}, "old");
  settle();
  hub.messages = 0;
  a.set({"k"}, "new");
  settle();
  a.client.invalidate(Key{"k"});
  settle();
  a.client.remove({.key = {"k"}});
  settle();
  a.client.clear();
  settle();
  EXPECT_EQ(hub.messages, 4);
}

TEST_F(TabSyncing, WhatAListenerDoesBecauseOfAMessageTravels) {
  const auto listening = b.client.subscribe([this](const CacheEvent& event) {
    if (event.change != QueryChange::invalidated) return;
    b.set({"of b"}, "said b");
    b.client.invalidate(Key{"also"});
  });
  a.set({"also"}, "data");
  b.set({"k"}, "data");
  settle();
  a.client.invalidate(Key{"k"});
  settle();
  EXPECT_EQ(a.get({"of b"}), "said b");
  EXPECT_TRUE(a.is_invalidated({"also"}));
}

TEST_F(TabSyncing, TheNewerDataStaysWhoeverHearsOfItLast) {
  b.set({"k"}, "mine");
  settle();
  tell_b({data_of({"k"}, "older", -5s)});
  EXPECT_EQ(b.get({"k"}), "mine");
  tell_b({data_of({"k"}, "newer", 5s)});
  EXPECT_EQ(b.get({"k"}), "newer");
}

TEST_F(TabSyncing, OfDataWrittenInOneInstantAllTabsKeepTheSame) {
  a.set({"k"}, "of a");
  b.set({"k"}, "of b");
  settle();
  EXPECT_EQ(a.get({"k"}), "of b");  // whose number is higher
  EXPECT_EQ(b.get({"k"}), "of b");
}

TEST_F(TabSyncing, APendingQueryNeverWipesWhatOthersHave) {
  a.set({"k"}, "data");
  settle();
  const auto watcher = b.watch({"k"}, {.enabled = false});
  Tab c{*this, {}};
  const auto pending = c.watch({"k"});  // mounted, nothing known yet
  settle();
  c.client.cancel({.key = {"k"}});
  world.settle();
  EXPECT_EQ(a.get({"k"}), "data");
  EXPECT_EQ(watcher.data(), "data");
}

TEST_F(TabSyncing, AnErrorStaysInItsTab) {
  a.set({"k"}, "data");
  settle();
  world.fail({"k"}, ErrorKind::not_found);
  const auto watcher = b.watch({"k"}, {.retry = 0});
  world.settle();
  ASSERT_EQ(watcher.now(), "error/idle data");
  EXPECT_EQ(a.client.find_query({"k"})->state().status, QueryStatus::success);
  EXPECT_FALSE(a.is_invalidated({"k"}));
}

// ---- invalidation, reset, removal, clear

TEST_F(TabSyncing, InvalidationMarksTheOtherTabsQueriesAndFetchesTheWatched) {
  for (const char* name : {"watched", "unwatched"}) {
    world.answer({"k", name}, "new");
    b.set({"k", name}, "old");
  }
  const auto watcher = b.watch({"k", "watched"}, {.stale_time = 1h});
  settle();
  a.client.invalidate(Key{"k"});
  settle();
  EXPECT_TRUE(b.is_invalidated({"k", "unwatched"}));
  world.settle();
  EXPECT_EQ(watcher.data(), "new");
  EXPECT_EQ(world.requests({"k", "unwatched"}), 0);
}

TEST_F(TabSyncing, InvalidationByPrefixReachesWhatThisTabDoesNotHave) {
  a.sync.reset();
  b.set({"projects", "list"}, "data");
  settle();
  a.sync.emplace(a.client, a.channel, a.codecs, TabSyncOptions{.tab = 77});
  ASSERT_EQ(a.client.find_query({"projects", "list"}), nullptr);
  a.client.invalidate(Key{"projects"});
  settle();
  EXPECT_TRUE(b.is_invalidated({"projects", "list"}));
}

TEST_F(TabSyncing, InvalidationByPredicateTravelsAsTheKeysItMeant) {
  for (const char* name : {"k", "l"}) a.set({name}, "data");
  settle();
  a.client.invalidate({.predicate = [](const Query& query) { return query.key() == Key{"k"}; }});
  settle();
  EXPECT_TRUE(b.is_invalidated({"k"}));
  EXPECT_FALSE(b.is_invalidated({"l"}));
}

TEST_F(TabSyncing, DataFromBeforeAnInvalidationArrivesInvalidated) {
  b.client.invalidate(Key{"k"});
  tell_b({data_of({"k", 1}, "from before", -10ms), data_of({"k", 2}, "from after", 10ms)});
  EXPECT_TRUE(b.is_invalidated({"k", 1}));
  EXPECT_FALSE(b.is_invalidated({"k", 2}));
}

TEST_F(TabSyncing, CollectionStaysInItsTab) {
  a.client.set_default_options({"k"}, {.gc_time = 1s});
  a.set({"k"}, "data");
  settle();
  hub.messages = 0;
  world.advance(2s);
  EXPECT_EQ(a.get({"k"}), "(none)");
  EXPECT_EQ(b.get({"k"}), "data");
  EXPECT_EQ(hub.messages, 0);
}

TEST_F(TabSyncing, RemovalSparesWhatTheOtherTabWatchesOrFetches) {
  for (const char* name : {"watched", "fetching", "unused"}) {
    world.answer({"k", name}, "fetched");
    b.set({"k", name}, "data");
  }
  settle();
  const auto watcher = b.watch({"k", "watched"}, {.stale_time = 1h});
  b.client.prefetch(world.query({"k", "fetching"}));
  a.client.remove({.key = {"k"}});
  settle();
  EXPECT_EQ(b.get({"k", "watched"}), "data");
  EXPECT_EQ(b.get({"k", "unused"}), "(none)");
  world.settle();
  EXPECT_EQ(b.get({"k", "fetching"}), "fetched");
}

TEST_F(TabSyncing, ResetBeginsAnewInAllTabs) {
  world.answer({"k"}, "fetched");
  b.set({"k"}, "data");
  const auto watcher = b.watch({"k"}, {.stale_time = 1h});
  settle();
  a.client.reset({.key = {"k"}});
  settle();
  EXPECT_EQ(watcher.now(), "pending/fetching");
  world.settle();
  EXPECT_EQ(watcher.now(), "success/idle fetched");
}

TEST_F(TabSyncing, ClearTravelsAndWhatWasOnItsWayDoesNotComeBack) {
  b.set({"k"}, "secret");
  b.set({"l"}, "secret");
  settle();
  a.client.clear();
  settle();
  EXPECT_EQ(b.client.size(), 0u);
  EXPECT_EQ(b.get({"k"}), "(none)");
  tell_b({data_of({"late"}, "secret", -1ms)});
  EXPECT_EQ(b.get({"late"}), "(none)");
}

// ---- a new tab

TEST_F(TabSyncing, ANewTabHasTheDataBeforeItsOwnFetchAnswers) {
  a.set({"k"}, "known");
  settle();
  world.answer({"k"}, "fetched");
  Tab c{*this, {}};
  const auto watcher = c.watch({"k"});
  settle();
  EXPECT_EQ(watcher.now(), "success/fetching known");
  world.settle();
  EXPECT_EQ(watcher.now(), "success/idle fetched");
  EXPECT_EQ(a.get({"k"}), "fetched");
}

TEST_F(TabSyncing, IsAnsweredOnlyByWhoKnowsBetterAndOnce) {
  a.set({"k"}, "known");
  settle();
  Tab c{*this, {}};
  hub.messages = 0;
  auto watcher = c.watch({"k"}, {.enabled = false});
  settle();
  EXPECT_EQ(watcher.data(), "known");
  EXPECT_LE(hub.messages, 3);  // the question, and an answer of each that knows
  hub.messages = 0;
  const auto second = c.watch({"k"}, {.enabled = false});
  settle();
  EXPECT_EQ(hub.messages, 0);
  watcher.leave();
  const auto b_asks = b.watch({"k"}, {.enabled = false});
  settle();
  EXPECT_EQ(hub.messages, 1);  // the question: nobody has newer
}

// ---- too big

TEST_F(TabSyncing, DataThatIsTooBigIsFetchedByWhoWatchesItAndThereItEnds) {
  Tab c{*this, {.max_bytes = 10}};
  Tab d{*this, {.max_bytes = 10}};
  c.set({"k"}, "small");
  d.set({"k"}, "small");
  world.answer({"k"}, "big, very big");
  const auto in_c = c.watch({"k"}, {.stale_time = 1h});
  const auto in_d = d.watch({"k"}, {.stale_time = 1h});
  settle();
  ASSERT_EQ(world.requests({"k"}), 0);
  (void)c.client.refetch();
  world.advance(10s);
  EXPECT_EQ(in_d.data(), "big, very big");
  EXPECT_EQ(world.requests({"k"}), 2);
}

// ---- who hears what

TEST_F(TabSyncing, ScopesDoNotMix) {
  Tab other{*this, {.scope = "another user"}};
  other.set({"k"}, "secret");
  a.set({"l"}, "data");
  settle();
  other.client.clear();
  settle();
  EXPECT_EQ(a.get({"k"}), "(none)");
  EXPECT_EQ(a.get({"l"}), "data");
  EXPECT_EQ(other.get({"l"}), "(none)");
  EXPECT_TRUE(a.log.empty());
}

TEST_F(TabSyncing, TheFilterHoldsBothWays) {
  Tab c{*this, {.filter = [](const Key& key) { return key.starts_with({"shared"}); }}};
  c.set({"own"}, "of c");
  c.set({"shared"}, "of c");
  a.set({"own"}, "of a");
  settle();
  EXPECT_EQ(a.get({"own"}), "of a");
  EXPECT_EQ(c.get({"own"}), "of c");
  EXPECT_EQ(a.get({"shared"}), "of c");
  a.client.invalidate(Key{});
  settle();
  EXPECT_TRUE(c.is_invalidated({"shared"}));
  EXPECT_FALSE(c.is_invalidated({"own"}));
}

TEST_F(TabSyncing, AnotherVersionOfTheProgramOnlyHearsThatDataChanged) {
  Tab c{*this, {}, 2};
  c.set({"k"}, "old");
  c.set({"k"}, "old, of version 2");
  settle();
  a.set({"k"}, "new");
  settle();
  EXPECT_EQ(c.get({"k"}), "old, of version 2");
  EXPECT_TRUE(c.is_invalidated({"k"}));
  EXPECT_EQ(c.log.size(), 1u);
}

TEST_F(TabSyncing, DataWithoutACodecStays) {
  a.client.set_data<int>({"k"}, 7);
  settle();
  EXPECT_EQ(hub.messages, 0);
}

// ---- the end, and what goes wrong

TEST_F(TabSyncing, SendsWhatWaitsAtItsEndAndListensNoMore) {
  a.set({"k"}, "last words");
  a.sync.reset();
  EXPECT_EQ(a.channel.listeners(), 0u);
  settle();
  EXPECT_EQ(b.get({"k"}), "last words");
  hub.messages = 0;
  a.set({"k"}, "alone");
  a.client.invalidate(Key{"k"});
  b.set({"l"}, "not for a");
  settle();
  EXPECT_EQ(hub.messages, 1);  // of b
  EXPECT_EQ(a.get({"l"}), "(none)");
}

TEST_F(TabSyncing, AClientMayEndFirst) {
  auto tab = std::make_unique<QueryClient>(world.scheduler);
  test::TabHub::Channel channel{hub};
  TabSync sync{*tab, channel, a.codecs, {.tab = 50}};
  tab->set_data<std::string>({"k"}, "data");
  tab.reset();
  a.set({"l"}, "data");
  settle();
  EXPECT_EQ(a.get({"l"}), "data");
}

TEST_F(TabSyncing, AMessageThatIsNotDeliveredIsLoggedWithWhatItWasOf) {
  a.channel.is_broken = true;
  a.set({"k"}, "data");
  a.client.invalidate(Key{"l"});
  settle();
  EXPECT_EQ(a.log,
            (std::vector<std::string>{R"(other tabs do not know of the invalidation of ["l"]: the channel is broken)",
                                      R"(other tabs do not know of the data of ["k"]: the channel is broken)"}));
  a.channel.is_broken = false;
  a.set({"m"}, "later");
  settle();
  EXPECT_EQ(b.get({"m"}), "later");
}

TEST_F(TabSyncing, BearsAnyBytes) {
  b.set({"k"}, "data");
  a.set({"k"}, "a message to spoil");
  a.client.invalidate(Key{"k"});
  settle();
  const auto real = hub.last;
  const auto before = b.get({"k"});
  const auto size = b.client.size();
  test::SeededRandom random{7};
  for (int i = 0; i < 5000; ++i) {
    auto bytes = i % 2 == 0 ? real : std::string(random.next() % 200, '\0');
    if (i % 2 == 0) {
      bytes.resize(random.next() % (bytes.size() + 1));
      if (!bytes.empty()) bytes[random.next() % bytes.size()] ^= static_cast<char>(1 + random.next() % 255);
    } else {
      for (auto& byte : bytes) byte = static_cast<char>(random.next());
    }
    b.channel.hear(bytes);
  }
  EXPECT_EQ(b.get({"k"}), before);
  EXPECT_EQ(b.client.size(), size);
  EXPECT_EQ(b.log.size(), 5000u);
}

// Sealed well, and still nonsense: nothing of it is done, not even what comes before the nonsense.
TEST_F(TabSyncing, BearsSealedNonsenseAndDoesNothingOfIt) {
  b.set({"k"}, "data");
  settle();
  const auto whole =
      detail::TabMessage{.sender = 99, .items = {data_of({"k"}, "evil", 5s), data_of({"l"}, "evil", 5s)}}.to_bytes();
  const auto body = std::string{*query::unseal('t', whole)};
  test::SeededRandom random{9};
  int refused = 0;
  for (std::size_t size = 0; size < body.size(); ++size) {
    const auto at = b.log.size();
    b.channel.hear(seal('t', body.substr(0, size)));
    refused += b.log.size() > at ? 1 : 0;
  }
  EXPECT_EQ(refused, static_cast<int>(body.size()));
  EXPECT_EQ(b.get({"k"}), "data");
  EXPECT_EQ(b.get({"l"}), "(none)");
  for (int i = 0; i < 5000; ++i) {  // whatever it then means, it does not break anything
    auto spoilt = body;
    for (int n = 0; n < 3; ++n) spoilt[random.next() % spoilt.size()] = static_cast<char>(random.next());
    b.channel.hear(seal('t', spoilt));
  }
  world.advance(1s);
}

// ---- any sequence

class ThreeTabs : public TabSyncing {};

TEST_F(ThreeTabs, AgreeOnWhatTheyWatchOnceItIsQuiet) {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    test::SeededRandom random{seed};
    World own;
    test::TabHub own_hub{own.scheduler};
    own_hub.latency = Duration{static_cast<int>(random.next() % 4)};
    const auto codecs = text_codec(1);
    struct Peer {
      std::unique_ptr<QueryClient> client;
      std::unique_ptr<test::TabHub::Channel> channel;
      std::unique_ptr<TabSync> sync;
      std::vector<Watcher> watchers;
    };
    std::vector<Peer> peers(3);
    std::uint64_t count = 0;
    const auto key_of = [](std::uint64_t number) { return Key{"k", number % 2, number % 4}; };
    for (auto& peer : peers) {
      peer.client = std::make_unique<QueryClient>(own.scheduler);
      peer.channel = std::make_unique<test::TabHub::Channel>(own_hub);
      peer.sync = std::make_unique<TabSync>(*peer.client, *peer.channel, codecs, TabSyncOptions{.tab = ++count});
      for (std::uint64_t n = 0; n < 4; ++n) {
        if (random.next() % 3 != 0) {
          peer.watchers.emplace_back(*peer.client, own.query(key_of(n), {.stale_time = 1h, .retry = 0}));
        }
      }
    }
    int version = 0;
    for (int step = 0; step < 60; ++step) {
      auto& peer = peers[random.next() % 3];
      const auto key = key_of(random.next());
      own.answer(key, std::to_string(++version));
      switch (random.next() % 6) {
        case 0: peer.client->set_data<std::string>(key, std::to_string(++version)); break;
        case 1: peer.client->invalidate(random.next() % 2 == 0 ? key : Key{"k", random.next() % 2}); break;
        case 2: peer.client->prefetch(own.query(key)); break;
        case 3: peer.client->refetch({.key = key}); break;
        case 4: {
          const auto query = peer.client->find_query(key);
          if (!query || query->observers() == 0) peer.client->remove({.key = key, .exact = true});
          break;
        }
        default: own.advance(Duration{static_cast<int>(random.next() % 30)});
      }
    }
    own.advance(10s);
    for (std::uint64_t n = 0; n < 4; ++n) {
      std::vector<std::string> seen;
      for (auto& peer : peers) {
        const auto query = peer.client->find_query(key_of(n));
        if (!query || query->observers() == 0 || !query->state().data) continue;
        seen.push_back(*peer.client->get_data<std::string>(key_of(n)));
      }
      for (const auto& data : seen) EXPECT_EQ(data, seen.front()) << key_of(n).to_string();
    }
    EXPECT_EQ(own.client.fetching(), 0u);
    if (HasFailure()) return;
    for (auto& peer : peers) peer.watchers.clear();
    for (auto& peer : peers) peer.sync.reset();
  }
}

}  // namespace
}  // namespace quern::query
