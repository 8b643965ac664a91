// The small language of the realtime client's tests: a link on a scripted network, and what was told of it.
#pragma once

#include <gtest/gtest.h>

#include <charconv>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/net/realtime_client.hpp"
#include "tests/support/fake_scheduler.hpp"
#include "tests/support/scripted_sockets.hpp"
#include "tests/support/seeded_random.hpp"

namespace quern::test {

using namespace std::chrono_literals;
using Told = std::vector<std::string>;

// {"event":"a","seq":7}, as far as these tests write it.
inline Result<SocketFrame> read_test_frame(std::string_view text) {
  constexpr std::string_view event = R"({"event":")", seq = R"("seq":)";
  if (!text.starts_with(event)) return fail(ErrorKind::decode, "no frame");
  SocketFrame frame{.event = std::string(text.substr(event.size(), text.find('"', event.size()) - event.size())),
                    .seq = std::nullopt,
                    .text = std::string(text)};
  if (const auto at = text.find(seq); at != text.npos) {
    std::from_chars(text.data() + at + seq.size(), text.data() + text.size(), frame.seq.emplace());
  }
  return frame;
}

inline std::string frame(std::string_view event, std::int64_t seq) {
  return R"({"event":")" + std::string(event) + R"(","seq":)" + std::to_string(seq) + "}";
}
inline std::string loose_frame(std::string_view event) { return R"({"event":")" + std::string(event) + R"("})"; }

struct LinkWorld final : RealtimeEvents {
  FakeScheduler scheduler;
  ScriptedSockets sockets{scheduler};
  SeededRandom random;
  int checks = 0;
  std::function<Task<bool>(LinkWorld&)> check = [](LinkWorld&) -> Task<bool> { co_return true; };
  Told told;                       // "a 7", "typing", "resumed", "reset", "first reset"
  std::vector<LinkStatus> status;  // each that was told
  std::function<void(std::string_view)> on_told;
  std::optional<RealtimeClient> client;

  LinkWorld() {
    client.emplace(RealtimeClient::Environment{.transport = sockets,
                                               .scheduler = scheduler,
                                               .random = random,
                                               .read_frame = &read_test_frame,
                                               .check_session =
                                                   [this] {
                                                     ++checks;
                                                     return check(*this);
                                                   }},
                   *this);
  }

  void on_event(const SocketFrame& frame) override {
    tell(frame.seq ? frame.event + ' ' + std::to_string(*frame.seq) : frame.event);
  }
  void on_resumed() override { tell("resumed"); }
  void on_reset(bool is_first) override { tell(is_first ? "first reset" : "reset"); }
  void on_link(const LinkStatus& now) override {
    status.push_back(now);
    if (on_told) on_told("link");
  }
  void tell(std::string what) {
    told.push_back(std::move(what));
    if (on_told) on_told(told.back());
  }

  ScriptedSocket& socket() { return sockets.last(); }
  LinkState state() const { return client->status().state; }
  Duration next_try_in() const { return client->status().next_try.value() - scheduler.now(); }
  void advance(Duration time) { scheduler.advance(time); }

  // Somebody is signed in, and has seen the log up to `seq`.
  void go_live(std::int64_t seq) {
    client->start();
    socket().open();
    socket().text(frame("resumed", seq));
    told.clear();
  }
  // The next try comes, and its handshake succeeds.
  void come_back() {
    advance(next_try_in());
    socket().open();
  }
};

}  // namespace quern::test
