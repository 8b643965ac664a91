// Where queries are found: exactly, in one look; by prefix, at the cost of what is found.
// A tree over the leading null, bool, number and string parts of the keys. From the first object or array on a part can
// match without being equal (see Key), so queries that differ only there lie together at one node and are tried in turn.
// Holds no ownership.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/query/key.hpp"

namespace quern::query {

class Query;

// A chained hash table whose links are in the elements. Traits: static hash(const T&) and static T*& next(T&).
template <class T, class Traits>
class LinkedTable {
 public:
  template <class IsWanted>
  T* find(std::uint64_t hash, IsWanted is_wanted) const {
    if (buckets_.empty()) return nullptr;
    for (auto* at = buckets_[hash & (buckets_.size() - 1)]; at; at = Traits::next(*at)) {
      if (Traits::hash(*at) == hash && is_wanted(*at)) return at;
    }
    return nullptr;
  }

  void insert(T& element) {
    if (size_ >= buckets_.size()) grow();
    link(element);
    ++size_;
  }

  void remove(T& element) {
    auto** at = &buckets_[Traits::hash(element) & (buckets_.size() - 1)];
    while (*at != &element) at = &Traits::next(**at);
    *at = Traits::next(element);
    Traits::next(element) = nullptr;
    --size_;
  }

  std::size_t size() const { return size_; }

 private:
  void link(T& element) {
    auto*& bucket = buckets_[Traits::hash(element) & (buckets_.size() - 1)];
    Traits::next(element) = bucket;
    bucket = &element;
  }

  void grow() {
    auto old = std::move(buckets_);
    buckets_.assign(old.empty() ? 16 : old.size() * 2, nullptr);
    for (auto* at : old) {
      while (at) {
        auto* next = Traits::next(*at);
        link(*at);
        at = next;
      }
    }
  }

  std::vector<T*> buckets_;  // a power of two of them
  std::size_t size_ = 0;
};

struct KeyNode {
  KeyNode* parent = nullptr;
  KeyPart edge;
  std::uint64_t hash = 0;
  KeyNode* first_child = nullptr;
  KeyNode* next_sibling = nullptr;
  KeyNode* previous_sibling = nullptr;
  KeyNode* next_in_bucket = nullptr;
  Query* first_query = nullptr;
};

class KeyIndex {
 public:
  KeyIndex() = default;
  KeyIndex(const KeyIndex&) = delete;
  KeyIndex& operator=(const KeyIndex&) = delete;
  ~KeyIndex();

  void insert(Query& query);
  void remove(Query& query);
  std::size_t size() const { return queries_.size(); }
  Query* find(const Key& key) const;
  std::vector<Query*> find_under(const Key& prefix) const;

 private:
  struct NodeTraits {
    static std::uint64_t hash(const KeyNode& node) { return node.hash; }
    static KeyNode*& next(KeyNode& node) { return node.next_in_bucket; }
  };
  struct QueryTraits {
    static std::uint64_t hash(const Query& query);
    static Query*& next(Query& query);
  };
  KeyNode* child(const KeyNode& parent, const KeyPart& edge, std::uint64_t hash) const;
  KeyNode& ensure_node(const Key& key);
  void drop_if_empty(KeyNode* node);

  KeyNode root_;
  LinkedTable<KeyNode, NodeTraits> nodes_;
  LinkedTable<Query, QueryTraits> queries_;
};

}  // namespace quern::query
