// A network that answers by script.
//   transport.expect(HttpMethod::get, "/api/projects").answer(200, page).after(2s);
//   transport.expect(HttpMethod::post, "/api/projects").fail(ErrorKind::network);
// Each request takes the first line of the script that fits it and is not used up; one that fits none fails the test.
// Answers come on a later turn of the scheduler, as a real network's do. Owned by the test; outlives what sends.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/scheduler.hpp"
#include "core/base/sleep.hpp"
#include "core/net/http_transport.hpp"

namespace quern::test {

class ScriptedTransport final : public HttpTransport {
 public:
  // One line of the script. Answers 204 unless told otherwise.
  class Line {
   public:
    Line(HttpMethod method, std::string path) : method_(method), path_(std::move(path)) {}

    Line& answer(int status, std::string body = {}, HttpHeaders headers = {}) {
      answer_ = HttpResponse{.status = status, .headers = std::move(headers), .body = std::move(body)};
      return *this;
    }
    Line& fail(ErrorKind kind) {
      answer_ = quern::fail(kind, "scripted");
      return *this;
    }
    Line& after(Duration delay) { return delay_ = delay, *this; }
    Line& never() { return is_silent_ = true, *this; }                      // until it is stopped
    Line& deaf() { return is_silent_ = true, hears_stop_ = false, *this; }  // not even then
    Line& times(int count) { return left_ = count, *this; }
    Line& always() { return left_ = -1, *this; }

   private:
    friend ScriptedTransport;
    // A path without a query fits any query.
    bool fits(const HttpRequest& request) const {
      if (left_ == 0 || method_ != request.method) return false;
      const auto path = std::string_view(request.path);
      return path == path_ || (path_.find('?') == std::string::npos && path.substr(0, path.find('?')) == path_);
    }

    HttpMethod method_;
    std::string path_;
    Result<HttpResponse> answer_ = HttpResponse{.status = 204};
    Duration delay_{0};
    bool is_silent_ = false;
    bool hears_stop_ = true;
    int left_ = 1;  // negative: for ever
  };

  explicit ScriptedTransport(Scheduler& scheduler) : scheduler_(scheduler) {}

  Line& expect(HttpMethod method, std::string path) { return script_.emplace_back(method, std::move(path)); }

  Task<Result<HttpResponse>> send(HttpRequest request, StopToken stop) override {
    requests_.push_back(request);
    auto* line = find_line(request);
    if (!line) {
      ADD_FAILURE() << "nobody expected " << format_method(request.method) << ' ' << request.path;
      return refuse();
    }
    if (line->left_ > 0) --line->left_;
    return play(scheduler_, *line, std::move(stop), stopped_);
  }

  // What was sent, oldest first.
  const std::vector<HttpRequest>& requests() const { return requests_; }
  int count(HttpMethod method, std::string_view path) const {
    int found = 0;
    for (const auto& request : requests_) {
      const auto sent = std::string_view(request.path);
      found += request.method == method && sent.substr(0, sent.find('?')) == path ? 1 : 0;
    }
    return found;
  }
  int stopped() const { return *stopped_; }  // requests given up on before their answer
  // Lines with a count that nobody came for.
  int unused() const {
    int left = 0;
    for (const auto& line : script_) left += line.left_ > 0 ? line.left_ : 0;
    return left;
  }

 private:
  Line* find_line(const HttpRequest& request) {
    for (auto& line : script_) {
      if (line.fits(request)) return &line;
    }
    return nullptr;
  }

  static Task<Result<HttpResponse>> refuse() { co_return quern::fail(ErrorKind::network, "not in the script"); }

  // The line is copied: a test may go on writing the script. What the scheduler drops at its end may find the transport
  // gone: it is not touched here.
  static Task<Result<HttpResponse>> play(Scheduler& scheduler, Line line, StopToken stop,
                                         std::shared_ptr<int> stopped) {
    constexpr Duration for_ever{std::chrono::hours{24 * 365}};
    const auto waited =
        co_await sleep(scheduler, line.is_silent_ ? for_ever : line.delay_, line.hears_stop_ ? stop : StopToken{});
    if (!waited) {
      ++*stopped;
      co_return quern::fail(waited.error());
    }
    co_return line.answer_;
  }

  Scheduler& scheduler_;
  std::deque<Line> script_;
  std::vector<HttpRequest> requests_;
  std::shared_ptr<int> stopped_ = std::make_shared<int>(0);
};

}  // namespace quern::test
