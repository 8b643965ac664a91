// A server with a log, behind a network that delays, reorders, doubles, drops and cuts: whatever happens, each event comes
// once and in order, or a reset is told; and when it quietens, nothing is missing.
#include <map>

#include "tests/unit/net/link_world.hpp"

namespace quern::test {
namespace {

class LogWorld {
 public:
  explicit LogWorld(std::uint64_t seed) : dice_(seed) {
    world_.random = SeededRandom{seed + 1};
    world_.client->start();
  }

  void live_on(int steps) {
    for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
      trouble();
      turn();
      world_.advance(Duration{pick(300)});
      check();
    }
  }

  void quieten() {
    is_quiet_ = true;
    world_.client->on_online(true);
    for (int i = 0; i < 2'000; ++i) {
      if (i % 500 == 250) append();
      turn();
      world_.advance(100ms);
      check();
    }
    EXPECT_EQ(world_.state(), LinkState::live);
    EXPECT_EQ(place_, head_);
    EXPECT_TRUE(world_.told.empty());
  }

  int events() const { return events_; }
  int resets() const { return resets_; }

 private:
  std::uint64_t pick(std::uint64_t below) { return dice_.next() % below; }
  bool chance(std::uint64_t one_in) { return pick(one_in) == 0; }

  void trouble() {
    if (chance(2)) append();
    if (chance(40)) first_ = head_ + 1 - static_cast<std::int64_t>(pick(3));  // the log is cut short
    if (chance(25)) world_.client->on_focus();
    if (chance(60)) world_.client->on_online(false);
    if (chance(3)) world_.client->on_online(true);
    if (chance(80)) world_.scheduler.sleep(Duration{pick(100'000)});
  }

  void append() {
    ++head_;
    if (!is_subscribed_) return;
    say(frame("a", head_));
    if (!is_quiet_ && chance(10)) say(frame("a", head_ - static_cast<std::int64_t>(pick(3))));
  }

  // To the newest socket, some time from now; what is said may overtake what was said before.
  void say(std::string text) {
    if (!is_quiet_ && chance(30)) return;  // lost
    wire_.emplace(is_quiet_ ? wire_clock_ : wire_clock_ + pick(6), std::move(text));
  }

  void turn() {
    if (world_.sockets.count() != seen_sockets_) {
      seen_sockets_ = world_.sockets.count();
      heard_ = 0;
      is_subscribed_ = false;
      wire_.clear();
    }
    auto& socket = world_.socket();
    if (!is_quiet_ && chance(30)) return socket.close(chance(4) ? 1008 : 1006);
    if (!is_quiet_ && chance(4)) return;  // nothing moves
    if (!socket.is_open()) return socket.open();
    while (heard_ < socket.sent.size()) answer(socket.sent[heard_++]);
    ++wire_clock_;
    while (!wire_.empty() && wire_.begin()->first < wire_clock_ && seen_sockets_ == world_.sockets.count()) {
      const auto text = wire_.extract(wire_.begin()).mapped();
      socket.text(text);
    }
  }

  void answer(const std::string& op) {
    if (op.contains("ping")) return say(loose_frame("pong"));
    is_subscribed_ = true;
    const auto at = op.find("since\":");
    const auto since = at == op.npos ? head_ : std::stoll(op.substr(at + 7));
    if (since + 1 < first_) return say(frame("reset", head_));
    for (auto seq = since + 1; seq <= head_; ++seq) say(frame("a", seq));
    say(frame("resumed", head_));
  }

  // A reset leads to a place that the server spoke of; only what follows shows which.
  void check() {
    for (const auto& what : world_.told) {
      if (what == "resumed") continue;
      if (what != "reset" && what != "first reset") {
        const auto seq = std::stoll(what.substr(2));
        if (has_reset_) {
          EXPECT_GT(seq, place_);
        } else {
          EXPECT_EQ(seq, place_ + 1);
        }
        has_reset_ = false;
        place_ = seq;
        ++events_;
      } else {
        EXPECT_EQ(what == "first reset", resets_ == 0);
        has_reset_ = true;
        ++resets_;
      }
    }
    world_.told.clear();
  }

  LinkWorld world_;
  SeededRandom dice_;
  bool is_quiet_ = false;
  std::int64_t head_ = 0, first_ = 1;  // of the log
  std::multimap<std::uint64_t, std::string> wire_;
  std::uint64_t wire_clock_ = 0;
  std::size_t seen_sockets_ = 0, heard_ = 0;
  bool is_subscribed_ = false;
  std::int64_t place_ = 0;  // of the receiver
  bool has_reset_ = false;
  int events_ = 0, resets_ = 0;
};

TEST(RealtimeRandom, EachEventComesOnceAndInOrderOrAResetIsTold) {
  int events = 0, resets = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    LogWorld world{seed};
    world.live_on(400);
    world.quieten();
    if (HasFailure()) return;
    events += world.events();
    resets += world.resets();
  }
  // The dice are not loaded: both happened, and often.
  EXPECT_GT(events, 10'000);
  EXPECT_GT(resets, 300);
  RecordProperty("events", events);
  RecordProperty("resets", resets);
}

}  // namespace
}  // namespace quern::test
