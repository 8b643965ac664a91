// What a Persister knows: what changed since it was written, and what is stored. Three files: the journal of changes
// (persister_journal.cpp), the passes that write them (persister_writer.cpp), restoring (persistence.cpp).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/query/detail/cold_store.hpp"
#include "core/query/detail/hydration_record.hpp"
#include "core/query/persistence.hpp"

namespace quern::query {

namespace detail {

std::string hex(std::uint64_t value);  // 16 digits

template <class T>
std::string record_of(const std::string& buster, const T& what, char kind) {
  RecordWriter writer;
  writer.text(buster);
  write(writer, what);
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

}  // namespace detail

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
  std::unordered_set<Key, KeyHash> removed;
  std::map<std::uint64_t, std::string> mutation_names;  // of those stored, by id
  std::map<std::string, std::string> mutation_changes;  // by name; "" removes it
  Scheduler::TimerId timer = Scheduler::TimerId::none;
  std::vector<std::shared_ptr<Promise<void>>> waiting;
  Subscription events, acts, broken;

  std::string name_of(const Key& key) const { return options.prefix + detail::hex(checksum(key.to_string())); }
  void say(LogLevel level, const std::string& text) const {
    if (log) log(level, text);
  }
  bool is_over(std::uint64_t clears_before) const { return is_ended || clears != clears_before; }
  void failed(const std::string& what, const Error& error) {
    had_error = true;
    status.error = error;
    say(LogLevel::error, what + ": " + error.message);
  }

  // ---- what the client does
  void listen();
  void on_event(const CacheEvent& event);
  void on_query(const Query& query);
  void on_act(const QueryFilter& filter, ColdAct act);
  void remove(const Key& key);
  void wipe();
  void on_mutation(const Mutation& mutation, MutationChange change);
  bool can_be_sent(const Key& key) const;

  // ---- writing
  bool has_work() const { return is_wiping || !changed.empty() || !removed.empty() || !mutation_changes.empty(); }
  void write_after(Duration delay);
  // What could not be written in a pass.
  struct Work {
    std::unordered_map<Key, Change, KeyHash> changed;
    std::unordered_set<Key, KeyHash> removed;
    std::map<std::string, std::string> mutations;
  };
  static Task<void> write(std::shared_ptr<State> self);
  void end_pass(Work undone, std::uint64_t clears_before);
  static Task<void> wipe_storage(std::shared_ptr<State> self);
  static Task<bool> remove_named(std::shared_ptr<State> self, std::string name);
  static Task<bool> write_query(std::shared_ptr<State> self, Key key, Change change);
  static Task<bool> mark_invalidated(std::shared_ptr<State> self, Key key);
  static Task<bool> put(std::shared_ptr<State> self, std::string name, std::string bytes, std::optional<Key> key);
  static Task<void> flush(std::shared_ptr<State> self);

  // ---- restoring
  static Task<void> restore(std::shared_ptr<State> self);
  Result<void> take_query(const std::string& name, std::string_view bytes);
  Result<void> take_mutation(const std::string& name, std::string_view bytes);
  void end();
};

}  // namespace quern::query
