// The guide (docs/query.md): what it shows compiles, does what it says, and is what is here.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "core/base/sleep.hpp"
#include "core/query/hooks.hpp"
#include "core/query/inspection.hpp"
#include "core/query/mutation_observer.hpp"
#include "core/query/queries_observer.hpp"
#include "core/query/query_observer.hpp"
#include "core/query/use_queries.hpp"
#include "tests/support/fake_scheduler.hpp"

namespace {

using namespace quern;
using namespace quern::query;
using namespace std::chrono_literals;

struct Project {
  int id = 0;
  std::string name;
  bool operator==(const Project&) const = default;
};
struct Rename {
  int id = 0;
  std::string name;
};
using Projects = std::vector<Project>;

// Stands for the network: answers after 10 ms.
struct Api {
  explicit Api(Scheduler& own_scheduler) : scheduler(own_scheduler) {}
  Scheduler& scheduler;
  Projects projects{{1, "Apollo"}, {2, "Gemini"}};
  int requests = 0;
  int stopped = 0;
  bool is_down = false;

  Task<Result<Projects>> list(std::string search, StopToken stop) { return list(this, std::move(search), stop); }
  Task<Result<Project>> get(int id, StopToken stop) { return get(this, id, stop); }
  Task<Result<void>> rename(Rename wish) { return rename(this, std::move(wish)); }

