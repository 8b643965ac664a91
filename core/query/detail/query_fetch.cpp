#include "core/query/detail/query_fetch.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/query/query.hpp"

namespace quern::query {
namespace {

// The function answered a null pointer: that is neither data nor an error of the server's, and trying again is no use.
Error nothing_fetched(Runtime& runtime, const Key& key) {
  Error error{.kind = ErrorKind::decode, .message = "nothing was fetched for " + key.to_string()};
  if (runtime.is_logging()) runtime.log(LogLevel::error, error.message);
  return error;
}

}  // namespace

QueryFetch::QueryFetch(Query& query, SharedOptions own_options, QueryState own_before)
    : options(std::move(own_options)),
      before(std::move(own_before)),
      sequence(query.runtime_->next_sequence()),
      turn(query.runtime_->turn()),
      query_(&query),
      runtime_(query.runtime_),
      timer_([](void* self) { static_cast<QueryFetch*>(self)->wake(); }, this) {}

void QueryFetch::start() {
  is_starting_ = true;
  run(shared_from_this()).detach();
  is_starting_ = false;
}

// Each wait may end because the fetch was let go of: query_ is null then, and nothing is left to do.
Task<void> QueryFetch::run(std::shared_ptr<QueryFetch> fetch) {
  if (!fetch->can_start()) {
    fetch->pause();
    (void)co_await fetch->wait();
    if (!fetch->query_) co_return;
  }
  for (;;) {
    fetch->begin_try();
    auto answer = co_await fetch->options->fetch(
        {.key = fetch->options->key, .stop = StopOffer{fetch->stop_}, .meta = fetch->options->meta(), .run = fetch});
    if (!fetch->query_) co_return;
    if (fetch->is_starting_) {  // it answered at once: those who asked hear of it on a later turn all the same
      fetch->wake_later();
      (void)co_await fetch->wait();
      if (!fetch->query_) co_return;
    }
    if (answer && *answer) co_return fetch->query_->fetch_succeeded(*fetch, std::move(*answer));
    if (answer) {
      auto nothing = nothing_fetched(*fetch->runtime_, fetch->options->key);
      if (fetch->query_) fetch->query_->fetch_failed(*fetch, std::move(nothing));
      co_return;
    }

    auto& error = answer.error();
    const bool is_last = fetch->is_retry_cancelled || error.is(ErrorKind::cancelled) ||
                         !fetch->options->should_retry(fetch->failures_, error);
    if (!fetch->query_) co_return;
    if (is_last) co_return fetch->query_->fetch_failed(*fetch, std::move(error));

    const auto delay = fetch->runtime_->jittered(fetch->options->retry_delay(fetch->failures_, error));
    if (!fetch->query_) co_return;
    fetch->tried(error);
    if (!fetch->query_) co_return;
    fetch->runtime_->timers.set(fetch->timer_, deadline(fetch->runtime_->now(), delay));
    (void)co_await fetch->wait();
    if (!fetch->query_) co_return;
    if (!fetch->can_continue()) {
      fetch->pause();
      (void)co_await fetch->wait();
      if (!fetch->query_) co_return;
    }
    if (fetch->is_retry_cancelled) co_return fetch->query_->fetch_failed(*fetch, std::move(error));
  }
}

// What was invalidated before a try is fetched anew by it, if it brings all.
void QueryFetch::begin_try() {
  if (is_partial) return;
  turn = runtime_->turn();
  refetch_after = false;
  std::ranges::move(std::exchange(after_waiters, {}), std::back_inserter(waiters));
}

Future<void> QueryFetch::wait() {
  waiting_.emplace();
  return waiting_->future();
}

void QueryFetch::wake() {
  timer_.cancel();
  if (!waiting_) return;
  auto waiting = std::move(*waiting_);
  waiting_.reset();
  waiting.resolve({});
}

void QueryFetch::wake_later() {
  runtime_->scheduler.post([weak = weak_from_this()] {
    if (const auto fetch = weak.lock()) fetch->wake();
  });
}

void QueryFetch::tried(Error error) {
  ++failures_;
  const Batch batch{*runtime_};
  auto next = query_->state();
  next.failure_count = failures_;
  next.failure_reason = std::make_shared<const Error>(std::move(error));
  query_->change(std::move(next), QueryChange::fetch_failed);
}

void QueryFetch::pause() {
  is_paused_ = true;
  --runtime_->fetching;
  runtime_->remember_paused(weak_from_this());
  const Batch batch{*runtime_};
  auto next = query_->state();
  next.fetch_status = FetchStatus::paused;
  query_->change(std::move(next), QueryChange::fetch_paused);
}

void QueryFetch::proceed() {
  if (!query_ || !is_paused_ || !can_continue()) return;
  const auto self = shared_from_this();
  const Batch batch{*runtime_};
  is_paused_ = false;
  ++runtime_->fetching;
  auto next = query_->state();
  next.fetch_status = FetchStatus::fetching;
  query_->change(std::move(next), QueryChange::fetch_continued);
  wake();
}

void QueryFetch::detach(bool is_stopping) {
  const auto self = shared_from_this();
  query_ = nullptr;
  if (!is_paused_) --runtime_->fetching;
  if (is_stopping) stop_->source.request_stop();
  wake();
}

Data QueryFetch::data() const { return query_ ? query_->state().data : nullptr; }

bool QueryFetch::is_refetch() const {
  return query_ && query_->state().data_updates + query_->state().error_updates > 0;
}

// What is cut short is not the whole: it counts as stale.
void QueryFetch::publish(Data data) {
  if (!query_) return;
  const auto self = shared_from_this();
  const Batch batch{*runtime_};
  auto next = query_->state();
  next.data = std::move(data);
  next.error = nullptr;
  next.status = QueryStatus::success;
  next.updated_at = runtime_->now();
  ++next.data_updates;
  query_->change(std::move(next), QueryChange::data_streamed);
  before = query_->without_fetch(query_->state());
  before.is_invalidated = true;
}

void QueryFetch::forget_data() {
  if (!query_) return;
  const Batch batch{*runtime_};
  auto next = query_->state();
  const auto initial = query_->initial_state();
  next.data = initial.data;
  next.error = nullptr;
  next.status = initial.status;
  next.updated_at = initial.updated_at;
  query_->change(std::move(next), QueryChange::data_streamed);
}

// The first try needs a connection, no focus: what a person opened in a background tab is there when they look.
bool QueryFetch::can_start() const {
  return options->network_mode() != NetworkMode::online || runtime_->online.is_online();
}

bool QueryFetch::can_continue() const {
  const bool is_deaf = options->network_mode() == NetworkMode::always;
  const bool is_first = failures_ == 0;
  return (is_first || runtime_->focus.is_focused()) && (is_deaf || runtime_->online.is_online());
}

}  // namespace quern::query
