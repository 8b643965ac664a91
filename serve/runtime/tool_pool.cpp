#include "serve/runtime/tool_pool.hpp"

#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "serve/runtime/tool_process.hpp"

namespace quern::serve {
namespace {

namespace fs = std::filesystem;

// A folder nobody else has, that goes with its owner.
class ScratchFolder {
 public:
  explicit ScratchFolder(const std::string& parent) : path_(parent + "/quern-tool-XXXXXX") {
    if (!mkdtemp(path_.data())) path_.clear();
  }
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string own_program() {
  std::error_code failed;
  return fs::read_symlink("/proc/self/exe", failed).string();
}

}  // namespace

struct ToolPool::Job {
  Job(std::uint64_t number, ToolCommand wanted)
      : id(number),
        command(std::move(wanted)),
        wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  ~Job() {
    if (wake >= 0) close(wake);
  }
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  void end() const {
    constexpr std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(wake, &one, sizeof one);
  }
  std::uint64_t id;
  ToolCommand command;
  int wake;
};

ToolPool::ToolPool(Scheduler& scheduler, ToolPoolOptions options)
    : scheduler_(scheduler),
      options_(std::move(options)) {
  std::error_code failed;
  if (options_.self.empty()) options_.self = own_program();
  if (options_.folder.empty()) options_.folder = fs::temp_directory_path(failed).string();
  empty_folder_ = options_.folder + "/quern-tools-XXXXXX";
  if (!mkdtemp(empty_folder_.data()))
    empty_folder_ = "/";
  else
    chmod(empty_folder_.c_str(), S_IRUSR | S_IXUSR);
  for (unsigned i = 0; i < options_.at_once; ++i) threads_.emplace_back([this] { work(); });
}

ToolPool::~ToolPool() {
  stop();
  std::error_code ignored;
  if (empty_folder_ != "/") fs::remove_all(empty_folder_, ignored);
}

Task<Result<ToolOutput>> ToolPool::run(ToolCommand command, StopToken stop) {
  const auto id = ++last_id_;
  auto on_line = command.on_line;
  if (stop.stop_requested()) co_return fail(Error::cancelled());
  {
    const std::scoped_lock lock{mutex_};
    if (stopping_) co_return fail(Error::cancelled());
    if (queue_.size() >= options_.longest_queue) {
      co_return fail(Error{.kind = ErrorKind::rate_limited,
                           .status = 429,
                           .code = "rate_limited",
                           .message = "too many files are being read at once; try again",
                           .retry_after = Duration{5'000}});
    }
    queue_.push_back(std::make_shared<Job>(id, std::move(command)));
  }
  changed_.notify_one();
  Promise<ToolOutput> promise;
  auto answer = promise.future();
  waiting_.emplace(id, Waiting{.promise = std::move(promise),
                               .on_line = std::move(on_line),
                               .stop = StopCallback{stop, [this, id] { cancel(id); }}});
  co_return co_await answer;
}

// One that waits is dropped; one that runs is killed, and answers when it is gone.
void ToolPool::cancel(std::uint64_t id) {
  {
    const std::scoped_lock lock{mutex_};
    if (const auto running = running_.find(id); running != running_.end()) return running->second->end();
    std::erase_if(queue_, [id](const auto& job) { return job->id == id; });
  }
  scheduler_.post([this, id] { resolve(id, fail(Error::cancelled())); });
}

void ToolPool::work() {
  sigset_t all;
  sigfillset(&all);  // signals are for others; a tool that does not read its input is no SIGPIPE to us
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  while (true) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (stopping_) return;
    const auto job = std::move(queue_.front());
    queue_.pop_front();
    running_.emplace(job->id, job);
    lock.unlock();
    auto answer = run_job(*job);
    lock.lock();
    running_.erase(job->id);
    lock.unlock();
    scheduler_.post([this, id = job->id, answer = std::move(answer)]() mutable { resolve(id, std::move(answer)); });
  }
}

Result<ToolOutput> ToolPool::run_job(const Job& job) {
  const auto on_lines = [this, id = job.id](std::string lines) {
    scheduler_.post([this, id, lines = std::move(lines)] { pass_lines(id, lines); });
  };
  if (!may_write_files(job.command)) {
    return run_tool(job.command, {.self = options_.self, .folder = empty_folder_}, job.wake, on_lines);
  }
  const ScratchFolder folder{options_.folder};
  if (folder.path().empty()) return fail(ErrorKind::server, "there is no folder for a tool to write in");
  return run_tool(job.command, {.self = options_.self, .folder = folder.path()}, job.wake, on_lines);
}

void ToolPool::pass_lines(std::uint64_t id, std::string_view lines) {
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    const auto found = waiting_.find(id);  // each time: who hears a line may stop it
    if (found == waiting_.end()) return;
    found->second.on_line(lines.substr(0, end));
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  }
}

void ToolPool::resolve(std::uint64_t id, Result<ToolOutput> answer) {
  auto node = waiting_.extract(id);
  if (node.empty()) return;
  node.mapped().stop.reset();
  node.mapped().promise.resolve(std::move(answer));
}

void ToolPool::abandon() {
  const auto waiting = std::move(waiting_);  // dropped promises answer `cancelled`
  waiting_.clear();
}

void ToolPool::stop() {
  {
    const std::scoped_lock lock{mutex_};
    stopping_ = true;
    for (const auto& [id, job] : running_) job->end();
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace quern::serve
