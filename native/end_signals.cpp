#include "native/end_signals.hpp"

#include <pthread.h>
#include <signal.h>

namespace quern::native {
namespace {

sigset_t end_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
  return set;
}

}  // namespace

void EndSignals::block() {
  const auto set = end_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

EndSignals::EndSignals(UniqueFunction<void()> on_signal)
    : on_signal_(std::move(on_signal)),
      thread_([this] { listen(); }) {}

EndSignals::~EndSignals() {
  is_ending_ = true;
  pthread_kill(thread_.native_handle(), SIGTERM);  // ends its wait
  thread_.join();
}

void EndSignals::listen() {
  const auto set = end_signals();
  for (int signal = 0; sigwait(&set, &signal) == 0 && !is_ending_;) on_signal_();
}

}  // namespace quern::native
