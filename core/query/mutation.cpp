#include "core/query/mutation.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "core/query/detail/mutation_cache.hpp"

namespace quern::query {
namespace {

// The callbacks of one name: the cache's, then the mutation's own.
struct Moment {
  MutationCache::Callback everybodys;
  detail::ErasedCallback ErasedMutationOptions::* own;
  const char* name;
};
constexpr Moment mutate_moments[] = {{MutationCache::on_mutate, &ErasedMutationOptions::on_mutate, "on_mutate"}};
constexpr Moment success_moments[] = {{MutationCache::on_success, &ErasedMutationOptions::on_success, "on_success"},
                                      {MutationCache::on_settled, &ErasedMutationOptions::on_settled, "on_settled"}};
constexpr Moment error_moments[] = {{MutationCache::on_error, &ErasedMutationOptions::on_error, "on_error"},
                                    {MutationCache::on_settled, &ErasedMutationOptions::on_settled, "on_settled"}};

}  // namespace

const SharedMutationState& idle_state() {
  static const auto idle = std::make_shared<const MutationState>();
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
  static const std::string none;
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
  run(self, false).detach();
}

// After each wait it may be over: the client gone (cache_ is null then, and all are told already), or taken back.
Task<void> Mutation::run(std::shared_ptr<Mutation> self, bool is_new) {
  if (is_new) {
    const auto prepared = co_await prepare(self);
    if (!self->is_under_way()) co_return;
    if (!prepared) co_return co_await end(self, fail(prepared.error()));
  }
  auto answer = co_await try_until_settled(self);
  if (self->is_under_way()) co_await end(self, std::move(answer));
}

Task<Result<void>> Mutation::prepare(std::shared_ptr<Mutation> self) {
  Batch batch{*self->runtime_};
  self->lay_optimistically();
  auto called = co_await call_all(self, Stage::mutate, {}, batch);
  if (called && self->is_under_way() && self->context_.value) {
    auto next = *self->state_;
    next.context = self->context_.value;
    self->change(std::move(next), MutationChange::context_kept);
  }
  co_return called;
}

void Mutation::lay_optimistically() {
  if (!options_->optimistic) return;
  OptimisticPatches patches;
  const auto options = options_;
  options->optimistic(patches, state_->variables);
  layer_ = cache_->layers_.add(patches.take());
}

Task<Result<Data>> Mutation::try_until_settled(std::shared_ptr<Mutation> self) {
  for (;;) {
    auto answer = co_await try_once(self);
    if (answer || !self->is_under_way()) co_return answer;

    const auto options = self->options_;
    const auto& error = answer.error();
    const int failures = self->context_.failures;
    const bool is_retrying = options->retry && !error.is(ErrorKind::cancelled) && (*options->retry)(failures, error);
    if (!is_retrying) co_return answer;
    const auto delay =
        options->retry_delay ? (*options->retry_delay)(failures, error) : exponential_delay(failures, error);
    auto tried = *self->state_;
    tried.failure_count = ++self->context_.failures;
    tried.failure_reason = std::make_shared<const Error>(error);
    self->change(std::move(tried), MutationChange::failed);
    if (!self->is_under_way()) co_return fail(Error::cancelled());
    self->runtime_->timers.set(self->timer_, deadline(self->runtime_->now(), self->runtime_->jittered(delay)));
    (void)co_await self->wait();
    if (!self->is_under_way()) co_return fail(Error::cancelled());
  }
}

// As soon as it may. Each change may run any code, also of those who end it.
Task<Result<Data>> Mutation::try_once(std::shared_ptr<Mutation> self) {
  if (self->should_wait()) {
    self->change_paused(true);
    if (self->is_under_way()) (void)co_await self->wait();
    if (self->is_under_way()) self->change_paused(false);
    if (!self->is_under_way()) co_return fail(Error::cancelled());
  }
  if (!self->options_->fetch) self->options_ = self->cache_->completed(self->options_);
  const auto options = self->options_;
  if (!options->fetch) co_return fail(ErrorKind::decode, "no mutation function for " + self->key().to_string());
  co_return co_await options->fetch(self->state_->variables, self->context_);
}

void Mutation::change_paused(bool is_paused) {
  if (state_->is_paused == is_paused) return;
  auto next = *state_;
  next.is_paused = is_paused;
  change(std::move(next), is_paused ? MutationChange::paused : MutationChange::continued);
}

// What a callback does at once is part of the batch; while it is waited for, others are told of it. The first that fails
// ends it; but of a mutation that fails already, all are called.
Task<Result<void>> Mutation::call_all(std::shared_ptr<Mutation> self, Stage stage, MutationOutcome outcome,
                                      Batch& batch) {
  const bool was_answered = self->is_answered_;
  const std::span<const Moment> all[] = {mutate_moments, success_moments, error_moments};
  for (const auto& moment : all[static_cast<int>(stage)]) {
    for (const bool is_own : {false, true}) {
      if (!self->cache_ || self->is_answered_ != was_answered) co_return fail(Error::cancelled());
      const auto options = self->options_;  // others may be set meanwhile, and the client may end
      const auto everybodys = self->cache_->callbacks_[moment.everybodys];
      const auto& own = (*options).*moment.own;
      if (is_own ? !own : !everybodys) continue;
      auto called = is_own ? own(outcome, self->state_->variables, self->context_) : everybodys(outcome, *self);
      if (!called) continue;
      if (!called->is_done()) batch.close();
      auto result = co_await *called;
      batch.open();
      if (result) continue;
      if (stage != Stage::error) co_return result;
      self->runtime_->log(LogLevel::error,
                          std::string{moment.name} + " of a mutation failed: " + result.error().message);
    }
  }
  co_return Result<void>{};
}

// What the callbacks write, the end of the layer and the new status are one change to those who look.
Task<void> Mutation::end(std::shared_ptr<Mutation> self, Result<Data> answer) {
  self->is_answered_ = true;
  Batch batch{*self->runtime_};
  if (answer) {
    if (self->layer_) self->cache_->layers_.accept(*self->layer_, self->runtime_->next_sequence());
    auto called = co_await call_all(self, Stage::success, {.data = *answer}, batch);
    if (!called) answer = fail(std::move(called.error()));
  }
  if (!self->cache_) co_return;
  if (answer) {
    auto next = *self->state_;
    next.status = MutationStatus::success;
    next.data = std::move(*answer);
    next.failure_count = 0;
    next.failure_reason = nullptr;
    co_return self->settle(std::move(next), MutationChange::success);
  }
  if (self->layer_) self->cache_->layers_.lift(std::exchange(self->layer_, nullptr));
  (void)co_await call_all(self, Stage::error, {.error = &answer.error()}, batch);
  if (!self->cache_) co_return;
  auto next = *self->state_;
  next.status = MutationStatus::error;
  next.failure_count = self->context_.failures + 1;
  next.error = next.failure_reason = std::make_shared<const Error>(std::move(answer.error()));
  self->settle(std::move(next), MutationChange::error);
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
