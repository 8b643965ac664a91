// Who listens, and until when.
// A Subscription is kept by the one who listens; dropping it ends it. It may outlive what it listens to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/base/unique_function.hpp"

namespace quern::query {

class [[nodiscard]] Subscription {
 public:
  Subscription() = default;
  explicit Subscription(UniqueFunction<void()> end) : end_(std::move(end)) {}
  Subscription(Subscription&&) noexcept = default;
  Subscription& operator=(Subscription&& other) noexcept {
    if (this != &other) {
      reset();
      end_ = std::move(other.end_);
    }
    return *this;
  }
  ~Subscription() { reset(); }

  void reset() {
    if (auto end = std::exchange(end_, nullptr)) end();
  }

 private:
  UniqueFunction<void()> end_;
};

// The listeners of one thing, told in the order they came. One that leaves while all are being told is not told any
// more, one that comes is told from the next time on.
template <class... Args>
class Listeners {
 public:
  using Callback = UniqueFunction<void(Args...)>;

  Subscription add(Callback callback) {
    if (!state_) state_ = std::make_shared<State>();  // most things have no listener
    const auto id = ++state_->last_id;
    state_->entries.push_back(std::make_shared<Entry>(id, std::move(callback)));
    return Subscription{[weak = std::weak_ptr(state_), id] {
      if (const auto state = weak.lock()) state->remove(id);
    }};
  }

  bool is_empty() const { return size() == 0; }
  std::size_t size() const { return state_ ? state_->entries.size() : 0; }

  void notify(Args... args) const {
    if (!state_) return;
    const auto entries = state_->entries;  // callbacks may add, remove, or destroy this
    for (const auto& entry : entries) {
      if (!entry->is_removed) entry->callback(args...);
    }
  }

 private:
  struct Entry {
    Entry(std::uint64_t own_id, Callback own_callback) : id(own_id), callback(std::move(own_callback)) {}
    std::uint64_t id;
    Callback callback;
    bool is_removed = false;
  };
  struct State {
    std::vector<std::shared_ptr<Entry>> entries;
    std::uint64_t last_id = 0;
    void remove(std::uint64_t id) {
      const auto at = std::ranges::find(entries, id, [](const auto& entry) { return entry->id; });
      if (at == entries.end()) return;
      const auto entry = std::move(*at);  // destroyed after the list agrees
      entry->is_removed = true;
      entries.erase(at);
    }
  };
  std::shared_ptr<State> state_;
};

}  // namespace quern::query
