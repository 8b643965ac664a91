// A table from 64-bit keys that are hashes already (0 is no key) to small values: open addressing, no erasing of one,
// cheap to clear. For caches that may be forgotten at any time.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace quern::ui {

constexpr std::uint64_t hash_start = 14695981039346656037u;
constexpr std::uint64_t hash_of(std::string_view bytes, std::uint64_t seed = hash_start) {
  for (const char c : bytes) seed = (seed ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return seed ? seed : 1;
}
constexpr std::uint64_t hash_with(std::uint64_t seed, std::uint64_t value) {
  seed = (seed ^ value) * 0x9e3779b97f4a7c15u;
  seed ^= seed >> 29;
  return seed ? seed : 1;
}

template <class Value>
class FlatMap {
 public:
  Value* find(std::uint64_t key) {
    if (slots_.empty()) return nullptr;
    Slot& slot = slots_[place(key)];
    return slot.key == key ? &slot.value : nullptr;
  }
  Value& operator[](std::uint64_t key) {
    if ((size_ + 1) * 4 > slots_.size() * 3) grow();
    Slot& slot = slots_[place(key)];
    if (slot.key != key) {
      slot = {key, Value{}};
      ++size_;
    }
    return slot.value;
  }
  std::size_t size() const { return size_; }
  void clear() {
    slots_.clear();
    size_ = 0;
  }
  // Keeps the values that `keep` says yes to.
  template <class Keep>
  void filter(Keep keep) {
    std::vector<Slot> old = std::move(slots_);
    clear();
    for (Slot& slot : old) {
      if (slot.key && keep(slot.value)) (*this)[slot.key] = std::move(slot.value);
    }
  }
  template <class Visit>
  void each(Visit visit) {
    for (Slot& slot : slots_) {
      if (slot.key) visit(slot.value);
    }
  }

 private:
  struct Slot {
    std::uint64_t key = 0;
    Value value{};
  };

  std::size_t place(std::uint64_t key) const {
    std::size_t at = (key ^ key >> 32) & (slots_.size() - 1);
    while (slots_[at].key && slots_[at].key != key) at = (at + 1) & (slots_.size() - 1);
    return at;
  }
  void grow() {
    std::vector<Slot> old = std::move(slots_);
    slots_ = std::vector<Slot>(old.empty() ? 16 : old.size() * 2);
    for (Slot& slot : old) {
      if (slot.key) slots_[place(slot.key)] = std::move(slot);
    }
  }

  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

}  // namespace quern::ui
