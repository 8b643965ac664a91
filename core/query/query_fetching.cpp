// A query's fetch: how it begins, who joins it, and how it ends. What a single try does: detail/query_fetch.cpp.
#include <algorithm>
#include <iterator>

#include "core/query/detail/query_observer_core.hpp"
#include "core/query/query.hpp"

namespace quern::query {
namespace {

std::string no_function(const Key& key) { return "no fetch function for " + key.to_string(); }

Task<Result<void>> no_fetch_function(QueryContext context) {
  co_return fail(ErrorKind::decode, no_function(context.key));
}

SharedOptions without_function(const SharedOptions& options) {
  auto failing = std::make_shared<ErasedOptions>(*options);
  failing->fetch = [](QueryContext context) { return detail::ErasedTask{no_fetch_function(std::move(context))}; };
  failing->set_no_retry();
  return failing;
}

void join(QueryFetch& fetch, std::vector<FetchWaiter>& waiters) {
  std::ranges::move(waiters, std::back_inserter(fetch.waiters));
  waiters.clear();
}

}  // namespace

void Query::fetch(const SharedOptions& options, FetchRequest request, FetchWaiter answer) {
  const auto self = shared_from_this();
  const Batch batch{*runtime_};
  if (runtime_->is_shut()) {
    if (answer) answer(fail(Error::cancelled()));
    return;
  }
  if (!state_.data) request.direction = FetchDirection::none;
  const bool is_restarting = fetch_ && request.mode == WhileFetching::restart && state_.data && is_other(request);
  if (fetch_ && !is_restarting) {
    if (answer) fetch_->waiters.push_back(std::move(answer));
    fetch_->is_retry_cancelled = false;
    return fetch_->proceed();
  }

  use_options(options);
  auto chosen = options->fetch ? options : options_;
  if (!chosen || !chosen->fetch) {
    if (runtime_->is_logging()) runtime_->log(LogLevel::warning, no_function(key_));
    chosen = without_function(options);
  }
  if (fetch_) fetch_->flush_pieces();
  const auto old = std::exchange(fetch_, nullptr);
  fetch_ = std::make_shared<QueryFetch>(*this, std::move(chosen), old ? std::move(old->before) : state_);
  fetch_->direction = request.direction;
  ++runtime_->fetching;
  if (old) {
    fetch_->waiters = std::move(old->waiters);
    join(*fetch_, old->after_waiters);
  }
  if (answer) fetch_->waiters.push_back(std::move(answer));

  auto next = state_;
  next.fetch_status = FetchStatus::fetching;
  next.direction = request.direction;
  next.failure_count = 0;
  next.failure_reason = nullptr;
  if (!next.data) {
    next.error = nullptr;
    next.status = QueryStatus::pending;
  }
  change(std::move(next), QueryChange::fetch_started, request.cause);
  const auto started = fetch_;
  if (old) old->detach(true);  // may run what waits for its stop token: everything is in place by now
  if (fetch_ == started) started->start();
}

// A running fetch is begun anew for what it does not bring: what is newer than its turn, or another page.
bool Query::is_other(const FetchRequest& request) const {
  if (request.direction != fetch_->direction) return true;
  return request.direction == FetchDirection::none && fetch_->turn != runtime_->turn();
}

void Query::refetch_after_invalidation(FetchRequest request, FetchWaiter answer) {
  const bool is_older = fetch_ && fetch_->turn != runtime_->turn() && fetch_->has_begun();
  if (is_older && (request.mode == WhileFetching::join || !state_.data)) {
    fetch_->refetch_after = true;
    if (answer) fetch_->after_waiters.push_back(std::move(answer));
    fetch_->is_retry_cancelled = false;
    return fetch_->proceed();
  }
  fetch(preferred_options(), request, std::move(answer));
}

SharedOptions Query::preferred_options() const {
  const auto preferred = first_that(
      [](const Query&, const ObserverCore& observer) { return observer.options().fetch && observer.is_enabled(); });
  if (preferred) return preferred->shared_options();
  if (options_) return options_;
  auto none = std::make_shared<ErasedOptions>();
  none->key = key_;
  none->type = type_;
  return none;
}

void Query::end_fetch(bool is_stopping) { std::exchange(fetch_, nullptr)->detach(is_stopping); }

void Query::settle(std::vector<FetchWaiter> waiters, const Result<Data>& answer) {
  for (auto& waiter : waiters) waiter(answer);
}

void Query::fetch_succeeded(QueryFetch& fetch, Data data) {
  const auto self = shared_from_this();
  const Batch batch{*runtime_};
  data = shared_with_old(std::move(data));
  if (fetch_.get() != &fetch) return;
  auto waiters = std::move(fetch.waiters);
  auto after = std::move(fetch.after_waiters);
  const bool is_refetching = fetch.refetch_after;
  const bool is_page = fetch.direction != FetchDirection::none;
  patches_.remove_accepted_before(fetch.sequence);
  show_anew();
  end_fetch(false);

  auto next = without_fetch(state_);
  next.data = std::move(data);
  next.error = nullptr;
  next.status = QueryStatus::success;
  next.updated_at = runtime_->now();
  ++next.data_updates;
  next.failure_count = 0;
  next.failure_reason = nullptr;
  next.is_invalidated = is_refetching || (is_page && state_.is_invalidated);  // one page more: the others are as old
  change(std::move(next), QueryChange::fetch_succeeded);
  const Result<Data> answer{shown()};
  tell_of_end(nullptr);

  if (is_refetching && !fetch_ && cached_self_ && (is_active() || !after.empty())) {
    this->fetch(preferred_options(), {.cause = FetchCause::invalidation});
  }
  if (fetch_) join(*fetch_, after);
  settle(std::move(waiters), answer);
  settle(std::move(after), answer);
  wait_for_gc();
}

void Query::fetch_failed(QueryFetch& fetch, Error error) {
  const auto self = shared_from_this();
  const Batch batch{*runtime_};
  auto waiters = std::move(fetch.waiters);
  auto after = std::move(fetch.after_waiters);
  const bool is_page = fetch.direction != FetchDirection::none;
  const bool is_refetching = is_page && fetch.refetch_after;  // a page failed: the others are old all the same
  end_fetch(false);

  const auto shared = std::make_shared<const Error>(std::move(error));
  auto next = without_fetch(state_);
  next.error = shared;
  next.status = QueryStatus::error;
  next.error_updated_at = runtime_->now();
  ++next.error_updates;
  ++next.failure_count;
  next.failure_reason = shared;
  if (!is_page) next.is_invalidated = true;  // what is there is no longer known to be true
  change(std::move(next), QueryChange::fetch_error);
  tell_of_end(shared.get());
  if (is_refetching && !fetch_ && cached_self_ && (is_active() || !after.empty())) {
    this->fetch(preferred_options(), {.cause = FetchCause::invalidation});
  }
  if (fetch_) join(*fetch_, after);
  settle(std::move(waiters), fail(*shared));
  settle(std::move(after), fail(*shared));
  wait_for_gc();
}

void Query::tell_of_end(const Error* error) {
  const auto callbacks = runtime_->query_callbacks;  // a callback may end the client
  if (error && callbacks.on_error) callbacks.on_error(*error, *this);
  if (!error && callbacks.on_success) callbacks.on_success({state_.data, type_}, *this);
  if (callbacks.on_settled) callbacks.on_settled(error, *this);
}

void Query::cancel(bool is_reverting) {
  if (!fetch_) return;
  const auto self = shared_from_this();
  const Batch batch{*runtime_};
  fetch_->flush_pieces();
  const auto old = std::exchange(fetch_, nullptr);
  auto next = without_fetch(is_reverting ? old->before : state_);
  if (!is_reverting) {
    next.status = QueryStatus::error;
    next.error = std::make_shared<const Error>(Error::cancelled());
    next.error_updated_at = runtime_->now();
    ++next.error_updates;
  }
  change(std::move(next), QueryChange::fetch_cancelled);
  old->detach(true);
  Result<Data> answer{shown()};
  if (!is_reverting || !*answer) answer = fail(Error::cancelled());
  settle(std::move(old->waiters), answer);
  settle(std::move(old->after_waiters), answer);
  wait_for_gc();
}

}  // namespace quern::query
