#include "core/query/detail/timers.hpp"

#include <tuple>
#include <utility>

namespace quern::query {

TimePoint deadline(TimePoint time, Duration delay) {
  return delay > Duration{0} && time > TimePoint::max() - delay ? TimePoint::max() : time + delay;
}

void Timer::cancel() {
  if (heap_) heap_->remove(*this);
}

TimerHeap::TimerHeap(Scheduler& scheduler) : scheduler_(scheduler), self_(std::make_shared<TimerHeap*>(this)) {}

TimerHeap::~TimerHeap() { shut_down(); }

void TimerHeap::shut_down() {
  if (std::exchange(is_shut_, true)) return;
  for (auto* timer : std::exchange(heap_, {})) timer->heap_ = nullptr;
  scheduler_.cancel(platform_timer_);
}

void TimerHeap::set(Timer& timer, TimePoint due) {
  timer.cancel();
  if (is_shut_ || due == TimePoint::max()) return;
  timer.heap_ = this;
  timer.due_ = due;
  timer.order_ = ++last_order_;
  heap_.push_back(&timer);
  timer.place_ = heap_.size() - 1;
  sift_up(timer.place_);
  arm();
}

void TimerHeap::remove(Timer& timer) {
  const auto at = timer.place_;
  timer.heap_ = nullptr;
  auto* last = heap_.back();
  heap_.pop_back();
  if (last == &timer) return;
  place(at, last);
  sift_up(at);
  sift_down(last->place_);
}

void TimerHeap::place(std::size_t at, Timer* timer) {
  heap_[at] = timer;
  timer->place_ = at;
}

namespace {
template <class T>
bool is_before(const T& a, const T& b) {
  return std::tie(a.first, a.second) < std::tie(b.first, b.second);
}
}  // namespace

void TimerHeap::sift_up(std::size_t at) {
  auto* timer = heap_[at];
  const std::pair own{timer->due_, timer->order_};
  while (at > 0) {
    auto* parent = heap_[(at - 1) / 2];
    if (!is_before(own, std::pair{parent->due_, parent->order_})) break;
    place(at, parent);
    at = (at - 1) / 2;
  }
  place(at, timer);
}

void TimerHeap::sift_down(std::size_t at) {
  auto* timer = heap_[at];
  const auto before = [this](std::size_t a, std::size_t b) {
    return is_before(std::pair{heap_[a]->due_, heap_[a]->order_}, std::pair{heap_[b]->due_, heap_[b]->order_});
  };
  const std::pair own{timer->due_, timer->order_};
  for (;;) {
    auto child = at * 2 + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && before(child + 1, child)) ++child;
    if (!is_before(std::pair{heap_[child]->due_, heap_[child]->order_}, own)) break;
    place(at, heap_[child]);
    at = child;
  }
  place(at, timer);
}

// One timer of the platform, for the earliest. One that is set too early stays: it finds nothing due and arms again.
void TimerHeap::arm() {
  if (heap_.empty()) return;
  const auto due = heap_.front()->due_;
  if (platform_timer_ != Scheduler::TimerId::none && platform_due_ <= due) return;
  scheduler_.cancel(platform_timer_);
  // Platforms count a delay in 32 bits: a longer one is asked for in pieces.
  constexpr Duration longest = std::chrono::hours{24};
  const auto now = scheduler_.now();
  platform_due_ = due - now > longest ? now + longest : due;
  platform_timer_ = scheduler_.after(platform_due_ - now, [self = std::weak_ptr(self_)] {
    TimerHeap* heap = nullptr;
    if (const auto held = self.lock()) heap = *held;  // let go at once, so that run_due() sees when a callback ends us
    if (heap) heap->run_due();
  });
}

void TimerHeap::run_due() {
  platform_timer_ = Scheduler::TimerId::none;
  const auto now = scheduler_.now();
  const auto last = last_order_;  // what a callback sets for now waits for its own turn
  const std::weak_ptr<TimerHeap*> alive = self_;
  while (!heap_.empty() && heap_.front()->due_ <= now && heap_.front()->order_ <= last) {
    auto* timer = heap_.front();
    remove(*timer);
    timer->fire_(timer->owner_);
    if (alive.expired()) return;
  }
  arm();
}

}  // namespace quern::query
