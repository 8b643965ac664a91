// Tools in child processes, so many at once, each watched by a thread of its own; the others wait in a queue, and more than
// that are answered "later" at once.
// Called, and answers, on the scheduler's thread. The limits are those of tool_runner.hpp; what a child may not do is in
// tool_sandbox.hpp and in docs/decisions/0032-child-processes.md.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/scheduler.hpp"
#include "serve/backend/tool_runner.hpp"

namespace quern::serve {

struct ToolPoolOptions {
  unsigned at_once = 3;
  std::size_t longest_queue = 64;
  std::string self{};    // the program that "serve" means; "" for the one that runs
  std::string folder{};  // where tools get a folder; "" for the system's temporary one
};

class ToolPool final : public ToolRunner {
 public:
  ToolPool(Scheduler& scheduler, ToolPoolOptions options);
  ~ToolPool() override;

  Task<Result<ToolOutput>> run(ToolCommand command, StopToken stop) override;

  void stop();     // from any thread; ends what runs, and waits for its end
  void abandon();  // after the scheduler has stopped: who still waits gets `cancelled`

 private:
  struct Job;
  struct Waiting {
    Promise<ToolOutput> promise;
    std::function<void(std::string_view)> on_line;
    StopCallback stop;
  };
  void work();
  Result<ToolOutput> run_job(const Job& job);
  void cancel(std::uint64_t id);
  void pass_lines(std::uint64_t id, std::string_view lines);
  void resolve(std::uint64_t id, Result<ToolOutput> answer);

  Scheduler& scheduler_;
  ToolPoolOptions options_;
  std::string empty_folder_;  // of those that may write no file
  std::uint64_t last_id_ = 0;
  std::map<std::uint64_t, Waiting> waiting_;  // the scheduler's thread alone touches it

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Job>> queue_;
  std::map<std::uint64_t, std::shared_ptr<Job>> running_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace quern::serve
