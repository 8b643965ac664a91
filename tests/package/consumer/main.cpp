// A small program that has nothing of Quern but what is installed: it reads, watches and writes a list of tasks.
// Ends with 0 if all went as it says.
#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <quern/query.hpp>

#include "event_loop.hpp"

using namespace std::chrono_literals;
using namespace quern;
using namespace quern::query;

namespace {

using Tasks = std::vector<std::string>;

// Stands for the network.
struct Server {
  EventLoop& loop;
  Tasks tasks{"buy flour"};
  int reads = 0;
};

Task<Result<Tasks>> read_tasks(Server& server, StopToken stop) {
  ++server.reads;
  if (auto waited = co_await sleep(server.loop, 5ms, stop); !waited) co_return fail(std::move(waited.error()));
  co_return server.tasks;
}

Task<Result<void>> add_task(Server& server, std::string text) {
  if (auto waited = co_await sleep(server.loop, 5ms); !waited) co_return fail(std::move(waited.error()));
  if (text.empty()) co_return fail(ErrorKind::validation, "a task needs a text");
  server.tasks.push_back(std::move(text));
  co_return Result<void>{};
}

QueryOptions<Tasks> tasks(Server& server) {
  return {.key = {"tasks"},
          .fetch = [&server](QueryContext context) { return read_tasks(server, context.stop); },
          .stale_time = 1min};
}

MutationOptions<std::string> adding(QueryClient& client, Server& server) {
  return {.fetch = [&server](std::string text, const MutationContext&) { return add_task(server, std::move(text)); },
          .optimistic =
              [](OptimisticPatches& patches, const std::string& text) {
                patches.update<Tasks>({"tasks"}, [text](Tasks list) {
                  list.push_back(text);
                  return list;
                });
              },
          .on_settled = [&client](const Error*, const std::string&,
                                  MutationContext&) { return client.invalidate({"tasks"}); }};
}

int failures = 0;
void expect(bool is_so, const char* what) {
  std::printf("%s: %s\n", is_so ? "ok" : "FAILED", what);
  failures += is_so ? 0 : 1;
}

}  // namespace

int main() {
  EventLoop loop;
  Server server{loop};
  QueryClient client{loop};

  QueryObserver<Tasks> observer{client, tasks(server)};
  std::vector<std::size_t> seen;
  const auto subscription = observer.subscribe([&seen](const QueryResult<Tasks>& result) {
    if (result.has_data() && (seen.empty() || seen.back() != result->size())) seen.push_back(result->size());
  });
  expect(observer.result().is_loading(), "a watched query is fetched");
  expect(loop.run_until([&] { return observer.result().is_success(); }), "its answer comes");
  expect(*observer.result() == Tasks{"buy flour"}, "it is what the server said");

  client.mutate(adding(client, server), "sift it").detach();
  expect(observer.result()->size() == 2, "a write shows at once");
  expect(loop.run_until([&] { return client.mutating() == 0 && client.fetching() == 0; }), "it settles");
  expect(server.tasks == *observer.result() && server.reads == 2, "the server has it, and was asked again");

  client.mutate(adding(client, server), "").detach();
  expect(observer.result()->size() == 3, "another write shows at once");
  expect(loop.run_until([&] { return client.mutating() == 0 && client.fetching() == 0; }), "it is refused");
  expect(observer.result()->size() == 2, "and is gone from what is shown");
  expect(seen == std::vector<std::size_t>{1, 2, 3, 2}, "who listens heard of each");
  return failures;
}
