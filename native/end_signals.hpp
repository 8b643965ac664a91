// SIGTERM, SIGINT and SIGHUP as a wish to end, told as a call: what waits is sent and files are whole, as when a window is
// closed. Owned by main(). A signal that comes later is told again.
#pragma once

#include <atomic>
#include <thread>

#include "core/base/unique_function.hpp"

namespace quern::native {

class EndSignals {
 public:
  static void block();  // before the first thread is made, since threads inherit it

  explicit EndSignals(UniqueFunction<void()> on_signal);  // called on a thread of its own
  EndSignals(const EndSignals&) = delete;
  EndSignals& operator=(const EndSignals&) = delete;
  ~EndSignals();

 private:
  void listen();

  UniqueFunction<void()> on_signal_;
  std::atomic<bool> is_ending_ = false;
  std::thread thread_;  // last: it begins with all the others there
};

}  // namespace quern::native
