// Tabs of one program in one process: what one posts, each of the others gets in a turn of its own, in order.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/query/tab_sync.hpp"
#include "tests/support/fake_scheduler.hpp"

namespace quern::test {

class TabHub {
 public:
  explicit TabHub(FakeScheduler& scheduler) : scheduler_(scheduler) {}

  class Channel final : public query::TabChannel {
   public:
    explicit Channel(TabHub& hub) : hub_(hub) { hub_.channels_.push_back(this); }
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;
    ~Channel() override { std::erase(hub_.channels_, this); }

    Result<void> post(std::string message) override {
      if (is_broken) return fail(ErrorKind::network, "the channel is broken");
      ++hub_.messages;
      hub_.last = message;
      hub_.deliver(this, std::move(message));
      return {};
    }
    query::Subscription on_message(UniqueFunction<void(std::string_view)> callback) override {
      return listeners_.add(std::move(callback));
    }
    void hear(std::string_view message) { listeners_.notify(message); }
    std::size_t listeners() const { return listeners_.size(); }

    bool is_broken = false;

   private:
    TabHub& hub_;
    query::Listeners<std::string_view> listeners_;
  };

  Duration latency{0};  // 0: the next turn
  int messages = 0;     // posted
  std::string last;

 private:
  void deliver(Channel* from, std::string message) {
    auto hand_out = [this, from, message = std::move(message)] {
      for (auto* channel : std::vector(channels_)) {
        if (channel != from && std::ranges::contains(channels_, channel)) channel->hear(message);
      }
    };
    if (latency == Duration{0}) return scheduler_.post(std::move(hand_out));
    scheduler_.after(latency, std::move(hand_out));
  }

  FakeScheduler& scheduler_;
  std::vector<Channel*> channels_;
};

}  // namespace quern::test
