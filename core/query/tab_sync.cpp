#include "core/query/tab_sync.hpp"

#include <algorithm>
#include <cassert>

#include "core/query/detail/tab_sync_state.hpp"

namespace quern::query {
namespace {

using detail::TabItem;
using detail::TabVersion;
using Kind = TabItem::Kind;

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

const char* name_of(Kind kind) {
  constexpr const char* names[] = {"invalidation", "reset", "removal", "clear", "change", "data", "question"};
  return names[static_cast<int>(kind)];
}

}  // namespace

TabVersion TabSync::State::next_version() {
  // A tab whose clock is at the end of time takes ours there; it goes no further, or nobody could read us.
  const auto next = std::max(runtime.scheduler.wall_now().time_since_epoch().count(), last_time + 1);
  last_time = std::min(next, detail::latest);
  return {.time = last_time, .tab = tab};
}

void TabSync::State::listen() {
  runtime.on_command = [weak = weak_from_this()](const ClientCommand& command) {
    if (const auto self = weak.lock()) self->on_command(command);
  };
  messages = channel.on_message([this](std::string_view message) {
    const auto self = shared_from_this();
    receive(message);
  });
}

// ---- sending

void TabSync::State::on_command(const ClientCommand& command) {
  if (std::exchange(is_applying, false)) return;
  if (options.tells && !options.tells(command)) return;
  TabItem item{.kind = kind_of(command.kind),
               .version = next_version(),
               .exact = command.filter.exact,
               .is_refetching = command.is_refetching,
               .key = command.filter.key};
  if (!is_more_than_a_key(command.filter)) return do_everywhere(std::move(item));
  item.exact = true;
  const auto cold_act = command.filter.predicate ? ColdAct::warm : ColdAct::leave;
  for (const auto& query : core->cache().find_all(command.filter, cold_act)) {
    item.key = query->key();
    do_everywhere(item);
  }
}

void TabSync::State::do_everywhere(TabItem item) {
  if (data) data->remember(item);
  items.push_back(std::move(item));
  flush_soon();
}

void TabSync::State::flush_soon() {
  if (std::exchange(is_flush_posted, true)) return;
  runtime.scheduler.post([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->flush();
  });
}

// Commands first: data is as it is after them.
void TabSync::State::flush() {
  is_flush_posted = false;
  detail::TabMessage message{.scope = options.scope, .sender = tab, .items = std::exchange(items, {})};
  if (data) data->take_changes(message.items);
  if (message.items.empty()) return;
  const auto posted = channel.post(message.to_bytes());
  if (posted || !runtime.is_logging()) return;
  for (const auto& item : message.items) {
    runtime.log(LogLevel::error, std::string{"other tabs do not know of the "} + name_of(item.kind) + " of " +
                                     item.key.to_string() + ": " + posted.error().message);
  }
}

// ---- receiving

void TabSync::State::receive(std::string_view bytes) {
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

void TabSync::State::apply(TabItem& item) {
  const bool is_command = item.kind < Kind::changed;
  if (is_command && data) data->remember(item);
  if (is_command) return apply_command(item);
  if (data && is_shared(item.key)) data->apply(item);
}

// The client tells of the command as it begins; what its listeners do comes later, and travels.
void TabSync::State::apply_command(const TabItem& item) {
  is_applying = true;
  switch (item.kind) {
    case Kind::reset: (void)core->reset(older_than(item)); break;
    case Kind::remove: core->remove(older_than(item)); break;
    case Kind::clear: core->clear(); break;
    default: {
      InvalidateOptions invalidation{.key = item.key, .exact = item.exact};
      if (options.filter) invalidation.predicate = [this](const Query& query) { return is_shared(query.key()); };
      if (!item.is_refetching) invalidation.refetch = RefetchType::none;
      (void)core->invalidate(std::move(invalidation));
    }
  }
  is_applying = false;
}

QueryFilter TabSync::State::older_than(const TabItem& item) {
  const bool is_removal = item.kind == Kind::remove;
  return {.key = item.key,
          .exact = item.exact,
          .predicate = [this, is_removal, version = item.version](const Query& query) {
            if (is_removal && (query.observers() > 0 || query.is_fetching())) return false;
            return is_shared(query.key()) && !(data && version < data->version_of(query.key()));
          }};
}

TabSync::TabSync(QueryClient& client, TabChannel& channel, TabSyncOptions options)
    : state_(std::make_shared<State>(client, channel, std::move(options))) {
  assert(state_->tab != 0 && "tabs need numbers");
  assert(!state_->runtime.on_command && "one TabSync a client");
  state_->listen();
}

TabSync::~TabSync() {
  state_->messages.reset();
  if (state_->data) state_->data->stop();
  state_->runtime.on_command = nullptr;
  state_->flush();
}

}  // namespace quern::query
