// Calls of an OpenAI-compatible /v1/chat/completions, streamed: each on a thread of its own by libcurl, so many at once.
// Shape   run() is given the request's JSON and answers the whole text; pieces of it come before by on_delta. A stream that
//         ends before it says so is an error, and what came of it is not an answer.
// Called, and answers, on the scheduler's thread.
// Errors  network, timeout, rate_limited with retry_after, cancelled; server for any other status and for what is no such
//         answer. No message holds a key, nor anything the service said.
// Source  the API's reference, "chat completions", streaming; server-sent events: HTML, section 9.2.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/base/scheduler.hpp"
#include "core/base/stop_token.hpp"
#include "core/base/task.hpp"

namespace quern::serve {

struct CompletionsOptions {
  std::string url{};  // of the service, or whole
  std::string key{};  // sent as a bearer; "" for none
  std::string model{};
  Duration connect = std::chrono::seconds{10};
  Duration silence = std::chrono::seconds{30};  // without a byte
  Duration total = std::chrono::seconds{120};
  unsigned at_once = 4;
  std::size_t longest_queue = 32;
};

// "https://api.example.org" and "…/v1" as "https://api.example.org/v1/chat/completions"; a whole one stays.
std::string completions_url(std::string url);

class Completions {
 public:
  using Delta = std::function<void(std::string_view piece)>;
  Completions(Scheduler& scheduler, CompletionsOptions options);
  ~Completions();

  Task<Result<std::string>> run(std::string request_json, Delta on_delta, StopToken stop);
  const std::string& model() const { return options_.model; }

  void stop();     // from any thread; ends what runs
  void abandon();  // after the scheduler has stopped: who still waits gets `cancelled`

 private:
  struct Job {
    std::uint64_t id = 0;
    std::string request;
    std::atomic<bool> is_cancelled = false;
  };
  struct Waiting {
    Promise<std::string> promise;
    Delta on_delta;
    std::shared_ptr<Job> job;
  };
  class Call;
  void work();
  void pass(std::uint64_t id, const std::string& piece);
  void resolve(std::uint64_t id, Result<std::string> answer);

  Scheduler& scheduler_;
  CompletionsOptions options_;
  std::uint64_t last_id_ = 0;
  std::map<std::uint64_t, Waiting> waiting_;  // the scheduler's thread alone touches it

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Job>> queue_;
  std::vector<std::shared_ptr<Job>> running_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace quern::serve
