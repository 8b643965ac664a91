// Rules for the tests of the sockets' side: every text comes back, unless the test says otherwise.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "serve/http/handler.hpp"

namespace quern::test {

class EchoSockets final : public serve::Handler {
 public:
  enum class Done { at_once, dropped, held };

  void handle(serve::Request, Answer answer) override {
    answer({.status = 200, .headers = {}, .body = {}, .note = {}});
  }
  bool has_socket(std::string_view path) const override { return path == "/api/ws"; }
  bool has_stream(std::string_view path) const override { return path == "/api/events"; }
  void open_socket(serve::Request request, SocketAnswer answer) override;

  void set_done(Done done);
  void release();  // calls what was held
  void hold_handshakes();
  void answer_handshakes();  // those that wait, and later ones at once

  // Each waits at most ten seconds.
  std::shared_ptr<serve::SocketPeer> peer(std::size_t index);  // in the order they came
  bool wait_for_handshakes(std::size_t count);                 // that are held
  bool wait_for_texts(std::size_t count);
  bool wait_for_closed(std::size_t count);
  std::vector<std::string> texts();

 private:
  class Listener;
  template <class Condition>
  bool wait(Condition condition);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<serve::SocketPeer>> peers_;
  std::vector<std::string> texts_;
  std::vector<UniqueFunction<void()>> held_;
  std::vector<UniqueFunction<void()>> handshakes_;  // held
  bool holds_handshakes_ = false;
  Done done_ = Done::at_once;
  std::size_t closed_ = 0;
};

}  // namespace quern::test
