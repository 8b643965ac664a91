// One chat's messages as far as they are here: an immutable snapshot, cheap to copy, flat to append to.
// Shape   segments of consecutive numbers, oldest first; between two of them is a hole, which is an item of its own. So
//         neighbours are drawn as neighbours only where the server numbered them so (reliability rule 1).
// Memory  at most 300 bytes a short message beyond its text: docs/decisions (message store).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/api/message.hpp"

namespace quern::app {

class History {
 public:
  // A message, or a hole before `number` where the message is missing.
  struct Item {
    const class StoredMessage* message = nullptr;  // null: a hole
    std::int64_t first = 0, last = 0;              // hole: the numbers that are missing
  };

  std::size_t count() const;           // messages and holes
  Item at(std::size_t index) const;    // oldest first; good as long as the History
  std::int64_t newest_number() const;  // 0: none
  bool has_older() const;              // before the first item there is more at the server
  const class StoredMessage* find(std::int64_t number) const;
  std::optional<std::size_t> index_of(std::int64_t number) const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace quern::app
