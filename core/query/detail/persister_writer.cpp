// A Persister's passes: never two at once, each over what there was to do at its beginning.
#include <algorithm>
#include <utility>

#include "core/query/detail/persister_state.hpp"

namespace quern::query {

void Persister::State::write_after(Duration delay) {
  if (is_ended || !status.is_restored || status.is_writing || !has_work()) return;
  if (timer != Scheduler::TimerId::none) {
    if (delay > Duration{0}) return;
    scheduler.cancel(timer);
  }
  timer = scheduler.after(delay, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->timer = Scheduler::TimerId::none;
    write(self).detach();
  });
}

// One pass over what there is to do at its beginning, each step looking anew, so that a clear() in between counts at
// once. What could not be written waits for the next pass, which the next change or flush() begins.
Task<void> Persister::State::write(std::shared_ptr<State> self) {
  if (self->is_ended || self->status.is_writing) co_return;
  self->status.is_writing = true;
  self->had_error = false;
  const auto clears = self->clears;
  Work undone;
  if (self->is_wiping) co_await wipe_storage(self);
  std::vector<std::string> names;
  for (const auto& [name, bytes] : self->mutation_changes) names.push_back(name);
  std::vector<Key> keys;
  keys.assign(self->removed.begin(), self->removed.end());
  for (const auto& [key, change] : self->changed) keys.push_back(key);
  for (const auto& name : names) {
    if (self->is_over(clears)) break;
    auto change = self->mutation_changes.extract(name);
    if (!change) continue;
    const bool is_done = change.mapped().empty() ? co_await remove_named(self, name)
                                                 : co_await put(self, name, change.mapped(), std::nullopt);
    if (!is_done) undone.mutations.insert(std::move(change));
  }
  for (const auto& key : keys) {
    if (self->is_over(clears)) break;
    if (auto removal = self->removed.extract(key)) {
      self->stored.erase(key);
      if (!co_await remove_named(self, self->name_of(key))) undone.removed.insert(std::move(removal));
    } else if (auto change = self->changed.extract(key)) {
      if (!co_await write_query(self, key, change.mapped())) undone.changed.insert(std::move(change));
    }
  }
  self->end_pass(std::move(undone), clears);
}

void Persister::State::end_pass(Work undone, std::uint64_t clears_before) {
  status.is_writing = false;
  if (!had_error) status.error.reset();
  const bool is_cleared = clears != clears_before;
  if (is_cleared || (has_work() && !is_wiping)) write_after(is_cleared ? Duration{0} : options.throttle);
  if (!is_cleared) {  // what changed or went since counts before what could not be written
    std::erase_if(undone.changed, [this](const auto& entry) { return removed.contains(entry.first); });
    std::erase_if(undone.removed, [this](const Key& key) { return changed.contains(key); });
    changed.merge(undone.changed);
    removed.merge(undone.removed);
    mutation_changes.merge(undone.mutations);
  }
  for (const auto& waiter : std::exchange(waiting, {})) waiter->resolve({});
}

Task<void> Persister::State::wipe_storage(std::shared_ptr<State> self) {
  self->is_wiping = false;
  self->stored.clear();
  for (const auto& prefix : {self->options.prefix, self->options.mutation_prefix}) {
    const auto names = co_await self->storage.keys(prefix);
    if (!names) {
      self->failed("stored data cannot be listed", names.error());
      self->is_wiping = true;
      co_return;
    }
    for (const auto& name : *names) {
      if (!co_await remove_named(self, name)) self->is_wiping = true;
    }
  }
}

Task<bool> Persister::State::remove_named(std::shared_ptr<State> self, std::string name) {
  const auto removed = co_await self->storage.remove(std::move(name));
  if (!removed) self->failed("stored data cannot be removed", removed.error());
  co_return removed.has_value();
}

Task<bool> Persister::State::write_query(std::shared_ptr<State> self, Key key, Change change) {
  if (!change.data) co_return co_await mark_invalidated(self, key);
  const auto* codec = self->codecs.find(change.type);
  const DehydratedQuery query{
      .key = key,
      .data = {.type = codec->name, .version = codec->version, .bytes = codec->encode(change.data)},
      .updated_at = change.updated_at,
      .is_invalidated = change.is_invalidated,
      .meta = change.meta};
  self->stored.insert_or_assign(key, change.updated_at);
  co_return co_await put(self, self->name_of(key), detail::record_of(self->options.buster, query, 'q'), key);
}

Task<bool> Persister::State::mark_invalidated(std::shared_ptr<State> self, Key key) {
  const auto name = self->name_of(key);
  const auto bytes = co_await self->storage.get(name);
  if (!bytes) self->failed("stored data cannot be read", bytes.error());
  if (!bytes || !*bytes) co_return bytes.has_value();
  auto query = detail::read_record(self->options.buster, **bytes, 'q', &detail::read_query);
  if (!query || self->is_wiping || self->is_ended) co_return true;
  query->is_invalidated = true;
  co_return co_await put(self, name, detail::record_of(self->options.buster, *query, 'q'), key);
}

// A full storage loses the oldest queries until it fits; one that is the oldest itself stays out.
Task<bool> Persister::State::put(std::shared_ptr<State> self, std::string name, std::string bytes,
                                 std::optional<Key> key) {
  for (;;) {
    const auto written = co_await self->storage.put(name, bytes);
    if (written) co_return true;
    self->failed("data cannot be stored", written.error());
    if (written.error().code != "storage_full") co_return false;
    const auto oldest = std::ranges::min_element(self->stored, {}, [](const auto& entry) { return entry.second; });
    if (oldest == self->stored.end()) co_return true;
    const auto victim = oldest->first;
    self->stored.erase(oldest);
    ++self->status.dropped_for_space;
    if (key && victim == *key) {  // the record of before, if there is one, is out of date
      (void)co_await remove_named(self, std::move(name));
      co_return true;
    }
    if (!co_await remove_named(self, self->name_of(victim))) co_return false;
  }
}

Task<void> Persister::State::flush(std::shared_ptr<State> self) {
  if (self->is_ended || !self->status.is_restored) co_return;
  if (self->status.is_writing) {
    const auto promise = std::make_shared<Promise<void>>();
    self->waiting.push_back(promise);
    (void)co_await promise->future();
  }
  self->scheduler.cancel(std::exchange(self->timer, Scheduler::TimerId::none));
  co_await write(self);
}

}  // namespace quern::query
