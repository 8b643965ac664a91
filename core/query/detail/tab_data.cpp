// Data between tabs: of what changed here the others are told, as it is by then; of what changed there the newest counts.
#include <algorithm>
#include <deque>
#include <unordered_map>
#include <unordered_set>

#include "core/query/detail/cold_store.hpp"
#include "core/query/detail/hydration_record.hpp"
#include "core/query/detail/tab_sync_state.hpp"

namespace quern::query {

namespace {

using detail::TabItem;
using detail::TabVersion;
using Kind = TabItem::Kind;

constexpr Duration in_flight = std::chrono::seconds{5};  // longer than a message takes
constexpr std::size_t few_versions = 256;

bool is_meant(const TabItem& command, const Key& key) {
  return command.exact ? key == command.key : key.starts_with(command.key);
}

// The key stands in the item.
std::string record_of(DehydratedQuery query) {
  query.key = {};
  RecordWriter writer;
  detail::write(writer, query);
  return writer.take();
}

Result<DehydratedQuery> query_of(const TabItem& item) {
  RecordReader reader{item.data};
  auto query = detail::read_query(reader);
  if (!query) return query;
  if (!reader.is_at_end()) return fail(ErrorKind::decode, "more or less than data");
  if (!detail::is_time(query->updated_at.time_since_epoch().count())) return fail(ErrorKind::decode, "no time");
  query->key = item.key;
  return query;
}

}  // namespace

struct TabSync::Data final : detail::TabData {
  Data(State& own_sync, const Codecs& own_codecs)
      : sync(own_sync),
        core(sync.core),
        runtime(sync.runtime),
        codecs(own_codecs) {}

  enum class Why : std::uint8_t { change, answer };
  struct Command {
    TabItem item;
    TimePoint seen_at;
  };

  State& sync;  // whose part this is
  std::shared_ptr<ClientCore> core;
  Runtime& runtime;
  const Codecs& codecs;
  std::unordered_map<Key, Why, KeyHash> pending;  // to be sent
  std::unordered_set<Key, KeyHash> asked;         // watched here
  std::unordered_set<Key, KeyHash> quiet;         // fetched because another tab's data was too big: not told again
  std::unordered_map<Key, TabVersion, KeyHash> versions;
  std::size_t most_versions = few_versions;
  std::deque<Command> recent;  // of all tabs: data from before one may still be on its way
  Subscription events;

  // ---- what is newer

  static TabVersion version_at(WallTime time) { return {.time = time.time_since_epoch().count(), .tab = 0}; }

  // Data that came from elsewhere, as from storage, is as old as it says.
  TabVersion version_of(const Key& key) const override {
    const auto query = core->cache().peek(key);
    const auto* cold = query ? nullptr : cold_entry(key);
    if (query ? !query->state().data : !cold) return {};
    if (const auto at = versions.find(key); at != versions.end()) return at->second;
    return version_at(query ? detail::to_wall(runtime.scheduler, query->state().updated_at) : cold->query.updated_at);
  }
  const ColdStore::Entry* cold_entry(const Key& key) const {
    const auto& entries = ColdStore::of(*core)->entries();
    const auto at = entries.find(key);
    return at == entries.end() ? nullptr : &at->second;
  }
  void set_version(const Key& key, TabVersion version) {
    sync.last_time = std::max(sync.last_time, version.time);
    versions.insert_or_assign(key, version);
    if (versions.size() <= most_versions) return;
    std::erase_if(versions, [this](const auto& entry) { return version_of(entry.first) == TabVersion{}; });
    most_versions = std::max(few_versions, 2 * versions.size());
  }

  // ---- what this tab does

  void listen(QueryClient& client) {
    events = client.subscribe([this](const CacheEvent& event) {
      const auto self = sync.shared_from_this();
      if (event.query && codecs.find(event.query->type())) on_query(*event.query, event.change);
    });
  }
  void stop() override { events.reset(); }

  void on_query(const Query& query, QueryChange change) {
    const auto& key = query.key();
    if (!sync.is_shared(key)) return;
    switch (change) {
      case QueryChange::data_set: quiet.erase(key); return changed(query);
      case QueryChange::fetch_succeeded:
        if (quiet.erase(key) == 0) return changed(query);
        set_version(key, sync.next_version());
        return;
      case QueryChange::observer_added:
        if (asked.insert(key).second) ask(query);
        return;
      case QueryChange::observer_removed:
        if (query.observers() == 0) asked.erase(key);
        return;
      case QueryChange::removed:
      case QueryChange::reset:
        versions.erase(key);
        pending.erase(key);
        quiet.erase(key);
        return;
      default: return;
    }
  }

