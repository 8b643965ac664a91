// A mutation's way from its first callback to its last, as coroutines.
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
  if (!self->is_under_way()) co_return fail(Error::cancelled());
  auto called = co_await call_all(self, Stage::mutate, {}, batch);
  if (called && self->is_under_way() && self->context_.value) {
    auto next = *self->state_;
    next.context = self->context_.value;
    self->change(std::move(next), MutationChange::context_kept);
  }
  co_return called;
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
    const auto delay = self->runtime_->jittered(options->retry_delay ? (*options->retry_delay)(failures, error)
                                                                     : exponential_delay(failures, error));
    if (!self->is_under_way()) co_return fail(Error::cancelled());
    auto tried = *self->state_;
    tried.failure_count = ++self->context_.failures;
    tried.failure_reason = std::make_shared<const Error>(error);
    self->change(std::move(tried), MutationChange::failed);
    if (!self->is_under_way()) co_return fail(Error::cancelled());
    self->runtime_->timers.set(self->timer_, deadline(self->runtime_->now(), delay));
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
      if (!self->runtime_->is_logging()) continue;
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

}  // namespace quern::query
