// Any interleaving of events, pages, edits, deletes, reordering, doubles and losses, against a store that does everything
// the slow way with maps; and in the end against the server. A failure names its seed; run it alone with STORE_SEED=<seed>.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "core/app/message_store.hpp"
#include "tests/support/fake_scheduler.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/unit/app/message_server.hpp"

namespace quern::app {
namespace {

using test::describe;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::int64_t roll(std::int64_t sides) {
    return static_cast<std::int64_t>(random_.next() % static_cast<std::uint64_t>(sides));
  }
  bool coin() { return roll(2) == 0; }

 private:
  test::SeededRandom random_;
};

std::vector<std::uint64_t> seeds(std::uint64_t count) {
  if (const auto* seed = std::getenv("STORE_SEED")) return {std::strtoull(seed, nullptr, 10)};
  std::vector<std::uint64_t> all;
  for (std::uint64_t seed = 1; seed <= count; ++seed) all.push_back(seed);
  return all;
}

// What a store should show, by looking through everything each time.
class NaiveStore {
 public:
  void take(const Message& message) {
    aside_newest(message);
    settle();
  }
  void take_page(const MessagePage& page) {
    has_begun_ = true;
    for (const auto& message : page.items) {
      aside_newest(message);
      show(message.number);
    }
    settle();
  }
  void forget_aside() { aside_.clear(); }
  std::string shown() const {
    std::string text = !shown_.empty() && shown_.begin()->first > 1 ? "…" : "";
    std::int64_t previous = 0;
    for (const auto& [number, message] : shown_) {
      if (!text.empty()) text += ' ';
      if (previous > 0 && number > previous + 1) {
        text += '[' + std::to_string(previous + 1) + '-' + std::to_string(number - 1) + "] ";
      }
      text += std::to_string(number);
      if (message.deleted) text += 'x';
      if (message.edited_at && !message.deleted) text += '*';
      previous = number;
    }
    return text;
  }
  const std::map<std::int64_t, Message>& messages() const { return shown_; }

 private:
  void aside_newest(const Message& message) {
    auto& held = aside_[message.number];
    if (message.version > held.version) held = message;
  }
  void show(std::int64_t number) {
    auto& held = shown_[number];
    if (aside_[number].version > held.version) held = aside_[number];
    aside_.erase(number);
  }
  bool has_place(std::int64_t number) const {
    if (!has_begun_) return false;
    return shown_.empty() || number > shown_.rbegin()->first || shown_.contains(number) ||
           shown_.contains(number - 1) || shown_.contains(number + 1);
  }
  void settle() {
    for (bool is_moving = true; is_moving;) {
      is_moving = false;
      for (const auto& [number, message] : aside_) {
        if (!has_place(number)) continue;
        show(number);
        is_moving = true;
        break;
      }
    }
  }

  std::map<std::int64_t, Message> shown_, aside_;
  bool has_begun_ = false;
};

class StoreRun {
 public:
  explicit StoreRun(std::uint64_t seed) : dice_(seed) { server_.write_up_to(dice_.roll(120)); }

  void run(int steps) {
    for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
      step();
      check();
    }
    if (!testing::Test::HasFailure()) end();
  }

 private:
  // A page on its way: asked for, then read at the server, then here.
  struct Flight {
    MessageListParams params;
    MessageStore::Request request;
    std::optional<MessagePage> page;
  };

  void step() {
    switch (dice_.roll(9)) {
      case 0:
      case 1: return events_.push_back(server_.write());
      case 2: return change();
      case 3:
      case 4: return deliver_event();
      case 5: return ask();
      case 6: return move_flight();
      case 7: return move_flight();
      default:
        if (dice_.roll(6) == 0) lose_events();
    }
  }

