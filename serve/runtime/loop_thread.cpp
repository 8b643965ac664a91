#include "serve/runtime/loop_thread.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <utility>

namespace quern::serve {
namespace {

constexpr int most_reads = 32;  // of others, by a thread that came with its own

}  // namespace

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
    posted_.push_back({Clock::now(), std::move(callback), false});
    if (running_) return;  // whoever runs looks again
  }
  changed_.notify_one();
}

void LoopThread::run_or_post(Callback callback) {
  std::unique_lock lock{mutex_};
  if (stopping_) return;
  if (running_ || !posted_.empty()) {
    posted_.push_back({Clock::now(), std::move(callback), true});
    if (!running_) changed_.notify_one();
    return;
  }
  run_one(lock, std::move(callback));
  for (int more = 0; more < most_reads && !posted_.empty() && posted_.front().is_read; ++more) {
    run_one(lock, take_posted());
  }
  const bool is_awaited = !posted_.empty() || is_thread_held_up_ || stopping_;
  lock.unlock();
  if (is_awaited) changed_.notify_all();
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
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  // What is dropped may post again, to no effect.
  std::deque<Posted> posted;
  std::map<std::pair<TimePoint, TimerId>, Callback> timers;
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [this] { return !running_; });  // on another thread
  posted.swap(posted_);
  timers.swap(timers_);
}

LoopThread::Stats LoopThread::stats() const {
  const std::scoped_lock lock{mutex_};
  auto stats = stats_;
  stats.waiting = posted_.size();
  if (running_) stats.running = Clock::now() - running_since_;
  return stats;
}

void LoopThread::run() {
  std::unique_lock lock{mutex_};
  while (auto callback = next(lock)) run_one(lock, std::move(callback));
}

void LoopThread::run_one(std::unique_lock<std::mutex>& lock, Callback callback) {
  running_ = true;
  running_since_ = Clock::now();
  lock.unlock();
  callback();
  callback = nullptr;  // what it held goes before the next may run
  lock.lock();
  running_ = false;
  ++stats_.turns;
  stats_.busy += Clock::now() - running_since_;
}

Scheduler::Callback LoopThread::take_posted() {
  auto callback = std::move(posted_.front().callback);
  stats_.waited += Clock::now() - posted_.front().since;
  posted_.pop_front();
  return callback;
}

Scheduler::Callback LoopThread::next(std::unique_lock<std::mutex>& lock) {
  while (true) {
    if (stopping_) return nullptr;
    if (!running_ && !timers_.empty() && timers_.begin()->first.first <= now()) {
      return std::move(timers_.extract(timers_.begin()).mapped());
    }
    if (!running_ && !posted_.empty()) return take_posted();
    is_thread_held_up_ = running_;  // by what runs elsewhere: its end is told
    if (running_ || timers_.empty()) {
      changed_.wait(lock);
    } else {
      changed_.wait_for(lock, timers_.begin()->first.first - now());
    }
  }
}

}  // namespace quern::serve
