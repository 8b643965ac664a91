#include "core/app/outbox.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace quern::app {
namespace {

using Kind = OutboxWrite::Kind;
using State = OutboxWrite::State;

std::uint64_t first_order(WallTime now) { return static_cast<std::uint64_t>(now.time_since_epoch().count()) * 1024; }

bool is_free(const OutboxWrite& write) {
  return write.state == State::failed || (write.state == State::queued && !write.may_be_stored);
}
bool is_of_row(const OutboxWrite& write, const MessageId& id, std::string_view client_id) {
  return (!id.is_empty() && write.message_id == id) || (!client_id.empty() && write.client_id == client_id);
}

}  // namespace

Outbox::Outbox(Environment environment, Api api) : environment_(environment), api_(api.with_retry(0)) {}

Outbox::~Outbox() {
  environment_.scheduler.cancel(timer_);
  person_.request_stop();
}

// ---- what waits

std::span<const OutboxWrite> Outbox::pending(const ChatId& chat) const {
  for (const auto& line : lines_)
    if (line.chat == chat) return line.writes;
  return {};
}

const OutboxWrite* Outbox::find_creation(const ChatId& chat) const {
  for (const auto& write : pending(chat))
    if (write.kind == Kind::create_chat) return &write;
  return nullptr;
}

const OutboxWrite* Outbox::find_creation_with(const UserId& person) const {
  for (const auto& line : lines_)
    for (const auto& write : line.writes)
      if (write.kind == Kind::create_chat && write.with == person) return &write;
  return nullptr;
}

const OutboxWrite* Outbox::find_send(const ChatId& chat, std::string_view client_id) const {
  if (client_id.empty()) return nullptr;
  for (const auto& write : pending(chat))
    if (write.kind == Kind::send && write.client_id == client_id) return &write;
  return nullptr;
}

std::size_t Outbox::unsent() const {
  std::size_t count = 0;
  for (const auto& line : lines_)
    count += static_cast<std::size_t>(std::ranges::count_if(line.writes, [](const OutboxWrite& write) {
      return write.kind != Kind::read && write.kind != Kind::create_chat;
    }));
  return count;
}

OutboxWrite* Outbox::find(std::uint64_t order) {
  for (auto& line : lines_)
    for (auto& write : line.writes)
      if (write.order == order) return &write;
  return nullptr;
}

Outbox::Line* Outbox::find_line(const ChatId& chat) {
  const auto found = std::ranges::find(lines_, chat, &Line::chat);
  return found == lines_.end() ? nullptr : &*found;
}

Outbox::Line& Outbox::ensure_line(const ChatId& chat) {
  if (auto* line = find_line(chat)) return *line;
  return lines_.emplace_back(chat, std::vector<OutboxWrite>{});
}

// ---- keeping

void Outbox::insert(OutboxWrite write) {
  auto& writes = ensure_line(write.chat_id).writes;
  const auto at = std::ranges::upper_bound(writes, write.order, {}, &OutboxWrite::order);
  writes.insert(at, std::move(write));
}

void Outbox::erase(std::uint64_t order) {
  for (auto& line : lines_) std::erase_if(line.writes, [&](const OutboxWrite& write) { return write.order == order; });
  std::erase_if(lines_, [](const Line& line) { return line.writes.empty(); });
  environment_.storage.remove(order).detach();
}

void Outbox::store(const OutboxWrite& write) { keep(write, person_.token()).detach(); }

Task<void> Outbox::keep(OutboxWrite write, StopToken stop) {
  const auto kept = co_await environment_.storage.put(std::move(write));
  if (!kept && !stop.stop_requested()) not_stored(kept.error());
}

void Outbox::not_stored(const Error& error) {
  if (!std::exchange(is_not_stored_said_, true)) environment_.events.on_not_stored(error);
}

Task<void> Outbox::load(StopToken stop) {
  auto left = co_await environment_.storage.load();
  if (stop.stop_requested()) co_return;
  is_loaded_ = true;
  if (!left) not_stored(left.error());
  if (left)
    for (auto& write : *left) take_up(std::move(write));
  changed();
  pump();
}

void Outbox::take_up(OutboxWrite write) {
  if (write.author != me_) return environment_.storage.remove(write.order).detach();
  if (write.state == State::sending) move_to(write, State::unknown);
  write.not_before.reset();
  write.is_held = false;
  last_order_ = std::max(last_order_, write.order);
  insert(write);
  environment_.events.on_written(write);
}

