#include "core/query/detail/cold_store.hpp"

#include <algorithm>

#include "core/query/detail/hydration_record.hpp"

namespace quern::query {

ColdStore::ColdStore(ClientCore& client)
    : client_(client),
      timer_([](void* self) { static_cast<ColdStore*>(self)->collect(); }, this) {}

Duration ColdStore::default_gc_time(const Key& key) const {
  auto settings = std::make_shared<ErasedOptions>();
  settings->key = key;
  return client_.with_defaults(std::move(settings))->gc_time();
}

std::shared_ptr<ColdStore> ColdStore::of(ClientCore& client) {
  auto& cold = client.cache().cold;
  if (!cold) cold = std::make_shared<ColdStore>(client);
  return std::static_pointer_cast<ColdStore>(cold);  // there is no other kind
}

bool ColdStore::add(DehydratedQuery query, const Codecs& codecs, std::optional<Duration> gc_time) {
  const auto key = query.key;
  const auto* codec = codecs.find(query.data.type);
  if (!codec) return discard(key, "nobody reads \"" + query.data.type + '"'), false;
  if (codec->version != query.data.version) return discard(key, "of another version"), false;
  if (const auto known = client_.cache().peek(key)) {
    const auto& state = known->state();
    const auto updated_at = detail::from_wall(client_.runtime().scheduler, query.updated_at);
    if (state.data && state.updated_at >= updated_at) return false;
    put_into_cache(query, *codec);
    return true;
  }
  const auto known = entries_.find(key);
  if (known != entries_.end() && known->second.query.updated_at >= query.updated_at) return false;
  const auto due = deadline(client_.runtime().now(), gc_time ? *gc_time : default_gc_time(key));
  entries_.insert_or_assign(key, Entry{std::move(query), codec, due});
  wait_until(due);
  return true;
}

void ColdStore::warm(const Key& key, const DataType* type) {
  // One that was decoded for somebody who named no type, and that nobody uses, gives way to one who names another.
  if (const auto query = type ? client_.cache().peek(key) : nullptr; query && query->type() != type) {
    const bool has_function = query->options() && query->options()->fetch;
    if (!has_function && query->observers() == 0) client_.cache().remove(*query);
  }
  auto node = entries_.extract(key);
  if (!node) return;
  const auto& entry = node.mapped();
  if (type && entry.codec->type != type) return discard(key, "asked for as another type");
  put_into_cache(entry.query, *entry.codec);
}

void ColdStore::put_into_cache(const DehydratedQuery& stored, const Codec& codec) {
  const Batch batch{client_.runtime()};
  if (const auto known = client_.cache().peek(stored.key); known && known->type() != codec.type) {
    return discard(stored.key, "it is of another type");
  }
  auto data = codec.decode(stored.data.bytes);
  if (!data || !*data) return discard(stored.key, data ? "nothing" : data.error().message);
  auto options = std::make_shared<ErasedOptions>();
  options->key = stored.key;
  options->type = codec.type;
  if (stored.meta) {
    options->own_extras = std::make_shared<const ErasedOptions::Extras>(ErasedOptions::Extras{.meta = stored.meta});
  }
  const auto query = client_.cache().ensure(client_.with_defaults(std::move(options)));
  query->restore(std::move(*data), detail::from_wall(client_.runtime().scheduler, stored.updated_at),
                 stored.is_invalidated);
}

void ColdStore::discard(const Key& key, std::string_view why) {
  auto& runtime = client_.runtime();
  if (runtime.is_logging()) {
    runtime.log(LogLevel::warning, "stored query " + key.to_string() + " is left out: " + std::string{why});
  }
  const auto named = key;  // may be one of an entry that goes
  entries_.erase(named);
  broken.notify(named);
}

void ColdStore::act(const QueryFilter& filter, ColdAct act) {
  if (client_.runtime().is_shut()) return entries_.clear();
  apply(filter, act);
  acts.notify(filter, act);
}

void ColdStore::apply(const QueryFilter& filter, ColdAct act) {
  if (filter.type == QueryType::active || filter.fetch_status.value_or(FetchStatus::idle) != FetchStatus::idle) return;
  if (filter.predicate) act = ColdAct::warm;  // which looks at queries
  std::vector<Key> meant;
  for (const auto& [key, entry] : entries_) {
    if (filter.exact ? key != filter.key : !key.starts_with(filter.key)) continue;
    if (act != ColdAct::warm && filter.stale && *filter.stale != entry.query.is_invalidated) continue;
    meant.push_back(key);
  }
  for (const auto& key : meant) {
    if (act == ColdAct::warm) warm(key, nullptr);
    if (act == ColdAct::drop) entries_.erase(key);
    if (act == ColdAct::invalidate) entries_.at(key).query.is_invalidated = true;
  }
}

void ColdStore::collect() {
  const auto now = client_.runtime().now();
  std::erase_if(entries_, [now](const auto& entry) { return entry.second.due <= now; });
  auto next = TimePoint::max();
  for (const auto& [key, entry] : entries_) next = std::min(next, entry.due);
  wait_until(next);
}

// At the earliest of all: one that went before its time wakes it for nothing.
void ColdStore::wait_until(TimePoint due) {
  if (!timer_.is_set() || due < timer_.due()) client_.runtime().timers.set(timer_, due);
}

// Defined here, so that a program without stored queries does not carry it.
void Query::restore(Data data, TimePoint updated_at, bool is_invalidated) {
  const Batch batch{*runtime_};
  auto next = state_;
  next.data = shared_with_old(std::move(data));
  next.error = nullptr;
  next.status = QueryStatus::success;
  next.updated_at = updated_at;
  next.is_invalidated = is_invalidated;
  ++next.data_updates;
  change(std::move(next), QueryChange::restored);
  if (fetch_) fetch_->before = without_fetch(state_);
  wait_for_gc();
}

}  // namespace quern::query
