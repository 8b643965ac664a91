// Data that arrives in pieces.
#include "core/query/streamed_query.hpp"

#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

using Words = std::vector<std::string>;
const Key key{"answer"};

// A source that is driven by hand: what was asked for last, and its end.
class StreamWorld : public World {
 public:
  std::optional<StreamSink<std::string>> sink;
  int begun = 0, stopped = 0;
  bool takes_token = true;

  QueryOptions<Words> options(StreamOptions<Words, std::string> stream = {}, QueryOptions<Words> more = {}) {
    more.key = key;
    more.fetch = streamed<Words, std::string>(
        [this](QueryContext context, StreamSink<std::string> pieces) { return source(this, context, pieces); },
        std::move(stream));
    return more;
  }
  void say(const std::string& word) {
    sink->push(word);
    scheduler.settle();
  }
  void end(Result<void> how = {}) {
    auto promise = std::exchange(end_, nullptr);
    promise->resolve(std::move(how));
    scheduler.settle();
  }

 private:
  static Task<Result<void>> source(StreamWorld* world, QueryContext context, StreamSink<std::string> pieces) {
    ++world->begun;
    world->sink = std::move(pieces);
    world->end_ = std::make_shared<Promise<void>>();
    const auto own = world->end_;
    std::optional<StopCallback> on_stop;
    if (world->takes_token) {
      on_stop.emplace(context.stop.token(), [world, own] {
        ++world->stopped;
        own->resolve(quern::fail(Error::cancelled()));
      });
    }
    co_return co_await own->future();
  }
  std::shared_ptr<Promise<void>> end_;
};

class StreamReader {
 public:
  StreamReader(StreamWorld& world, const QueryOptions<Words>& options) : observer(world.client, options) { watch(); }
  void watch() {
    subscription = observer.subscribe([](const auto&) {});
  }
  std::string now() {
    const auto result = observer.result();
    std::string text = result.is_pending() ? "pending" : result.is_error() ? "error" : "success";
    text += result.is_fetching() ? "/fetching" : "/idle";
    if (result.has_data())
      for (const auto& word : *result) text += " " + word;
    return text;
  }
  QueryObserver<Words> observer;
  Subscription subscription;
};

TEST(StreamedQuery, IsPendingThenGrowsThenRests) {
  StreamWorld world;
  StreamReader reader{world, world.options()};
  EXPECT_EQ(reader.now(), "pending/fetching");
  world.say("once");
  EXPECT_EQ(reader.now(), "success/fetching once");
  world.say("upon");
  EXPECT_EQ(reader.now(), "success/fetching once upon");
  world.end();
  EXPECT_EQ(reader.now(), "success/idle once upon");
}

TEST(StreamedQuery, AnEmptyStreamGivesTheInitialValue) {
  StreamWorld world;
  StreamReader reader{world, world.options({.initial = {"silence"}})};
  world.end();
  EXPECT_EQ(reader.now(), "success/idle silence");
}

TEST(StreamedQuery, ResetBeginsWithNothing) {
  StreamWorld world;
  StreamReader reader{world, world.options()};
  world.say("old");
  world.end();
  world.client.invalidate(key);
  world.scheduler.settle();
  EXPECT_EQ(reader.now(), "pending/fetching");
  world.say("new");
  EXPECT_EQ(reader.now(), "success/fetching new");
  world.end();
  EXPECT_EQ(reader.now(), "success/idle new");
}

TEST(StreamedQuery, ResetGoesBackToInitialData) {
  StreamWorld world;
  StreamReader reader{world, world.options({}, {.initial_data = std::make_shared<const Words>(Words{"draft"})})};
  world.say("old");
  world.end();
  world.client.invalidate(key);
  world.scheduler.settle();
  EXPECT_EQ(reader.now(), "success/fetching draft");
}

TEST(StreamedQuery, AppendGoesOnBehindWhatIsThere) {
  StreamWorld world;
  StreamReader reader{world, world.options({.refetch = StreamRefetch::append})};
  world.say("one");
  world.end();
  world.client.invalidate(key);
  world.scheduler.settle();
  EXPECT_EQ(reader.now(), "success/fetching one");
  world.say("two");
  EXPECT_EQ(reader.now(), "success/fetching one two");
  world.end();
  EXPECT_EQ(reader.now(), "success/idle one two");
}

TEST(StreamedQuery, ReplaceShowsTheOldUntilTheNewHasEnded) {
  StreamWorld world;
  StreamReader reader{world, world.options({.refetch = StreamRefetch::replace})};
  world.say("old");
  world.end();
  world.client.invalidate(key);
  world.scheduler.settle();
  world.say("new");
  EXPECT_EQ(reader.now(), "success/fetching old");
  world.end();
  EXPECT_EQ(reader.now(), "success/idle new");
}

TEST(StreamedQuery, AfterAnErrorTheNextFetchCountsAsARefetch) {
  StreamWorld world;
  StreamReader reader{
      world, world.options({}, {.retry = false, .initial_data = std::make_shared<const Words>(Words{"draft"})})};
  world.end(quern::fail(error_of(ErrorKind::network)));
  EXPECT_EQ(reader.now(), "error/idle draft");
  reader.observer.refetch();
  world.scheduler.settle();
  EXPECT_EQ(reader.now(), "success/fetching draft");
  world.end(quern::fail(error_of(ErrorKind::network)));
  EXPECT_EQ(reader.now(), "error/idle draft");
}

