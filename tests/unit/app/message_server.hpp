// The messages of one chat at a server: GET /api/messages by the contract, after `latency`, as they were when it was asked.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/encode.hpp"
#include "core/base/sleep.hpp"
#include "core/net/http_transport.hpp"
#include "tests/unit/app/chat_messages.hpp"

namespace quern::test {

class MessageServer final : public HttpTransport {
 public:
  explicit MessageServer(Scheduler& scheduler) : scheduler_(scheduler) {}

  // ---- what it has: `messages[i]` is number i + 1
  std::vector<Message> messages;
  const Message& write() { return messages.emplace_back(message(size() + 1)); }
  void write_up_to(std::int64_t number) {
    while (size() < number) write();
  }
  const Message& edit(std::int64_t number) { return change(number, false); }
  const Message& remove(std::int64_t number) { return change(number, true); }
  std::int64_t size() const { return static_cast<std::int64_t>(messages.size()); }

  MessagePage page(const MessageListParams& params) const {
    auto last = size();
    if (!params.before_id.is_empty() && !ignores_cursors) last = number_of(params.before_id.text) - 1;
    if (!params.around_id.is_empty()) {
      last = std::min(std::max(number_of(params.around_id.text) + (params.limit - 1) / 2, params.limit), size());
    }
    const auto first = std::max<std::int64_t>(1, last - params.limit + 1);
    MessagePage page{.has_older = first > 1, .has_newer = last < size()};
    for (auto number = last; number >= first; --number) page.items.push_back(at(number));
    return page;
  }

  // ---- how it behaves from now on
  Duration latency{10};
  int failures = 0;  // so many requests fail for want of a network
  bool is_down = false;
  bool ignores_cursors = false;  // and always answers its newest page

  // ---- what it was asked: "newest", "before 51", "around 20"
  std::vector<std::string> asked;
  int stopped = 0;  // requests given up on before their answer

  Task<Result<HttpResponse>> send(HttpRequest request, StopToken stop) override {
    const auto params = read(request.path);
    asked.push_back(!params.before_id.is_empty()   ? "before " + std::to_string(number_of(params.before_id.text))
                    : !params.around_id.is_empty() ? "around " + std::to_string(number_of(params.around_id.text))
                                                   : "newest");
    Result<HttpResponse> answer = HttpResponse{.status = 200, .body = encode(page(params))};
    if (is_down || failures > 0) answer = fail(ErrorKind::network, "down");
    if (failures > 0) --failures;
    return after(this, std::move(answer), std::move(stop));
  }

 private:
  const Message& at(std::int64_t number) const { return messages.at(static_cast<std::size_t>(number - 1)); }
  const Message& change(std::int64_t number, bool is_deleted) {
    auto& held = messages.at(static_cast<std::size_t>(number - 1));
    held = is_deleted || held.deleted ? deleted(number, held.version + 1) : message(number, held.version + 1);
    return held;
  }
  static std::int64_t number_of(std::string_view id) {
    std::int64_t number = 0;
    const auto digits = id.substr(id.rfind('-') + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
  }
  static MessageListParams read(std::string_view path) {
    MessageListParams params;
    const auto value = [path](std::string_view name) {
      const auto at = path.find(std::string(name) + '=');
      if (at == std::string_view::npos) return std::string();
      const auto from = path.substr(at + name.size() + 1);
      return std::string(from.substr(0, from.find('&')));
    };
    params.chat_id = ChatId{value("chat_id")};
    params.before_id = MessageId{value("before_id")};
    params.around_id = MessageId{value("around_id")};
    EXPECT_EQ(value("limit"), "50");
    return params;
  }
  static Task<Result<HttpResponse>> after(MessageServer* server, Result<HttpResponse> answer, StopToken stop) {
    const auto waited = co_await sleep(server->scheduler_, server->latency, stop);
    if (stop.stop_requested()) ++server->stopped;
    if (!waited) co_return fail(waited.error());
    co_return answer;
  }

  Scheduler& scheduler_;
};

}  // namespace quern::test
