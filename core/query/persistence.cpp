#include "core/query/persistence.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <vector>

#include "core/query/detail/cold_store.hpp"
#include "core/query/detail/hydration_record.hpp"

namespace quern::query {
namespace {

constexpr Duration clock_skew = std::chrono::minutes{1};

std::string hex(std::uint64_t value) {
  std::string digits(16, '0');
  for (auto at = digits.rbegin(); at != digits.rend(); ++at, value >>= 4) *at = "0123456789abcdef"[value & 0xf];
  return digits;
}

template <class T>
std::string record_of(const std::string& buster, const T& what, char kind) {
  RecordWriter writer;
  writer.text(buster);
  detail::write(writer, what);
  return seal(kind, writer.take());
}

template <class T>
Result<T> read_record(const std::string& buster, std::string_view bytes, char kind,
                      Result<T> (*read)(RecordReader& reader)) {
  const auto body = unseal(kind, bytes);
  if (!body) return fail(body.error());
  RecordReader reader{*body};
  if (reader.text() != buster) return fail(ErrorKind::decode, "of another buster");
  return read(reader);
}

}  // namespace

struct Persister::State : std::enable_shared_from_this<State> {
  State(QueryClient& own_client, const Codecs& own_codecs, Storage& own_storage, PersistOptions own_options)
      : core(own_client.core()),
        client(&own_client),
        scheduler(core->runtime().scheduler),
        log(core->runtime().log_hook),
        codecs(own_codecs),
        storage(own_storage),
        options(std::move(own_options)) {}

  // A query as it was when it changed last: to be encoded when it is written.
  struct Change {
    Data data;  // null: what is stored is to be marked as invalidated
    const DataType* type = nullptr;
    WallTime updated_at{};
    bool is_invalidated = false;
    Meta meta;
  };

  std::shared_ptr<ClientCore> core;
  QueryClient* client;  // good while the core is not shut
  Scheduler& scheduler;
  LogHook log;
  const Codecs& codecs;
  Storage& storage;
  PersistOptions options;
  PersistStatus status;
  bool is_ended = false;
  bool is_wiping = false;  // all that is stored goes, before anything else is written
  bool had_error = false;
  std::uint64_t clears = 0;
  std::unordered_map<Key, WallTime, KeyHash> stored;
  std::unordered_map<Key, Change, KeyHash> changed;
  std::unordered_map<Key, bool, KeyHash> removed;
  std::map<std::uint64_t, std::string> mutation_names;  // of those stored, by id
  std::map<std::string, std::string> mutation_changes;  // by name; "" removes it
  Scheduler::TimerId timer = Scheduler::TimerId::none;
  std::vector<std::shared_ptr<Promise<void>>> waiting;
  Subscription events, acts, broken;

  std::string name_of(const Key& key) const { return options.prefix + hex(checksum(key.to_string())); }
  void say(LogLevel level, const std::string& text) const {
    if (log) log(level, text);
  }
  void failed(const std::string& what, const Error& error) {
    had_error = true;
    status.error = error;
    say(LogLevel::error, what + ": " + error.message);
  }

  // ---- what the client does

  void listen() {
    events = client->subscribe([this](const CacheEvent& event) { on_event(event); });
    const auto cold = ColdStore::of(*core);
    acts = cold->acts.add([this](const QueryFilter& filter, ColdAct act) { on_act(filter, act); });
    broken = cold->broken.add([this](const Key& key) { remove(key); });
  }

