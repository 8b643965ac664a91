// One fetch for all who ask while it runs.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

const Key key{"a"};

TEST(Dedupe, OfTwoReadsIsOneCallOneStartAndOneSuccess) {
  World world;
  world.answer(key, "data");
  int started = 0, succeeded = 0;
  const auto subscription = world.client.subscribe([&](const CacheEvent& event) {
    started += event.change == QueryChange::fetch_started ? 1 : 0;
    succeeded += event.change == QueryChange::fetch_succeeded ? 1 : 0;
  });

  const auto one = world.fetch(world.query(key));
  world.advance(5ms);
  const auto two = world.fetch(world.query(key));
  world.settle();

  EXPECT_EQ(one->text + two->text, "datadata");
  EXPECT_EQ(world.requests(key), 1);
  EXPECT_EQ(started, 1);
  EXPECT_EQ(succeeded, 1);
}

TEST(Dedupe, GivesASecondReadTheFirstOnesAnswerWhateverItsOwnFunction) {
  World world;
  world.answer(key, "of the first");
  int calls = 0;
  QueryOptions<std::string> other{.key = key, .fetch = [&calls](QueryContext) -> Task<Result<std::string>> {
                                    ++calls;
                                    return [](std::string text) -> Task<Result<std::string>> {
                                      co_return text;
                                    }("of the second");
                                  }};

  const auto one = world.fetch(world.query(key));
  const auto two = world.fetch(other);
  world.settle();

  EXPECT_EQ(one->text, "of the first");
  EXPECT_EQ(two->text, "of the first");
  EXPECT_EQ(calls, 0);
}

TEST(Dedupe, EndsWithTheFetch) {
  World world;
  world.answer(key, "data");
  world.fetch(world.query(key));
  world.settle();
  world.fetch(world.query(key));
  EXPECT_EQ(world.requests(key), 2);
}

}  // namespace
}  // namespace quern::query
