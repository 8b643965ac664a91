#include "core/query/tab_sync.hpp"

#include <algorithm>
#include <cassert>
#include <deque>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "core/query/detail/cold_store.hpp"
#include "core/query/detail/hydration_record.hpp"
#include "core/query/detail/tab_message.hpp"

namespace quern::query {
namespace {

using detail::TabItem;
using detail::TabVersion;
using Kind = TabItem::Kind;

constexpr Duration in_flight = std::chrono::seconds{5};  // longer than a message takes
constexpr std::size_t few_versions = 256;

Kind kind_of(ClientCommand::Kind kind) {
  switch (kind) {
    case ClientCommand::Kind::invalidate: return Kind::invalidate;
    case ClientCommand::Kind::reset: return Kind::reset;
    case ClientCommand::Kind::remove: return Kind::remove;
    case ClientCommand::Kind::clear: return Kind::clear;
  }
  return Kind::clear;
}

bool is_more_than_a_key(const QueryFilter& filter) {
  return filter.type != QueryType::all || filter.stale || filter.fetch_status || filter.predicate;
}

bool is_meant(const TabItem& command, const Key& key) {
  return command.exact ? key == command.query.key : key.starts_with(command.query.key);
}

const char* name_of(Kind kind) {
  constexpr const char* names[] = {"invalidation", "reset", "removal", "clear", "change", "data", "question"};
  return names[static_cast<int>(kind)];
}

}  // namespace

struct TabSync::State : std::enable_shared_from_this<State> {
  State(QueryClient& client, TabChannel& own_channel, const Codecs& own_codecs, TabSyncOptions own_options)
      : core(client.core()),
        runtime(core->runtime()),
        channel(own_channel),
        codecs(own_codecs),
        options(std::move(own_options)),
        tab(static_cast<std::int64_t>(options.tab)) {}

  enum class Why : std::uint8_t { change, answer };
  struct Command {
    TabItem item;
    TimePoint seen_at;
  };

  std::shared_ptr<ClientCore> core;
  Runtime& runtime;
  TabChannel& channel;
  const Codecs& codecs;
  TabSyncOptions options;
  std::int64_t tab;
  std::int64_t last_time = 0;
  bool is_applying = false;  // until the client tells of the command that came from another tab
  bool is_flush_posted = false;
  std::vector<TabItem> commands;                  // of this turn, to be sent
  std::unordered_map<Key, Why, KeyHash> pending;  // data, to be sent
  std::unordered_set<Key, KeyHash> asked;         // watched here
  std::unordered_set<Key, KeyHash> quiet;         // fetched because another tab's data was too big: not told again
  std::unordered_map<Key, TabVersion, KeyHash> versions;
  std::size_t most_versions = few_versions;
  std::deque<Command> recent;  // of all tabs: data from before one may still be on its way
  Subscription events, messages;

  // ---- what is newer

  TabVersion next_version() {
    last_time = std::max(runtime.scheduler.wall_now().time_since_epoch().count(), last_time + 1);
    return {.time = last_time, .tab = tab};
  }
  static TabVersion version_at(WallTime time) { return {.time = time.time_since_epoch().count(), .tab = 0}; }

  // Nothing is {0, 0}. Data that came from elsewhere, as from storage, is as old as it says.
  TabVersion version_of(const Key& key) const {
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
    last_time = std::max(last_time, version.time);
    versions.insert_or_assign(key, version);
    if (versions.size() <= most_versions) return;
    std::erase_if(versions, [this](const auto& entry) { return version_of(entry.first) == TabVersion{}; });
    most_versions = std::max(few_versions, 2 * versions.size());
  }

  // ---- what this tab does

  bool is_shared(const Key& key) const { return !options.filter || options.filter(key); }

  void listen(QueryClient& client) {
    events = client.subscribe([this](const CacheEvent& event) {
      const auto self = shared_from_this();
      if (event.query && codecs.find(event.query->type())) on_query(*event.query, event.change);
    });
    runtime.on_command = [weak = weak_from_this()](const ClientCommand& command) {
      if (const auto self = weak.lock()) self->on_command(command);
    };
    messages = channel.on_message([this](std::string_view message) {
      const auto self = shared_from_this();
      receive(message);
    });
  }