  void on_event(const CacheEvent& event) {
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

  void on_query(const Query& query) {
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
  void on_act(const QueryFilter& filter, ColdAct act) {
    if (act == ColdAct::warm || act == ColdAct::leave || core->runtime().is_shut()) return;
    const bool is_all = filter.key.is_empty() && !filter.exact && filter.type == QueryType::all && !filter.stale &&
                        !filter.fetch_status && !filter.predicate;
    if (act == ColdAct::drop && is_all) return wipe();
    for (const auto& query : core->cache().find_all(filter, ColdAct::leave)) {
      if (act == ColdAct::drop) remove(query->key());
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

  void remove(const Key& key) {
    changed.erase(key);
    removed.insert_or_assign(key, true);
    write_after(options.throttle);
  }

  void wipe() {
    ++clears;
    changed.clear();
    removed.clear();
    mutation_changes.clear();
    mutation_names.clear();
    is_wiping = true;
    write_after(Duration{0});
  }

  void on_mutation(const Mutation& mutation, MutationChange change) {
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
    auto name = options.mutation_prefix + hex(at) + "-" + hex(mutation.id());
    mutation_changes.insert_or_assign(name, record_of(options.buster, *dehydrated, 'm'));
    mutation_names.emplace(mutation.id(), std::move(name));
    write_after(options.throttle);
  }

  bool can_be_sent(const Key& key) const {
    auto options_of_key = std::make_shared<ErasedMutationOptions>();
    options_of_key->key = key;
    return static_cast<bool>(core->mutations().completed(std::move(options_of_key))->fetch);
  }

  bool is_over(std::uint64_t clears_before) const { return is_ended || clears != clears_before; }

  // ---- writing

  bool has_work() const { return is_wiping || !changed.empty() || !removed.empty() || !mutation_changes.empty(); }

  void write_after(Duration delay) {
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
  static Task<void> write(std::shared_ptr<State> self) {
    if (self->is_ended || self->status.is_writing) co_return;
    self->status.is_writing = true;
    self->had_error = false;
    const auto clears = self->clears;
    Work undone;
    if (self->is_wiping) co_await wipe_storage(self);
    std::vector<std::string> names;
    for (const auto& [name, bytes] : self->mutation_changes) names.push_back(name);
    std::vector<Key> keys;
    for (const auto& [key, is_removed] : self->removed) keys.push_back(key);
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

  struct Work {
    std::unordered_map<Key, Change, KeyHash> changed;
    std::unordered_map<Key, bool, KeyHash> removed;
    std::map<std::string, std::string> mutations;
  };

  void end_pass(Work undone, std::uint64_t clears_before) {
    status.is_writing = false;
    if (!had_error) status.error.reset();
    const bool is_cleared = clears != clears_before;
    if (is_cleared || (has_work() && !is_wiping)) write_after(is_cleared ? Duration{0} : options.throttle);
    if (!is_cleared) {  // what changed or went since counts before what could not be written
      std::erase_if(undone.changed, [this](const auto& entry) { return removed.contains(entry.first); });
      std::erase_if(undone.removed, [this](const auto& entry) { return changed.contains(entry.first); });
      changed.merge(undone.changed);
      removed.merge(undone.removed);
      mutation_changes.merge(undone.mutations);
    }
    for (const auto& waiter : std::exchange(waiting, {})) waiter->resolve({});
  }

  static Task<void> wipe_storage(std::shared_ptr<State> self) {
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

  static Task<bool> remove_named(std::shared_ptr<State> self, std::string name) {
    const auto removed = co_await self->storage.remove(std::move(name));
    if (!removed) self->failed("stored data cannot be removed", removed.error());
    co_return removed.has_value();
  }

  static Task<bool> write_query(std::shared_ptr<State> self, Key key, Change change) {
    if (!change.data) co_return co_await mark_invalidated(self, key);
    const auto* codec = self->codecs.find(change.type);
    const DehydratedQuery query{
        .key = key,
        .data = {.type = codec->name, .version = codec->version, .bytes = codec->encode(change.data)},
        .updated_at = change.updated_at,
        .is_invalidated = change.is_invalidated,
        .meta = change.meta};
    self->stored.insert_or_assign(key, change.updated_at);
    co_return co_await put(self, self->name_of(key), record_of(self->options.buster, query, 'q'), key);
  }

  static Task<bool> mark_invalidated(std::shared_ptr<State> self, Key key) {
    const auto name = self->name_of(key);
    const auto bytes = co_await self->storage.get(name);
    if (!bytes || !*bytes) co_return true;
    auto query = read_record(self->options.buster, **bytes, 'q', &detail::read_query);
    if (!query || self->is_wiping || self->is_ended) co_return true;
    query->is_invalidated = true;
    co_return co_await put(self, name, record_of(self->options.buster, *query, 'q'), key);
  }

  // A full storage loses the oldest queries until it fits; one that is the oldest itself stays out.
  static Task<bool> put(std::shared_ptr<State> self, std::string name, std::string bytes, std::optional<Key> key) {
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

  static Task<void> flush(std::shared_ptr<State> self) {
    if (self->is_ended || !self->status.is_restored) co_return;
    if (self->status.is_writing) {
      const auto promise = std::make_shared<Promise<void>>();
      self->waiting.push_back(promise);
      (void)co_await promise->future();
    }
    self->scheduler.cancel(std::exchange(self->timer, Scheduler::TimerId::none));
    co_await write(self);
  }

  // ---- restoring. A clear() meanwhile ends it: what it has not read yet is about to be deleted.

  static Task<void> restore(std::shared_ptr<State> self) {
    if (self->is_ended || self->status.is_restored) co_return;
    const auto clears = self->clears;
    for (const bool is_mutation : {false, true}) {
      const auto prefix = is_mutation ? self->options.mutation_prefix : self->options.prefix;
      const auto names = co_await self->storage.keys(prefix);
      if ((self->is_over(clears) || self->core->runtime().is_shut())) break;
      if (!names) self->failed("stored data cannot be listed", names.error());
      for (const auto& name : names.value_or(std::vector<std::string>{})) {
        const auto bytes = co_await self->storage.get(name);
        if ((self->is_over(clears) || self->core->runtime().is_shut())) break;
        if (!bytes) self->failed("stored data cannot be read", bytes.error());
        if (!bytes || !*bytes) continue;
        const auto taken = is_mutation ? self->take_mutation(name, **bytes) : self->take_query(name, **bytes);
        if (taken) continue;
        self->say(LogLevel::warning, "stored record " + name + " is removed: " + taken.error().message);
        (void)co_await remove_named(self, name);
        if ((self->is_over(clears) || self->core->runtime().is_shut())) break;
      }
    }
    if (self->is_ended) co_return;
    self->status.is_restored = true;
    self->write_after(self->is_wiping ? Duration{0} : self->options.throttle);
  }

  Result<void> take_query(const std::string& name, std::string_view bytes) {
    auto query = read_record(options.buster, bytes, 'q', &detail::read_query);
    if (!query) return fail(std::move(query.error()));
    const auto* codec = codecs.find(query->data.type);
    if (name != name_of(query->key)) return fail(ErrorKind::decode, "not of its name");
    if (!codec || codec->version != query->data.version) return fail(ErrorKind::decode, "nobody reads its data");
    const auto age = scheduler.wall_now() - query->updated_at;
    if (age > options.max_age) return fail(ErrorKind::decode, "expired");
    if (age < -clock_skew) return fail(ErrorKind::decode, "from the future");
    if (removed.contains(query->key)) return {};  // meanwhile
    stored.insert_or_assign(query->key, query->updated_at);
    ColdStore::of(*core)->add(std::move(*query), codecs, options.max_age - std::max(age, Duration{0}));
    return {};
  }

  Result<void> take_mutation(const std::string& name, std::string_view bytes) {
    const auto stored_mutation = read_record(options.buster, bytes, 'm', &detail::read_mutation);
    if (!stored_mutation) return fail(stored_mutation.error());
    if (!can_be_sent(stored_mutation->key)) {
      say(LogLevel::warning, "stored mutation " + stored_mutation->key.to_string() + " waits: nobody can send it");
      return {};
    }
    const auto mutation = hydrate(*client, codecs, *stored_mutation);
    if (!mutation) return fail(ErrorKind::decode, "its variables cannot be read");
    mutation_names.insert_or_assign(mutation->id(), name);
    return {};
  }

  void end() {
    is_ended = true;
    events.reset();
    acts.reset();
    broken.reset();
    scheduler.cancel(std::exchange(timer, Scheduler::TimerId::none));
    for (const auto& waiter : std::exchange(waiting, {})) waiter->resolve({});
  }
};

Persister::Persister(QueryClient& client, const Codecs& codecs, Storage& storage, PersistOptions options)
    : state_(std::make_shared<State>(client, codecs, storage, std::move(options))) {
  state_->listen();
}

Persister::~Persister() { state_->end(); }

Task<void> Persister::restore() { return State::restore(state_); }
Task<void> Persister::flush() { return State::flush(state_); }

PersistStatus Persister::status() const {
  auto status = state_->status;
  status.stored = state_->stored.size();
  status.waiting = state_->changed.size() + state_->removed.size() + state_->mutation_changes.size();
  return status;
}

}  // namespace quern::query