std::uint64_t Outbox::add(OutboxWrite write) {
  // By the clock: behind all that is stored, also while that is still being read.
  last_order_ = std::max(last_order_ + 1, first_order(environment_.scheduler.wall_now()));
  write.order = last_order_;
  write.author = me_;
  write.key = make_uuid(environment_.random);
  write.written_at = environment_.scheduler.wall_now();
  store_and_show(std::move(write), person_.token()).detach();
  return last_order_;
}

Task<void> Outbox::store_and_show(OutboxWrite write, StopToken stop) {
  co_await keep(write, stop);
  if (stop.stop_requested()) co_return;
  insert(write);
  environment_.events.on_written(write);
  changed();
  pump();
}

// A key that was tried stands for what was tried under it.
void Outbox::renew_key(OutboxWrite& write) {
  if (write.tries > 0) write.key = make_uuid(environment_.random);
}

void Outbox::changed() { environment_.events.on_outbox_change(); }

// ---- what can be written

ChatId Outbox::create_chat(const UserId& with, std::string name) {
  auto client_id = make_uuid(environment_.random);
  const ChatId chat{client_id};
  add({.kind = Kind::create_chat,
       .chat_id = chat,
       .client_id = std::move(client_id),
       .text = std::move(name),
       .with = with});
  return chat;
}

void Outbox::send(const ChatId& chat, std::string text) {
  add({.kind = Kind::send, .chat_id = chat, .client_id = make_uuid(environment_.random), .text = std::move(text)});
}

void Outbox::edit(const ChatId& chat, const MessageId& id, const std::string& client_id, std::string text) {
  OutboxWrite* rewritten = nullptr;
  if (auto* line = find_line(chat)) {
    for (auto& write : line->writes) {
      if (!is_of_row(write, id, client_id)) continue;
      if (write.kind == Kind::remove && write.state != State::failed) return;
      if (write.kind != Kind::remove) rewritten = is_free(write) ? &write : nullptr;  // the last one counts
    }
  }
  if (!rewritten) {
    add({.kind = Kind::edit, .chat_id = chat, .client_id = client_id, .message_id = id, .text = std::move(text)});
    return;
  }
  rewritten->text = std::move(text);
  if (rewritten->state == State::failed) return retry(rewritten->order);
  renew_key(*rewritten);
  store(*rewritten);
  environment_.events.on_written(OutboxWrite{*rewritten});
  changed();
}

std::optional<std::uint64_t> Outbox::remove(const ChatId& chat, const MessageId& id, const std::string& client_id,
                                            std::int64_t number) {
  for (const auto& write : pending(chat)) {
    if (write.kind != Kind::remove || !is_of_row(write, id, client_id)) continue;
    if (write.state == State::failed) retry(write.order);
    return std::nullopt;
  }
  return add({.kind = Kind::remove,
              .chat_id = chat,
              .client_id = client_id,
              .message_id = id,
              .number = number,
              .is_held = true});
}

void Outbox::release(std::uint64_t order) {
  auto* write = find(order);
  if (!write || !write->is_held) return;
  write->is_held = false;
  store(*write);
  pump();
}

void Outbox::release_all() {
  for (auto& line : lines_)
    for (auto& write : line.writes) write.is_held = false;
  pump();
}

void Outbox::read(const ChatId& chat, std::int64_t number) {
  if (auto* line = find_line(chat)) {
    for (auto& write : line->writes) {
      if (write.kind != Kind::read) continue;
      if (write.number >= number) return;
      if (write.state == State::sending) continue;
      write.number = number;
      renew_key(write);
      store(write);
      environment_.events.on_written(OutboxWrite{write});
      return;
    }
  }
  add({.kind = Kind::read, .chat_id = chat, .number = number});
}

bool Outbox::withdraw(std::uint64_t order) {
  const auto* write = find(order);
  if (!write || write->state != State::queued || write->may_be_stored) return false;
  const auto taken = *write;
  erase(order);
  environment_.events.on_left(taken);
  changed();
  pump();
  return true;
}

void Outbox::put_back(OutboxWrite write) {
  assert(write.state == State::queued && !write.may_be_stored);
  store_and_show(std::move(write), person_.token()).detach();
}

