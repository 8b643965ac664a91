// Rules for the tests of streamed bodies: POST /up goes to a sink that does as the test says, GET /file is read from a source.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "serve/http/handler.hpp"

namespace quern::test {

class BodySinks final : public serve::Handler {
 public:
  void handle(serve::Request request, Answer answer) override;
  bool streams_body(serve::Method method, std::string_view path) const override {
    return method == serve::Method::post && path.starts_with("/up");
  }
  void open_body(serve::Request head, BodyAnswer answer) override;

  // Before the first request.
  std::uint64_t limit = 1'000'000'000;
  std::optional<serve::Response> refusal;  // by the head
  std::function<std::optional<serve::Response>(std::size_t so_far)> on_write;
  std::function<std::shared_ptr<serve::BodySink>(const serve::Request& head)> make_sink;  // instead of ours
  std::function<void(const serve::Request&)> on_received;
  std::shared_ptr<const serve::ByteSource> source;

  // Each waits at most ten seconds.
  bool wait_for_bytes(std::size_t count);  // that sinks were given, in all
  bool wait_for_sinks_gone();              // none lives
  std::size_t finished();
  std::size_t handled();  // requests that came to handle(), of any path
  std::string received();

 private:
  class Sink;
  template <class Condition>
  bool wait(Condition condition);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string received_;
  std::size_t bytes_ = 0;
  std::size_t living_ = 0;
  std::size_t finished_ = 0;
  std::size_t handled_ = 0;
};

}  // namespace quern::test
