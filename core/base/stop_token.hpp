// Cancellation for one thread: a source asks, tokens see it, callbacks hear it.
// A small one of our own, because std::stop_token needs -fexperimental-library with libc++ 19, which would become a
// flag of every user of the library. Same names and meaning, no atomics.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/base/unique_function.hpp"

namespace quern {

namespace detail {
struct StopState {
  bool requested = false;
  std::uint64_t last_id = 0;
  std::vector<std::pair<std::uint64_t, UniqueFunction<void()>>> callbacks;
};
}  // namespace detail

class StopToken {
 public:
  StopToken() = default;  // never stopped
  bool stop_requested() const { return state_ && state_->requested; }
  bool stop_possible() const { return state_ != nullptr; }

 private:
  friend class StopSource;
  friend class StopCallback;
  explicit StopToken(std::shared_ptr<detail::StopState> state) : state_(std::move(state)) {}
  std::shared_ptr<detail::StopState> state_;
};

class StopSource {
 public:
  StopSource() : state_(std::make_shared<detail::StopState>()) {}
  StopToken token() const { return StopToken{state_}; }
  bool stop_requested() const { return state_->requested; }

  // Runs the callbacks in the order they were registered, before it returns; the second call does nothing.
  void request_stop() {
    if (state_->requested) return;
    const auto state = state_;  // a callback may destroy this source
    state->requested = true;
    while (!state->callbacks.empty()) {
      auto callback = std::move(state->callbacks.front().second);
      state->callbacks.erase(state->callbacks.begin());
      callback();
    }
  }

 private:
  std::shared_ptr<detail::StopState> state_;
};

// Calls `callback` when the token is stopped, at once if it already is. Destroying it forgets the callback.
class StopCallback {
 public:
  StopCallback() = default;
  StopCallback(const StopToken& token, UniqueFunction<void()> callback) {
    if (!token.state_) return;
    if (token.state_->requested) {
      callback();
      return;
    }
    state_ = token.state_;
    id_ = ++state_->last_id;
    state_->callbacks.emplace_back(id_, std::move(callback));
  }
  StopCallback(StopCallback&& other) noexcept : state_(std::exchange(other.state_, nullptr)), id_(other.id_) {}
  StopCallback& operator=(StopCallback&& other) noexcept {
    if (this != &other) {
      reset();
      state_ = std::exchange(other.state_, nullptr);
      id_ = other.id_;
    }
    return *this;
  }
  ~StopCallback() { reset(); }

  void reset() {
    const auto state = std::exchange(state_, nullptr);
    if (!state) return;
    const auto at = std::ranges::find(state->callbacks, id_, [](const auto& entry) { return entry.first; });
    if (at == state->callbacks.end()) return;
    const auto callback = std::move(at->second);  // what it holds may end, and come back here: after the list agrees
    state->callbacks.erase(at);
  }

 private:
  std::shared_ptr<detail::StopState> state_;
  std::uint64_t id_ = 0;
};

}  // namespace quern
