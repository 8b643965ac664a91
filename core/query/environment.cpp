#include "core/query/environment.hpp"

namespace quern::query {

Switch::Switch() : state_(std::make_shared<State>()) {}

void Switch::set(std::optional<bool> by_hand) {
  state_->by_hand = by_hand;
  state_->settle();
}

void Switch::report(bool is_on) {
  state_->reported = is_on;
  state_->settle();
}

void Switch::State::settle() {
  const bool next = by_hand.value_or(reported);
  if (std::exchange(is_on, next) == next) return;
  const auto self = shared_from_this();  // a listener may end the client, and with it this
  listeners.notify(next);
}

void Switch::set_event_source(EventSource source) {
  const auto state = state_;
  ++state->listening_id;
  state->listening.reset();
  state->source = std::move(source);
  if (!state->listeners.is_empty()) state->begin();
}

Subscription Switch::subscribe(UniqueFunction<void(bool)> callback) {
  const bool is_first = state_->listeners.is_empty();
  auto inner = state_->listeners.add(std::move(callback));
  if (is_first) state_->begin();
  return Subscription{[weak = std::weak_ptr(state_), inner = std::move(inner)]() mutable {
    inner.reset();
    const auto state = weak.lock();
    if (!state || !state->listeners.is_empty()) return;
    ++state->listening_id;
    state->listening.reset();
  }};
}

void Switch::State::begin() {
  if (!source) return;
  const auto self = shared_from_this();
  const auto kept = source;  // what it reports may replace it
  const auto id = ++listening_id;
  auto begun = kept([weak = weak_from_this(), id](bool value) {
    const auto state = weak.lock();
    if (!state || state->listening_id != id) return;
    state->reported = value;
    state->settle();
  });
  if (listening_id == id) listening = std::move(begun);  // else it is replaced already: what it began ends here
}

}  // namespace quern::query
