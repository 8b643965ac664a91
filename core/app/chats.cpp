#include "core/app/chats.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

#include "core/api/encode.hpp"
#include "core/api/event.hpp"
#include "core/app/chat_rows.hpp"
#include "core/app/form_check.hpp"
#include "core/app/queries.hpp"

namespace quern::app {
namespace {

using Kind = OutboxWrite::Kind;
using State = OutboxWrite::State;

struct RowIds {
  MessageId id;           // empty while it is not confirmed
  std::string client_id;  // empty where another client gave it none
};

RowIds ids_of(const ConversationItem& row) {
  if (row.message) return {row.message->id(), row.message->client_id()};
  return {{}, row.write ? row.write->client_id : ""};
}

}  // namespace

// What a write shows over the cached chats while it waits: the patches of a mutation that ends with it.
struct Chats::Layer {
  Promise<void> promise;
  Future<void> end = promise.future();

  static Task<Result<void>> until(std::shared_ptr<Layer> layer) { co_return co_await layer->end; }
};

Chats::Chats(Environment environment, Api api)
    : environment_(std::move(environment)),
      api_(api.with_retry(0)),
      attendance_(environment_.scheduler, environment_.on_change),
      outbox_({.scheduler = environment_.scheduler,
               .random = environment_.random,
               .storage = environment_.storage,
               .events = *this},
              api) {}

Chats::~Chats() = default;

// ---- what is there

query::QueryOptions<Page<Chat>> Chats::list(std::string search) const {
  auto options = queries::chat_list(api_, std::move(search));
  options.share = [me = me_](const std::shared_ptr<const Page<Chat>>& old, std::shared_ptr<const Page<Chat>> next) {
    auto merged = newer_page(*old, *next, me);
    return merged == *old ? old : std::make_shared<const Page<Chat>>(std::move(merged));
  };
  return options;
}

query::QueryOptions<Chat> Chats::detail(const ChatId& chat) const {
  auto options = queries::chat_detail(api_, resolve(chat));
  options.share = [me = me_](const std::shared_ptr<const Chat>& old, std::shared_ptr<const Chat> next) {
    auto merged = newer_chat(*old, *next, me);
    return merged == *old ? old : std::make_shared<const Chat>(std::move(merged));
  };
  if (const auto* creation = outbox_.find_creation(chat)) {
    options.enabled = false;
    options.initial_data = std::make_shared<const Chat>(optimistic_chat(*creation));
  }
  return options;
}

query::QueryOptions<History> Chats::messages(const ChatId& chat) const {
  auto options = queries::messages(environment_.histories, resolve(chat));
  if (outbox_.find_creation(chat)) {
    options.enabled = false;
    options.initial_data = std::make_shared<const History>();
  } else if (shows_rows_of_ours(resolve(chat))) {
    options.placeholder = [](const std::shared_ptr<const History>&) { return std::make_shared<const History>(); };
  }
  return options;
}

// They need no history to be shown: so they stay where they are while it comes.
bool Chats::shows_rows_of_ours(const ChatId& chat) const {
  const auto is_row = [](const OutboxWrite& write) { return write.kind == Kind::send; };
  return std::ranges::contains(made_ | std::views::values, chat) || !environment_.histories.early(chat).empty() ||
         std::ranges::any_of(outbox_.pending(chat), is_row);
}

Conversation Chats::conversation(const ChatId& chat, const History& history) const {
  const auto id = resolve(chat);
  return {history, environment_.histories.early(id), outbox_.pending(id), me_};
}

std::vector<UserId> Chats::typing_in(const ChatId& chat) const { return attendance_.typing_in(resolve(chat)); }

bool Chats::is_online(const UserId& person) const {
  if (const auto told = attendance_.is_online(person)) return *told;
  if (const auto detail = environment_.client.get_data<Person>(keys::person_detail(person))) return detail->online;
  for (const auto& query : environment_.client.find_queries({.key = {"users", "search"}}))
    if (const auto page = environment_.client.get_data<Page<Person>>(query->key()))
      for (const auto& found : page->items)
        if (found.id == person) return found.online;
  return false;
}

std::int64_t Chats::unread_total() const {
  std::int64_t total = 0;
  if (const auto page = environment_.client.get_data<Page<Chat>>(keys::chat_list("")))
    for (const auto& chat : page->items) total += chat.unread_count;
  return total;
}

ChatId Chats::resolve(const ChatId& chat) const {
  const auto made = made_.find(chat);
  return made == made_.end() ? chat : made->second;
}

std::shared_ptr<const Chat> Chats::find_chat(const ChatId& chat) const {
  for (const auto& query : environment_.client.find_queries({.key = keys::chat_lists()}))
    if (const auto page = environment_.client.get_data<Page<Chat>>(query->key()))
      for (const auto& item : page->items)
        if (item.id == chat) return {page, &item};
  return environment_.client.get_data<Chat>(keys::chat_detail(chat));
}

std::optional<ChatId> Chats::find_chat_with(const UserId& person) const {
  for (const auto& query : environment_.client.find_queries({.key = keys::chat_lists()}))
    if (const auto page = environment_.client.get_data<Page<Chat>>(query->key()))
      for (const auto& item : page->items)
        if (is_private_with(item, person)) return item.id;
  return std::nullopt;
}

Chat Chats::optimistic_chat(const OutboxWrite& write) const {
  Chat chat{.id = write.chat_id, .client_id = write.client_id, .created_at = write.written_at};
  const auto user = environment_.client.get_data<User>(keys::user_current());
  chat.members.push_back({.id = me_,
                          .display_name = user ? user->display_name : "",
                          .avatar_url = user ? user->avatar_url : std::nullopt});
  const auto other = people_.find(write.with);  // none: an earlier page made it
  chat.members.push_back({.id = write.with,
                          .display_name = write.text,
                          .avatar_url = other == people_.end() ? std::nullopt : other->second.avatar_url});
  return chat;
}

// ---- what can be done

ChatId Chats::open_with(const Person& person) {
  if (const auto* creation = outbox_.find_creation_with(person.id)) {
    const auto chat = creation->chat_id;
    outbox_.retry(creation->order);  // was it refused: a person who asks again means it
    return chat;
  }
  if (const auto chat = find_chat_with(person.id)) return *chat;
  people_[person.id] = person;
  return outbox_.create_chat(person.id, person.display_name);
}

void Chats::send(const ChatId& chat, std::string text) {
  const auto content = trimmed(text);
  if (content.empty()) return;
  const auto id = resolve(chat);
  if (const auto draft = drafts_.find(id); draft != drafts_.end()) draft->second.clear();  // a view may hold it
  attendance_.was_sent(id);
  outbox_.send(id, std::string{content});
}

void Chats::edit(const ChatId& chat, const ConversationItem& row, std::string text) {
  const auto content = trimmed(text);
  if (content.empty() || (content == row.content && row.delivery != Delivery::failed)) return;
  const auto ids = ids_of(row);
  outbox_.edit(resolve(chat), ids.id, ids.client_id, std::string{content});
}

void Chats::remove(const ChatId& chat, const ConversationItem& row) {
  const auto id = resolve(chat);
  const auto ids = ids_of(row);
  if (const auto* found = outbox_.find_send(id, ids.client_id)) {
    const auto write = *found;
    if (write.state == State::failed) return outbox_.discard(write.order);
    if (outbox_.withdraw(write.order)) return offer_undo([this, write] { outbox_.put_back(write); }, [] {});
  }
  const auto order = outbox_.remove(id, ids.id, ids.client_id, row.number);
  if (!order) return;
  offer_undo([this, held = *order] { outbox_.withdraw(held); }, [this, held = *order] { outbox_.release(held); });
}

void Chats::offer_undo(std::function<void()> undo, std::function<void()> end) {
  windows_.push_back(environment_.toasts.show({.notice = {.id = Notice::Id::message_deleted},
                                               .action = ToastAction::undo,
                                               .on_action = std::move(undo),
                                               .on_end = std::move(end)}));
}

void Chats::retry(const ChatId&, const ConversationItem& row) {
  if (row.write) outbox_.retry(row.write->order);
}

void Chats::discard(const ChatId&, const ConversationItem& row) {
  if (row.write) outbox_.discard(row.write->order);
}

void Chats::see(const ChatId& chat, std::int64_t number) {
  const auto id = resolve(chat);
  auto& seen = seen_[id];
  if (number <= seen || outbox_.find_creation(id)) return;
  seen = number;
  const auto cached = find_chat(id);
  if (cached && read_mark_of(*cached, me_) >= number && !cached->marked_unread) return;
  outbox_.read(id, number);
}

void Chats::type(const ChatId& chat) {
  const auto id = resolve(chat);
  if (outbox_.find_creation(id) || !attendance_.may_tell(id)) return;
  environment_.tell(encode(SocketOp{.op = "typing", .since = std::nullopt, .chat_id = id}));
}

void Chats::load_older(const ChatId& chat) { environment_.histories.load_older(resolve(chat)); }

void Chats::fill_hole(const ChatId& chat, const ConversationItem& hole) {
  if (hole.is_hole) environment_.histories.fill_hole(resolve(chat), {hole.first, hole.last});
}

std::string& Chats::draft(const ChatId& chat) { return drafts_[resolve(chat)]; }

// ---- news

template <class Change>
std::size_t Chats::change_chat(const ChatId& chat, const Change& change) {
  auto& client = environment_.client;
  std::size_t found = 0;
  client.batch([&] {
    client.update_data<Page<Chat>>(keys::chat_lists(),
                                   [&](const Page<Chat>& page) -> std::shared_ptr<const Page<Chat>> {
                                     if (!std::ranges::contains(page.items, chat, &Chat::id)) return nullptr;
                                     ++found;
                                     return std::make_shared<const Page<Chat>>(with_changed_chat(page, chat, change));
                                   });
    client.update_data<Chat>(
        keys::chat_detail(chat), [&](const Chat& old) { return change(old); }, query::Match::exact);
  });
  return found;
}

void Chats::take(const Message& message) {
  environment_.histories.take(message);
  if (outbox_.find_send(message.chat_id, message.client_id.value_or(""))) environment_.histories.keep_shown(message);
  attendance_.on_message(message.chat_id, message.author_id);
  bool is_unsure = false;
  const auto lists = change_chat(message.chat_id, [&](Chat chat) {
    if (is_count_unsure(chat, message, me_)) is_unsure = true;
    return with_message(std::move(chat), message, me_);
  });
  // Not among the chats that are here; or nobody here knows what is unread: the server does. The answer that is under way
  // may be older than this message.
  const bool is_asked = environment_.rereader.is_reading(keys::chats());
  if (lists == 0 || is_unsure || is_asked) environment_.rereader.reread(keys::chats());
  outbox_.see(message);
  environment_.on_change();
}

void Chats::take(const Chat& chat) {
  keep(chat);
  outbox_.see(chat);
  environment_.on_change();
}

void Chats::keep(const Chat& chat) {
  auto& client = environment_.client;
  const auto newer = [&](const Chat& old) { return newer_chat(old, chat, me_); };
  const auto lists = change_chat(chat.id, newer);
  if (lists > 0) return;
  client.update_data<Page<Chat>>(
      keys::chat_list(""), [&](const Page<Chat>& page) { return with_chat(page, chat, me_); }, query::Match::exact);
  environment_.rereader.reread(keys::chat_lists());  // an answer that is under way does not have it
}

void Chats::take(const ChatReadEvent& read) {
  bool is_unsure = false;
  change_chat(read.chat_id, [&](Chat chat) {
    const bool is_part = chat.last_message && chat.last_message->number > read.number;
    if (is_part && read.user_id == me_ && read.number > read_mark_of(chat, me_)) is_unsure = true;
    return with_read(std::move(chat), read.user_id, read.number, me_);
  });
  if (is_unsure) environment_.rereader.reread(keys::chats());  // how many of those behind are one's own, it knows
  environment_.on_change();
}

void Chats::take(const ChatDeleted& gone) {
  auto& client = environment_.client;
  client.update_data<Page<Chat>>(keys::chat_lists(),
                                 [&](const Page<Chat>& page) { return without_chat(page, gone.id); });
  environment_.rereader.reread(keys::chats());
  environment_.on_change();
}

void Chats::take(const Typing& sign) {
  if (sign.user_id != me_) attendance_.on_typing(sign);
}

// ---- what the outbox says

void Chats::on_written(const OutboxWrite& write) { lay(write); }

void Chats::on_sent(const OutboxWrite& write, const OutboxAnswer& answer) {
  if (const auto* message = std::get_if<Message>(&answer)) return take(*message);
  if (const auto* chat = std::get_if<Chat>(&answer)) return keep(*chat);
  if (write.kind == Kind::remove) return was_deleted(write);
  take(ChatReadEvent{.chat_id = write.chat_id, .user_id = me_, .number = write.number, .message_id = {}});
}

// A delete is answered by nothing. The event says the same, with its version.
void Chats::was_deleted(const OutboxWrite& write) {
  const auto history = environment_.histories.history(write.chat_id);
  const auto* stored = history.find(write.number);
  for (const auto& row : environment_.histories.early(write.chat_id))
    if (row->has_id(write.message_id)) stored = row.get();
  if (!stored || !stored->has_id(write.message_id) || stored->is_deleted()) return;
  take(Message{.id = write.message_id,
               .number = stored->number(),
               .version = stored->version() + 1,
               .chat_id = write.chat_id,
               .author_id = me_,
               .type = stored->type(),
               .client_id = stored->client_id(),
               .deleted = true,
               .ts = stored->time()});
}

void Chats::on_left(const OutboxWrite& write) {
  lift(write.order, write.state == State::sent);
  if (write.kind == Kind::create_chat && write.state != State::sent) not_made(write);
}

void Chats::on_not_stored(const Error& error) {
  environment_.toasts.show({.notice = {.id = Notice::Id::writes_not_stored, .reason = error}, .is_error = true});
}

void Chats::not_made(const OutboxWrite& write) {
  if (write.state == State::failed) {
    environment_.toasts.show(
        {.notice = {.id = Notice::Id::chat_not_created, .subject = write.text, .reason = write.reason},
         .is_error = true});
  } else if (environment_.router.route() == Route{ChatPage{write.chat_id.text}}) {
    environment_.router.replace(ChatsPage{});
  }
}

void Chats::on_chat_made(const ChatId& client_id, const Chat& chat) {
  made_[client_id] = chat.id;
  if (!environment_.client.get_server_data<Chat>(keys::chat_detail(chat.id)))
    environment_.client.set_data(keys::chat_detail(chat.id), chat);
  if (auto draft = drafts_.extract(client_id); !draft.empty() && !draft.mapped().empty())
    drafts_[chat.id] = std::move(draft.mapped());
  const auto waiting = outbox_.pending(chat.id);
  for (const auto& write : std::vector<OutboxWrite>(waiting.begin(), waiting.end())) lay(write);
  if (environment_.router.route() == Route{ChatPage{client_id.text}})
    environment_.router.replace(ChatPage{chat.id.text});
  environment_.client.remove({.key = keys::chat_detail(client_id), .exact = true});
}

void Chats::lay(const OutboxWrite& write) {
  lift(write.order, false);
  if (write.state == State::failed) return;
  const auto layer = std::make_shared<Layer>();
  layers_[write.order] = layer;
  query::MutationOptions<OutboxWrite> options;
  options.fetch = [layer](OutboxWrite, query::MutationContext) { return Layer::until(layer); };
  options.optimistic = [this](query::OptimisticPatches& patches, const OutboxWrite& shown) {
    const auto change = [shown, me = me_](Chat chat) { return with_write(std::move(chat), shown, me); };
    if (shown.kind == Kind::create_chat) {
      patches.update<Page<Chat>>(
          keys::chat_list(""),
          [chat = optimistic_chat(shown), me = me_](const Page<Chat>& page) { return with_chat(page, chat, me); },
          query::Match::exact);
      return;
    }
    patches.update<Page<Chat>>(keys::chat_lists(), [change, id = shown.chat_id](const Page<Chat>& page) {
      return with_changed_chat(page, id, change);
    });
    patches.update<Chat>(keys::chat_detail(shown.chat_id), change, query::Match::exact);
  };
  options.network_mode = query::NetworkMode::always;  // it sends nothing
  options.gc_time = Duration{0};
  environment_.client.mutate(options, write).detach();
}

void Chats::lift(std::uint64_t order, bool is_sent) {
  const auto found = layers_.extract(order);
  if (found.empty()) return;
  found.mapped()->promise.resolve(is_sent ? Result<void>{} : fail(Error::cancelled()));
}

// ---- the world around

void Chats::start(const UserId& me) {
  me_ = me;
  outbox_.start(me);
}

void Chats::send_waiting() {
  for (const auto window : std::exchange(windows_, {})) environment_.toasts.close(window);
  outbox_.release_all();
}

void Chats::forget() {
  outbox_.forget();
  close();
}

void Chats::close() {
  outbox_.close();
  attendance_.forget();
  windows_.clear();
  drafts_.clear();
  seen_.clear();
  made_.clear();
  people_.clear();
  for (auto& [order, layer] : std::exchange(layers_, {})) layer->promise.resolve(fail(Error::cancelled()));
  me_ = {};
}

}  // namespace quern::app
