// What the guide (docs/query.md) shows of lists: by pages, in pieces, and of several queries.
#include <gtest/gtest.h>

#include "core/base/sleep.hpp"
#include "core/query/hooks.hpp"
#include "core/query/infinite_query.hpp"
#include "core/query/queries_observer.hpp"
#include "core/query/streamed_query.hpp"
#include "core/query/use_queries.hpp"
#include "tests/support/fake_scheduler.hpp"

namespace {

using namespace quern;
using namespace quern::query;
using namespace std::chrono_literals;

struct Messages {
  std::string text;
  std::optional<int> older, newer;
  bool operator==(const Messages&) const = default;
};
struct Project {
  int id = 0;
  std::string name;
  bool operator==(const Project&) const = default;
};
struct Member {
  std::string name;
  bool operator==(const Member&) const = default;
};

// Stands for the network: answers after 10 ms. The pages of a chat have numbers, the latest the highest.
struct Api {
  explicit Api(Scheduler& own_scheduler) : scheduler(own_scheduler) {}
  Scheduler& scheduler;
  int latest = 40;
  int requests = 0;
  bool is_down = false;

  Task<Result<Messages>> messages(int chat, int page, StopToken stop) { return messages(this, chat, page, stop); }
  Task<Result<void>> tell(std::string question, StreamSink<std::string> sink, StopToken stop) {
    return tell(this, std::move(question), std::move(sink), stop);
  }
  Task<Result<Project>> project(int id, StopToken stop) { return project(this, id, stop); }
  Task<Result<Member>> owner(int id, StopToken stop) { return owner(this, id, stop); }

