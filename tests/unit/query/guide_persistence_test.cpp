// What the guide (docs/query.md) shows of data that outlives the program.
#include <gtest/gtest.h>

#include <charconv>

#include "core/query/persistence.hpp"
#include "tests/support/fake_storage.hpp"

namespace {

using namespace quern;
using namespace quern::query;
using namespace std::chrono_literals;

struct Project {
  int id = 0;
  std::string name;
  bool operator==(const Project&) const = default;
};

std::string project_to_text(const Project& project) { return std::to_string(project.id) + " " + project.name; }

Result<Project> project_from_text(std::string_view text) {
  Project project;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), project.id);
  if (error != std::errc{} || end == text.data() + text.size()) return fail(ErrorKind::decode, "not a project");
  project.name = std::string(end + 1, text.data() + text.size());
  return project;
}

TEST(GuideToPersistence, BringsDataToTheNextStart) {
  test::FakeScheduler scheduler;
  test::FakeStorage storage{scheduler};
  Codecs codecs;
  codecs.add<Project>("project", 1, project_to_text, project_from_text);
  {
    QueryClient client{scheduler};
    Persister persister{client, codecs, storage, {.max_age = 24h, .buster = "release 12"}};
    persister.restore().detach();  // what was stored is there, as bytes until somebody asks for it
    scheduler.advance(1s);
    client.set_data<Project>({"projects", "detail", 1}, {1, "Apollo"});
    persister.flush().detach();  // the page is about to be frozen; else a second after a change
    scheduler.advance(1s);
  }

  QueryClient client{scheduler};
  Persister persister{client, codecs, storage, {.max_age = 24h, .buster = "release 12"}};
  persister.restore().detach();
  scheduler.advance(1s);
  const auto project = client.get_data<Project>({"projects", "detail", 1});
  ASSERT_TRUE(project);
  EXPECT_EQ(*project, (Project{1, "Apollo"}));
}

MutationOptions<Project, None> save_project(std::vector<std::string>& sent) {
  return {.fetch = [&sent](Project project, MutationContext) -> Task<Result<None>> {
            sent.push_back(project.name);
            co_return None{};
          },
          .key = {"projects", "save"}};
}

TEST(GuideToPersistence, SendsInTheNextRunWhatThisOneCouldNot) {
  test::FakeScheduler scheduler;
  test::FakeStorage storage{scheduler};
  Codecs codecs;
  codecs.add<Project>("project", 1, project_to_text, project_from_text);
  std::vector<std::string> sent;
  {
    QueryClient client{scheduler};
    client.set_mutation_defaults(Key{"projects", "save"}, save_project(sent));
    Persister persister{client, codecs, storage};
    persister.restore().detach();
    scheduler.advance(1s);
    client.on_online(false);
    client.mutate(save_project(sent), {1, "Apollo"}).detach();
    scheduler.advance(2s);
  }

  QueryClient client{scheduler};
  Persister persister{
      client, codecs, storage, {.filter = [](const Query& query) { return query.key().starts_with({"projects"}); }}};
  client.set_mutation_defaults(Key{"projects", "save"}, save_project(sent));  // how such a write is sent, in any run
  const auto start = [](Persister* stored, QueryClient* restored) -> Task<void> {
    co_await stored->restore();
    restored->resume_paused_mutations();
  };
  start(&persister, &client).detach();
  scheduler.advance(1s);
  EXPECT_EQ(sent, std::vector<std::string>{"Apollo"});
  scheduler.advance(2s);
  EXPECT_TRUE(storage.values.empty());
}

}  // namespace