TEST(StreamedQuery, IsStoppedWithItsLastReaderAndKeepsWhatCame) {
  StreamWorld world;
  StreamReader reader{world, world.options()};
  world.say("half");
  reader.subscription.reset();
  world.scheduler.settle();
  EXPECT_EQ(world.stopped, 1);
  EXPECT_EQ(*world.client.get_data<Words>(key), Words{"half"});
  world.sink->push("late");
  world.scheduler.settle();
  EXPECT_EQ(*world.client.get_data<Words>(key), Words{"half"});
  reader.watch();  // half is not the whole
  EXPECT_EQ(world.begun, 2);
}

TEST(StreamedQuery, GoesOnWhenItsSourceDidNotTakeTheToken) {
  StreamWorld world;
  world.takes_token = false;
  StreamReader reader{world, world.options()};
  world.say("one");
  reader.subscription.reset();
  world.say("two");
  world.end();
  EXPECT_EQ(*world.client.get_data<Words>(key), (Words{"one", "two"}));
}

TEST(StreamedQuery, PassesEachPieceThroughTheReducerOnce) {
  for (const auto mode : {StreamRefetch::reset, StreamRefetch::append, StreamRefetch::replace}) {
    StreamWorld world;
    int reduced = 0;
    StreamReader reader{world, world.options({.refetch = mode,
                                              .reduce =
                                                  [&reduced](Words& all, std::string word) {
                                                    ++reduced;
                                                    all.insert(all.begin(), std::move(word));
                                                  },
                                              .initial = {"."}})};
    world.say("a");
    world.say("b");
    world.end();
    EXPECT_EQ(reader.now(), "success/idle b a .");
    world.client.invalidate(key);
    world.scheduler.settle();
    world.say("c");
    world.end();
    EXPECT_EQ(reduced, 3);
    EXPECT_EQ(reader.now(), mode == StreamRefetch::append ? "success/idle c b a ." : "success/idle c .");
  }
}

TEST(StreamedQuery, WhatCameBeforeAFailureOfTheSameTurnStays) {
  StreamWorld world;
  StreamReader reader{world, world.options({}, {.retry = false})};
  world.sink->push("half");
  world.end(quern::fail(error_of(ErrorKind::network)));
  EXPECT_EQ(reader.now(), "error/idle half");
}

TEST(StreamedQuery, ASinkOfAnEarlierTryIsHeardNoMore) {
  StreamWorld world;
  StreamReader reader{world, world.options()};
  const auto earlier = *world.sink;
  world.end(quern::fail(error_of(ErrorKind::network)));
  world.scheduler.advance(1s);
  ASSERT_EQ(world.begun, 2);
  earlier.push("late");
  world.say("new");
  EXPECT_EQ(reader.now(), "success/fetching new");
}

// A thousand pieces of one turn are one copy of the list, and one thing to tell.
TEST(StreamedQuery, ShowsWhatCameInATurnAtOnce) {
  StreamWorld world;
  int told = 0;
  StreamReader reader{world, world.options()};
  const auto events = world.client.subscribe([&told](const CacheEvent& event) {
    if (event.change == QueryChange::data_streamed) ++told;
  });
  for (int i = 0; i < 1000; ++i) world.sink->push("word");
  EXPECT_EQ(reader.now(), "pending/fetching");
  world.scheduler.settle();
  EXPECT_EQ(reader.observer.result()->size(), 1000u);
  EXPECT_EQ(told, 1);
}

TEST(StreamedQuery, IsTextThatGrows) {
  World world;
  world.client.prefetch(QueryOptions<std::string>{
      .key = key, .fetch = streamed<std::string, std::string>([](QueryContext, StreamSink<std::string> sink) {
                    sink.push("Hello, ");
                    sink.push("world");
                    return []() -> Task<Result<void>> { co_return Result<void>{}; }();
                  })});
  world.settle();
  EXPECT_EQ(world.cached(key), "Hello, world");
}

// As a persistent vector: to add to it answers another.
struct Sum {
  int total = 0;
  [[nodiscard]] Sum push_back(int item) const { return {total + item}; }
};

TEST(StreamedQuery, OfATypeThatGrowsItsOwnWayIsReducedAsItSays) {
  World world;
  const StreamOptions<Sum, int> options{.reduce = [](Sum& all, int item) { all = all.push_back(item); }};
  const auto source = [](QueryContext, StreamSink<int> sink) -> Task<Result<void>> {
    for (const int item : {1, 2, 3}) sink.push(item);
    co_return Result<void>{};
  };
  world.client.prefetch(QueryOptions<Sum>{.key = {"sum"}, .fetch = streamed<Sum, int>(source, options)});
  world.settle();
  ASSERT_TRUE(world.client.get_data<Sum>({"sum"}));
  EXPECT_EQ(world.client.get_data<Sum>({"sum"})->total, 6);
}

}  // namespace
}  // namespace quern::query
