#include "tests/support/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

namespace quern::test {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds patience{20};

}  // namespace

ChildProcess::ChildProcess(std::vector<std::string> words, Log log, const std::optional<std::string>& input) {
  int output[2];
  if (pipe2(output, O_CLOEXEC) != 0) return;
  int errors[2]{-1, -1};
  if (log == Log::unread_pipe) {
    if (pipe2(errors, O_CLOEXEC) != 0) return;
    error_pipe_ = errors[0];
  } else {
    errors[1] = error_pipe_ = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);  // a file without a name
  }
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  int stdin_pipe[2]{-1, -1};
  if (input) {
    if (pipe2(stdin_pipe, O_CLOEXEC) != 0) return;
    if (write(stdin_pipe[1], input->data(), input->size()) < 0) return;  // a pipe holds it
    close(stdin_pipe[1]);
  }
  process_ = fork();
  if (process_ == 0) {
    if (input) dup2(stdin_pipe[0], STDIN_FILENO);
    dup2(output[1], STDOUT_FILENO);
    dup2(errors[1], STDERR_FILENO);
    execv(pointers[0], pointers.data());
    _exit(127);
  }
  close(output[1]);
  if (input) close(stdin_pipe[0]);
  if (log == Log::unread_pipe) close(errors[1]);
  output_pipe_ = output[0];
}

ChildProcess::~ChildProcess() {
  if (process_ > 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  close(output_pipe_);
  close(error_pipe_);
}

bool ChildProcess::read_into(std::string& text, int pipe) {
  pollfd readable{.fd = pipe, .events = POLLIN, .revents = 0};
  if (poll(&readable, 1, 20'000) <= 0) return false;
  char piece[4096];
  const auto count = read(pipe, piece, sizeof piece);
  if (count <= 0) return false;
  text.append(piece, static_cast<std::size_t>(count));
  return true;
}

bool ChildProcess::wait_for_output(std::string_view text) {
  while (output_.find(text) == std::string::npos) {
    if (!read_output()) return false;
  }
  return true;
}

bool ChildProcess::wait_for_log(std::string_view text) {
  while (log_.find(text) == std::string::npos) {
    if (!read_into(log_, error_pipe_)) return false;
  }
  return true;
}

void ChildProcess::signal(int number) const { kill(process_, number); }

int ChildProcess::wait_for_exit() {
  const auto deadline = Clock::now() + patience;
  int status = 0;
  while (waitpid(process_, &status, WNOHANG) == 0) {
    if (Clock::now() > deadline) return -1;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});  // between two looks
  }
  process_ = -1;
  while (read_output()) {}
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::string ChildProcess::read_errors() {
  std::string all;
  char piece[4096];
  for (off_t at = 0;;) {
    const auto count = pread(error_pipe_, piece, sizeof piece, at);
    if (count <= 0) return all;
    all.append(piece, static_cast<std::size_t>(count));
    at += count;
  }
}

}  // namespace quern::test
