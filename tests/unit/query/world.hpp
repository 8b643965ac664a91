// The small language of the query tests: a client under a fake clock, a scripted server, readers that remember.
// A request takes `latency` and answers what the server said when it was sent.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/sleep.hpp"
#include "core/query/hooks.hpp"
#include "core/query/query_observer.hpp"
#include "tests/support/fake_scheduler.hpp"

namespace quern::query {

using namespace std::chrono_literals;

inline Error error_of(ErrorKind kind) { return {.kind = kind, .message = "said the server"}; }

// What a reader saw, as text: "pending/fetching", "success/idle data", "error/idle data !".
inline std::string describe(const QueryResult<std::string>& result) {
  std::string text = result.is_pending() ? "pending" : result.is_error() ? "error" : "success";
  text += result.is_fetching() ? "/fetching" : result.is_paused() ? "/paused" : "/idle";
  if (result.has_data()) text += " " + *result;
  return text;
}

class Watcher {
 public:
  Watcher(QueryClient& client, QueryOptions<std::string> options) : observer_(client, std::move(options)) { watch(); }
  void watch() {
    subscription_ = observer_.subscribe([seen = seen_](const auto& result) { seen->push_back(describe(result)); });
  }
  void leave() { subscription_.reset(); }
  QueryObserver<std::string>& observer() { return observer_; }
  QueryResult<std::string> result() const { return observer_.result(); }
  std::string data() const { return result().has_data() ? *result() : "(none)"; }
  std::string now() const { return describe(result()); }
  Error error() const { return result().error(); }
  const std::vector<std::string>& seen() const { return *seen_; }

 private:
  std::shared_ptr<std::vector<std::string>> seen_ = std::make_shared<std::vector<std::string>>();
  QueryObserver<std::string> observer_;
  Subscription subscription_;
};

class World {
 public:
  explicit World(QueryClientOptions options = {})
      : owned_client_(std::make_unique<QueryClient>(scheduler, std::move(options))),
        client(*owned_client_) {}

  static constexpr Duration latency = 10ms;
  test::FakeScheduler scheduler;

 private:
  std::unique_ptr<QueryClient> owned_client_;

 public:
  QueryClient& client;

  // ---- the server
  void answer(const Key& key, std::string data) { server(key).answer = std::move(data); }
  void fail(const Key& key, ErrorKind kind) { server(key).answer = quern::fail(error_of(kind)); }
  void fail_once(const Key& key) { server(key).fails_next = true; }
  int requests(const Key& key) { return server(key).requests; }
  int stopped(const Key& key) { return server(key).stopped; }  // requests whose stop token was stopped

  // ---- queries. The one whose fetch takes its stop token, and the one whose does not.
  QueryOptions<std::string> query(Key key, QueryOptions<std::string> options = {}) {
    options.key = std::move(key);
    options.fetch = [this](QueryContext context) { return request(this, context.key, StopToken{}); };
    return options;
  }
  QueryOptions<std::string> stoppable(Key key, QueryOptions<std::string> options = {}) {
    options.key = std::move(key);
    options.fetch = [this](QueryContext context) { return request(this, context.key, context.stop); };
    return options;
  }
  Watcher observe(Key key, QueryOptions<std::string> options = {}) {
    return Watcher{client, query(std::move(key), std::move(options))};
  }
  std::string cached(const Key& key) {
    const auto data = client.get_data<std::string>(key);
    return data ? *data : "(none)";
  }
  std::string status(const Key& key) {
    const auto query = client.find_query(key);
    if (!query) return "(no query)";
    constexpr const char* names[] = {"pending", "error", "success"};
    return names[static_cast<int>(query->state().status)];
  }
  // What an imperative read said, once it has: "data", or the kind of error, or "(waiting)".
  struct Answer {
    std::string text = "(waiting)";
  };
  std::shared_ptr<Answer> fetch(QueryOptions<std::string> options) {
    auto answer = std::make_shared<Answer>();
    remember(client.fetch(std::move(options)), answer).detach();
    return answer;
  }

  // ---- the world around
  void settle() { scheduler.advance(latency); }
  void advance(Duration by) { scheduler.advance(by); }
  void focus() { client.on_focus(true); }
  void blur() { client.on_focus(false); }
  void online() { client.on_online(true); }
  void offline() { client.on_online(false); }
  void end_client() { owned_client_.reset(); }

 private:
  struct Server {
    Result<std::string> answer = quern::fail(ErrorKind::not_found, "nothing was scripted");
    bool fails_next = false;
    int requests = 0;
    int stopped = 0;
  };
  Server& server(const Key& key) { return servers_[key.to_string()]; }

  static Task<Result<std::string>> request(World* world, Key key, StopToken stop) {
    ++world->server(key).requests;
    auto answer = world->server(key).answer;
    if (std::exchange(world->server(key).fails_next, false)) answer = quern::fail(error_of(ErrorKind::network));
    const auto waited = co_await sleep(world->scheduler, latency, stop);
    if (!waited && stop.stop_requested()) ++world->server(key).stopped;
    if (!waited) co_return quern::fail(waited.error());
    co_return answer;
  }

  static Task<void> remember(DataAnswer<std::string> task, std::shared_ptr<Answer> answer) {
    const auto data = co_await task;
    answer->text = !data ? "error: " + data.error().message : *data ? **data : "(null)";
  }

  std::map<std::string, Server> servers_;
};

}  // namespace quern::query
