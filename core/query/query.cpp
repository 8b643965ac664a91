#include "core/query/query.hpp"

#include <algorithm>
#include <cassert>

#include "core/query/detail/query_cache.hpp"
#include "core/query/detail/query_observer_core.hpp"

namespace quern::query {

Query::Query(std::shared_ptr<Runtime> runtime, QueryCache& cache, Key key, const DataType* type)
    : runtime_(std::move(runtime)),
      cache_(cache),
      key_(std::move(key)),
      type_(type),
      gc_timer_([](void* self) { static_cast<Query*>(self)->collect(); }, this) {}

Query::~Query() {
  if (fetch_) end_fetch(true);
}

const Data& Query::shown() {
  if (is_shown_current_) return shown_;
  is_shown_current_ = true;
  const auto* patch = std::exchange(first_unapplied_, nullptr);
  if (!patch) {
    patch = patches_.first();
    shown_ = state_.data;
  }
  for (; patch && shown_; patch = patch->next) shown_ = patch->apply(shown_);
  return shown_;
}

// To ask one may run any code, also such that ends it: then nobody knows who came next, and nobody else is asked.
std::shared_ptr<const ObserverCore> Query::first_that(bool (*is_wanted)(const Query&, const ObserverCore&)) const {
  for (const auto* observer = first_observer_; observer; observer = observer->next()) {
    auto kept = std::static_pointer_cast<const ObserverCore>(observer->shared_from_this());
    if (is_wanted(*this, *observer)) return kept;
    if (!observer->is_attached() || observer->query().get() != this) break;
  }
  return nullptr;
}

// Counted where the settings are values; only functions make it ask each observer.
bool Query::is_active() const {
  if (enabled_count_ > 0 || asking_count_ == 0) return enabled_count_ > 0;
  return first_that([](const Query&, const ObserverCore& observer) { return observer.is_enabled(); }) != nullptr;
}

bool Query::is_fixed() const {
  if (fixed_count_ > 0 || asking_count_ == 0) return fixed_count_ > 0;
  return first_that([](const Query& query, const ObserverCore& observer) {
           return observer.options().stale_time(query).is_fixed();
         }) != nullptr;
}

bool Query::is_disabled() const {
  if (observer_count_ > 0) return !is_active();
  return state_.data_updates + state_.error_updates == 0;
}

bool Query::is_stale() const {
  if (!state_.data || state_.is_invalidated) return true;
  return first_that([](const Query& query, const ObserverCore& observer) {
           return observer.is_enabled() && query.is_stale_by(observer.options().stale_time(query));
         }) != nullptr;
}

bool Query::is_stale_by(const StaleTime& stale_time) const {
  if (!state_.data) return true;
  if (stale_time.is_fixed()) return false;
  return state_.is_invalidated || runtime_->now() >= deadline(state_.updated_at, stale_time.time());
}

// ---- state

void Query::change(QueryState next, QueryChange what, FetchCause cause) {
  if (next.data != state_.data) show_anew();
  state_ = std::move(next);
  mark_observers();
  runtime_->tell(shared_from_this(), what, cause);
}

QueryState Query::initial_state() const {
  QueryState state;
  if (!initial_) return state;
  state.data = initial_->data;
  state.updated_at = initial_->updated_at;
  state.status = QueryStatus::success;
  return state;
}

QueryState Query::without_fetch(const QueryState& from) const {
  auto state = from;
  state.fetch_status = FetchStatus::idle;
  return state;
}

void Query::show_anew() {
  is_shown_current_ = false;
  first_unapplied_ = nullptr;
}

void Query::mark_observers() {
  for (auto* observer = first_observer_; observer; observer = observer->next()) runtime_->mark(*observer);
}

Data Query::shared_with_old(Data next) const {
  const auto options = options_;  // what it asks may let go of them
  const auto* extras = options ? options->own_extras.get() : nullptr;
  if (extras && extras->share && state_.data && next) return extras->share(state_.data, std::move(next));
  return keep_equal(type_, state_.data, std::move(next));
}

void Query::use_options(const SharedOptions& options) {
  assert(options->type == type_ && "one key, two types of data");
  // Kept for a function to fetch with, for meta and sharing: a query that was only written keeps none.
  if (options->fetch || (!options_ && options->own_extras)) options_ = options;
  gc_time_ = std::max(gc_time_, options->gc_time());
  if (options->own_extras && options->own_extras->initial_data && !state_.data) offer_initial_data(*options);
}

void Query::offer_initial_data(const ErasedOptions& options) {
  const auto self = shared_from_this();  // what is asked may do anything to it
  const auto extras = options.own_extras;
  auto data = extras->initial_data();
  const auto age_from = extras->initial_updated_at(*this).value_or(runtime_->now());
  if (!data || state_.data || !is_cached()) return;
  initial_ = std::make_unique<const Initial>(std::move(data), age_from);
  state_.data = initial_->data;
  state_.status = QueryStatus::success;
  state_.error = nullptr;
  state_.updated_at = age_from;
  if (fetch_) fetch_->before = without_fetch(state_);
  show_anew();
  mark_observers();
}

void Query::set_data(Data data, std::optional<TimePoint> updated_at) {
  const auto self = shared_from_this();
  const Batch batch{*runtime_};
  data = shared_with_old(std::move(data));
  if (!is_cached()) return;
  auto next = state_;
  next.data = std::move(data);
  next.error = nullptr;
  next.status = QueryStatus::success;
  next.updated_at = updated_at.value_or(runtime_->now());
  next.is_invalidated = false;
  ++next.data_updates;
  change(std::move(next), QueryChange::data_set);
  if (fetch_) fetch_->before = without_fetch(state_);
  wait_for_gc();
}

void Query::patch_data(Data data) {
  const Batch batch{*runtime_};
  auto next = state_;
  next.data = std::move(data);
  ++next.data_updates;
  change(std::move(next), QueryChange::data_set);
  if (fetch_) fetch_->before = without_fetch(state_);
}

void Query::invalidate() {
  if (fetch_ && fetch_->turn != runtime_->turn() && fetch_->has_begun()) fetch_->refetch_after = true;
  if (state_.is_invalidated) return;
  const Batch batch{*runtime_};
  auto next = state_;
  next.is_invalidated = true;
  change(std::move(next), QueryChange::invalidated);
  if (fetch_) fetch_->before.is_invalidated = true;
}

void Query::reset() {
  const auto self = shared_from_this();
  const Batch batch{*runtime_};
  const auto old = std::exchange(fetch_, nullptr);
  change(initial_state(), QueryChange::reset);
  if (!old) return;
  old->detach(true);
  settle(std::move(old->waiters), fail(Error::cancelled()));
  settle(std::move(old->after_waiters), fail(Error::cancelled()));
  wait_for_gc();
}

void Query::forget() {
  gc_timer_.cancel();
  const auto old = std::exchange(fetch_, nullptr);
  initial_ = nullptr;
  state_ = {};
  options_ = nullptr;
  patches_.clear();
  show_anew();
  if (!old) return;
  old->detach(true);
  settle(std::move(old->waiters), fail(Error::cancelled()));
  settle(std::move(old->after_waiters), fail(Error::cancelled()));
}

// ---- observers

void Query::on_focus() {
  const auto self = shared_from_this();
  const auto wanting = first_that([](const Query& query, const ObserverCore& observer) {
    return observer.wants_refetch(observer.options().refetch_on_focus(query));
  });
  if (wanting) fetch(wanting->shared_options(), {.cause = FetchCause::focus});
  if (fetch_) fetch_->proceed();
}

void Query::on_online() {
  const auto self = shared_from_this();
  const auto wanting = first_that([](const Query& query, const ObserverCore& observer) {
    return observer.wants_refetch(observer.options().refetch_on_reconnect(query));
  });
  if (wanting) fetch(wanting->shared_options(), {.cause = FetchCause::online});
  if (fetch_) fetch_->proceed();
}

void Query::add_observer(ObserverCore& observer) {
  observer.link_before(first_observer_);
  first_observer_ = &observer;
  if (++observer_count_ == 1) cache_.watch(*this);
  count_observer(observer, 1);
  if (fetch_) fetch_->is_retry_cancelled = false;
  runtime_->tell(shared_from_this(), QueryChange::observer_added);
}

void Query::remove_observer(ObserverCore& observer) {
  observer.unlink(first_observer_);
  count_observer(observer, -1);
  const bool is_last = --observer_count_ == 0;
  if (is_last) cache_.unwatch(*this);
  runtime_->tell(shared_from_this(), QueryChange::observer_removed);
  if (is_last && holds_ == 0) last_observer_left();
}

void Query::count_observer(const ObserverCore& observer, int by) {
  const auto change_by = static_cast<std::uint32_t>(by);
  const auto& enabled = observer.options().enabled;
  const auto& stale_time = observer.options().stale_time_setting();
  if (!enabled.is_rule() && enabled.value()) enabled_count_ += change_by;
  if (!stale_time.is_rule() && stale_time.value().is_fixed()) fixed_count_ += change_by;
  if (enabled.is_rule() || stale_time.is_rule()) asking_count_ += change_by;
}

void Query::release() {
  if (--holds_ == 0 && observer_count_ == 0) last_observer_left();
}

// A fetch that took its stop token, or has not even begun, is of no use any more; another may finish its try.
void Query::last_observer_left() {
  if (fetch_) {
    if (fetch_->is_stop_taken() || (!fetch_->has_begun() && !state_.data)) {
      cancel(true);
    } else {
      fetch_->stop_retrying();
    }
  }
  wait_for_gc();
}

// ---- gc

void Query::wait_for_gc() {
  if (!cached_self_) {
    if (observer_count_ == 0 && holds_ == 0) cache_.drop_orphan(*this);
    return;
  }
  if (observer_count_ > 0 || fetch_ || holds_ > 0 || runtime_->is_shut()) return;
  const auto due = deadline(runtime_->now(), gc_time_ < Duration{0} ? Duration{std::chrono::minutes{5}} : gc_time_);
  if (!gc_timer_.is_set() || gc_timer_.due() != due) runtime_->timers.set(gc_timer_, due);
}

void Query::collect() {
  if (observer_count_ > 0 || fetch_ || holds_ > 0) return;  // their end sets the timer again
  const Batch batch{*runtime_};
  cache_.remove(*this);  // ends it, where nobody else holds it
}

// ---- layers

void Query::add_patch(std::shared_ptr<Layer> layer, std::size_t place) {
  const Batch batch{*runtime_};
  const auto* patch = patches_.add(*this, std::move(layer), place);
  if (is_shown_current_) first_unapplied_ = patch;
  is_shown_current_ = false;
  mark_observers();
  runtime_->tell(shared_from_this(), QueryChange::layers_changed);
}

void Query::remove_patch(LaidPatch* patch) {
  const Batch batch{*runtime_};
  patches_.remove(patch);
  show_anew();
  mark_observers();
  runtime_->tell(shared_from_this(), QueryChange::layers_changed);
}

void Query::restart_fetch_before(std::uint64_t sequence) {
  if (fetch_ && fetch_->sequence < sequence && fetch_->has_begun()) {
    refetch_after_invalidation({.cause = FetchCause::write, .mode = WhileFetching::restart}, nullptr);
  }
}

}  // namespace quern::query
