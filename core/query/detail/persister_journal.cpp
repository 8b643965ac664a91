// What a Persister hears of the client, kept until it is written.
#include "core/query/detail/persister_state.hpp"

namespace quern::query {

void Persister::State::listen() {
  events = client->subscribe([this](const CacheEvent& event) { on_event(event); });
  const auto cold = ColdStore::of(*core);
  acts = cold->acts.add([this](const QueryFilter& filter, ColdAct act) { on_act(filter, act); });
  broken = cold->broken.add([this](const Key& key) { remove(key); });
}

void Persister::State::on_event(const CacheEvent& event) {
  if (event.mutation) return on_mutation(*event.mutation, event.mutation_change);
  switch (event.change) {
    case QueryChange::fetch_succeeded:
    case QueryChange::data_set:
    case QueryChange::data_streamed:
    case QueryChange::restored:
    case QueryChange::invalidated: return on_query(*event.query);
    case QueryChange::reset: return remove(event.query->key());
    default: return;
  }
}

void Persister::State::on_query(const Query& query) {
  const auto& state = query.state();
  if (!query.is_cached() || !state.data) return;  // gone in the same batch: its own event says how
  if (!codecs.find(query.type()) || (options.filter && !options.filter(query))) return;
  const auto at = stored.find(query.key());
  const auto updated_at = detail::to_wall(scheduler, state.updated_at);
  const bool is_as_stored = at != stored.end() && at->second == updated_at && !state.is_invalidated;
  if (is_as_stored && !changed.contains(query.key()) && !removed.contains(query.key())) return;
  removed.erase(query.key());
  changed.insert_or_assign(query.key(), Change{.data = state.data,
                                               .type = query.type(),
                                               .updated_at = updated_at,
                                               .is_invalidated = state.is_invalidated,
                                               .meta = query.meta()});
  write_after(options.throttle);
}

// Of what is meant, also what only the storage knows.
void Persister::State::on_act(const QueryFilter& filter, ColdAct act) {
  if (act == ColdAct::warm || act == ColdAct::leave || core->runtime().is_shut()) return;
  const bool is_all = filter.key.is_empty() && !filter.exact && filter.type == QueryType::all && !filter.stale &&
                      !filter.fetch_status && !filter.predicate;
  if (act == ColdAct::drop && is_all) return wipe();
  if (act == ColdAct::drop) {
    for (const auto& query : core->cache().find_all(filter, ColdAct::leave)) remove(query->key());
  }
  if (filter.type == QueryType::active || filter.predicate || filter.stale || filter.fetch_status) return;
  std::vector<Key> meant;
  for (const auto& [key, updated_at] : stored) {
    const bool is_meant = filter.exact ? key == filter.key : key.starts_with(filter.key);
    if (is_meant && !core->cache().peek(key)) meant.push_back(key);
  }
  for (const auto& key : meant) {
    if (act == ColdAct::drop) {
      remove(key);
    } else {
      const auto at = changed.try_emplace(key).first;
      at->second.is_invalidated = true;
      write_after(options.throttle);
    }
  }
}

void Persister::State::remove(const Key& key) {
  changed.erase(key);
  removed.insert(key);
  write_after(options.throttle);
}

void Persister::State::wipe() {
  ++clears;
  changed.clear();
  removed.clear();
  mutation_changes.clear();
  mutation_names.clear();
  is_wiping = true;
  write_after(Duration{0});
}

void Persister::State::on_mutation(const Mutation& mutation, MutationChange change) {
  const auto known = mutation_names.find(mutation.id());
  if (known != mutation_names.end()) {
    if (!mutation.is_settled() && change != MutationChange::removed) return;
    mutation_changes.insert_or_assign(known->second, "");
    mutation_names.erase(known);
    return write_after(options.throttle);
  }
  if (change != MutationChange::paused || !mutation.state().is_paused || !can_be_sent(mutation.key())) return;
  const auto dehydrated = dehydrate(mutation, codecs, scheduler);
  if (!dehydrated) return;
  const auto at = static_cast<std::uint64_t>(dehydrated->submitted_at.time_since_epoch().count());
  auto name = options.mutation_prefix + detail::hex(at) + "-" + detail::hex(mutation.id());
  mutation_changes.insert_or_assign(name, detail::record_of(options.buster, *dehydrated, 'm'));
  mutation_names.emplace(mutation.id(), std::move(name));
  write_after(options.throttle);
}

bool Persister::State::can_be_sent(const Key& key) const {
  auto options_of_key = std::make_shared<ErasedMutationOptions>();
  options_of_key->key = key;
  return static_cast<bool>(core->mutations().completed(std::move(options_of_key))->fetch);
}

}  // namespace quern::query