  void on_query(const Query& query, QueryChange change) {
    const auto& key = query.key();
    if (!is_shared(key)) return;
    switch (change) {
      case QueryChange::data_set: quiet.erase(key); return changed(query);
      case QueryChange::fetch_succeeded:
        if (quiet.erase(key) == 0) return changed(query);
        set_version(key, next_version());
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
    set_version(query.key(), next_version());
    send(query.key(), Why::change);
  }

  void ask(const Query& query) {
    commands.push_back({.kind = Kind::ask, .version = version_of(query.key()), .query = {.key = query.key()}});
    flush_soon();
  }

  void on_command(const ClientCommand& command) {
    if (std::exchange(is_applying, false)) return;
    TabItem item{.kind = kind_of(command.kind),
                 .version = next_version(),
                 .exact = command.filter.exact,
                 .is_refetching = command.is_refetching,
                 .query = {.key = command.filter.key}};
    if (!is_more_than_a_key(command.filter)) return do_everywhere(std::move(item));
    item.exact = true;
    const auto cold_act = command.filter.predicate ? ColdAct::warm : ColdAct::leave;
    for (const auto& query : core->cache().find_all(command.filter, cold_act)) {
      item.query.key = query->key();
      do_everywhere(item);
    }
  }
  void do_everywhere(TabItem item) {
    remember(item);
    commands.push_back(std::move(item));
    flush_soon();
  }
  void remember(const TabItem& command) {
    const auto now = runtime.now();
    while (!recent.empty() && now - recent.front().seen_at > in_flight) recent.pop_front();
    recent.push_back({command, now});
  }

  // ---- sending

  void send(const Key& key, Why why) {
    auto& known = pending.try_emplace(key, why).first->second;
    if (why == Why::change) known = why;
    flush_soon();
  }
  void flush_soon() {
    if (std::exchange(is_flush_posted, true)) return;
    runtime.scheduler.post([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->flush();
    });
  }

  // Commands first: data is as it is after them.
  void flush() {
    is_flush_posted = false;
    detail::TabMessage message{.scope = options.scope, .sender = tab, .items = std::exchange(commands, {})};
    for (const auto& [key, why] : std::exchange(pending, {})) {
      auto item = data_item(key);
      if (!item || (item->kind == Kind::changed && why == Why::answer)) continue;
      message.items.push_back(std::move(*item));
    }
    if (message.items.empty()) return;
    const auto posted = channel.post(message.to_bytes());
    if (posted || !runtime.is_logging()) return;
    for (const auto& item : message.items) {
      runtime.log(LogLevel::error, std::string{"other tabs do not know of the "} + name_of(item.kind) + " of " +
                                       item.query.key.to_string() + ": " + posted.error().message);
    }
  }

  std::optional<TabItem> data_item(const Key& key) const {
    TabItem item{.kind = Kind::data, .version = version_of(key), .exact = true};
    if (const auto query = core->cache().peek(key)) {
      auto dehydrated = dehydrate(*query, codecs, runtime.scheduler);
      if (!dehydrated) return std::nullopt;
      item.query = std::move(*dehydrated);
    } else if (const auto* cold = cold_entry(key)) {
      item.query = cold->query;
    } else {
      return std::nullopt;
    }
    if (item.query.data.bytes.size() > options.max_bytes) {
      item.kind = Kind::changed;
      item.query = {.key = key};
    }
    return item;
  }

  // ---- receiving

  void receive(std::string_view bytes) {
    if (runtime.is_shut()) return;
    auto message = detail::TabMessage::from_bytes(bytes);
    if (!message) {
      return runtime.log(LogLevel::warning, "a message of another tab is left out: " + message.error().message);
    }
    if (message->scope != options.scope || message->sender == tab) return;
    const Batch batch{runtime};
    for (auto& item : message->items) {
      last_time = std::max(last_time, item.version.time);
      apply(item);
    }
  }

  void apply(TabItem& item) {
    const auto& key = item.query.key;
    switch (item.kind) {
      case Kind::data:
        if (is_shared(key)) apply_data(item);
        return;
      case Kind::ask:
        if (is_shared(key) && version_of(key) > item.version) send(key, Why::answer);
        return;
      case Kind::changed:
        if (is_shared(key) && version_of(key) < item.version) fetch_anew(item);
        return;
      default: remember(item); return apply_command(item);
    }
  }

  // The client tells of the command as it begins; what its listeners do comes later, and travels.
  void apply_command(const TabItem& item) {
    is_applying = true;
    switch (item.kind) {
      case Kind::invalidate:
      case Kind::changed: {
        InvalidateOptions invalidation{.key = item.query.key, .exact = item.exact};
        if (options.filter) invalidation.predicate = [self = this](const Query& q) { return self->is_shared(q.key()); };
        if (!item.is_refetching) invalidation.refetch = RefetchType::none;
        (void)core->invalidate(std::move(invalidation));
        break;
      }
      case Kind::reset: (void)core->reset(older_than(item)); break;
      case Kind::remove: core->remove(older_than(item)); break;
      default: core->clear();
    }
    is_applying = false;
  }

  QueryFilter older_than(const TabItem& item) {
    const bool is_removal = item.kind == Kind::remove;
    return {.key = item.query.key,
            .exact = item.exact,
            .predicate = [this, is_removal, version = item.version](const Query& query) {
              if (is_removal && (query.observers() > 0 || query.is_fetching())) return false;
              return is_shared(query.key()) && !(version < version_of(query.key()));
            }};
  }

  void fetch_anew(const TabItem& item) {
    if (version_of(item.query.key) == TabVersion{}) return;
    remember(item);
    pending.erase(item.query.key);
    if (const auto query = core->cache().peek(item.query.key); query && query->is_active()) quiet.insert(query->key());
    apply_command(item);
  }

  void apply_data(TabItem& item) {
    const auto key = item.query.key;
    for (const auto& [command, seen_at] : recent) {
      if (command.version < item.version || !is_meant(command, key)) continue;
      if (runtime.now() - seen_at > in_flight) continue;
      if (command.kind == Kind::invalidate || command.kind == Kind::changed) item.query.is_invalidated = true;
      if (command.kind == Kind::reset || command.kind == Kind::clear) return;
      if (command.kind == Kind::remove && !core->cache().peek(key)) return;
    }
    const auto known = version_of(key);
    if (known == item.version) pending.erase(key);  // another has answered
    if (known >= item.version || !take(item)) return;
    pending.erase(key);
    quiet.erase(key);
    set_version(key, item.version);
  }

  // False where it cannot be had here; then the query is fetched, if somebody watches it.
  bool take(TabItem& item) {
    const auto key = item.query.key;
    const auto* codec = codecs.find(item.query.data.type);
    const auto query = cold_entry(key) ? core->cache().find(key) : core->cache().peek(key);
    if (!codec || codec->version != item.query.data.version) return refuse(item, "nobody reads its type or version");
    if (!query) return ColdStore::of(*core)->add(std::move(item.query), codecs);
    if (query->type() != codec->type) return refuse(item, "it is of another type");
    auto data = codec->decode(item.query.data.bytes);
    if (!data || !*data) return refuse(item, data ? "nothing" : data.error().message);
    query->restore(std::move(*data), detail::from_wall(runtime.scheduler, item.query.updated_at),
                   item.query.is_invalidated);
    return true;
  }
  bool refuse(const TabItem& item, std::string_view why) {
    if (runtime.is_logging()) {
      runtime.log(LogLevel::warning,
                  "data of another tab for " + item.query.key.to_string() + " is left out: " + std::string{why});
    }
    TabItem change{.kind = Kind::changed, .version = item.version, .exact = true, .query = {.key = item.query.key}};
    fetch_anew(change);
    return false;
  }
};

TabSync::TabSync(QueryClient& client, TabChannel& channel, const Codecs& codecs, TabSyncOptions options)
    : state_(std::make_shared<State>(client, channel, codecs, std::move(options))) {
  assert(state_->tab != 0 && "tabs need numbers");
  assert(!state_->runtime.on_command && "one TabSync a client");
  state_->listen(client);
}

TabSync::~TabSync() {
  state_->messages.reset();
  state_->events.reset();
  state_->runtime.on_command = nullptr;
  state_->flush();
}

}  // namespace quern::query
