// An outbox's tries: which write goes next, what its answer means, and when it is tried again.
#include <algorithm>
#include <utility>

#include "core/app/outbox.hpp"
#include "core/net/retry_after.hpp"

namespace quern::app {
namespace {

using Kind = OutboxWrite::Kind;
using State = OutboxWrite::State;

constexpr auto key_life = std::chrono::hours{24};  // so long the server knows an idempotency key
constexpr int most_broken_answers = 5;

// What an error says about a write.
enum class Verdict : std::uint8_t {
  refused,     // it is not stored, and will not be
  not_stored,  // not this time
  unknown,
};

Verdict judge(const Error& error, const OutboxWrite& write) {
  switch (error.kind) {
    case ErrorKind::network:
    case ErrorKind::timeout:
    case ErrorKind::server: return Verdict::unknown;
    case ErrorKind::rate_limited:
    case ErrorKind::authentication: return Verdict::not_stored;
    // Stored, by its status; but one that is never understood would hold up its chat for ever.
    case ErrorKind::decode: return write.tries < most_broken_answers ? Verdict::unknown : Verdict::refused;
    case ErrorKind::conflict:
      if (error.code == "idempotency_in_progress") return Verdict::unknown;
      return error.code.empty() && write.kind == Kind::send ? Verdict::unknown : Verdict::refused;  // bare: look
    default: return Verdict::refused;
  }
}

bool is_our_own_limit(const Error& error) { return error.is(ErrorKind::rate_limited) && error.status == 0; }
bool is_bare_conflict(const OutboxWrite& write) {
  return write.reason && write.reason->is(ErrorKind::conflict) && write.reason->code.empty();
}
// The next one of its lane, where it can go now; `wake` learns when to look again.
const OutboxWrite* next_of(std::span<const OutboxWrite> writes, bool is_read_lane, TimePoint now,
                           std::optional<TimePoint>& wake) {
  for (const auto& write : writes) {
    if ((write.kind == Kind::read) != is_read_lane || write.state == State::failed || write.is_held) continue;
    if (write.state == State::sending) return nullptr;
    if (write.not_before && *write.not_before > now) {
      wake = std::min(wake.value_or(*write.not_before), *write.not_before);
      return nullptr;
    }
    return &write;
  }
  return nullptr;
}

template <class T>
Result<OutboxAnswer> as_answer(Result<T> answer) {
  if (!answer) return fail(std::move(answer.error()));
  if constexpr (std::is_void_v<T>) {
    return OutboxAnswer{};
  } else {
    return OutboxAnswer{std::move(*answer)};
  }
}

}  // namespace

void Outbox::pump() {
  if (is_pumping_) return;  // the loop below sees it
  is_pumping_ = true;
  environment_.scheduler.cancel(std::exchange(timer_, Scheduler::TimerId::none));
  std::optional<TimePoint> wake;
  const auto next = [&]() -> std::optional<std::uint64_t> {
    if (!is_started_ || !is_loaded_ || !is_online_) return std::nullopt;
    wake.reset();
    const auto now = environment_.scheduler.now();
    for (const auto& line : lines_)
      for (const bool is_read_lane : {false, true})
        if (const auto* write = next_of(line.writes, is_read_lane, now, wake)) return write->order;
    return std::nullopt;
  };
  while (const auto order = next())
    if (!fail_with_creation(*order)) attempt(*order, person_.token()).detach();
  is_pumping_ = false;
  if (wake) arm(*wake);
  if (!is_quiet()) return;
  for (auto& waiter : std::exchange(settle_waiters_, {})) waiter.resolve({});
}

void Outbox::arm(TimePoint when) {
  timer_ = environment_.scheduler.after(when - environment_.scheduler.now(), [this] {
    timer_ = Scheduler::TimerId::none;
    pump();
  });
}

// What was to go to a chat that was refused is refused with it. True: it was.
bool Outbox::fail_with_creation(std::uint64_t order) {
  auto* write = find(order);
  const auto* creation = find_creation(write->chat_id);
  if (!creation || creation->state != State::failed || write->kind == Kind::create_chat) return false;
  const auto reason = creation->reason.value_or(Error{});
  if (write->state == State::unknown) move_to(*write, State::queued);
  move_to(*write, State::sending);
  refused(order, reason);
  return true;
}

Task<void> Outbox::attempt(std::uint64_t order, StopToken stop) {
  auto* write = find(order);
  if (write->state == State::unknown) move_to(*write, State::queued);
  move_to(*write, State::sending);
  write->not_before.reset();
  const auto sent = *write;
  ++write->tries;
  write->may_be_stored = true;
  if (!sent.may_be_stored) {
    co_await keep(*write, stop);
    if (stop.stop_requested()) co_return;
  }
  changed();

  const bool is_old = environment_.scheduler.wall_now() - sent.written_at > key_life;
  const bool must_look = sent.kind == Kind::send && sent.may_be_stored && (is_old || is_bare_conflict(sent));
  const auto answer = co_await (must_look ? look(sent, stop) : call(sent, stop));
  if (stop.stop_requested() || (!answer && answer.error().is(ErrorKind::cancelled))) co_return;

  if (answer) {
    accepted(sent, *answer);
  } else if (auto* tried_write = find(order)) {
    if (judge(answer.error(), *tried_write) == Verdict::not_stored) tried_write->may_be_stored = sent.may_be_stored;
    if (is_our_own_limit(answer.error())) --tried_write->tries;
    tried(order, answer.error());
  }
  changed();
  pump();
}

Task<Result<OutboxAnswer>> Outbox::call(OutboxWrite write, StopToken stop) {
  switch (write.kind) {
    case Kind::create_chat:
      co_return as_answer(co_await api_.create_chat(
          {.title = std::nullopt, .is_group = false, .member_ids = {write.with}, .client_id = write.client_id},
          write.key, stop));
    case Kind::send:
      co_return as_answer(co_await api_.create_message({.chat_id = write.chat_id,
                                                        .type = MessageType::text,
                                                        .content = write.text,
                                                        .reply_to_id = std::nullopt,
                                                        .client_id = write.client_id},
                                                       write.key, stop));
    case Kind::edit:
      co_return as_answer(co_await api_.edit_message(write.message_id, {.content = write.text}, write.key, stop));
    case Kind::remove: co_return as_answer(co_await api_.delete_message(write.message_id, write.key, stop));
    case Kind::read:
      co_return as_answer(co_await api_.mark_chat_read(write.chat_id, {.number = write.number}, write.key, stop));
  }
  co_return OutboxAnswer{};
}

// Is it there? Where the key can no longer tell.
Task<Result<OutboxAnswer>> Outbox::look(OutboxWrite write, StopToken stop) {
  const auto page = co_await api_.list_messages({.chat_id = write.chat_id}, stop);
  if (stop.stop_requested()) co_return fail(Error::cancelled());
  if (!page) co_return fail(page.error());
  for (const auto& message : page->items)
    if (message.client_id == write.client_id) co_return OutboxAnswer{message};
  if (is_bare_conflict(write)) {
    auto reason = *write.reason;
    reason.code = "not_stored";
    co_return fail(std::move(reason));
  }
  co_return co_await call(std::move(write), stop);
}

void Outbox::accepted(const OutboxWrite& sent, const OutboxAnswer& answer) {
  environment_.events.on_sent(sent, answer);
  if (!find(sent.order)) return;  // the socket was first
  if (const auto* message = std::get_if<Message>(&answer); message && sent.kind == Kind::send)
    name_rows(*message, sent.client_id);
  leave(sent.order);
  if (const auto* chat = std::get_if<Chat>(&answer)) rename_chat(sent.chat_id, *chat);
}

// Settled: by its answer, or by word of it from elsewhere. A refused one that is there after all is discarded.
void Outbox::leave(std::uint64_t order) {
  auto* write = find(order);
  move_to(*write, write->state == State::failed ? State::discarded : State::sent);
  const auto done = *write;
  erase(order);
  environment_.events.on_left(done);
}

void Outbox::tried(std::uint64_t order, const Error& error) {
  auto* write = find(order);
  const bool is_gone_already = write->kind == Kind::remove && error.is(ErrorKind::not_found);
  if (is_gone_already) return accepted(OutboxWrite{*write}, {});
  if (judge(error, *write) == Verdict::refused) return refused(order, error);
  write->reason = error;
  write->not_before = environment_.scheduler.now() + wait_after(*write, error);
  move_to(*write, State::unknown);
  if (!write->may_be_stored) move_to(*write, State::queued);
}

void Outbox::refused(std::uint64_t order, const Error& error) {
  auto* write = find(order);
  move_to(*write, State::failed);
  write->reason = error;
  write->may_be_stored = false;
  const auto failed = *write;
  if (failed.kind == Kind::read) {  // nothing that a person could do about it
    move_to(*write, State::discarded);
    erase(order);
    return environment_.events.on_left(failed);
  }
  store(failed);
  if (failed.kind == Kind::send) fold_into(*write);
  environment_.events.on_left(failed);
}

// What waited behind a row that was refused becomes part of it; a delete is then simply the end of it.
void Outbox::fold_into(OutboxWrite& refused_send) {
  const auto order = refused_send.order;
  bool is_removed = false;
  std::vector<OutboxWrite> folded;
  for (const auto& write : find_line(refused_send.chat_id)->writes) {
    if (!write.changes_a_row() || write.client_id != refused_send.client_id) continue;
    if (write.kind == Kind::edit) refused_send.text = write.text;
    is_removed = is_removed || write.kind == Kind::remove;
    folded.push_back(write);
  }
  if (!folded.empty()) store(refused_send);
  for (const auto& write : folded) {
    erase(write.order);
    environment_.events.on_left(write);
  }
  if (is_removed) discard(order);
}

Duration Outbox::wait_after(const OutboxWrite& write, const Error& error) {
  const auto asked_for = error.retry_after.value_or(Duration{0});
  if (is_our_own_limit(error)) return asked_for;
  const auto delay = std::max(asked_for, retry_delay(write.tries - 1));
  const auto most = static_cast<std::uint64_t>(delay.count() / 4 + 1);
  return delay + Duration{static_cast<Duration::rep>(environment_.random.next() % most)};
}

}  // namespace quern::app
