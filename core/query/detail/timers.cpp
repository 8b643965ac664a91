#include "core/query/detail/timers.hpp"

#include <utility>

namespace quern::query {

TimePoint deadline(TimePoint time, Duration delay) {
  return delay > Duration{0} && time > TimePoint::max() - delay ? TimePoint::max() : time + delay;
}

void Timer::cancel() {
  if (queue_) queue_->remove(*this);
}

DeadlineQueue::DeadlineQueue(Scheduler& scheduler)
    : scheduler_(scheduler),
      self_(std::make_shared<DeadlineQueue*>(this)) {}

DeadlineQueue::~DeadlineQueue() { shut_down(); }

void DeadlineQueue::shut_down() {
  if (std::exchange(is_shut_, true)) return;
  while (auto* timer = earliest()) remove(*timer);
  scheduler_.cancel(platform_timer_);
}

void DeadlineQueue::set(Timer& timer, TimePoint due) {
  timer.cancel();
  if (is_shut_ || due == TimePoint::max()) return;
  timer.queue_ = this;
  timer.due_ = due;
  timer.order_ = ++last_order_;
  ++size_;
  timer.run_ = run_for(due);
  if (timer.run_ < run_count) {
    append(timer, timer.run_);
  } else {
    heap_.push_back(&timer);
    timer.place_ = static_cast<std::uint32_t>(heap_.size() - 1);
    sift_up(timer.place_);
  }
  arm();
}

void DeadlineQueue::remove(Timer& timer) {
  timer.queue_ = nullptr;
  --size_;
  if (timer.run_ < run_count) {
    remove_from_run(timer);
  } else {
    remove_from_heap(timer);
  }
}

Timer* DeadlineQueue::earliest() const {
  auto* earliest = heap_.empty() ? nullptr : heap_.front();
  for (const auto& run : runs_) {
    if (run.first && (!earliest || run.first->is_before(*earliest))) earliest = run.first;
  }
  return earliest;
}

// ---- runs

// The one that ends last among those it may follow; an empty one, so that each length finds its own.
std::uint32_t DeadlineQueue::run_for(TimePoint due) const {
  auto best = run_count;
  auto empty = run_count;
  for (std::uint32_t i = 0; i < run_count; ++i) {
    const auto* last = runs_[i].last;
    if (!last) {
      empty = i;
    } else if (last->due_ <= due && (best == run_count || runs_[best].last->due_ < last->due_)) {
      best = i;
    }
  }
  return best < run_count ? best : empty;
}

void DeadlineQueue::append(Timer& timer, std::uint32_t run) {
  auto& [first, last] = runs_[run];
  timer.previous_ = last;
  timer.next_ = nullptr;
  (last ? last->next_ : first) = &timer;
  last = &timer;
}

void DeadlineQueue::remove_from_run(Timer& timer) {
  auto& run = runs_[timer.run_];
  (timer.previous_ ? timer.previous_->next_ : run.first) = timer.next_;
  (timer.next_ ? timer.next_->previous_ : run.last) = timer.previous_;
}

// ---- the heap

void DeadlineQueue::remove_from_heap(const Timer& timer) {
  const auto at = timer.place_;
  auto* last = heap_.back();
  heap_.pop_back();
  if (last == &timer) return;
  place(at, last);
  sift_up(at);
  sift_down(last->place_);
}

void DeadlineQueue::place(std::size_t at, Timer* timer) {
  heap_[at] = timer;
  timer->place_ = static_cast<std::uint32_t>(at);
}

void DeadlineQueue::sift_up(std::size_t at) {
  auto* timer = heap_[at];
  while (at > 0) {
    auto* parent = heap_[(at - 1) / 2];
    if (!timer->is_before(*parent)) break;
    place(at, parent);
    at = (at - 1) / 2;
  }
  place(at, timer);
}

void DeadlineQueue::sift_down(std::size_t at) {
  auto* timer = heap_[at];
  for (;;) {
    auto child = at * 2 + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && heap_[child + 1]->is_before(*heap_[child])) ++child;
    if (!heap_[child]->is_before(*timer)) break;
    place(at, heap_[child]);
    at = child;
  }
  place(at, timer);
}

// ---- the platform's timer

// One, for the earliest. One that is set too early stays: it finds nothing due and arms again.
void DeadlineQueue::arm() {
  const auto* first = earliest();
  if (!first) return;
  if (platform_timer_ != Scheduler::TimerId::none && platform_due_ <= first->due_) return;
  scheduler_.cancel(platform_timer_);
  // Platforms count a delay in 32 bits: a longer one is asked for in pieces.
  constexpr Duration longest = std::chrono::hours{24};
  const auto now = scheduler_.now();
  platform_due_ = first->due_ - now > longest ? now + longest : first->due_;
  platform_timer_ = scheduler_.after(platform_due_ - now, [self = std::weak_ptr(self_)] {
    DeadlineQueue* queue = nullptr;
    if (const auto held = self.lock()) queue = *held;  // let go at once, so that run_due() sees when a callback ends us
    if (queue) queue->run_due();
  });
}

void DeadlineQueue::run_due() {
  platform_timer_ = Scheduler::TimerId::none;
  const auto now = scheduler_.now();
  const auto last = last_order_;  // what a callback sets for now waits for its own turn
  const std::weak_ptr<DeadlineQueue*> alive = self_;
  while (auto* timer = earliest()) {
    if (timer->due_ > now || timer->order_ > last) break;
    remove(*timer);
    timer->fire_(timer->owner_);
    if (alive.expired()) return;
  }
  arm();
}

}  // namespace quern::query
