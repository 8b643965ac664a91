#include "core/query/detail/query_observer_core.hpp"

#include <utility>

#include "core/query/detail/client_core.hpp"

namespace quern::query {

ObserverCore::ObserverCore(std::shared_ptr<ClientCore> client, SharedOptions options)
    : client_(std::move(client)),
      options_(std::move(options)),
      stale_timer_([](void* self) { static_cast<ObserverCore*>(self)->on_stale_timer(); }, this),
      interval_timer_([](void* self) { static_cast<ObserverCore*>(self)->on_interval(); }, this) {
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
  last_seen_ = placeholder_ = select_input_ = selected_ = nullptr;
  select_error_ = nullptr;
  is_select_current_ = false;
}

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
  interval_timer_.cancel();
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
    const bool is_other_interval = options_->refetch_interval(*query_) != interval_;
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
  if (!is_attached_) return false;
  const bool is_news = update() || is_news_;
  is_news_ = false;
  wait_for_interval();
  if (is_news) listeners.notify();
  return is_news;
}

bool ObserverCore::update() {
  auto next = make_result();
  wait_for_stale();
  if (next == *result_) return false;
  result_ = std::make_shared<const ResultState>(std::move(next));
  return true;
}

ResultState ObserverCore::make_result() {
  if (!query_->is_cached() && epoch_ != client_->epoch()) {
    forget_what_was_seen();
    return {.is_enabled = is_enabled()};
  }
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
  result.is_fetched_after_mount =
      state.data_updates > data_updates_before_ || state.error_updates > error_updates_before_;
  auto raw = query_->shown();
  if (raw) {
    last_seen_ = raw;
  } else if (state.status == QueryStatus::pending && (raw = placeholder())) {
    result.status = QueryStatus::success;
    result.is_placeholder = true;
  }
  if (options_->page_ends && raw) {
    const auto ends = options_->page_ends(raw);
    result.has_next = ends.has_next;
    result.has_previous = ends.has_previous;
  }
  select(result, raw);
  return result;
}

Data ObserverCore::placeholder() {
  if (options_->placeholder) {
    placeholder_ = keep_equal(options_->type, placeholder_, options_->placeholder(last_seen_));
    if (placeholder_) return placeholder_;
  }
  return options_->keep_previous ? last_seen_ : nullptr;
}

void ObserverCore::select(ResultState& result, const Data& raw) {
  const auto& select = options_->select;
  if (!select.run || !raw) {
    result.data = raw;
    return;
  }
  const bool is_known = is_select_current_ && select_input_ == raw &&
                        (select_options_ == options_ || select_identity_.is_same_as(select.identity));
  if (!is_known) {
    auto selected = select.run(raw);
    select_error_ = selected ? nullptr : std::make_shared<const Error>(std::move(selected.error()));
    if (selected) selected_ = keep_equal(options_->selected_type, selected_, std::move(*selected));
    select_input_ = raw;
    select_identity_ = select.identity;
    is_select_current_ = true;
  }
  select_options_ = options_;
  result.data = selected_;
  if (!select_error_) return;
  result.error = select_error_;
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
  const auto& retry_on_mount = options_->settings.retry_on_mount;
  return state.status != QueryStatus::error || !retry_on_mount || (*retry_on_mount)(*query_);
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
  client_->runtime().mark(*this);
}

void ObserverCore::wait_for_interval() {
  interval_ = options_->refetch_interval(*query_);
  if (!is_attached_ || !is_enabled() || interval_ <= Duration{0}) return interval_timer_.cancel();
  auto& runtime = client_->runtime();
  runtime.timers.set(interval_timer_, deadline(runtime.now(), interval_));
}

void ObserverCore::on_interval() {
  const auto self = shared_from_this();
  const Batch batch{client_->runtime()};
  wait_for_interval();
  const bool is_seen =
      client_->runtime().focus.is_focused() || options_->settings.refetch_in_background.value_or(false);
  if (is_seen) query_->fetch(options_, {.cause = FetchCause::interval});
}

void ResultBase::refetch() const {
  if (const auto observer = observer_.lock()) observer->refetch({.mode = Query::WhileFetching::restart});
}

}  // namespace quern::query
