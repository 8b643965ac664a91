#include "core/query/mutation.hpp"

#include <algorithm>
#include <utility>

namespace quern::query {

Mutation::Mutation(std::shared_ptr<Runtime> runtime, MutationCache& cache, SharedMutationOptions options,
                   std::uint64_t id)
    : runtime_(std::move(runtime)),
      cache_(&cache),
      options_(std::move(options)),
      context_{.id = id, .key = options_->key, .stop = stop_.token()},
      timer_(
          [](void* pointer) {
            auto* self = static_cast<Mutation*>(pointer);
            const Batch batch{*self->runtime_};
            if (!self->is_settled()) return self->wake();
            if (self->readers_.empty() && self->cache_) self->cache_->remove(*self);
          },
          this) {}

void Mutation::start(Data variables, MutationWaiter answer) {
  const auto self = shared_from_this();
  if (answer) waiters_.push_back(std::move(answer));
  ++runtime_->mutating;
  const Batch batch{*runtime_};
  change({.status = MutationStatus::pending, .variables = std::move(variables), .submitted_at = runtime_->now()});
  run(self).detach();
}

// After each wait it may be over: the client gone (cache_ is null then, and all are told already), or taken back.
Task<void> Mutation::run(std::shared_ptr<Mutation> self) {
  const auto& options = *self->options_;
  {
    Batch batch{*self->runtime_};
    if (options.optimistic) {
      OptimisticPatches patches;
      options.optimistic(patches, self->state_.variables);
      self->layer_ = self->cache_->layers_.add(patches.take());
    }
    co_await call(self, options.on_mutate, nullptr, batch);
  }
  if (!self->is_under_way()) co_return;
  auto answer = co_await try_until_settled(self);
  if (!self->is_under_way()) co_return;
  self->is_answered_ = true;
  if (answer) {
    co_await succeed(self, std::move(*answer));
  } else {
    co_await fail_with(self, std::move(answer.error()));
  }
}

Task<Result<Data>> Mutation::try_until_settled(std::shared_ptr<Mutation> self) {
  const auto& options = *self->options_;
  for (;;) {
    if (self->should_wait()) {
      auto waiting = self->state_;
      waiting.is_paused = true;
      self->change(std::move(waiting));
      if (!self->is_under_way()) co_return fail(Error::cancelled());
      (void)co_await self->wait();
      if (!self->is_under_way()) co_return fail(Error::cancelled());
      auto going = self->state_;
      going.is_paused = false;
      self->change(std::move(going));
      if (!self->is_under_way()) co_return fail(Error::cancelled());
    }
    auto answer = co_await options.fetch(self->state_.variables, self->context_);
    if (answer || !self->is_under_way()) co_return answer;

    const auto& error = answer.error();
    const int failures = self->context_.failures;
    const bool is_retrying = options.retry && !error.is(ErrorKind::cancelled) && (*options.retry)(failures, error);
    if (!is_retrying) co_return answer;
    const auto delay =
        options.retry_delay ? (*options.retry_delay)(failures, error) : exponential_delay(failures, error);
    ++self->context_.failures;
    auto tried = self->state_;
    tried.failure_count = self->context_.failures;
    tried.failure_reason = std::make_shared<const Error>(error);
    self->change(std::move(tried));
    if (!self->is_under_way()) co_return fail(Error::cancelled());
    self->runtime_->timers.set(self->timer_, deadline(self->runtime_->now(), self->runtime_->jittered(delay)));
    (void)co_await self->wait();
    if (!self->is_under_way()) co_return fail(Error::cancelled());
  }
}

// What a callback does at once is part of the batch; while it is waited for, others are told of it.
Task<void> Mutation::call(std::shared_ptr<Mutation> self, const detail::ErasedCallback& callback, const void* subject,
                          Batch& batch) {
  if (!callback) co_return;
  auto task = callback(subject, self->state_.variables, self->context_);
  if (task.is_done()) co_return;
  batch.close();
  co_await task;
  batch.open();
}

// What the callbacks write, the end of the layer and the new status are one change to those who look.
Task<void> Mutation::succeed(std::shared_ptr<Mutation> self, Data data) {
  const auto& options = *self->options_;
  if (self->layer_) self->cache_->layers_.accept(*self->layer_, self->runtime_->next_sequence());
  Batch batch{*self->runtime_};
  co_await call(self, options.on_success, data.get(), batch);
  if (!self->cache_) co_return;
  co_await call(self, options.on_settled, nullptr, batch);
  if (!self->cache_) co_return;
  auto next = self->state_;
  next.status = MutationStatus::success;
  next.data = std::move(data);
  next.failure_count = 0;
  next.failure_reason = nullptr;
  self->settle(std::move(next));
}

Task<void> Mutation::fail_with(std::shared_ptr<Mutation> self, Error error) {
  const auto& options = *self->options_;
  Batch batch{*self->runtime_};
  if (self->layer_) self->cache_->layers_.lift(self->layer_);
  co_await call(self, options.on_error, &error, batch);
  if (!self->cache_) co_return;
  co_await call(self, options.on_settled, &error, batch);
  if (!self->cache_) co_return;
  auto next = self->state_;
  next.status = MutationStatus::error;
  next.failure_count = self->context_.failures + 1;
  next.error = next.failure_reason = std::make_shared<const Error>(std::move(error));
  self->settle(std::move(next));
}

void Mutation::cancel() {
  if (state_.status != MutationStatus::pending || !is_under_way()) return;
  const auto self = shared_from_this();
  const Batch batch{*runtime_};
  is_answered_ = true;
  timer_.cancel();
  stop_.request_stop();
  wake();
  if (cache_) fail_with(self, Error::cancelled()).detach();
}

void Mutation::settle(MutationState next) {
  const auto self = shared_from_this();
  const Batch batch{*runtime_};
  next.is_paused = false;
  change(std::move(next));
  if (layer_) cache_->layers_.lift(std::exchange(layer_, nullptr));
  --runtime_->mutating;
  auto waiters = std::exchange(waiters_, {});
  auto settled_waiters = std::exchange(settled_waiters_, {});
  cache_->leave_scope(*this);
  wait_for_gc();
  const Result<Data> answer = state_.error ? Result<Data>{fail(*state_.error)} : Result<Data>{state_.data};
  for (auto& waiter : waiters) waiter(answer);
  for (auto& waiter : settled_waiters) waiter();
}

void Mutation::change(MutationState next) {
  const Batch batch{*runtime_};
  state_ = std::move(next);
  for (auto* reader : readers_) runtime_->mark(*reader);
  runtime_->tell(shared_from_this());
}

void Mutation::wait_for_settled(UniqueFunction<void()> callback) {
  if (is_settled()) return callback();
  settled_waiters_.push_back(std::move(callback));
}

bool Mutation::should_wait() const {
  const auto mode = options_->network_mode.value_or(NetworkMode::online);
  const bool needs_connection =
      mode == NetworkMode::online || (mode == NetworkMode::offline_first && context_.failures > 0);
  return !cache_->is_its_turn(*this) || (needs_connection && !runtime_->online.is_online());
}

void Mutation::proceed() {
  if (state_.is_paused && cache_ && !should_wait()) wake();
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
  auto waiters = std::exchange(waiters_, {});
  auto settled_waiters = std::exchange(settled_waiters_, {});
  for (auto& waiter : waiters) waiter(fail(Error::cancelled()));
  for (auto& waiter : settled_waiters) waiter();
}

void Mutation::remove_reader(Reader& reader) {
  std::erase(readers_, &reader);
  if (is_settled()) wait_for_gc();
}

void Mutation::wait_for_gc() {
  if (!cache_ || !readers_.empty() || runtime_->is_shut()) return;
  const auto gc_time = options_->gc_time.value_or(std::chrono::minutes{5});
  runtime_->timers.set(timer_, deadline(runtime_->now(), gc_time));
}

[[gnu::noinline]] SharedMutationOptions detail::make_options(const MutationParts& parts) {
  return std::make_shared<const ErasedMutationOptions>(ErasedMutationOptions{
      parts.fetch, parts.key, parts.optimistic, parts.on_mutate, parts.on_success, parts.on_error, parts.on_settled,
      parts.scope, parts.retry, parts.retry_delay, parts.network_mode, parts.gc_time, parts.meta});
}

// ---- all of them

std::shared_ptr<Mutation> MutationCache::add(SharedMutationOptions options) {
  auto mutation = std::make_shared<Mutation>(runtime_, *this, std::move(options), ++last_id_);
  mutations_.emplace(mutation->id(), mutation);
  if (!mutation->options().scope.empty()) scopes_[mutation->options().scope].push_back(mutation.get());
  return mutation;
}

std::vector<std::shared_ptr<Mutation>> MutationCache::find_all(const MutationFilter& filter) const {
  std::vector<std::shared_ptr<Mutation>> found;
  for (const auto& [id, mutation] : mutations_) {
    const auto& key = mutation->key();
    if (!filter.key.is_empty() && !(filter.exact ? key == filter.key : key.starts_with(filter.key))) continue;
    if (filter.status && mutation->state().status != *filter.status) continue;
    if (filter.predicate && !filter.predicate(*mutation)) continue;
    found.push_back(mutation);
  }
  return found;
}

void MutationCache::remove(Mutation& mutation) {
  const auto self = mutation.shared_from_this();
  mutations_.erase(mutation.id());
  runtime_->tell(self);
}

void MutationCache::clear() {
  for (const auto& [id, mutation] : std::exchange(mutations_, {})) {
    if (mutation->layer_) layers_.lift(std::exchange(mutation->layer_, nullptr));
    mutation->abandon();
  }
  scopes_.clear();
}

void MutationCache::abandon() {
  for (const auto& [id, mutation] : std::exchange(mutations_, {})) mutation->abandon();
  scopes_.clear();
}

bool MutationCache::is_its_turn(const Mutation& mutation) const {
  const auto scope = scopes_.find(mutation.options().scope);
  return scope == scopes_.end() || scope->second.front() == &mutation;
}

void MutationCache::leave_scope(const Mutation& mutation) {
  const auto scope = scopes_.find(mutation.options().scope);
  if (scope == scopes_.end()) return;
  std::erase(scope->second, &mutation);
  if (scope->second.empty()) {
    scopes_.erase(scope);
  } else {
    scope->second.front()->proceed();  // where it goes on already, it hears nothing new
  }
}

void MutationCache::resume_paused(UniqueFunction<void()> done) {
  struct Rest {
    explicit Rest(UniqueFunction<void()> own_done) : done(std::move(own_done)) {}
    Rest(const Rest&) = delete;
    Rest& operator=(const Rest&) = delete;
    ~Rest() { done(); }
    UniqueFunction<void()> done;
  };
  if (!runtime_->online.is_online()) return done();
  const auto rest = std::make_shared<Rest>(std::move(done));  // its last owner calls `done`
  for (const auto& mutation : find_all({.status = MutationStatus::pending})) {
    if (!mutation->state().is_paused) continue;
    mutation->wait_for_settled([rest] {});
    mutation->proceed();
  }
}

}  // namespace quern::query