  void changed(const Query& query) {
    if (!query.is_cached() || !query.state().data) return;
    set_version(query.key(), sync.next_version());
    send(query.key(), Why::change);
  }

  void ask(const Query& query) {
    sync.items.push_back({.kind = Kind::ask, .version = version_of(query.key()), .key = query.key()});
    sync.flush_soon();
  }

  void remember(const TabItem& command) override {
    const auto now = runtime.now();
    while (!recent.empty() && now - recent.front().seen_at > in_flight) recent.pop_front();
    recent.push_back({command, now});
  }

  // ---- sending

  void send(const Key& key, Why why) {
    auto& known = pending.try_emplace(key, why).first->second;
    if (why == Why::change) known = why;
    sync.flush_soon();
  }

  void take_changes(std::vector<TabItem>& items) override {
    for (const auto& [key, why] : std::exchange(pending, {})) {
      auto item = data_item(key);
      if (!item || (item->kind == Kind::changed && why == Why::answer)) continue;
      items.push_back(std::move(*item));
    }
  }

  std::optional<TabItem> data_item(const Key& key) const {
    std::optional<DehydratedQuery> dehydrated;
    if (const auto query = core->cache().peek(key)) {
      dehydrated = dehydrate(*query, codecs, runtime.scheduler);
    } else if (const auto* cold = cold_entry(key)) {
      dehydrated = cold->query;
    }
    if (!dehydrated) return std::nullopt;
    TabItem item{.kind = Kind::changed, .version = version_of(key), .exact = true, .key = key};
    if (dehydrated->data.bytes.size() > sync.options.max_bytes) return item;
    item.kind = Kind::data;
    item.data = record_of(std::move(*dehydrated));
    return item;
  }

  // ---- receiving

  void apply(TabItem& item) override {
    const auto& key = item.key;
    if (item.kind == Kind::data) return apply_data(item);
    if (item.kind == Kind::ask && version_of(key) > item.version) send(key, Why::answer);
    if (item.kind == Kind::changed && version_of(key) < item.version) fetch_anew(item);
  }

  void fetch_anew(const TabItem& item) {
    if (version_of(item.key) == TabVersion{}) return;
    remember(item);
    pending.erase(item.key);
    if (const auto query = core->cache().peek(item.key); query && query->is_active()) quiet.insert(query->key());
    sync.apply_command(item);
  }

  void apply_data(const TabItem& item) {
    bool is_invalidated = false;
    for (const auto& [command, seen_at] : recent) {
      if (command.version < item.version || !is_meant(command, item.key)) continue;
      if (runtime.now() - seen_at > in_flight) continue;
      if (command.kind == Kind::invalidate || command.kind == Kind::changed) is_invalidated = true;
      if (command.kind == Kind::reset || command.kind == Kind::clear) return;
      if (command.kind == Kind::remove && !core->cache().peek(item.key)) return;
    }
    const auto known = version_of(item.key);
    if (known == item.version) pending.erase(item.key);  // another has answered
    if (known >= item.version || !take(item, is_invalidated)) return;
    pending.erase(item.key);
    quiet.erase(item.key);
    set_version(item.key, item.version);
  }

  // False where it cannot be had here; then the query is fetched, if somebody watches it.
  bool take(const TabItem& item, bool is_invalidated) {
    auto sent = query_of(item);
    if (!sent) return refuse(item, sent.error().message);
    sent->is_invalidated = sent->is_invalidated || is_invalidated;
    const auto* codec = codecs.find(sent->data.type);
    const auto query = cold_entry(item.key) ? core->cache().find(item.key) : core->cache().peek(item.key);
    if (!codec || codec->version != sent->data.version) return refuse(item, "nobody reads its type or version");
    if (!query) return ColdStore::of(*core)->add(std::move(*sent), codecs);
    if (query->type() != codec->type) return refuse(item, "it is of another type");
    auto data = codec->decode(sent->data.bytes);
    if (!data || !*data) return refuse(item, data ? "nothing" : data.error().message);
    query->restore(std::move(*data), detail::from_wall(runtime.scheduler, sent->updated_at), sent->is_invalidated);
    return true;
  }
  bool refuse(const TabItem& item, std::string_view why) {
    if (runtime.is_logging()) {
      runtime.log(LogLevel::warning,
                  "data of another tab for " + item.key.to_string() + " is left out: " + std::string{why});
    }
    fetch_anew({.kind = Kind::changed, .version = item.version, .exact = true, .key = item.key});
    return false;
  }
};

TabSync::TabSync(QueryClient& client, TabChannel& channel, const Codecs& codecs, TabSyncOptions options)
    : TabSync(client, channel, std::move(options)) {
  auto data = std::make_unique<Data>(*state_, codecs);
  data->listen(client);
  state_->data = std::move(data);
}

}  // namespace quern::query
