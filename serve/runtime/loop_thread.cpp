#include "serve/runtime/loop_thread.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <utility>

namespace quern::serve {

LoopThread::LoopThread() : thread_([this] { run(); }) {}

LoopThread::~LoopThread() { stop(); }

TimePoint LoopThread::now() const {
  return TimePoint{std::chrono::floor<Duration>(std::chrono::steady_clock::now().time_since_epoch())};
}

WallTime LoopThread::wall_now() const { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

void LoopThread::post(Callback callback) {
  {
    const std::scoped_lock lock{mutex_};
    if (stopping_) return;
    posted_.push_back(std::move(callback));
  }
  changed_.notify_one();
}

Scheduler::TimerId LoopThread::after(Duration delay, Callback callback) {
  TimerId id{};
  {
    const std::scoped_lock lock{mutex_};
    id = TimerId{++last_timer_};
    timers_.emplace(std::pair{now() + std::max(delay, Duration{0}), id}, std::move(callback));
  }
  changed_.notify_one();
  return id;
}

void LoopThread::cancel(TimerId timer) {
  Callback dropped;  // destroyed outside the lock
  const std::scoped_lock lock{mutex_};
  const auto found = std::ranges::find(timers_, timer, [](const auto& item) { return item.first.second; });
  if (found == timers_.end()) return;
  dropped = std::move(found->second);
  timers_.erase(found);
}

void LoopThread::settle() {
  std::promise<void> ran;  // or dropped by a loop that has stopped: that ends the wait too
  const auto end = ran.get_future();
  post([ran = std::move(ran)]() mutable { ran.set_value(); });
  end.wait();
}

void LoopThread::stop() {
  {
    const std::scoped_lock lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
  // What is dropped may post again, to no effect.
  std::deque<Callback> posted;
  std::map<std::pair<TimePoint, TimerId>, Callback> timers;
  const std::scoped_lock lock{mutex_};
  posted.swap(posted_);
  timers.swap(timers_);
}

void LoopThread::run() {
  while (auto callback = next()) callback();
}

Scheduler::Callback LoopThread::next() {
  std::unique_lock lock{mutex_};
  while (true) {
    if (stopping_) return nullptr;
    if (!timers_.empty() && timers_.begin()->first.first <= now()) {
      return std::move(timers_.extract(timers_.begin()).mapped());
    }
    if (!posted_.empty()) {
      auto callback = std::move(posted_.front());
      posted_.pop_front();
      return callback;
    }
    if (timers_.empty()) {
      changed_.wait(lock);
    } else {
      changed_.wait_for(lock, timers_.begin()->first.first - now());
    }
  }
}

}  // namespace quern::serve
