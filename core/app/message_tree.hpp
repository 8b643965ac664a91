// Messages by number, persistent: a copy costs a pointer, and what is put in one copy is not seen in another.
// Shape   a tree of 32 ways, the numbers' bits its paths; what is missing costs nothing. Finding and putting take a step a
//         level: 2 for a thousand messages, 4 for a million. Nodes that no other copy holds are written in place.
// Why not immer's vectors: docs/decisions/0015-message-store.md. Of one thread.
#pragma once

#include <cstdint>
#include <utility>

#include "core/app/stored_message.hpp"

namespace quern::app {

class MessageTree {
 public:
  static constexpr std::int64_t number_limit = std::int64_t{1} << 60;  // numbers are from 0 to below it

  MessageTree() = default;
  MessageTree(const MessageTree& other);
  MessageTree(MessageTree&& other) noexcept
      : root_(std::exchange(other.root_, nullptr)),
        levels_(std::exchange(other.levels_, 0)) {}
  MessageTree& operator=(MessageTree other) noexcept {
    std::swap(root_, other.root_);
    std::swap(levels_, other.levels_);
    return *this;
  }
  ~MessageTree();

  const StoredMessage* find(std::int64_t number) const;  // null: not here
  void put(MessageRef message);                          // in the place of the one with its number, if any

 private:
  struct Node;
  static Node* writable(Node* node, int level);
  static void drop(Node* node, int level);
  bool is_within(std::int64_t number) const;

  Node* root_ = nullptr;
  int levels_ = 0;
};

}  // namespace quern::app
