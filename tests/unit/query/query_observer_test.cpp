// One reader of a query: when it fetches, what it shows, what it makes of the data.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

using Seen = std::vector<std::string>;

// ---- staleness and triggers

TEST(QueryObserver, SaysStaleWhenTheStaleTimeIsOver) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key, {.stale_time = 1min});
  world.settle();
  EXPECT_FALSE(watcher.result().is_stale());
  const auto told = watcher.seen().size();

  world.advance(1min);

  EXPECT_TRUE(watcher.result().is_stale());
  EXPECT_EQ(watcher.seen().size(), told + 1);
  EXPECT_EQ(world.requests(key), 1) << "growing stale is no reason to fetch by itself";
}

TEST(QueryObserver, CountsStaleTimeFromTheLastAnswer) {
  World world;
  const Key key{"a"};
  auto watcher = world.observe(key, {.stale_time = 1min});
  world.settle();
  world.advance(50s);
  world.client.set_data<std::string>(key, "newer");

  world.advance(59s);
  EXPECT_FALSE(watcher.result().is_stale());
  world.advance(1s);

  EXPECT_TRUE(watcher.result().is_stale());
}

TEST(QueryObserver, FetchesOnMountWhatIsStaleOnly) {
  World world;
  const Key fresh{"fresh"}, stale{"stale"}, always{"always"}, never{"never"};
  for (const auto& key : {fresh, stale, always, never}) world.client.set_data<std::string>(key, "data");

  const auto one = world.observe(fresh, {.stale_time = 1min});
  const auto two = world.observe(stale);
  const auto three = world.observe(always, {.stale_time = 1min, .refetch_on_mount = RefetchOn::always});
  const auto four = world.observe(never, {.refetch_on_mount = RefetchOn::never});

  EXPECT_EQ(world.requests(fresh), 0);
  EXPECT_EQ(world.requests(stale), 1);
  EXPECT_EQ(world.requests(always), 1);
  EXPECT_EQ(world.requests(never), 0);
}

TEST(QueryObserver, FetchesOnFocusWhatIsStale) {
  World world;
  const Key fresh{"fresh"}, stale{"stale"}, always{"always"}, never{"never"};
  for (const auto& key : {fresh, stale, always, never}) world.client.set_data<std::string>(key, "data");
  const auto one = world.observe(fresh, {.stale_time = 1min});
  const auto two = world.observe(stale, {.refetch_on_mount = RefetchOn::never});
  const auto three = world.observe(always, {.stale_time = 1min, .refetch_on_focus = RefetchOn::always});
  const auto four = world.observe(never, {.refetch_on_mount = RefetchOn::never, .refetch_on_focus = RefetchOn::never});

  world.blur();
  world.focus();

  EXPECT_EQ(world.requests(fresh), 0);
  EXPECT_EQ(world.requests(stale), 1);
  EXPECT_EQ(world.requests(always), 1);
  EXPECT_EQ(world.requests(never), 0);
}

TEST(QueryObserver, KeepsOldDataWhenAFocusRefetchFails) {
  World world;
  const Key key{"projects", "list"};
  world.answer(key, "old");
  auto observer = world.observe(key, {.stale_time = 1min, .retry = 0});
  world.settle();

  world.advance(2min);
  world.fail(key, ErrorKind::network);
  world.focus();
  world.settle();

  EXPECT_EQ(observer.data(), "old");
  EXPECT_EQ(observer.error().kind, ErrorKind::network);
  EXPECT_EQ(world.requests(key), 2);
}

TEST(QueryObserver, TakesAFailedRefetchForStale) {
  World world;
  const Key key{"a"};
  world.answer(key, "old");
  auto watcher = world.observe(key, {.stale_time = 1h, .retry = 0});
  world.settle();
  world.fail(key, ErrorKind::network);
  watcher.result().refetch();
  world.settle();

  world.focus();

  EXPECT_EQ(world.requests(key), 3);
}

TEST(QueryObserver, StartsOneFetchWhenSeveralWantOne) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto one = world.observe(key);
  auto two = world.observe(key);
  world.settle();
  world.focus();
  EXPECT_EQ(world.requests(key), 2);
}

TEST(QueryObserver, OfAFixedQueryNeverFetchesTwice) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key, {.stale_time = StaleTime::fixed(), .refetch_on_focus = RefetchOn::always});
  world.settle();

  world.focus();
  world.client.invalidate(key);
  world.client.refetch();
  world.offline();
  world.online();
  world.settle();

  EXPECT_EQ(world.requests(key), 1);
  EXPECT_FALSE(watcher.result().is_stale());
}