  static Task<Result<void>> wait(Api* api, StopToken stop) {
    ++api->requests;
    if (auto waited = co_await sleep(api->scheduler, 10ms, stop); !waited) co_return fail(std::move(waited.error()));
    if (api->is_down) co_return fail(ErrorKind::network, "no answer");
    co_return Result<void>{};
  }
  static Task<Result<Messages>> messages(Api* api, int chat, int page, StopToken stop) {
    if (auto waited = co_await wait(api, stop); !waited) co_return fail(std::move(waited.error()));
    Messages found{.text = std::to_string(chat) + "/" + std::to_string(page) + " "};
    if (page > 1) found.older = page - 1;
    if (page < api->latest) found.newer = page + 1;
    co_return found;
  }
  static Task<Result<void>> tell(Api* api, std::string question, StreamSink<std::string> sink, StopToken stop) {
    for (const auto& word : {std::string("A "), std::string("long "), "answer to " + question}) {
      if (auto waited = co_await wait(api, stop); !waited) co_return fail(std::move(waited.error()));
      sink.push(word);
    }
    co_return Result<void>{};
  }
  static Task<Result<Project>> project(Api* api, int id, StopToken stop) {
    if (auto waited = co_await wait(api, stop); !waited) co_return fail(std::move(waited.error()));
    co_return Project{id, "Project " + std::to_string(id)};
  }
  static Task<Result<Member>> owner(Api* api, int id, StopToken stop) {
    if (auto waited = co_await wait(api, stop); !waited) co_return fail(std::move(waited.error()));
    co_return Member{"Owner of " + std::to_string(id)};
  }
};

struct World {
  test::FakeScheduler scheduler;
  Api api{scheduler};
  QueryClient client{scheduler};
  Frame frame{client};
};

// ---- by pages

InfiniteQueryOptions<Messages, int> chat_messages(Api& api, int chat, int from) {
  return {.key = {"chats", chat, "messages"},
          .fetch = [&api, chat](PageContext<int> page) { return api.messages(chat, page.param, page.stop); },
          .initial_param = from,
          .next_param = [](const Messages& last, const auto&) { return last.older; },  // nullopt: the end
          .previous_param = [](const Messages& first, const auto&) { return first.newer; },
          .max_pages = 20,
          .query = {.stale_time = 1min, .retry = false}};
}

void message_list(Frame& frame, std::uint64_t site, Api& api, bool is_near_the_end, std::string& screen) {
  const auto list = use_infinite(frame, site, chat_messages(api, 7, 40));
  if (list.is_pending()) screen += "Loading…";
  if (list.has_data()) {
    for (const auto& page : list->pages) screen += page->text;
  }
  if (list.is_fetching_next()) screen += "…";
  if (list.is_fetch_next_error()) {
    screen += "Try again";  // a button, for fetch_next()
  } else if (is_near_the_end && list.has_next()) {
    list.fetch_next(Query::WhileFetching::join);
  }
}

std::string draw(World& world, bool is_near_the_end) {
  std::string screen;
  world.frame.begin();
  message_list(world.frame, 1, world.api, is_near_the_end, screen);
  world.frame.end();
  return screen;
}

TEST(GuideLists, ShowAListThatGrowsAsItIsScrolled) {
  World world;
  EXPECT_EQ(draw(world, true), "Loading…");
  world.scheduler.advance(10ms);
  EXPECT_EQ(draw(world, true), "7/40 ");
  EXPECT_EQ(draw(world, true), "7/40 …");
  world.scheduler.advance(10ms);
  EXPECT_EQ(draw(world, false), "7/40 7/39 ");
  EXPECT_EQ(world.api.requests, 2);
}

TEST(GuideLists, AskOnceForAPageThatFails) {
  World world;
  draw(world, false);
  world.scheduler.advance(10ms);
  world.api.is_down = true;
  draw(world, true);
  world.scheduler.advance(10ms);

  EXPECT_EQ(draw(world, true), "7/40 Try again");
  EXPECT_EQ(draw(world, true), "7/40 Try again");
  EXPECT_EQ(world.api.requests, 2);
}

TEST(GuideLists, LetARefetchEndBeforeTheNextPage) {
  World world;
  draw(world, false);
  world.scheduler.advance(10ms);
  world.client.invalidate({"chats"});
  world.scheduler.advance(5ms);
  draw(world, true);
  world.scheduler.advance(5ms);
  EXPECT_EQ(world.api.requests, 2) << "no page yet";

  draw(world, true);
  world.scheduler.advance(10ms);
  EXPECT_EQ(draw(world, false), "7/40 7/39 ");
}

TEST(GuideLists, BeginInTheMiddleAndGoBothWays) {
  World world;
  auto& [scheduler, api, client, frame] = world;

  InfiniteQueryObserver around{client, chat_messages(api, 7, 20)};
  const auto subscription = around.subscribe([](const auto&) {});
  scheduler.advance(10ms);
  around.result().fetch_previous();  // the newer ones, above
  scheduler.advance(10ms);
  EXPECT_EQ(around.result()->params, (std::vector{21, 20}));
  EXPECT_TRUE(around.result().has_next());

  around.result().fetch_next();
  scheduler.advance(10ms);
  EXPECT_EQ(around.result()->params, (std::vector{21, 20, 19}));
}

TEST(GuideLists, ArePrefetchedByPages) {
  World world;
  auto& [scheduler, api, client, frame] = world;

  auto first_three = chat_messages(api, 7, 40);
  first_three.pages = 3;
  prefetch_infinite(client, first_three);

  scheduler.advance(30ms);
  EXPECT_EQ(draw(world, false), "7/40 7/39 7/38 ");
  EXPECT_EQ(api.requests, 3);
}

TEST(GuideLists, AreChangedByHandPageByPage) {
  World world;
  auto& [scheduler, api, client, frame] = world;
  draw(world, false);
  scheduler.advance(10ms);

  using Chat = InfiniteData<Messages, int>;
  client.update_data<Chat>({"chats", 7, "messages"}, [](Chat chat) {
    auto latest = *chat.pages.front();
    latest.text += "(and a new one) ";
    chat.pages.front() = std::make_shared<const Messages>(std::move(latest));
    return chat;
  });

  EXPECT_EQ(draw(world, false), "7/40 (and a new one) ");
}

// ---- in pieces

QueryOptions<std::string> answer(Api& api, std::string question) {
  return {.key = {"answers", question},
          .fetch = streamed<std::string, std::string>(
              [&api, question](QueryContext context, StreamSink<std::string> sink) {
                return api.tell(question, std::move(sink), context.stop);  // its end is the stream's
              },
              {.refetch = StreamRefetch::replace}),
          .stale_time = StaleTime::never()};
}

TEST(GuideLists, ShowAnAnswerAsItIsWritten) {
  World world;
  auto& [scheduler, api, client, frame] = world;

  QueryObserver reader{client, answer(api, "why?")};
  const auto subscription = reader.subscribe([](const auto&) {});
  scheduler.advance(20ms);
  EXPECT_EQ(*reader.result(), "A long ");
  EXPECT_TRUE(reader.result().is_fetching());

  scheduler.advance(10ms);
  EXPECT_EQ(*reader.result(), "A long answer to why?");
  EXPECT_FALSE(reader.result().is_fetching());
}

// ---- of several queries

QueryOptions<Project> project_detail(Api& api, int id) {
  return {.key = {"projects", "detail", id},
          .fetch = [&api, id](QueryContext context) { return api.project(id, context.stop); },
          .stale_time = 2min};
}
QueryOptions<Member> project_owner(Api& api, int id) {
  return {.key = {"projects", "owner", id},
          .fetch = [&api, id](QueryContext context) { return api.owner(id, context.stop); },
          .stale_time = 2min};
}

void chosen_projects(Frame& frame, std::uint64_t site, Api& api, const std::vector<int>& chosen, std::string& screen) {
  std::vector<QueryOptions<Project>> wanted;
  for (const int id : chosen) wanted.push_back(project_detail(api, id));

  const auto projects = use_queries(frame, site, wanted);  // in the order of the list
  const auto names = combine(frame, site + 1, projects, [](const QueryResults<Project>& all) {
    std::string text;
    for (const auto& project : all) text += project.has_data() ? project->name + ", " : "…, ";
    return text;
  });
  screen += *names;  // made anew when a result is another, not each frame
  if (projects.is_error()) screen += "Some are missing.";
}

TEST(GuideLists, ShowSeveralQueriesAsOne) {
  World world;
  auto& [scheduler, api, client, frame] = world;
  const auto draw_chosen = [&](const std::vector<int>& chosen) {
    std::string screen;
    frame.begin();
    chosen_projects(frame, 1, api, chosen, screen);
    frame.end();
    return screen;
  };

  EXPECT_EQ(draw_chosen({1, 2}), "…, …, ");
  scheduler.advance(10ms);
  EXPECT_EQ(draw_chosen({2, 3, 1}), "Project 2, …, Project 1, ");
  scheduler.advance(10ms);
  EXPECT_EQ(draw_chosen({2, 3}), "Project 2, Project 3, ");
  EXPECT_EQ(api.requests, 3);
}

TEST(GuideLists, MakeOneValueOfQueriesOfSeveralTypes) {
  World world;
  auto& [scheduler, api, client, frame] = world;

  CombinedObserver title{client,
                         [](const QueryResult<Project>& project, const QueryResult<Member>& owner) {
                           if (!project.has_data() || !owner.has_data()) return std::string("…");
                           return project->name + ", by " + owner->name;
                         },
                         project_detail(api, 1), project_owner(api, 1)};

  const auto subscription = title.subscribe([](const auto&) {});
  EXPECT_EQ(*title.result(), "…");
  scheduler.advance(10ms);
  EXPECT_EQ(*title.result(), "Project 1, by Owner of 1");
}

}  // namespace
