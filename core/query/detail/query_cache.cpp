#include "core/query/detail/query_cache.hpp"

namespace quern::query {
namespace {

bool is_meant(const Query& query, const QueryFilter& filter) {
  if (filter.type != QueryType::all && query.is_active() != (filter.type == QueryType::active)) return false;
  if (filter.stale && query.is_stale() != *filter.stale) return false;
  if (filter.fetch_status && query.state().fetch_status != *filter.fetch_status) return false;
  return !filter.predicate || filter.predicate(query);
}

}  // namespace

QueryCache::QueryCache(std::shared_ptr<Runtime> runtime) : runtime_(std::move(runtime)) {}
QueryCache::~QueryCache() { clear(); }

std::shared_ptr<Query> QueryCache::find(const Key& key, const DataType* type) const {
  if (cold) cold->warm(key, type);
  return peek(key);
}

std::shared_ptr<Query> QueryCache::peek(const Key& key) const {
  const auto* query = index_.find(key);
  return query ? query->cached_self_ : nullptr;
}

std::shared_ptr<Query> QueryCache::ensure(const SharedOptions& options) {
  auto query = find(options->key, options->type);
  const bool is_new = !query;
  if (is_new) {
    if (auto* orphan = orphans_.find(options->key)) {
      query = orphan->shared_from_this();
      orphans_.remove(*orphan);
    } else {
      query = std::make_shared<Query>(runtime_, *this, options->key, options->type);
    }
    adopt(query);
  }
  query->use_options(options);
  if (is_new) query->wait_for_gc();
  return query;
}

void QueryCache::adopt(const std::shared_ptr<Query>& query) {
  query->cached_self_ = query;
  index_.insert(*query);
  layers.lay_on(*query);
  runtime_->tell(query, QueryChange::added);
}

std::vector<std::shared_ptr<Query>> QueryCache::find_all(const QueryFilter& filter, ColdAct cold_act) const {
  if (cold && cold_act != ColdAct::leave) cold->act(filter, cold_act);
  std::vector<std::shared_ptr<Query>> found;
  if (filter.exact) {
    if (auto query = peek(filter.key)) found.push_back(std::move(query));
  } else {
    for (const auto* query : index_.find_under(filter.key)) found.push_back(query->cached_self_);
  }
  // What is asked may change the cache, even end it: from here on nothing of it is needed.
  std::erase_if(found, [&filter](const auto& query) { return !query->is_cached() || !is_meant(*query, filter); });
  if (filter.predicate) std::erase_if(found, [](const auto& query) { return !query->is_cached(); });
  return found;
}

std::vector<std::shared_ptr<Query>> QueryCache::watched() const {
  std::vector<std::shared_ptr<Query>> found;
  for (const auto* query = first_watched_; query; query = query->next_active_) {
    if (query->cached_self_) found.push_back(query->cached_self_);
  }
  return found;
}

void QueryCache::remove(Query& query) {
  if (!query.cached_self_) return;
  const auto self = std::exchange(query.cached_self_, nullptr);
  index_.remove(query);
  if (query.observers() > 0 || query.holds_ > 0) orphans_.insert(query);
  runtime_->tell(self, QueryChange::removed);
  const bool is_last_hold = self.use_count() == 1 && !query.fetch_;
  if (!is_last_hold) query.forget();  // else it ends here, and nobody sees what it was
}

void QueryCache::drop_orphan(Query& query) {
  if (query.node_) orphans_.remove(query);
}

void QueryCache::clear() {
  for (const auto& query : find_all({}, ColdAct::drop)) {
    query->mark_observers();  // what they saw is gone
    remove(*query);
  }
}

void QueryCache::watch(Query& query) {
  query.previous_active_ = nullptr;
  query.next_active_ = first_watched_;
  if (first_watched_) first_watched_->previous_active_ = &query;
  first_watched_ = &query;
}

void QueryCache::unwatch(Query& query) {
  (query.previous_active_ ? query.previous_active_->next_active_ : first_watched_) = query.next_active_;
  if (query.next_active_) query.next_active_->previous_active_ = query.previous_active_;
  query.next_active_ = query.previous_active_ = nullptr;
}

}  // namespace quern::query
