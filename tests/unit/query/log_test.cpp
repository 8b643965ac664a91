// What the library says by itself.
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

struct Lines {
  std::shared_ptr<std::vector<std::string>> said = std::make_shared<std::vector<std::string>>();
  QueryClientOptions options() const {
    return {.log = [said = said](LogLevel level, std::string_view line) {
      constexpr const char* names[] = {"debug", "info", "warning", "error"};
      said->push_back(std::string(names[static_cast<int>(level)]) + ": " + std::string(line));
    }};
  }
};

TEST(Log, NamesTheQueryThatIsToBeFetchedAndHasNoFunction) {
  const Lines lines;
  World world{lines.options()};

  const auto answer = world.fetch({.key = {"nobody", 1}});
  world.settle();

  EXPECT_EQ(answer->text, "error: no fetch function for [\"nobody\",1]");
  EXPECT_EQ(*lines.said, (std::vector<std::string>{"warning: no fetch function for [\"nobody\",1]"}));
}

TEST(Log, SaysNothingOfWhatACallerIsTold) {
  const Lines lines;
  World world{lines.options()};
  world.fail({"a"}, ErrorKind::network);

  const auto answer = world.fetch(world.query({"a"}));
  world.settle();

  EXPECT_EQ(answer->text, "error: said the server");
  EXPECT_TRUE(lines.said->empty());
}

TEST(Log, IsSilentWhereNobodyListens) {
  World world;

  const auto answer = world.fetch({.key = {"nobody"}});
  world.settle();

  EXPECT_EQ(answer->text, "error: no fetch function for [\"nobody\"]");
}

}  // namespace
}  // namespace quern::query
