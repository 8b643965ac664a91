// A scheduler whose time is wound by hand: the same turns in the same order, every run.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <utility>

#include "core/base/scheduler.hpp"

namespace quern::test {

class FakeScheduler final : public Scheduler {
 public:
  FakeScheduler() = default;
  FakeScheduler(const FakeScheduler&) = delete;
  FakeScheduler& operator=(const FakeScheduler&) = delete;
  // What still waits is dropped, one at a time: dropping a promise resumes a coroutine, which may call us once more.
  ~FakeScheduler() override {
    is_ending_ = true;
    while (!timers_.empty()) cancel(timers_.begin()->first.second);
    while (!posted_.empty()) {
      const auto callback = std::move(posted_.front());
      posted_.pop_front();
    }
  }

  TimePoint now() const override { return now_; }
  WallTime wall_now() const override { return wall_origin_ + now_.time_since_epoch(); }

  void post(Callback callback) override {
    if (!is_ending_) posted_.push_back(std::move(callback));
  }

  TimerId after(Duration delay, Callback callback) override {
    if (is_ending_) return TimerId::none;
    const auto id = TimerId{++last_id_};
    const auto due = now_ + (delay < Duration{0} ? Duration{0} : delay);
    timers_.emplace(std::pair{due, id}, std::move(callback));
    due_[id] = due;
    return id;
  }

  void cancel(TimerId timer) override {
    const auto found = due_.find(timer);
    if (found == due_.end()) return;
    const auto node = timers_.extract({found->second, timer});  // destroyed after the maps agree
    due_.erase(found);
  }

  // Runs what is posted, and what that posts, until nothing is left. Time stands still.
  void settle() {
    while (!posted_.empty()) {
      auto callback = std::move(posted_.front());
      posted_.pop_front();
      callback();
    }
  }

  // Winds time on, running each timer at its own instant.
  void advance(Duration by) {
    settle();
    const auto until = now_ + by;
    while (!timers_.empty() && timers_.begin()->first.first <= until) {
      auto node = timers_.extract(timers_.begin());
      now_ = std::max(now_, node.key().first);
      due_.erase(node.key().second);
      node.mapped()();
      settle();
    }
    now_ = until;
  }

  // The machine sleeps: what was due meanwhile runs at its end, late.
  void sleep(Duration by) {
    now_ += by;
    advance(Duration{0});
  }
  // It sleeps, and its steady clock with it: only the wall's goes on.
  void sleep_unnoticed(Duration by) { wall_origin_ += by; }

  std::size_t timers() const { return timers_.size(); }

 private:
  bool is_ending_ = false;
  TimePoint now_{};
  WallTime wall_origin_{std::chrono::sys_days{std::chrono::year{2026} / 3 / 15}};
  std::uint64_t last_id_ = 0;
  std::deque<Callback> posted_;
  std::map<std::pair<TimePoint, TimerId>, Callback> timers_;
  std::map<TimerId, TimePoint> due_;
};

}  // namespace quern::test