TEST(QueryObserver, LeavesAFailedQueryAloneOnMountIfToldSo) {
  World world;
  const Key key{"a"};
  world.fail(key, ErrorKind::server);
  world.observe(key, {.retry = 0}).leave();
  world.settle();

  auto watcher = world.observe(key, {.retry_on_mount = false});
  EXPECT_EQ(world.requests(key), 1);
  auto other = world.observe(key);

  EXPECT_EQ(world.requests(key), 2);
}

// ---- enabled

TEST(QueryObserver, DoesNotFetchWhileDisabled) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key, {.enabled = false});
  world.focus();
  world.client.invalidate(key);
  world.client.refetch();
  EXPECT_EQ(watcher.now(), "pending/idle");
  EXPECT_FALSE(watcher.result().is_stale());
  EXPECT_EQ(world.requests(key), 0);

  watcher.result().refetch();
  world.settle();

  EXPECT_EQ(watcher.data(), "data") << "but when told to";
}

TEST(QueryObserver, FetchesWhenItIsEnabled) {
  World world;
  const Key key{"a"};
  auto watcher = world.observe(key, {.enabled = false});
  watcher.observer().set_options(world.query(key));
  EXPECT_EQ(world.requests(key), 1);
}

TEST(QueryObserver, ThatIsDisabledSeesWhatOthersFetch) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key, {.enabled = false});
  world.fetch(world.query(key));
  world.settle();
  EXPECT_EQ(watcher.seen(), (Seen{"pending/fetching", "success/idle data"}));
}

// ---- another key

TEST(QueryObserver, MovesToAnotherKey) {
  World world;
  world.answer({"a"}, "A");
  world.answer({"b"}, "B");
  auto watcher = world.observe({"a"});
  world.settle();

  watcher.observer().set_options(world.query({"b"}));
  world.settle();

  EXPECT_EQ(watcher.seen(), (Seen{"pending/fetching", "success/idle A", "pending/fetching", "success/idle B"}));
  EXPECT_EQ(world.client.find_query({"a"})->observers(), 0u);
}

TEST(QueryObserver, KeepsThePreviousDataAsPlaceholderIfAsked) {
  World world;
  world.answer({"a"}, "A");
  world.answer({"b"}, "B");
  auto watcher = world.observe({"a"}, {.keep_previous = true});
  world.settle();

  watcher.observer().set_options(world.query({"b"}, {.keep_previous = true}));

  EXPECT_EQ(watcher.now(), "success/fetching A");
  EXPECT_TRUE(watcher.result().is_placeholder());
  EXPECT_EQ(world.cached({"b"}), "(none)");
  world.settle();
  EXPECT_EQ(watcher.now(), "success/idle B");
  EXPECT_FALSE(watcher.result().is_placeholder());
}

TEST(QueryObserver, ShowsAPlaceholderMadeOfWhatItSawLast) {
  World world;
  world.answer({"a"}, "A");
  QueryOptions<std::string> options;
  options.placeholder = [](const std::shared_ptr<const std::string>& previous) {
    return std::make_shared<const std::string>(previous ? "like " + *previous : "nothing yet");
  };
  auto watcher = world.observe({"a"}, options);
  EXPECT_EQ(watcher.now(), "success/fetching nothing yet");
  const auto first = watcher.result().data();
  EXPECT_EQ(watcher.result().data(), first) << "equal placeholders are one";
  world.settle();

  watcher.observer().set_options(world.query({"b"}, options));

  EXPECT_EQ(watcher.now(), "success/fetching like A");
}

// ---- select

using Length = QueryOptions<std::string, std::size_t>;

TEST(Select, ShowsTheReaderItsPartAndTheCacheTheWhole) {
  World world;
  const Key key{"a"};
  world.client.set_data<std::string>(key, "four");
  QueryObserver<std::string, std::size_t> observer{
      world.client, Length{.key = key, .select = [](const std::string& text) { return text.size(); }}};
  EXPECT_EQ(*observer.result(), 4u);
  EXPECT_EQ(world.cached(key), "four");
}

TEST(Select, RunsOncePerDataAndFunction) {
  World world;
  const Key key{"a"};
  world.client.set_data<std::string>(key, "four");
  static int runs;
  runs = 0;
  const auto options = [&key](std::size_t more) {
    return Length{.key = key, .select = [more](const std::string& text) { return ++runs, text.size() + more; }};
  };
  QueryObserver<std::string, std::size_t> observer{world.client, options(0)};

  EXPECT_EQ(*observer.result(), 4u);
  observer.set_options(options(0));
  EXPECT_EQ(*observer.result(), 4u);
  EXPECT_EQ(runs, 1) << "the same function of the same data";
  observer.set_options(options(1));
  EXPECT_EQ(*observer.result(), 5u);
  EXPECT_EQ(runs, 2) << "it captured another number";
  world.client.set_data<std::string>(key, "fifth");
  EXPECT_EQ(*observer.result(), 6u);
  EXPECT_EQ(runs, 3);
}