  static Task<Result<Projects>> list(Api* api, std::string search, StopToken stop) {
    ++api->requests;
    if (auto waited = co_await sleep(api->scheduler, 10ms, stop); !waited) {
      ++api->stopped;
      co_return fail(std::move(waited.error()));
    }
    if (api->is_down) co_return fail(ErrorKind::network, "no answer");
    Projects found;
    for (const auto& project : api->projects) {
      if (project.name.contains(search)) found.push_back(project);
    }
    co_return found;
  }
  static Task<Result<Project>> get(Api* api, int id, StopToken stop) {
    ++api->requests;
    if (auto waited = co_await sleep(api->scheduler, 10ms, stop); !waited) co_return fail(std::move(waited.error()));
    for (const auto& project : api->projects) {
      if (project.id == id) co_return project;
    }
    co_return fail(ErrorKind::not_found, "no such project");
  }
  static Task<Result<void>> rename(Api* api, Rename wish) {
    if (auto waited = co_await sleep(api->scheduler, 10ms); !waited) co_return fail(std::move(waited.error()));
    if (wish.name.empty()) co_return fail(ErrorKind::validation, "a project needs a name");
    for (auto& project : api->projects) {
      if (project.id == wish.id) project.name = wish.name;
    }
    co_return Result<void>{};
  }
};

QueryOptions<Projects> project_list(Api& api, std::string search) {
  return {.key = {"projects", "list", KeyObject{{"search", search}}},
          .fetch = [&api, search](QueryContext context) { return api.list(search, context.stop); },
          .stale_time = 30s,
          .keep_previous = true};
}

QueryOptions<Project> project_detail(Api& api, int id) {
  return {.key = {"projects", "detail", id},
          .fetch = [&api, id](QueryContext context) { return api.get(id, context.stop); },
          .stale_time = 2min,
          .gc_time = 10min};
}

QueryOptions<Projects, std::size_t> project_count(Api& api) {
  return {.key = {"projects", "list", KeyObject{{"search", ""}}},
          .fetch = [&api](QueryContext context) { return api.list("", context.stop); },
          .select = [](const Projects& projects) { return projects.size(); }};
}

MutationOptions<Rename> rename_project(Api& api, QueryClient& client) {
  return {.fetch = [&api](Rename wish, const MutationContext&) { return api.rename(std::move(wish)); },
          .optimistic =
              [](OptimisticPatches& patches, const Rename& wish) {
                patches.update<Projects>({"projects", "list"}, [wish](Projects projects) {
                  for (auto& project : projects) {
                    if (project.id == wish.id) project.name = wish.name;
                  }
                  return projects;
                });
              },
          .on_settled = [&client](const Error*, const Rename&,
                                  MutationContext&) { return client.invalidate({"projects"}); },
          .scope = "projects"};
}

struct World {
  test::FakeScheduler scheduler;
  Api api{scheduler};
  QueryClient client{scheduler};
};

Task<void> open_project(QueryClient& client, Api& api, int id, std::string& title) {
  const auto project = co_await client.fetch(project_detail(api, id));  // from the cache, if it is fresh
  title = project ? (*project)->name : project.error().message;
}

TEST(Guide, FetchesAndReadsFromTheCache) {
  World world;
  auto& [scheduler, api, client] = world;
  std::string title;

  open_project(client, api, 1, title).detach();
  scheduler.advance(10ms);
  EXPECT_EQ(title, "Apollo");
  open_project(client, api, 1, title).detach();
  scheduler.settle();

  EXPECT_EQ(api.requests, 1);
}

TEST(Guide, ConfiguresAClient) {
  test::FakeScheduler scheduler;
  std::vector<std::string> lines;
  QueryClient client{scheduler,
                     {.defaults = {.stale_time = 20s, .retry = 2},
                      .log = [&lines](LogLevel, std::string_view line) { lines.emplace_back(line); }}};
  client.set_default_options({"projects"}, {.stale_time = 1min, .refetch_on_focus = RefetchOn::never});
  client.on_online(false);  // the platform says so
  client.on_focus(true);

  QueryObserver<int> observer{client, {.key = {"nobody"}}};
  const auto subscription = observer.subscribe([](const auto&) {});
  EXPECT_TRUE(observer.result().is_paused());
}

TEST(Guide, WatchesOutsideAView) {
  World world;
  auto& [scheduler, api, client] = world;
  std::size_t shown = 0;

  QueryObserver count{client, project_count(api)};
  const auto subscription = count.subscribe([&shown](const QueryResult<std::size_t>& result) {
    if (result.has_data()) shown = *result;
  });
  scheduler.advance(10ms);

  EXPECT_EQ(shown, 2U);
}

TEST(Guide, ShowsAListThatIsSearchedAsOneTypes) {
  World world;
  auto& [scheduler, api, client] = world;
  Frame frame{client};
  const auto draw = [&](const std::string& search) {
    frame.begin();
    const auto projects = use(frame, 1, project_list(api, search));
    frame.end();
    return projects;
  };
  draw("");
  scheduler.advance(10ms);

  const auto while_fetching = draw("Gem");
  EXPECT_EQ(while_fetching->size(), 2U);
  EXPECT_TRUE(while_fetching.is_placeholder());
  scheduler.advance(10ms);

  EXPECT_EQ(draw("Gem")->size(), 1U);
}

TEST(Guide, WritesOptimistically) {
  World world;
  auto& [scheduler, api, client] = world;
  QueryObserver list{client, project_list(api, "")};
  const auto subscription = list.subscribe([](const auto&) {});
  scheduler.advance(10ms);

  client.mutate(rename_project(api, client), {1, ""}).detach();
  EXPECT_EQ(list.result()->front().name, "");  // shown at once
  EXPECT_TRUE(list.result().is_optimistic());
  scheduler.advance(10ms);
  EXPECT_EQ(list.result()->front().name, "Apollo");  // refused: the layer is gone

  MutationObserver rename{client, rename_project(api, client)};
  rename.mutate({1, "Artemis"}).detach();
  scheduler.advance(30ms);  // its turn after the first, the answer, the list fetched anew
  EXPECT_EQ(list.result()->front().name, "Artemis");
  EXPECT_FALSE(list.result().is_optimistic());
}

TEST(Guide, WritesByHand) {
  World world;
  auto& [scheduler, api, client] = world;
  client.set_data<Project>({"projects", "detail", 7}, {7, "By hand"});
  client.update_data<Project>({"projects", "detail"}, [](Project project) {
    project.name += "!";
    return project;
  });
  const auto project = client.get_data<Project>({"projects", "detail", 7});  // null where there is none

  client.invalidate({"projects"});                                            // stale now; the watched ones are fetched
  client.refetch({.key = {"projects", "list"}, .stale = true});               // only these
  client.cancel({.key = {"projects"}, .fetch_status = FetchStatus::paused});  // their state as before the fetch
  client.remove({.key = {"projects", "detail", 7}, .exact = true});           // out of the cache

  ASSERT_TRUE(project);
  EXPECT_EQ(project->name, "By hand!");
  EXPECT_EQ(client.size(), 0U);
}

TEST(Guide, ReadsSeveralAsOne) {
  World world;
  auto& [scheduler, api, client] = world;
  const std::vector<QueryOptions<Project>> wanted{project_detail(api, 1), project_detail(api, 2)};

  QueriesObserver names{client, wanted, [](const QueryResults<Project>& projects) {
                          std::string text;
                          for (const auto& project : projects) text += project.has_data() ? project->name + " " : "… ";
                          return text;
                        }};
  const auto subscription = names.subscribe([](const std::string&) {});
  EXPECT_EQ(*names.result(), "… … ");
  scheduler.advance(10ms);

  EXPECT_EQ(*names.result(), "Apollo Gemini ");
}

TEST(Guide, LooksInside) {
  World world;
  auto& [scheduler, api, client] = world;
  Inspector inspector{client, {.history = 20}};
  client.prefetch(project_list(api, ""));
  scheduler.advance(10ms);

  std::string text;
  for (const auto& row : inspector.queries()) {
    text += row.key + " " + std::string(name_of(row.label)) + ":";
    for (const auto& step : inspector.history(*row.query)) text += " " + std::string(name_of(step.change));
  }

  EXPECT_EQ(text, R"(["projects","list",{"search":""}] inactive: added fetch started fetch succeeded)");
}

TEST(ProjectList, KeepsItsRowsWhenAFetchFails) {
  test::FakeScheduler scheduler;
  Api api{scheduler};
  QueryClient client{scheduler};
  QueryObserver list{client, project_list(api, "")};
  const auto subscription = list.subscribe([](const auto&) {});
  scheduler.advance(10ms);

  api.is_down = true;
  scheduler.advance(1min);  // stale by now
  client.on_focus();
  scheduler.advance(1min);  // three tries more, each later

  EXPECT_TRUE(list.result().is_error());
  EXPECT_EQ(list.result()->size(), 2U);
  EXPECT_EQ(api.requests, 1 + 4);
}

#ifdef QUERN_SOURCE_DIR
// Without the spaces at the beginnings of lines: the guide shows what stands in a function without its indentation.
std::string unindented(std::istream&& file) {
  std::string text;
  for (std::string line; std::getline(file, line);) {
    text += line.substr(std::min(line.find_first_not_of(' '), line.size())) + "\n";
  }
  return text;
}
std::string source(const std::string& name) {
  return unindented(std::ifstream(std::string(QUERN_SOURCE_DIR) + "/" + name));
}

TEST(Guide, ShowsOnlyWhatIsBuiltAndRun) {
  std::string sources;
  for (const auto* name : {"tests/unit/query/guide_test.cpp", "tests/unit/query/guide_persistence_test.cpp",
                           "tests/unit/query/guide_lists_test.cpp", "tests/unit/query/guide_tabs_test.cpp",
                           "tests/unit/query/guide_imgui.cpp", "tests/package/consumer/main.cpp",
                           "tests/package/consumer/event_loop.hpp", "tests/package/consumer/CMakeLists.txt"}) {
    sources += source(name);
  }
  const auto guide = source("docs/query.md");
  int blocks = 0;
  std::size_t at = 0;
  for (const std::string mark : {"```cpp\n", "```cmake\n"}) {
    for (at = guide.find(mark); at != std::string::npos; at = guide.find(mark, at)) {
      at += mark.size();
      const auto block = guide.substr(at, guide.find("```\n", at) - at);
      EXPECT_NE(sources.find(block), std::string::npos) << "is in no test:\n" << block;
      ++blocks;
    }
  }

  EXPECT_GE(blocks, 10);
}
#endif

}  // namespace
