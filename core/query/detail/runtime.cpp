#include "core/query/detail/runtime.hpp"

#include <utility>

#include "core/query/detail/query_fetch.hpp"

namespace quern::query {

Runtime::Runtime(Scheduler& own_scheduler, SharedFunction<Duration(Duration)> jitter)
    : scheduler(own_scheduler),
      timers(own_scheduler),
      jitter_(std::move(jitter)) {}

Runtime::~Runtime() = default;

std::uint64_t Runtime::turn() {
  if (!is_turn_counted_) {
    is_turn_counted_ = true;
    scheduler.post([weak = weak_from_this()] {
      if (const auto runtime = weak.lock()) {
        ++runtime->turn_;
        runtime->is_turn_counted_ = false;
      }
    });
  }
  return turn_;
}

void Runtime::shut_down() {
  is_shut_ = true;
  timers.shut_down();
  events_.clear();
  marked_.clear();
}

void Runtime::mark(Reader& reader) {
  if (reader.is_marked_ || is_shut_) return;
  reader.is_marked_ = true;
  marked_.push_back(reader.weak_from_this());
}

void Runtime::tell(std::shared_ptr<const Query> query, QueryChange change, FetchCause cause) {
  if (events.is_empty() || is_shut_) return;
  events_.push_back({.query = std::move(query), .change = change, .cause = cause, .mutation = nullptr});
}

void Runtime::tell(std::shared_ptr<const Mutation> mutation, MutationChange change) {
  if (events.is_empty() || is_shut_) return;
  events_.push_back({.query = nullptr, .mutation = std::move(mutation), .mutation_change = change});
}

void Runtime::proceed_paused() {
  for (auto& weak : std::exchange(paused_, {})) {
    const auto fetch = weak.lock();
    if (!fetch) continue;
    fetch->proceed();
    if (fetch->is_paused()) paused_.push_back(std::move(weak));
  }
}

// Callbacks may begin and end batches of their own: what those leave is told by this loop.
void Runtime::end_batch() {
  if (is_telling_) return;
  is_telling_ = true;
  bool is_anything_new = false;
  while (!marked_.empty() || !events_.empty()) {
    for (const auto& event : std::exchange(events_, {})) {
      if (!is_shut_) events.notify(event);
    }
    for (const auto& weak : std::exchange(marked_, {})) {
      const auto reader = weak.lock();
      if (!reader || is_shut_) continue;
      reader->is_marked_ = false;
      if (reader->refresh()) is_anything_new = true;
    }
  }
  is_telling_ = false;
  if (is_anything_new && !is_shut_) changes.notify();
}

void Batch::open() {
  if (std::exchange(is_open_, true)) return;
  ++runtime_->batch_depth_;
}

void Batch::close() {
  if (!std::exchange(is_open_, false)) return;
  if (--runtime_->batch_depth_ == 0) runtime_->end_batch();
}

}  // namespace quern::query