TEST(Select, RunsAgainForEachOptionsWhenWhatItCapturedCannotBeCompared) {
  World world;
  const Key key{"a"};
  world.client.set_data<std::string>(key, "four");
  const auto options = [&key](std::string suffix) {
    return QueryOptions<std::string>{.key = key, .select = [suffix](const std::string& text) { return text + suffix; }};
  };
  QueryObserver<std::string> observer{world.client, options("!")};
  const auto before = observer.result().data();

  observer.set_options(options("?"));
  EXPECT_EQ(*observer.result(), "four?");
  observer.set_options(options("!"));

  EXPECT_EQ(*observer.result(), *before);
}

TEST(Select, KeepsTheOldPointerForAnEqualPart) {
  World world;
  const Key key{"a"};
  world.client.set_data<std::string>(key, "four");
  QueryObserver<std::string, std::size_t> observer{
      world.client, Length{.key = key, .select = [](const std::string& text) { return text.size(); }}};
  const auto before = observer.result().data();

  world.client.set_data<std::string>(key, "five");

  EXPECT_EQ(observer.result().data(), before);
}

TEST(Select, ThatFailsIsAnErrorBesideTheLastGoodPart) {
  World world;
  const Key key{"a"};
  world.client.set_data<std::string>(key, "4");
  QueryObserver<std::string, int> observer{world.client,
                                           {.key = key, .select = [](const std::string& text) -> Result<int> {
                                              if (text.empty()) return fail(ErrorKind::decode, "empty");
                                              return text[0] - '0';
                                            }}};
  EXPECT_EQ(*observer.result(), 4);

  world.client.set_data<std::string>(key, "");

  EXPECT_TRUE(observer.result().is_error());
  EXPECT_EQ(observer.result().error().message, "empty");
  EXPECT_EQ(*observer.result(), 4);
  world.client.set_data<std::string>(key, "5");
  EXPECT_TRUE(observer.result().is_success());
}

// ---- polling

TEST(Polling, FetchesEachIntervalWhileWatched) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  auto watcher = world.observe(key, {.stale_time = 1h, .refetch_interval = 50ms});
  world.settle();

  world.advance(60ms * 3);
  EXPECT_EQ(world.requests(key), 4) << "a period begins when the last answer came: 50 ms and a request's 10";
  watcher.leave();
  world.advance(1s);

  EXPECT_EQ(world.requests(key), 4);
}

TEST(Polling, RestsWhileNobodyLooksUnlessToldOtherwise) {
  World world;
  world.answer({"a"}, "data");
  world.answer({"b"}, "data");
  auto resting = world.observe({"a"}, {.stale_time = 1h, .refetch_interval = 50ms});
  auto going = world.observe({"b"}, {.stale_time = 1h, .refetch_interval = 50ms, .refetch_in_background = true});
  world.settle();
  world.blur();

  world.advance(60ms * 3);

  EXPECT_EQ(world.requests({"a"}), 1);
  EXPECT_EQ(world.requests({"b"}), 4);
}

// ---- listeners

TEST(QueryObserver, TellsAllItsListenersAlsoWhenOneLeavesMeanwhile) {
  World world;
  const Key key{"a"};
  world.answer(key, "data");
  QueryObserver observer{world.client, world.query(key)};
  int one = 0, two = 0;
  Subscription first;
  first = observer.subscribe([&](const auto& result) {
    if (!result.has_data()) return;
    ++one;
    first.reset();
  });
  auto second = observer.subscribe([&](const auto&) { ++two; });
  world.settle();
  world.client.set_data<std::string>(key, "more");

  EXPECT_EQ(one, 1);
  EXPECT_EQ(two, 2);
}

TEST(QueryObserver, KeepsWhatItSawWhenItsQueryIsRemovedAndSeesTheKeyAgainLater) {
  World world;
  const Key key{"a"};
  world.answer(key, "old");
  auto watcher = world.observe(key);
  world.settle();

  world.client.remove({.key = key});
  EXPECT_EQ(watcher.now(), "success/idle old");
  EXPECT_EQ(world.requests(key), 1) << "no fetch by itself";
  world.client.set_data<std::string>(key, "new");

  EXPECT_EQ(watcher.now(), "success/idle new");
}

TEST(QueryObserver, OfARemovedQueryCanFetchItAgain) {
  World world;
  const Key key{"a"};
  world.answer(key, "old");
  auto watcher = world.observe(key);
  world.settle();
  world.client.clear();
  world.answer(key, "new");

  watcher.result().refetch();
  world.settle();

  EXPECT_EQ(watcher.now(), "success/idle new");
  EXPECT_EQ(world.client.size(), 1u);
}

}  // namespace
}  // namespace quern::query
