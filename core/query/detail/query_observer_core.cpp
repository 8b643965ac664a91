#include "core/query/detail/query_observer_core.hpp"

#include <algorithm>
#include <utility>

#include "core/query/detail/client_core.hpp"

namespace quern::query {

ObserverCore::ObserverCore(std::shared_ptr<ClientCore> client, SharedOptions options)
    : client_(std::move(client)),
      options_(std::move(options)),
      stale_timer_([](void* self) { static_cast<ObserverCore*>(self)->on_stale_timer(); }, this) {
  const Batch batch{client_->runtime()};
  look_at_query();
  update();
}

ObserverCore::~ObserverCore() { detach(); }

void ObserverCore::link_before(ObserverCore* first) {
  next_ = first;
  previous_ = nullptr;
  if (first) first->previous_ = this;
}

void ObserverCore::unlink(ObserverCore*& first) {
  (previous_ ? previous_->next_ : first) = next_;
  if (next_) next_->previous_ = previous_;
  next_ = previous_ = nullptr;
}

void ObserverCore::look_at_query() {
  if (std::exchange(epoch_, client_->epoch()) != client_->epoch()) forget_what_was_seen();
  query_ = client_->cache().ensure(options_);
  data_updates_before_ = query_->state().data_updates;
  error_updates_before_ = query_->state().error_updates;
}

// The cache was cleared: not even a placeholder comes from before.
void ObserverCore::forget_what_was_seen() {
  last_seen_ = nullptr;
  made_ = nullptr;
  result_ = nullptr;
}

ObserverCore::Made& ObserverCore::made() {
  if (!made_) made_ = std::make_unique<Made>();
  return *made_;
}

ObserverCore::Polling::Polling(ObserverCore* owner)
    : timer([](void* self) { static_cast<ObserverCore*>(self)->on_interval(); }, owner) {}

Subscription ObserverCore::subscribe(UniqueFunction<void()> callback) {
  const auto self = std::static_pointer_cast<ObserverCore>(shared_from_this());  // a callback may end its owner
  auto inner = listeners.add(std::move(callback));
  attach();
  return Subscription{[self, inner = std::move(inner)]() mutable {
    inner.reset();
    if (self->listeners.is_empty()) self->detach();
  }};
}

void ObserverCore::attach() {
  if (std::exchange(is_attached_, true)) return;
  const auto self = shared_from_this();
  const Batch batch{client_->runtime()};
  if (!query_->is_cached()) look_at_query();  // it was collected meanwhile
  query_->add_observer(*this);
  was_enabled_ = is_enabled();
  if (should_fetch_on_mount()) query_->fetch(options_, {.cause = FetchCause::mount});
  client_->runtime().mark(*this);
  wait_for_interval();
}

void ObserverCore::detach() {
  if (!std::exchange(is_attached_, false)) return;
  const Batch batch{client_->runtime()};
  stale_timer_.cancel();
  polling_ = nullptr;
  query_->remove_observer(*this);
}

void ObserverCore::set_options(SharedOptions options) {
  const auto self = shared_from_this();
  const Batch batch{client_->runtime()};
  const auto old = options_;
  const bool is_other_key = old->key != options->key;
  const auto old_stale_time = old->stale_time(*query_);
  if (is_other_key) {
    if (is_attached_) query_->remove_observer(*this);
    options_ = std::move(options);
    look_at_query();
    if (is_attached_) query_->add_observer(*this);
  } else {
    if (is_attached_) query_->count_observer(*this, -1);
    options_ = std::move(options);
    if (is_attached_) query_->count_observer(*this, 1);
    if (query_->is_cached()) query_->use_options(options_);
  }
  const bool was_enabled = std::exchange(was_enabled_, is_enabled());
  if (is_attached_) {
    const bool is_new = is_other_key || (!was_enabled && was_enabled_);
    if (is_new && is_stale() && query_->is_cached()) query_->fetch(options_, {.cause = FetchCause::mount});
    const bool is_other_interval = polling_interval() != (polling_ ? polling_->interval : Duration{0});
    if (is_new || is_other_interval) wait_for_interval();
    // Functions are other ones each frame: what can be seen of a change is told.
    const bool is_told =
        was_enabled != was_enabled_ || is_other_interval || old_stale_time != options_->stale_time(*query_);
    if (is_told && !is_other_key) client_->runtime().tell(query_, QueryChange::options_changed);
  }
  if (update() && !listeners.is_empty()) {
    is_news_ = true;
    client_->runtime().mark(*this);
  }
}

void ObserverCore::refetch(Query::FetchRequest request, FetchWaiter answer) {
  const auto self = shared_from_this();
  const Batch batch{client_->runtime()};
  if (!query_->is_cached()) look_at_query();
  query_->fetch(options_, request, std::move(answer));
}

// ---- the result

ResultBase ObserverCore::result() {
  if (update()) is_news_ = true;
  return see();
}

ResultBase ObserverCore::see() {
  update();
  return ResultBase{result_, std::static_pointer_cast<ObserverCore>(shared_from_this())};
}

bool ObserverCore::refresh() {
  const bool is_stale_tick = std::exchange(is_stale_tick_, false);
  if (!is_attached_) return false;
  const bool is_news = update() || is_news_;
  is_news_ = false;
  if (!is_stale_tick) wait_for_interval();
  if (is_news) listeners.notify();
  return is_news;
}

bool ObserverCore::update() {
  auto next = make_result();
  wait_for_stale();
  if (result_ && next == *result_) return false;
  result_ = std::make_shared<const ResultState>(std::move(next));
  return true;
}

ResultState ObserverCore::make_result() {
  if (std::exchange(epoch_, client_->epoch()) != client_->epoch()) forget_what_was_seen();
  if (!query_->is_cached() && !result_) return {.is_enabled = is_enabled()};
  if (!query_->is_cached()) {  // removed: what was seen stays, until the key is asked for again
    auto last = *result_;
    last.fetch_status = FetchStatus::idle;
    return last;
  }
  const auto& state = query_->state();
  ResultState result{.data = nullptr,
                     .error = state.error,
                     .failure_reason = state.failure_reason,
                     .status = state.status,
                     .fetch_status = state.fetch_status,
                     .direction = state.direction,
                     .updated_at = state.updated_at,
                     .error_updated_at = state.error_updated_at,
                     .failure_count = state.failure_count,
                     .is_stale = is_stale(),
                     .is_optimistic = query_->has_layers(),
                     .is_enabled = is_enabled(),
                     .is_fetched = state.data_updates + state.error_updates > 0};
  // A query that was removed and came back counts from nothing.
  data_updates_before_ = std::min(data_updates_before_, state.data_updates);
  error_updates_before_ = std::min(error_updates_before_, state.error_updates);
  result.is_fetched_after_mount =
      state.data_updates > data_updates_before_ || state.error_updates > error_updates_before_;
  auto raw = query_->shown();
  if (raw) {
    last_seen_ = raw;
  } else if (state.status == QueryStatus::pending && (raw = placeholder())) {
    result.status = QueryStatus::success;
    result.is_placeholder = true;
  }
  const auto options = options_;
  if (const auto& page_ends = options->extras().page_ends; page_ends && raw) {
    const auto ends = page_ends(raw);
    result.has_next = ends.has_next;
    result.has_previous = ends.has_previous;
  }
  select(result, raw);
  return result;
}

Data ObserverCore::placeholder() {
  const auto options = options_;  // what is asked may give it others
  if (const auto& make = options->extras().placeholder) {
    auto next = make(last_seen_);
    auto& kept = made().placeholder;
    kept = keep_equal(options->type, kept, std::move(next));
    if (kept) return kept;
  }
  return options->keep_previous ? last_seen_ : nullptr;
}

void ObserverCore::select(ResultState& result, const Data& raw) {
  const auto options = options_;
  const auto& select = options->extras().select;
  if (!select.run || !raw) {
    result.data = raw;
    return;
  }
  const bool is_known =
      made_ && made_->select_input == raw &&
      (made_->select_options == options || made_->select_options->extras().select.identity.is_same_as(select.identity));
  auto selected = is_known ? Result<Data>{} : select.run(raw);
  auto& made = this->made();
  if (!is_known) {
    made.select_error = selected ? nullptr : std::make_shared<const Error>(std::move(selected.error()));
    if (selected) made.selected = keep_equal(options->selected_type, made.selected, std::move(*selected));
    made.select_input = raw;
  }
  made.select_options = options;
  result.data = made.selected;
  if (!made.select_error) return;
  result.error = made.select_error;
  result.status = QueryStatus::error;
  result.is_placeholder = false;
}

// ---- staleness and triggers

bool ObserverCore::is_stale() const { return is_enabled() && query_->is_stale_by(options_->stale_time(*query_)); }

bool ObserverCore::wants_refetch(RefetchOn when) const {
  if (!is_enabled() || when == RefetchOn::never) return false;
  if (query_->state().data && options_->stale_time(*query_).is_fixed()) return false;
  return when == RefetchOn::always || is_stale();
}

bool ObserverCore::should_fetch_on_mount() const {
  if (!is_enabled()) return false;
  const auto& state = query_->state();
  if (state.data) return wants_refetch(options_->refetch_on_mount(*query_));
  return state.status != QueryStatus::error || options_->should_retry_on_mount(*query_);
}

// A deadline that moved later is left where it is: it fires, finds nothing stale, and is set again.
void ObserverCore::wait_for_stale() {
  if (!is_attached_ || !query_->state().data || !is_enabled() || is_stale()) return;
  const auto due = deadline(query_->state().updated_at, options_->stale_time(*query_).time());
  if (stale_timer_.is_set() && stale_timer_.due() <= due) return;
  client_->runtime().timers.set(stale_timer_, due);
}

void ObserverCore::on_stale_timer() {
  const auto self = shared_from_this();
  const Batch batch{client_->runtime()};
  is_stale_tick_ = true;
  client_->runtime().mark(*this);
}

Duration ObserverCore::polling_interval() const {
  return is_attached_ && is_enabled() ? std::max(options_->refetch_interval(*query_), Duration{0}) : Duration{0};
}

// Each change of the query begins the period anew.
void ObserverCore::wait_for_interval() {
  const auto interval = polling_interval();
  if (interval == Duration{0}) {
    polling_ = nullptr;
    return;
  }
  if (!polling_) polling_ = std::make_unique<Polling>(this);
  polling_->interval = interval;
  auto& runtime = client_->runtime();
  runtime.timers.set(polling_->timer, deadline(runtime.now(), interval));
}

std::optional<TimePoint> ObserverCore::polls_at() const {
  return polling_ && polling_->timer.is_set() ? std::optional{polling_->timer.due()} : std::nullopt;
}

void ObserverCore::on_interval() {
  const auto self = shared_from_this();
  const Batch batch{client_->runtime()};
  wait_for_interval();
  const bool is_seen = client_->runtime().focus.is_focused() || options_->refetches_in_background();
  if (is_seen) query_->fetch(options_, {.cause = FetchCause::interval});
}

void ResultBase::refetch() const {
  if (const auto observer = observer_.lock()) observer->refetch({.mode = Query::WhileFetching::restart});
}

}  // namespace quern::query