void Outbox::retry(std::uint64_t order) {
  auto* write = find(order);
  if (!write) return;
  write->not_before.reset();
  if (write->state == State::failed) {
    const auto again = [this](OutboxWrite& failed) {
      move_to(failed, State::queued);
      renew_key(failed);
      failed.tries = 0;
      failed.reason.reset();
      store(failed);
      environment_.events.on_written(OutboxWrite{failed});
    };
    // Nothing goes to a chat that was not made.
    if (const auto* creation = find_creation(write->chat_id);
        creation && creation != write && creation->state == State::failed)
      again(*find(creation->order));
    again(*find(order));
  }
  changed();
  pump();
}

void Outbox::discard(std::uint64_t order) {
  auto* write = find(order);
  if (!write || write->state != State::failed) return;
  move_to(*write, State::discarded);
  const auto gone = *write;
  erase(order);
  environment_.events.on_left(gone);
  // The last that was to go to a chat that was not made: the chat goes too.
  if (const auto* creation = find_creation(gone.chat_id);
      creation && creation->state == State::failed && pending(gone.chat_id).size() == 1)
    return discard(creation->order);
  changed();
}

// ---- what came another way

void Outbox::name_rows(const Message& message, const std::string& client_id) {
  auto* line = find_line(message.chat_id);
  if (!line) return;
  for (auto& write : line->writes) {
    if (!write.changes_a_row() || write.client_id != client_id || !write.message_id.is_empty()) continue;
    write.message_id = message.id;
    write.number = message.number;
    store(write);
  }
}

void Outbox::see(const Message& message) {
  const auto* found = find_send(message.chat_id, message.client_id.value_or(""));
  if (!found || found->state == State::queued) return;  // queued: sent again, it is answered as the same
  name_rows(message, std::string{found->client_id});
  leave(found->order);
  changed();
  pump();
}

// Also an older chat with the same person, or one that they made meanwhile: it has another client_id, and is the one.
void Outbox::see(const Chat& chat) {
  const OutboxWrite* found = nullptr;
  if (chat.client_id) found = find_creation(ChatId{*chat.client_id});
  for (const auto& member : chat.members)
    if (!found && !chat.is_group) found = find_creation_with(member.id);
  if (!found || found->state == State::queued) return;
  const auto old = found->chat_id;
  leave(found->order);
  rename_chat(old, chat);
  changed();
  pump();
}

void Outbox::rename_chat(const ChatId& from, const Chat& chat) {
  std::vector<OutboxWrite> writes;
  if (auto* line = find_line(from)) writes = std::move(line->writes);
  std::erase_if(lines_, [&](const Line& old) { return old.chat == from; });
  for (auto& write : writes) {
    write.chat_id = chat.id;
    store(write);
    insert(std::move(write));
  }
  environment_.events.on_chat_made(from, chat);
}

// ---- the world around

void Outbox::start(const UserId& me) {
  me_ = me;
  is_started_ = true;
  if (!std::exchange(is_loading_, true)) load(person_.token()).detach();
  kick();
}

void Outbox::pause() { is_started_ = false; }

void Outbox::on_online(bool is_online) {
  is_online_ = is_online;
  if (is_online)
    kick();
  else
    pump();
}

void Outbox::kick() {
  for (auto& line : lines_)
    for (auto& write : line.writes)
      if (!write.reason || !write.reason->is(ErrorKind::rate_limited)) write.not_before.reset();
  pump();
}

bool Outbox::is_quiet() const {
  if (!is_started_ || !is_online_) return true;
  if (!is_loaded_) return false;
  for (const auto& line : lines_)
    for (const auto& write : line.writes) {
      const bool is_untried = write.state == State::queued && !write.not_before && !write.is_held;
      if (write.state == State::sending || is_untried) return false;
    }
  return true;
}

Task<Result<void>> Outbox::settle() {
  if (is_quiet()) co_return Result<void>{};
  settle_waiters_.emplace_back();
  auto settled = settle_waiters_.back().future();
  co_return co_await settled;
}

void Outbox::forget() {
  environment_.storage.clear().detach();
  close();
}

void Outbox::close() {
  environment_.scheduler.cancel(std::exchange(timer_, Scheduler::TimerId::none));
  is_started_ = is_loading_ = is_loaded_ = is_not_stored_said_ = false;
  lines_.clear();
  auto person = std::exchange(person_, StopSource{});
  person.request_stop();
  for (auto& waiter : std::exchange(settle_waiters_, {})) waiter.resolve(fail(Error::cancelled()));
}

}  // namespace quern::app
