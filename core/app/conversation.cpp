#include "core/app/conversation.hpp"

#include <algorithm>
#include <utility>

namespace quern::app {
namespace {

using Kind = OutboxWrite::Kind;
using State = OutboxWrite::State;

// So far back a message of ours is looked for that came without its write hearing of it: by a page.
constexpr std::size_t most_looked_at = 200;

Delivery delivery_of(const OutboxWrite& write) {
  switch (write.state) {
    case State::queued: return Delivery::queued;
    case State::sending: return Delivery::sending;
    case State::failed: return Delivery::failed;
    case State::unknown: return Delivery::unknown;
    case State::sent:
    case State::discarded: break;
  }
  return Delivery::confirmed;
}

void tell_delivery(ConversationItem& item, const OutboxWrite& write) {
  item.delivery = delivery_of(write);
  item.reason = write.reason ? &*write.reason : nullptr;
  item.write = &write;
}

}  // namespace

Conversation::Conversation(History history, std::span<const MessageRef> early, std::span<const OutboxWrite> pending,
                           const UserId& person)
    : history_(std::move(history)),
      early_(early),
      person_(person) {
  while (!early_.empty() && early_.front()->number() <= newest_number()) early_ = early_.subspan(1);
  for (const auto& write : pending) {
    if (write.kind == Kind::send) rows_.push_back(&write);
    if (write.kind == Kind::edit || write.kind == Kind::remove) changes_.push_back(&write);
  }
  const auto may_be_here = [](const OutboxWrite* write) { return write->tries > 0; };
  if (std::ranges::any_of(rows_, may_be_here)) leave_out_confirmed();
}

void Conversation::leave_out_confirmed() {
  const auto count = history_.count();
  for (std::size_t back = 1; back <= std::min(count, most_looked_at) && !rows_.empty(); ++back) {
    const auto* message = history_.at(count - back).message;
    if (message && message->author() == person_.text) leave_out(*message);
  }
  for (const auto& message : early_) leave_out(*message.get());
}

void Conversation::leave_out(const StoredMessage& confirmed) {
  std::erase_if(rows_, [identity = confirmed.identity()](const OutboxWrite* write) {
    return row_identity(write->client_id) == identity;
  });
}

ConversationItem Conversation::at(std::size_t index) const {
  const auto settled = history_.count() + early_.size();
  if (index >= settled) return pending(*rows_[index - settled]);
  if (index >= history_.count()) return confirmed(*early_[index - history_.count()].get());
  const auto item = history_.at(index);
  if (!item.message) return {.is_hole = true, .first = item.first, .last = item.last};
  return confirmed(*item.message);
}

ConversationItem Conversation::confirmed(const StoredMessage& message) const {
  ConversationItem item{.identity = message.identity(),
                        .number = message.number(),
                        .author_id = message.author(),
                        .content = message.content(),
                        .time = message.time(),
                        .is_own = message.author() == person_.text,
                        .is_edited = message.is_edited(),
                        .is_deleted = message.is_deleted(),
                        .message = &message};
  if (!item.is_own) return item;
  for (const auto* change : changes_) {
    const bool is_of_it = change->message_id.is_empty() ? row_identity(change->client_id) == item.identity
                                                        : message.has_id(change->message_id);
    if (is_of_it) lay_over(item, *change);
  }
  return item;
}

ConversationItem Conversation::pending(const OutboxWrite& write) const {
  ConversationItem item{.identity = row_identity(write.client_id),
                        .author_id = person_.text,
                        .content = write.text,
                        .time = write.written_at,
                        .is_own = true};
  for (const auto* change : changes_)
    if (change->client_id == write.client_id) lay_over(item, *change);
  tell_delivery(item, write);
  return item;
}

// A delete that was refused has not happened; an edit that was refused keeps its text here, to be sent again.
void Conversation::lay_over(ConversationItem& item, const OutboxWrite& change) const {
  tell_delivery(item, change);
  if (change.kind == Kind::edit) {
    item.content = change.text;
    item.is_edited = true;
  } else if (change.state != State::failed) {
    item.content = {};
    item.is_deleted = true;
  }
}

}  // namespace quern::app
