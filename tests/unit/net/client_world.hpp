// The small language of the client's tests: a client on a scripted network, and calls under way.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/net/http_client.hpp"
#include "tests/support/fake_scheduler.hpp"
#include "tests/support/scripted_transport.hpp"

namespace quern::test {

using namespace std::chrono_literals;

class CountingRandom final : public Random {
 public:
  std::uint64_t next() override { return state_ += 0x9E3779B97F4A7C15U; }

 private:
  std::uint64_t state_ = 0;
};

inline void read_plain_body(std::string_view body, Error& error) {
  if (!body.empty()) error.message = body;
}

inline Task<void> record(Task<Result<HttpResponse>> task, std::shared_ptr<std::optional<Result<HttpResponse>>> into) {
  auto answer = co_await task;
  into->emplace(std::move(answer));
}

// A call that is under way, or has been answered.
class Call {
 public:
  explicit Call(Task<Result<HttpResponse>> task) { record(std::move(task), answer_).detach(); }
  bool is_done() const { return answer_->has_value(); }
  const Result<HttpResponse>& answer() const { return **answer_; }
  int status() const { return is_done() && answer() ? answer()->status : 0; }
  const Error& error() const { return answer().error(); }
  bool failed(ErrorKind kind) const { return is_done() && !answer() && error().is(kind); }

 private:
  std::shared_ptr<std::optional<Result<HttpResponse>>> answer_ =
      std::make_shared<std::optional<Result<HttpResponse>>>();
};

inline constexpr auto get = HttpMethod::get;
inline constexpr auto post = HttpMethod::post;

struct World {
  FakeScheduler scheduler;
  ScriptedTransport transport{scheduler};
  CountingRandom random;
  int expired = 0;
  std::unique_ptr<HttpClient> client = std::make_unique<HttpClient>(transport, scheduler, random, &read_plain_body);

  World() {
    client->on_session_expired([this] { ++expired; });
  }
  Call send(Request request, StopToken stop = {}) { return Call(client->send(std::move(request), stop)); }
  Call send_get(StopToken stop = {}) { return send(Request::get(path("/a")), stop); }
  void settle() { scheduler.advance(0ms); }
  std::string sent_header(std::size_t request, std::string_view name) {
    return std::string(find_header(transport.requests().at(request).headers, name).value_or("(none)"));
  }
};

}  // namespace quern::test
