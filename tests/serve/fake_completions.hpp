// A small OpenAI-like service on a port of its own: answers each call as the test said, and keeps what it was sent.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace quern::test {

class FakeCompletions {
 public:
  FakeCompletions();
  ~FakeCompletions();
  FakeCompletions(const FakeCompletions&) = delete;
  FakeCompletions& operator=(const FakeCompletions&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/v1"; }
  // The whole answer, head and all, in pieces; after the last the connection ends. "hold" as a piece waits for the client
  // to go.
  void answer(std::vector<std::string> pieces);
  void say(const std::vector<std::string>& deltas);  // as a stream that ends well
  std::vector<std::string> requests() const;         // heads and bodies
  bool wait_for_end_of_hold() const;                 // did the client go?

  static std::string head(int status = 200, const std::string& more = {});
  static std::string delta(const std::string& text);  // JSON-safe text

 private:
  void run();
  void serve(int client);
  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::deque<std::vector<std::string>> answers_;
  std::vector<std::string> requests_;
  std::atomic<bool> client_went_ = false;
  std::atomic<bool> is_stopping_ = false;
  std::thread thread_;
};

}  // namespace quern::test
