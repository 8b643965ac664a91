#include "core/app/message_tree.hpp"

#include <cassert>
#include <cstddef>

namespace quern::app {
namespace {

constexpr int bits = 5;

std::size_t place(std::int64_t number, int level) {
  return static_cast<std::size_t>(number >> (bits * (level - 1))) & ((1u << bits) - 1);
}

}  // namespace

// At level 1 its slots are messages, above nodes.
struct MessageTree::Node {
  union Slot {
    Node* node = nullptr;
    const StoredMessage* message;
  };
  std::uint32_t owners = 1;
  Slot slots[1u << bits];
};

MessageTree::MessageTree(const MessageTree& other) : root_(other.root_), levels_(other.levels_) {
  if (root_) ++root_->owners;
}

MessageTree::~MessageTree() { drop(root_, levels_); }

bool MessageTree::is_within(std::int64_t number) const { return number >> (bits * levels_) == 0; }

const StoredMessage* MessageTree::find(std::int64_t number) const {
  if (!root_ || !is_within(number)) return nullptr;
  const auto* node = root_;
  for (auto level = levels_; level > 1; --level) {
    node = node->slots[place(number, level)].node;
    if (!node) return nullptr;
  }
  return node->slots[place(number, 1)].message;
}

void MessageTree::put(MessageRef message) {
  const auto number = message->number();
  assert(number >= 0 && number < number_limit);
  if (!root_) levels_ = 1;
  while (!is_within(number)) {
    if (root_) {
      auto* above = new Node;
      above->slots[0].node = root_;
      root_ = above;
    }
    ++levels_;
  }
  auto* node = root_ = writable(root_, levels_);
  for (auto level = levels_; level > 1; --level) {
    auto& below = node->slots[place(number, level)].node;
    node = below = writable(below, level - 1);
  }
  auto& slot = node->slots[place(number, 1)].message;
  MessageRef::drop(std::exchange(slot, message.release()));
}

// The node itself where nobody else holds it, else a copy in its stead.
MessageTree::Node* MessageTree::writable(Node* node, int level) {
  if (!node) return new Node;
  if (node->owners == 1) return node;
  --node->owners;
  auto* copy = new Node(*node);
  copy->owners = 1;
  for (const auto& slot : copy->slots) {
    if (level == 1) {
      MessageRef::hold(slot.message);
    } else if (slot.node) {
      ++slot.node->owners;
    }
  }
  return copy;
}

void MessageTree::drop(Node* node, int level) {
  if (!node || --node->owners > 0) return;
  for (const auto& slot : node->slots) {
    if (level == 1) {
      MessageRef::drop(slot.message);
    } else {
      drop(slot.node, level - 1);
    }
  }
  delete node;
}

}  // namespace quern::app
