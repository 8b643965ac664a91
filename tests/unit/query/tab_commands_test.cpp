// Tabs of a program without codecs: data stays where it is, and what is asked of one client is asked of all.
#include <optional>

#include "core/query/tab_sync.hpp"
#include "tests/support/tab_hub.hpp"
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

struct TabCommands : testing::Test {
  struct Tab {
    Tab(TabCommands& test, TabSyncOptions options) : client(test.world.scheduler), channel(test.hub) {
      options.tab = ++test.tabs;
      sync.emplace(client, channel, std::move(options));
    }
    std::string get(const Key& key) {
      const auto data = client.get_data<std::string>(key);
      return data ? *data : "(none)";
    }

    QueryClient client;
    test::TabHub::Channel channel;
    std::optional<TabSync> sync;
  };

  World world;
  test::TabHub hub{world.scheduler};
  std::uint64_t tabs = 0;
  bool is_own = true;
  Tab a{*this, {.tells = [this](const ClientCommand& command) {
          return is_own && command.kind == ClientCommand::Kind::invalidate;
        }}};
  Tab b{*this, {}};

  void settle() { world.scheduler.settle(); }
};

TEST_F(TabCommands, AnInvalidationFetchesWhatTheOtherTabWatchesAndNoDataTravels) {
  world.answer({"k", 1}, "old");
  Watcher watcher{b.client, world.query({"k", 1}, {.stale_time = 1h})};
  world.settle();

  world.answer({"k", 1}, "new");
  a.client.set_data<std::string>({"k", 1}, "of a");
  a.client.invalidate(Key{"k"});
  world.settle();

  EXPECT_EQ(watcher.now(), "success/idle new");
  EXPECT_EQ(world.requests({"k", 1}), 2);
  EXPECT_EQ(hub.messages, 1);
}

TEST_F(TabCommands, TellsOnlyWhatItIsAllowedTo) {
  b.client.set_data<std::string>({"k"}, "data");

  is_own = false;
  a.client.invalidate(Key{"k"});
  is_own = true;
  a.client.clear();
  settle();
  EXPECT_FALSE(b.client.find_query({"k"})->state().is_invalidated);
  EXPECT_EQ(hub.messages, 0);

  a.client.invalidate(Key{"k"});
  settle();
  EXPECT_TRUE(b.client.find_query({"k"})->state().is_invalidated);
}

TEST_F(TabCommands, RemovalResetAndClearTravelAsWell) {
  for (const auto* name : {"removed", "reset", "cleared"}) a.client.set_data<std::string>({name}, "data");

  b.client.remove({.key = {"removed"}});
  b.client.reset({.key = {"reset"}});
  settle();
  EXPECT_EQ(a.client.find_query({"removed"}), nullptr);
  EXPECT_EQ(a.get({"reset"}), "(none)");
  EXPECT_EQ(a.get({"cleared"}), "data");

  b.client.clear();
  settle();
  EXPECT_EQ(a.client.size(), 0u);
}

TEST_F(TabCommands, HearsOfDataFromATabThatHasCodecsAndLeavesIt) {
  Codecs codecs;
  codecs.add<std::string>(
      "text", 1, [](const std::string& text) { return text; },
      [](std::string_view bytes) -> Result<std::string> { return std::string{bytes}; });
  QueryClient client{world.scheduler};
  test::TabHub::Channel channel{hub};
  TabSync sync{client, channel, codecs, {.tab = 9}};
  b.client.set_data<std::string>({"k"}, "of b");

  client.set_data<std::string>({"k"}, "of c");
  client.invalidate(Key{"k"});
  settle();

  EXPECT_EQ(b.get({"k"}), "of b");
  EXPECT_TRUE(b.client.find_query({"k"})->state().is_invalidated);
}

}  // namespace
}  // namespace quern::query
