#include "core/query/detail/key_index.hpp"

#include "core/query/query.hpp"

namespace quern::query {
namespace {

// The next node of a walk over everything below `top`, parents first.
const KeyNode* next_below(const KeyNode* node, const KeyNode* top) {
  if (node->first_child) return node->first_child;
  while (node != top && !node->next_sibling) node = node->parent;
  return node == top ? nullptr : node->next_sibling;
}

}  // namespace

std::uint64_t KeyIndex::QueryTraits::hash(const Query& query) { return query.key_.hash(); }
Query*& KeyIndex::QueryTraits::next(Query& query) { return query.next_in_bucket_; }

KeyIndex::~KeyIndex() {
  auto* node = &root_;
  while (node != &root_ || node->first_child) {  // leaves first
    if (node->first_child) {
      node = node->first_child;
      continue;
    }
    auto* parent = node->parent;
    parent->first_child = node->next_sibling;
    delete node;
    node = parent;
  }
}

KeyNode* KeyIndex::child(const KeyNode& parent, const KeyPart& edge, std::uint64_t hash) const {
  return nodes_.find(hash, [&](const KeyNode& node) { return node.parent == &parent && node.edge == edge; });
}

KeyNode& KeyIndex::ensure_node(const Key& key) {
  auto* node = &root_;
  for (const auto& part : key.parts()) {
    if (!part.is_primitive()) break;
    const auto hash = Key::extend_hash(node->hash, part.hash());
    auto* next = child(*node, part, hash);
    if (!next) {
      next = new KeyNode{.parent = node, .edge = part, .hash = hash, .next_sibling = node->first_child};
      if (next->next_sibling) next->next_sibling->previous_sibling = next;
      node->first_child = next;
      nodes_.insert(*next);
    }
    node = next;
  }
  return *node;
}

void KeyIndex::insert(Query& query) {
  auto& node = ensure_node(query.key_);
  query.node_ = &node;
  query.previous_at_node_ = nullptr;
  query.next_at_node_ = node.first_query;
  if (node.first_query) node.first_query->previous_at_node_ = &query;
  node.first_query = &query;
  queries_.insert(query);
}

void KeyIndex::remove(Query& query) {
  queries_.remove(query);
  auto& node = *std::exchange(query.node_, nullptr);
  (query.previous_at_node_ ? query.previous_at_node_->next_at_node_ : node.first_query) = query.next_at_node_;
  if (query.next_at_node_) query.next_at_node_->previous_at_node_ = query.previous_at_node_;
  query.next_at_node_ = query.previous_at_node_ = nullptr;
  drop_if_empty(&node);
}

void KeyIndex::drop_if_empty(KeyNode* node) {
  while (node != &root_ && !node->first_child && !node->first_query) {
    auto* parent = node->parent;
    (node->previous_sibling ? node->previous_sibling->next_sibling : parent->first_child) = node->next_sibling;
    if (node->next_sibling) node->next_sibling->previous_sibling = node->previous_sibling;
    nodes_.remove(*node);
    delete node;
    node = parent;
  }
}

Query* KeyIndex::find(const Key& key) const {
  return queries_.find(key.hash(), [&key](const Query& query) { return query.key_ == key; });
}

std::vector<Query*> KeyIndex::find_under(const Key& prefix) const {
  std::vector<Query*> found;
  const auto* node = &root_;
  for (const auto& part : prefix.parts()) {
    if (!part.is_primitive()) {
      for (auto* query = node->first_query; query; query = query->next_at_node_) {
        if (query->key_.starts_with(prefix)) found.push_back(query);
      }
      return found;
    }
    node = child(*node, part, Key::extend_hash(node->hash, part.hash()));
    if (!node) return found;
  }
  for (const auto* at = node; at; at = next_below(at, node)) {
    for (auto* query = at->first_query; query; query = query->next_at_node_) found.push_back(query);
  }
  return found;
}

}  // namespace quern::query
