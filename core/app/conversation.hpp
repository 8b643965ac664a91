// What a chat's page draws: the history with what the outbox has not brought to the server yet. Made anew each frame at
// the cost of some pointers; good for that frame.
// Order   history first, by number; then what of ours is confirmed before the history has come; then what is pending, in
//         the order it was written (reliability rule 13). A pending row and its confirmed one have the same `identity`, and
//         never stand beside each other: whichever of the answer, the event and a page brings the message first, its
//         pending row is gone in the same moment, and no sooner.
// Over    edits and deletes that wait lie over their rows, confirmed or not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/app/history.hpp"
#include "core/app/outbox_write.hpp"

namespace quern::app {

enum class Delivery : std::uint8_t { confirmed, queued, sending, failed, unknown };

struct ConversationItem {
  bool is_hole = false;
  std::int64_t first = 0, last = 0;  // hole: the numbers that are missing
  std::uint64_t identity = 0;        // for widgets' ids
  std::int64_t number = 0;           // 0: not confirmed
  std::string_view author_id;
  std::string_view content;  // as edited here, where an edit is pending
  WallTime time{};           // the server's; of a pending row the client's, for display
  bool is_own = false;
  bool is_edited = false;
  bool is_deleted = false;
  Delivery delivery = Delivery::confirmed;  // of the row, or of the edit or delete that is pending on it
  const Error* reason = nullptr;            // failed: why; else why it waits
  const StoredMessage* message = nullptr;   // confirmed
  const OutboxWrite* write = nullptr;       // what `delivery` is of
};

class Conversation {
 public:
  // `early` (by number), `pending` and `person` outlive it.
  Conversation(History history, std::span<const MessageRef> early, std::span<const OutboxWrite> pending,
               const UserId& person);

  std::size_t count() const { return history_.count() + early_.size() + rows_.size(); }
  ConversationItem at(std::size_t index) const;
  bool has_older() const { return history_.has_older(); }
  std::int64_t newest_number() const { return history_.newest_number(); }
  std::size_t waiting() const { return rows_.size(); }  // rows that wait to be sent
  const History& history() const { return history_; }

 private:
  ConversationItem confirmed(const StoredMessage& message) const;
  ConversationItem pending(const OutboxWrite& write) const;
  void lay_over(ConversationItem& item, const OutboxWrite& change) const;
  void leave_out_confirmed();
  void leave_out(const StoredMessage& confirmed);

  History history_;
  std::span<const MessageRef> early_;  // newer than all of the history
  const UserId& person_;
  std::vector<const OutboxWrite*> rows_;     // messages that are not confirmed
  std::vector<const OutboxWrite*> changes_;  // edits and deletes
};

}  // namespace quern::app
