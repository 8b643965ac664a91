#include "core/app/history_loader.hpp"

#include <algorithm>
#include <utility>

#include "core/app/history_state.hpp"
#include "core/app/keys.hpp"
#include "core/base/sleep.hpp"

namespace quern::app {
namespace {

using namespace std::chrono_literals;

constexpr int most_pages = 10;
constexpr int page_repeats = 3;
constexpr Duration rest_after_failure = 5s;

}  // namespace

struct HistoryLoader::Chat {
  explicit Chat(const ChatId& chat) : id(chat), key(keys::chat_messages(chat)) {}
  ChatId id;
  query::Key key;
  MessageStore store;
  std::int64_t met = 0;  // refresh() has closed the gaps up to here
  LoadState states[3] = {};
  std::vector<MessageRef> early;
  AuthorNames early_authors;
  StopSource stop;

  LoadState state(Want what) const { return states[static_cast<std::size_t>(what)]; }
  MessageRef early_row(const Message& message) {
    return StoredMessage::make(message, early_authors.find_or_add(message.author_id.text));
  }
};

HistoryLoader::HistoryLoader(Environment environment, Api api) : environment_(std::move(environment)), api_(api) {
  cache_events_ = environment_.client.subscribe([this](const query::CacheEvent& event) {
    if (event.query && event.change == query::QueryChange::removed) on_query_removed(event.query->key());
  });
}

HistoryLoader::~HistoryLoader() {
  life_.request_stop();
  forget();
}

// ---- what comes by itself

void HistoryLoader::take(const Message& message) {
  auto* chat = find(message.chat_id);
  if (!chat) return;
  for (auto& row : chat->early)
    if (row->number() == message.number && row->version() < message.version) row = chat->early_row(message);
  if (chat->store.take(message)) publish(*chat);
}

void HistoryLoader::keep_shown(const Message& message) {
  auto& chat = ensure(message.chat_id);
  const auto shown = environment_.client.get_data<History>(chat.key);
  if (shown && shown->newest_number() >= message.number) return chat.early.clear();
  const auto at =
      std::ranges::lower_bound(chat.early, message.number, {}, [](const auto& row) { return row->number(); });
  if (at == chat.early.end() || (*at)->number() != message.number) chat.early.insert(at, chat.early_row(message));
}

void HistoryLoader::on_resumed() {
  forgive();
  (void)environment_.client.refetch({.key = keys::messages(), .type = query::QueryType::active, .stale = true});
}

void HistoryLoader::on_reset() {
  forgive();
  for (const auto& chat : chats_) chat->store.mark_stale();
  environment_.rereader.reread(keys::messages());
}

// ---- what views want

void HistoryLoader::load_older(const ChatId& chat) {
  const auto* found = find(chat);
  if (found && found->store.has_older()) want(chat, Want::older, {});
}

void HistoryLoader::fill_hole(const ChatId& chat, NumberRange hole) { want(chat, Want::hole, hole); }

void HistoryLoader::see(const ChatId& chat, NumberRange window) {
  const auto* found = find(chat);
  if (!found) return;
  const auto stale = found->store.stale_within(window);
  if (!stale || (is_newest(*found, stale->last) && is_fetching(*found))) return;  // refresh() is about to read it
  want(chat, Want::fresh, window);
}

void HistoryLoader::want(const ChatId& chat, Want what, NumberRange range) {
  auto* found = find(chat);
  if (!found || found->state(what) != LoadState::idle) return;
  set_state(*found, what, LoadState::loading);
  bring(chat, what, range, found->stop.token()).detach();
}

// Where it was stopped its chat is forgotten, and perhaps all of this has ended: nothing is touched then.
Task<void> HistoryLoader::bring(ChatId chat, Want what, NumberRange range, StopToken stop) {
  const auto brought = co_await bring_one(chat, what, range, stop);
  if (stop.stop_requested()) co_return;
  set_state(*find(chat), what, brought ? LoadState::idle : LoadState::failed);
  if (brought) co_return;
  const auto rested = co_await sleep(environment_.scheduler, rest_after_failure, stop);
  if (!rested || stop.stop_requested()) co_return;
  auto& found = *find(chat);
  if (found.state(what) == LoadState::failed) set_state(found, what, LoadState::idle);
}

Task<Result<void>> HistoryLoader::bring_one(const ChatId& chat, Want what, NumberRange range, const StopToken& stop) {
  switch (what) {
    case Want::older: return bring_older(chat, stop);
    case Want::hole: return bring_hole(chat, range, stop);
    case Want::fresh: break;
  }
  return bring_fresh(chat, range, stop);
}

// A page that repeats ends the paging.
Task<Result<void>> HistoryLoader::bring_older(ChatId chat, StopToken stop) {
  const auto oldest = find(chat)->store.segments().front().first;
  const auto page = co_await read_page(api_.with_retry(page_repeats), chat, {.before = oldest}, stop);
  if (!page) co_return fail(page.error());
  auto& found = *find(chat);
  if (found.store.segments().front().first == oldest && found.store.has_older()) {
    found.store.end_at_oldest();
    publish(found);
  }
  co_return Result<void>{};
}

Task<Result<void>> HistoryLoader::bring_hole(ChatId chat, NumberRange hole, StopToken stop) {
  const auto& store = find(chat)->store;
  if (!store.find(hole.last + 1) || store.find(hole.last)) co_return Result<void>{};  // it is another by now
  const auto page = co_await read_page(api_.with_retry(page_repeats), chat, {.before = hole.last + 1}, stop);
  if (!page) co_return fail(page.error());
  if (!find(chat)->store.find(hole.last)) co_return fail(ErrorKind::not_found, "nothing for the hole");
  co_return Result<void>{};
}

// A page around the middle of what is stale, so that what is scrolled to next is fresh on either side.
Task<Result<void>> HistoryLoader::bring_fresh(ChatId chat, NumberRange window, StopToken stop) {
  for (int pages = 0; pages < most_pages; ++pages) {
    const auto& store = find(chat)->store;
    const auto stale = store.stale_within(window);
    if (!stale) break;
    const auto marks = store.marks();
    const Ask ask{.around = stale->last - std::min(stale->size(), message_page_limit - 1) / 2};
    const auto page = co_await read_page(api_.with_retry(page_repeats), chat, ask, stop);
    if (!page) co_return fail(page.error());
    const auto& after = find(chat)->store;
    if (after.marks() == marks && after.stale_within(window) == stale) {
      co_return fail(ErrorKind::not_found, "nothing about what is stale");
    }
  }
  co_return Result<void>{};
}

// Asks, merges, shows; answers the page's newest number, 0 where it is empty. On `cancelled` nothing may be touched.
Task<Result<std::int64_t>> HistoryLoader::read_page(Api api, ChatId chat, Ask ask, StopToken stop) {
  const auto life = life_.token();
  const auto& store = ensure(chat).store;
  const auto request = store.request(ask.before);
  MessageListParams params{.chat_id = chat, .limit = message_page_limit};
  if (ask.before > 0) params.before_id = store.find(ask.before)->id();
  if (ask.around > 0) params.around_id = store.find(ask.around)->id();
  const auto page = co_await api.list_messages(params, stop);
  if (stop.stop_requested() || life.stop_requested()) co_return fail(Error::cancelled());
  if (!page) co_return fail(page.error());
  auto& found = ensure(chat);
  if (found.store.take_page(*page, request)) publish(found);  // those who hear of it may do anything
  if (stop.stop_requested() || life.stop_requested()) co_return fail(Error::cancelled());
  co_return page->items.empty() ? 0 : page->items.front().number;
}

LoadState HistoryLoader::older_state(const ChatId& chat) const {
  const auto* found = find(chat);
  return found ? found->state(Want::older) : LoadState::idle;
}

LoadState HistoryLoader::hole_state(const ChatId& chat) const {
  const auto* found = find(chat);
  return found ? found->state(Want::hole) : LoadState::idle;
}

// ---- the query's

Task<Result<History>> HistoryLoader::refresh(ChatId chat, StopToken stop) {
  auto met = ensure(chat).met;
  std::int64_t newest = 0;
  Ask ask;
  for (int pages = 0; pages < most_pages; ++pages) {
    const auto page = co_await read_page(api_, chat, ask, stop);
    if (!page) co_return fail(page.error());
    if (pages == 0) {
      newest = *page;
      if (met == 0) met = newest;
    }
    const auto segments = find(chat)->store.segments();
    if (segments.empty() || segments.back().first <= met || segments.back().first == ask.before) break;
    ask = {.before = segments.back().first};
  }
  auto& found = *find(chat);
  found.met = std::max(found.met, newest);
  co_return found.store.snapshot();
}

History HistoryLoader::history(const ChatId& chat) const {
  const auto* found = find(chat);
  return found ? found->store.snapshot() : History{};
}

std::span<const MessageRef> HistoryLoader::early(const ChatId& chat) const {
  const auto* found = find(chat);
  return found ? std::span<const MessageRef>{found->early} : std::span<const MessageRef>{};
}

void HistoryLoader::forget() {
  for (const auto& chat : std::exchange(chats_, {})) chat->stop.request_stop();
}

// ---- the chats

bool HistoryLoader::is_newest(const Chat& chat, std::int64_t number) {
  return chat.store.segments().back().last == number;
}

bool HistoryLoader::is_fetching(const Chat& chat) const {
  const auto query = environment_.client.find_query(chat.key);
  return query && query->state().fetch_status == query::FetchStatus::fetching;
}

HistoryLoader::Chat* HistoryLoader::find(const ChatId& chat) const {
  const auto at = std::ranges::find(chats_, chat, [](const auto& entry) -> const ChatId& { return entry->id; });
  return at == chats_.end() ? nullptr : at->get();
}

HistoryLoader::Chat& HistoryLoader::ensure(const ChatId& chat) {
  if (auto* found = find(chat)) return *found;
  return *chats_.emplace_back(std::make_unique<Chat>(chat));
}

// Only a query that has been answered: before, nobody knows what is missing.
void HistoryLoader::publish(const Chat& chat) {
  environment_.client.update_data<History>(
      chat.key, [&chat](const History&) { return chat.store.snapshot(); }, query::Match::exact);
}

void HistoryLoader::set_state(Chat& chat, Want what, LoadState state) {
  chat.states[static_cast<std::size_t>(what)] = state;
  environment_.on_change();
}

// The connection is back: nothing needs to rest.
void HistoryLoader::forgive() {
  for (const auto& chat : chats_) {
    for (auto& state : chat->states) {
      if (state == LoadState::failed) state = LoadState::idle;
    }
  }
  environment_.on_change();
}

void HistoryLoader::on_query_removed(const query::Key& key) {
  const auto at = std::ranges::find(chats_, key, [](const auto& chat) -> const query::Key& { return chat->key; });
  if (at == chats_.end()) return;
  const auto chat = std::move(*at);
  chats_.erase(at);
  chat->stop.request_stop();
}

}  // namespace quern::app
