#include "core/query/inspection.hpp"

#include <algorithm>

#include "core/query/detail/query_observer_core.hpp"

namespace quern::query {
namespace {

template <class Enum, std::size_t N>
std::string_view name_in(const std::string_view (&names)[N], Enum value) {
  const auto at = static_cast<std::size_t>(value);
  return at < N ? names[at] : "?";
}

template <class History, class Transition>
void remember(History& history, std::size_t most, Transition transition) {
  if (history.kept.size() < most) return history.kept.push_back(transition);
  if (most == 0) return;
  history.kept[history.first] = transition;
  history.first = (history.first + 1) % most;
}

template <class History>
auto in_order(const History& history) {
  auto transitions = history.kept;
  std::ranges::rotate(transitions, transitions.begin() + static_cast<std::ptrdiff_t>(history.first));
  return transitions;
}

QueryLabel label_of(const Query& query) {
  if (query.state().fetch_status == FetchStatus::fetching) return QueryLabel::fetching;
  if (query.observers() == 0) return QueryLabel::inactive;
  if (query.state().fetch_status == FetchStatus::paused) return QueryLabel::paused;
  return query.is_stale() ? QueryLabel::stale : QueryLabel::fresh;
}

std::size_t& place_of(QueryCounts& counts, QueryLabel label) {
  switch (label) {
    case QueryLabel::fetching: return counts.fetching;
    case QueryLabel::inactive: return counts.inactive;
    case QueryLabel::paused: return counts.paused;
    case QueryLabel::stale: return counts.stale;
    case QueryLabel::fresh: break;
  }
  return counts.fresh;
}

void keep_earlier(std::optional<TimePoint>& earliest, TimePoint time) {
  if (time != TimePoint::max() && (!earliest || time < *earliest)) earliest = time;
}

// Kept: a setting that is a function is asked, and may run any code.
std::vector<std::shared_ptr<const ObserverCore>> observers_of(const Query& query) {
  std::vector<std::shared_ptr<const ObserverCore>> observers;
  for (const auto* observer = query.first_observer(); observer; observer = observer->next()) {
    observers.push_back(std::static_pointer_cast<const ObserverCore>(observer->shared_from_this()));
  }
  return observers;
}

std::optional<TimePoint> stale_at(const Query& query) {
  std::optional<TimePoint> earliest;
  if (query.is_stale()) return earliest;
  for (const auto& observer : observers_of(query)) {
    if (!observer->is_attached() || !observer->is_enabled()) continue;
    keep_earlier(earliest, deadline(query.state().updated_at, observer->options().stale_time(query).time()));
  }
  return earliest;
}

std::optional<TimePoint> fetch_at(const Query& query) {
  std::optional<TimePoint> earliest;
  for (const auto* observer = query.first_observer(); observer; observer = observer->next()) {
    if (const auto due = observer->polls_at()) keep_earlier(earliest, *due);
  }
  return earliest;
}

std::size_t layers_on(const Query& query) {
  std::size_t layers = 0;
  for (const auto* patch = query.patches().first(); patch; patch = patch->next) ++layers;
  return layers;
}

}  // namespace

Inspector::Inspector(QueryClient& client, InspectorOptions options)
    : client_(client.core()),
      history_(options.history) {
  for (const auto& query : client.find_queries({})) label(*query, queries_[query.get()]);
  for (const auto& mutation : client.find_mutations()) count(mutations_[mutation->id()], *mutation);
  subscription_ = client.subscribe([this](const CacheEvent& event) { on_event(event); });
}

// ---- what happens

void Inspector::on_event(const CacheEvent& event) {
  ++revision_;
  if (event.query) on_query(*event.query, event.change, event.cause);
  if (event.mutation) on_mutation(*event.mutation, event.mutation_change);
}

void Inspector::on_query(const Query& query, QueryChange change, FetchCause cause) {
  if (!query.is_cached()) {  // also when more is told of it than that it was removed: all of that came before
    const auto found = queries_.find(&query);
    if (found == queries_.end()) return;
    unlabel(query, found->second);
    queries_.erase(found);
    return;
  }
  auto& record = queries_[&query];
  if (record.order != 0) unlabel(query, record);
  label(query, record);
  note_fetch(record, change, cause);
  remember(record.history, history_, QueryTransition{client_->runtime().now(), change, cause});
}

void Inspector::note_fetch(QueryRecord& record, QueryChange change, FetchCause cause) {
  const auto now = client_->runtime().now();
  switch (change) {
    case QueryChange::fetch_started:
      record.started_at = now;
      record.cause = cause;
      record.tries = 1;
      ++record.fetches;
      break;
    case QueryChange::fetch_failed: ++record.tries; break;
    case QueryChange::fetch_succeeded:
    case QueryChange::fetch_error:
      if (record.started_at) record.last_fetch_took = now - *record.started_at;
      record.started_at.reset();
      break;
    case QueryChange::fetch_cancelled:
    case QueryChange::reset: record.started_at.reset(); break;
    default: break;
  }
}

void Inspector::on_mutation(const Mutation& mutation, MutationChange change) {
  const auto now = client_->runtime().now();
  auto& record = mutations_[mutation.id()];
  if (record.counted) --(mutation_counts_.*record.counted);
  if (change == MutationChange::removed) {
    mutations_.erase(mutation.id());
    return;
  }
  count(record, mutation);
  if (change == MutationChange::success || change == MutationChange::error) {
    record.took = now - mutation.state().submitted_at;
  }
  remember(record.history, history_, MutationTransition{now, change});
}

// ---- counts

void Inspector::label(const Query& query, QueryRecord& record) {
  if (record.order == 0) record.order = ++last_order_;
  record.label = label_of(query);
  ++place_of(counts_, record.label);
  record.stale_at = record.label == QueryLabel::fresh ? stale_at(query) : std::nullopt;
  if (record.stale_at) stale_times_.emplace(*record.stale_at, &query);
}

void Inspector::unlabel(const Query& query, QueryRecord& record) {
  --place_of(counts_, record.label);
  if (record.stale_at) stale_times_.erase({*record.stale_at, &query});
}

void Inspector::count(MutationRecord& record, const Mutation& mutation) {
  record.counted = nullptr;
  switch (mutation.state().status) {
    case MutationStatus::idle: return;
    case MutationStatus::pending:
      record.counted = mutation.state().is_paused ? &MutationCounts::paused : &MutationCounts::pending;
      break;
    case MutationStatus::success: record.counted = &MutationCounts::success; break;
    case MutationStatus::error: record.counted = &MutationCounts::error; break;
  }
  ++(mutation_counts_.*record.counted);
}

// Nothing is told of a query that only grows old: those whose time has come are labelled anew when somebody asks.
void Inspector::grow_stale() {
  const auto now = client_->runtime().now();
  while (!stale_times_.empty() && stale_times_.begin()->first <= now) {
    const auto* query = stale_times_.begin()->second;
    auto& record = queries_.find(query)->second;
    unlabel(*query, record);
    label(*query, record);
  }
}

QueryCounts Inspector::counts() {
  if (client_->runtime().is_shut()) return {};
  grow_stale();
  return counts_;
}

MutationCounts Inspector::mutation_counts() const {
  return client_->runtime().is_shut() ? MutationCounts{} : mutation_counts_;
}

// ---- rows

std::vector<QueryRow> Inspector::queries(const QueryFilter& filter) {
  std::vector<std::pair<std::uint64_t, QueryRow>> ordered;
  for (const auto& query : client_->cache().find_all(filter, ColdAct::leave)) {
    const auto found = queries_.find(query.get());
    if (found == queries_.end()) continue;  // so new that it has not been told of
    const auto& record = found->second;
    ordered.emplace_back(record.order, QueryRow{.query = query,
                                                .key = query->key().to_string(),
                                                .label = label_of(*query),
                                                .observers = query->observers(),
                                                .layers = layers_on(*query),
                                                .is_stale = query->is_stale(),
                                                .is_disabled = query->is_disabled(),
                                                .stale_at = stale_at(*query),
                                                .fetch_at = fetch_at(*query),
                                                .gc_at = query->gc_at(),
                                                .fetches = record.fetches,
                                                .tries = record.tries,
                                                .cause = record.cause,
                                                .last_fetch_took = record.last_fetch_took});
  }
  std::ranges::sort(ordered, {}, [](const auto& entry) { return entry.first; });
  std::vector<QueryRow> rows;
  rows.reserve(ordered.size());
  for (auto& [order, row] : ordered) rows.push_back(std::move(row));
  return rows;
}

std::vector<MutationRow> Inspector::mutations(const MutationFilter& filter) {
  std::vector<MutationRow> rows;
  for (const auto& mutation : client_->mutations().find_all(filter)) {
    const auto found = mutations_.find(mutation->id());
    rows.push_back({.mutation = mutation,
                    .key = mutation->key().to_string(),
                    .has_observers = mutation->has_observers(),
                    .took = found == mutations_.end() ? std::nullopt : found->second.took});
  }
  return rows;
}

std::vector<QueryTransition> Inspector::history(const Query& query) const {
  const auto found = queries_.find(&query);
  if (found == queries_.end()) return {};
  return in_order(found->second.history);
}

std::vector<MutationTransition> Inspector::history(const Mutation& mutation) const {
  const auto found = mutations_.find(mutation.id());
  if (found == mutations_.end()) return {};
  return in_order(found->second.history);
}

// ---- names

std::string_view name_of(QueryLabel label) {
  static constexpr std::string_view names[] = {"fetching", "inactive", "paused", "stale", "fresh"};
  return name_in(names, label);
}
std::string_view name_of(QueryStatus status) {
  static constexpr std::string_view names[] = {"pending", "error", "success"};
  return name_in(names, status);
}
std::string_view name_of(FetchStatus status) {
  static constexpr std::string_view names[] = {"idle", "fetching", "paused"};
  return name_in(names, status);
}
std::string_view name_of(MutationStatus status) {
  static constexpr std::string_view names[] = {"idle", "pending", "error", "success"};
  return name_in(names, status);
}
std::string_view name_of(QueryChange change) {
  static constexpr std::string_view names[] = {
      "added",           "removed",      "fetch started", "fetch paused",   "fetch continued", "try failed",
      "fetch succeeded", "fetch failed", "cancelled",     "data set",       "data streamed",   "restored",
      "invalidated",     "reset",        "layers",        "observer added", "observer left",   "options"};
  return name_in(names, change);
}
std::string_view name_of(FetchCause cause) {
  static constexpr std::string_view names[] = {"none",         "mount",   "focus", "online", "interval",
                                               "invalidation", "request", "read",  "page",   "write"};
  return name_in(names, cause);
}
std::string_view name_of(MutationChange change) {
  static constexpr std::string_view names[] = {"added",          "removed",       "started", "context", "paused",
                                               "continued",      "try failed",    "success", "error",   "restored",
                                               "observer added", "observer left", "options"};
  return name_in(names, change);
}

}  // namespace quern::query
