// serve: options, signals, and the program between them.
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "serve/runtime/command_line.hpp"
#include "serve/runtime/origin.hpp"
#include "serve/runtime/program.hpp"
#include "serve/version.hpp"

namespace {

using namespace quern::serve;

sigset_t ending_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

int wait_for(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
  return signal;
}

// As many sockets as the system lets us have; shells give fewer by default.
void allow_many_sockets() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

int run(const Options& options) {
  // Blocked before any thread starts, so that they reach sigwait() here alone.
  const auto signals = ending_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is a full disk, and no reason to die
  allow_many_sockets();

  DescriptorLog log{STDERR_FILENO};
  const auto program = Program::start(options, log);
  if (!program) {
    std::fprintf(stderr, "serve: %s\n", program.error().message.c_str());
    return 1;
  }
  const auto host = host_in_url(options.http.address);
  std::printf("Quern is at http://%s:%u (Ctrl+C stops it)\n", host.c_str(), (*program)->port());
  std::fflush(stdout);

  wait_for(signals);
  std::thread{[signals] {  // who asks again does not want to wait
    const int signal = wait_for(signals);
    _exit(128 + signal);
  }}
      .detach();
  std::puts("Stopping: running requests are finished first (Ctrl+C again ends at once)");
  std::fflush(stdout);
  (*program)->stop();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Surroundings surroundings{.arguments = {argv + 1, argv + argc}, .environment = {}};
  for (char** variable = environ; *variable; ++variable) surroundings.environment.emplace_back(*variable);
  if (const auto* command = argc > 1 ? find_command(argv[1]) : nullptr) {
    surroundings.arguments.erase(surroundings.arguments.begin());
    return command->run(std::move(surroundings));
  }
  const auto options = parse_options(surroundings);
  if (!options) {
    std::fprintf(stderr, "serve: %s\n", options.error().message.c_str());
    return 2;
  }
  if (options->task == Options::Task::help) {
    std::fputs(help_text().c_str(), stdout);
    return 0;
  }
  if (options->task == Options::Task::version) {
    std::printf("quern serve %s\n", std::string{version}.c_str());
    return 0;
  }
  if (options->task == Options::Task::check_config) {
    std::fputs(describe(*options).c_str(), stdout);
    return 0;
  }
  return run(*options);
}