  void change() {
    if (server_.size() == 0) return;
    const auto number = 1 + dice_.roll(server_.size());
    events_.push_back(dice_.roll(4) == 0 ? server_.remove(number) : server_.edit(number));
  }
  void deliver_event() {
    if (events_.empty()) return;
    const auto at = static_cast<std::ptrdiff_t>(dice_.roll(static_cast<std::int64_t>(events_.size())));
    const auto event = events_[static_cast<std::size_t>(at)];
    if (dice_.roll(4) > 0) events_.erase(events_.begin() + at);  // else it comes again
    const auto before = store_.snapshot();
    EXPECT_EQ(store_.take(event), store_.snapshot() != before);
    naive_.take(event);
  }
  void ask() {
    Flight flight;
    flight.params.limit = 1 + dice_.roll(12);
    const auto segments = store_.segments();
    if (!segments.empty() && dice_.roll(4) > 0) {
      const auto& segment = segments[static_cast<std::size_t>(dice_.roll(static_cast<std::int64_t>(segments.size())))];
      const auto number = segment.first + dice_.roll(segment.size());
      const auto id = store_.find(number)->id();
      if (dice_.coin()) {
        flight.params.before_id = id;
        flight.request = store_.request(number);
      } else {
        flight.params.around_id = id;
        flight.request = store_.request();
      }
    } else {
      flight.request = store_.request();
    }
    flights_.push_back(flight);
  }
  void move_flight() {
    if (flights_.empty()) return;
    const auto at = static_cast<std::ptrdiff_t>(dice_.roll(static_cast<std::int64_t>(flights_.size())));
    auto& flight = flights_[static_cast<std::size_t>(at)];
    if (!flight.page) {
      flight.page = server_.page(flight.params);
      return;
    }
    take_page(*flight.page, flight.request);
    flights_.erase(flights_.begin() + at);
  }
  void take_page(const MessagePage& page, const MessageStore::Request& request) {
    store_.take_page(page, request);
    naive_.take_page(page);
  }
  // The socket was away for longer than the server's log: what is not here yet never comes.
  void lose_events() {
    events_.clear();
    store_.mark_stale();
    naive_.forget_aside();
  }

  void check() {
    const auto history = store_.snapshot();
    EXPECT_EQ(describe(history), naive_.shown());
    for (std::size_t i = 0; i < history.count(); ++i) {
      const auto* row = history.at(i).message;
      if (!row) continue;
      const auto& expected = naive_.messages().at(row->number());
      EXPECT_EQ(row->id(), expected.id);
      EXPECT_EQ(row->version(), expected.version);
      EXPECT_EQ(row->content(), expected.content);
      EXPECT_EQ(row->author(), expected.author_id.text);
      EXPECT_EQ(history.index_of(row->number()), i);
    }
    if (dice_.roll(8) == 0) kept_.emplace_back(history, naive_.shown());
  }

  // Everything arrives, what is stale is read anew, what is missing is asked for: the server's list, no more, no less.
  void end() {
    while (!flights_.empty()) move_flight();
    for (const auto& event : events_) {
      store_.take(event);
      naive_.take(event);
    }
    check();
    for (const auto& [history, shown] : kept_) EXPECT_EQ(describe(history), shown);
    const auto is_fresh = [this](std::int64_t number) { return !store_.stale_within({number, number}); };
    for (const auto& segment : store_.segments()) {
      for (auto number = segment.first; number <= segment.last; ++number) {
        if (is_fresh(number)) EXPECT_EQ(store_.find(number)->version(), server_version(number)) << number;
      }
    }
    for (auto before = server_.size() + 1; before > 0; before -= 50) {
      MessageListParams params;
      if (before <= server_.size()) params.before_id = server_.messages[static_cast<std::size_t>(before - 1)].id;
      take_page(server_.page(params), store_.request(before));
    }
    check();
    const auto history = store_.snapshot();
    EXPECT_EQ(history.count(), server_.messages.size());
    EXPECT_FALSE(history.has_older());
    EXPECT_FALSE(store_.stale_within({1, server_.size()}));
    for (const auto& segment : store_.segments()) {
      for (auto number = segment.first; number <= segment.last; ++number) {
        EXPECT_EQ(store_.find(number)->version(), server_version(number)) << number;
      }
    }
  }
  std::int64_t server_version(std::int64_t number) const {
    return server_.messages.at(static_cast<std::size_t>(number - 1)).version;
  }

  Dice dice_;
  test::FakeScheduler scheduler_;
  test::MessageServer server_{scheduler_};
  MessageStore store_;
  NaiveStore naive_;
  std::vector<Message> events_;
  std::vector<Flight> flights_;
  std::vector<std::pair<History, std::string>> kept_;
};

TEST(MessageStoreAtRandom, MatchesANaiveStoreAndInTheEndTheServer) {
  for (const auto seed : seeds(150)) {
    SCOPED_TRACE("STORE_SEED=" + std::to_string(seed));
    StoreRun{seed}.run(120);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace quern::app
