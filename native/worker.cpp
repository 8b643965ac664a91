#include "native/worker.hpp"

#include <utility>

namespace quern::native {

Worker::Worker() : thread_([this] { work(); }) {}

Worker::~Worker() {
  {
    const std::scoped_lock lock{mutex_};
    is_ending_ = true;
  }
  has_news_.notify_one();
  thread_.join();
}

void Worker::run(UniqueFunction<void()> job) {
  {
    const std::scoped_lock lock{mutex_};
    jobs_.push_back(std::move(job));
  }
  has_news_.notify_one();
}

void Worker::work() {
  std::unique_lock lock{mutex_};
  for (;;) {
    has_news_.wait(lock, [this] { return is_ending_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    auto job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    lock.lock();
  }
}

}  // namespace quern::native
