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

}  // namespace
