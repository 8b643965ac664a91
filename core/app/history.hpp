// One chat's messages as far as they are here: an immutable snapshot, cheap to copy, flat to append to.
// Shape   segments of consecutive numbers, oldest first; between two of them is a hole, which is an item of its own. So
//         neighbours are drawn as neighbours only where the server numbered them so (reliability rule 1).
// Cost    a copy is a pointer; at(), find() and index_of() are logarithmic.
// Memory  at most 300 bytes a short message beyond its text: docs/decisions/0015-message-store.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "core/app/number_ranges.hpp"
#include "core/app/stored_message.hpp"

namespace quern::app {

class History {
 public:
  History() = default;  // of nothing

  // A message, or a hole where messages are missing.
  struct Item {
    const StoredMessage* message = nullptr;  // null: a hole
    std::int64_t first = 0, last = 0;        // hole: the numbers that are missing
  };

  std::size_t count() const;           // messages and holes
  Item at(std::size_t index) const;    // oldest first; good as long as the History
  std::int64_t newest_number() const;  // 0: none
  bool has_older() const;              // before the first item there is more at the server
  const StoredMessage* find(std::int64_t number) const;
  std::optional<std::size_t> index_of(std::int64_t number) const;  // none: in a hole, or outside

  // The same snapshot, not only the same messages.
  bool operator==(const History&) const = default;

 private:
  friend class MessageStore;
  struct State;
  explicit History(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;  // null: nothing is here
};

}  // namespace quern::app
