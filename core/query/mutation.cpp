#include "core/query/mutation.hpp"

#include <algorithm>
#include <utility>

#include "core/query/detail/mutation_cache.hpp"

namespace quern::query {

const SharedMutationState& idle_state() {
  static const auto& idle = *new SharedMutationState{std::make_shared<const MutationState>()};  // never ends
  return idle;
}

const DataType* detail::answer_type(const Mutation& mutation) { return mutation.options().answer_type; }

Mutation::Mutation(std::shared_ptr<Runtime> runtime, MutationCache& cache, SharedMutationOptions options,
                   std::uint64_t id)
    : runtime_(std::move(runtime)),
      cache_(&cache),
      options_(std::move(options)),
      state_(idle_state()),
      context_{.id = id, .key = options_->key, .stop = stop_.token(), .meta = options_->meta},
      timer_(
          [](void* pointer) {
            auto* self = static_cast<Mutation*>(pointer);
            const Batch batch{*self->runtime_};
            if (!self->is_settled()) return self->wake();
            if (self->readers_.empty() && self->cache_) self->cache_->remove(*self);
          },
          this) {}

const std::string& Mutation::scope() const {
  static const auto& none = *new std::string;
  return queue_ ? *queue_->scope : none;
}

void Mutation::start(Data variables, MutationWaiter answer) {
  const auto self = shared_from_this();
  if (answer) waiters_.push_back(std::move(answer));
  ++runtime_->mutating;
  const Batch batch{*runtime_};
  change({.status = MutationStatus::pending, .variables = std::move(variables), .submitted_at = runtime_->now()},
         MutationChange::started);
  run(self, true).detach();
}

void Mutation::start_held(MutationState state) {
  const auto self = shared_from_this();
  ++runtime_->mutating;
  const Batch batch{*runtime_};
  is_held_ = true;
  context_.value = state.context;
  change(std::move(state), MutationChange::restored);
  lay_optimistically();
  if (!is_under_way()) return;
  run(self, false).detach();
}

void Mutation::lay_optimistically() {
  if (!options_->optimistic) return;
  OptimisticPatches patches;
  const auto options = options_;
  options->optimistic(patches, state_->variables);
  if (!is_under_way()) return;
  layer_ = cache_->layers_.add(patches.take());
}

void Mutation::change_paused(bool is_paused) {
  if (state_->is_paused == is_paused) return;
  auto next = *state_;
  next.is_paused = is_paused;
  change(std::move(next), is_paused ? MutationChange::paused : MutationChange::continued);
}

void Mutation::cancel() {
  if (state_->status != MutationStatus::pending || !is_under_way()) return;
  const auto self = shared_from_this();
  const Batch batch{*runtime_};
  is_answered_ = true;
  timer_.cancel();
  stop_.request_stop();
  wake();
  if (cache_) end(self, fail(Error::cancelled())).detach();
}

void Mutation::settle(MutationState next, MutationChange what) {
  const auto self = shared_from_this();
  const Batch batch{*runtime_};
  next.is_paused = false;
  change(std::move(next), what);
  if (layer_) cache_->layers_.lift(std::exchange(layer_, nullptr));
  --runtime_->mutating;
  auto waiters = std::exchange(waiters_, {});
  auto settled_waiters = std::exchange(settled_waiters_, {});
  cache_->leave_scope(*this);
  wait_for_gc();
  const Result<Data> answer = state_->error ? Result<Data>{fail(*state_->error)} : Result<Data>{state_->data};
  for (auto& waiter : waiters) waiter(answer);
  for (auto& waiter : settled_waiters) waiter();
}

void Mutation::change(MutationState next, MutationChange what) {
  const Batch batch{*runtime_};
  state_ = std::make_shared<const MutationState>(std::move(next));
  for (auto* reader : readers_) runtime_->mark(*reader);
  runtime_->tell(shared_from_this(), what);
}

void Mutation::set_options(SharedMutationOptions options) {
  if (is_settled()) return;
  context_.meta = options->meta;
  options_ = std::move(options);
}

void Mutation::wait_for_settled(UniqueFunction<void()> callback) {
  if (is_settled() || !cache_) return callback();
  settled_waiters_.push_back(std::move(callback));
}

bool Mutation::should_wait() const {
  const auto mode = options_->network_mode.value_or(NetworkMode::online);
  const bool needs_connection =
      mode == NetworkMode::online || (mode == NetworkMode::offline_first && context_.failures > 0);
  return is_held_ || (queue_ && queue_->first != this) || (needs_connection && !runtime_->online.is_online());
}

void Mutation::proceed() {
  is_held_ = false;
  if (state_->is_paused && cache_ && !should_wait()) wake();
}

Future<void> Mutation::wait() {
  waiting_.emplace();
  return waiting_->future();
}

void Mutation::wake() {
  if (!waiting_) return;
  auto waiting = std::move(*waiting_);
  waiting_.reset();
  waiting.resolve({});
}

void Mutation::abandon() {
  if (!cache_) return;
  const auto self = shared_from_this();
  cache_ = nullptr;
  timer_.cancel();
  if (!is_settled()) --runtime_->mutating;
  stop_.request_stop();
  wake();
  for (auto* reader : readers_) runtime_->mark(*reader);
  auto waiters = std::exchange(waiters_, {});
  auto settled_waiters = std::exchange(settled_waiters_, {});
  for (auto& waiter : waiters) waiter(fail(Error::cancelled()));
  for (auto& waiter : settled_waiters) waiter();
}

void Mutation::add_reader(Reader& reader) {
  const Batch batch{*runtime_};
  readers_.push_back(&reader);
  runtime_->tell(shared_from_this(), MutationChange::observer_added);
}

void Mutation::remove_reader(Reader& reader) {
  std::erase(readers_, &reader);
  const Batch batch{*runtime_};
  runtime_->tell(shared_from_this(), MutationChange::observer_removed);
  if (is_settled()) wait_for_gc();
}

void Mutation::wait_for_gc() {
  if (!cache_ || !readers_.empty() || runtime_->is_shut()) return;
  const auto gc_time = options_->gc_time.value_or(std::chrono::minutes{5});
  runtime_->timers.set(timer_, deadline(runtime_->now(), gc_time));
}

}  // namespace quern::query
