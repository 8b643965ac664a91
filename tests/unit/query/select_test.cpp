// What a reader makes of the data: where its function fails, and where there is only a placeholder.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

// The number that the text is; "bad" is none.
Result<int> number(const std::string& text) {
  if (text == "bad") return fail(ErrorKind::decode, "no number");
  return text[0] - '0';
}

QueryOptions<std::string, int> numbers(Key key) { return {.key = std::move(key), .enabled = false, .select = number}; }

TEST(Select, IsAppliedToWhatAnAwaitedRefetchBrought) {
  World world;
  world.answer({"a"}, "4");
  auto options = numbers({"a"});
  options.fetch = world.query({"a"}).fetch;
  QueryObserver observer{world.client, options};
  int seen = 0;
  [](QueryObserver<std::string, int>& reader, int& place) -> Task<void> {
    if (!co_await reader.refetch()) co_return;
    place = *reader.result();
  }(observer, seen)
                                                                 .detach();
  EXPECT_EQ(seen, 0);

  world.settle();

  EXPECT_EQ(seen, 4);
  EXPECT_EQ(world.cached({"a"}), "4") << "the cache has the whole";
}

TEST(Select, OfAnAwaitedRefetchThatFailsIsNotRun) {
  World world;
  auto options = numbers({"a"});
  options.retry = 0;
  options.fetch = world.query({"a"}).fetch;
  world.fail({"a"}, ErrorKind::network);
  QueryObserver observer{world.client, options};
  std::string said;
  [](Completion refetch, std::string& place) -> Task<void> {
    const auto result = co_await refetch;
    place = result ? "good" : result.error().message;
  }(observer.refetch(), said)
                                                    .detach();

  world.settle();

  EXPECT_EQ(said, "said the server");
}

TEST(Select, ThatFailsFromTheBeginningShowsNothing) {
  World world;
  world.client.set_data<std::string>({"a"}, "bad");
  QueryObserver observer{world.client, numbers({"a"})};
  EXPECT_TRUE(observer.result().is_error());
  EXPECT_FALSE(observer.result().has_data());
  EXPECT_EQ(world.status({"a"}), "success") << "the cache's data is well";
}

TEST(Select, ThatFailsRunsOnceForTheSameDataToo) {
  World world;
  world.client.set_data<std::string>({"a"}, "bad");
  static int runs;
  runs = 0;
  const QueryOptions<std::string, int> options{
      .key = {"a"}, .enabled = false, .select = [](const std::string& text) { return ++runs, number(text); }};
  QueryObserver observer{world.client, options};

  world.client.invalidate(Key{"a"});
  observer.set_options(options);

  EXPECT_TRUE(observer.result().is_error());
  EXPECT_EQ(runs, 1);
}

TEST(Select, ThatFailedIsForgottenUnderAnotherKeyAndAfterAReset) {
  World world;
  world.client.set_data<std::string>({"a"}, "bad");
  QueryObserver moved{world.client, numbers({"a"})};
  QueryObserver reset{world.client, numbers({"a"})};
  const auto subscription = reset.subscribe([](const auto&) {});

  moved.set_options(numbers({"b"}));
  EXPECT_TRUE(moved.result().is_pending());
  EXPECT_FALSE(moved.result().has_error());
  EXPECT_TRUE(reset.result().is_error());
  world.client.reset({.key = {"a"}});

  EXPECT_TRUE(reset.result().is_pending());
  EXPECT_FALSE(reset.result().has_error());
}

TEST(Select, ThatFailedIsForgottenWhereAPlaceholderShowsTheDataBefore) {
  World world;
  const auto options = [](Key key) {
    auto made = numbers(std::move(key));
    made.keep_previous = true;
    return made;
  };
  world.client.set_data<std::string>({"a"}, "4");
  QueryObserver observer{world.client, options({"a"})};
  EXPECT_EQ(*observer.result(), 4);
  world.client.set_data<std::string>({"a"}, "bad");
  EXPECT_TRUE(observer.result().is_error());
  world.client.set_data<std::string>({"a"}, "5");
  EXPECT_EQ(*observer.result(), 5);

  observer.set_options(options({"b"}));

  EXPECT_TRUE(observer.result().is_placeholder());
  EXPECT_FALSE(observer.result().has_error());
  EXPECT_EQ(*observer.result(), 5);
}

TEST(Select, RunsOnAPlaceholderAndWhereItFailsItIsAnError) {
  World world;
  const auto options = [](const char* said) {
    auto made = numbers({"a"});
    made.placeholder = [said](const auto&) { return std::make_shared<const std::string>(said); };
    return made;
  };
  QueryObserver good{world.client, options("7")};
  QueryObserver bad{world.client, options("bad")};

  EXPECT_EQ(*good.result(), 7);
  EXPECT_TRUE(good.result().is_placeholder());
  EXPECT_TRUE(bad.result().is_error());
  EXPECT_FALSE(bad.result().is_placeholder());
}

}  // namespace
}  // namespace quern::query
