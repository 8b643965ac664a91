#include "core/query/detail/mutation_observer_core.hpp"

#include <utility>

namespace quern::query {
namespace {

// What can be compared: functions cannot.
bool is_same(const ErasedMutationOptions& a, const ErasedMutationOptions& b) {
  return a.network_mode == b.network_mode && a.gc_time == b.gc_time && a.meta == b.meta;
}

}  // namespace

void MutationObserverCore::set_options(SharedMutationOptions options) {
  const auto self = shared_from_this();
  const Batch batch{client_->runtime()};
  const auto old = std::exchange(options_, std::move(options));
  if (!old) return;
  if (old->key != options_->key) return reset();
  if (!mutation_) return;
  if (!is_same(*old, *options_)) client_->runtime().tell(mutation_, MutationChange::options_changed);
  mutation_->set_options(client_->mutations().completed(options_));
}

void MutationObserverCore::mutate(Data variables, ErasedMutateCallbacks callbacks, MutationWaiter answer) {
  const auto self = shared_from_this();
  const Batch batch{client_->runtime()};
  let_go();
  auto mutation = client_->add_mutation(options_, variables);
  let_go();  // asked for its scope, the program wrote here once more
  callbacks_ = std::move(callbacks);
  epoch_ = client_->epoch();
  mutation_ = std::move(mutation);
  if (!mutation_) return;
  read();
  mutation_->start(std::move(variables), std::move(answer));
}

void MutationObserverCore::reset() {
  if (!mutation_) return;
  const Batch batch{client_->runtime()};
  let_go();
  client_->runtime().mark(*this);
}

void MutationObserverCore::cancel() {
  const auto self = shared_from_this();
  if (const auto mutation = mutation_) mutation->cancel();
}

const SharedMutationState& MutationObserverCore::result() const {
  return mutation_ && !is_forgotten() ? mutation_->shared_state() : idle_state();
}

Subscription MutationObserverCore::watch() {
  ++watchers_;
  read();
  return Subscription{[self = std::static_pointer_cast<MutationObserverCore>(shared_from_this())] {
    if (--self->watchers_ > 0 || !std::exchange(self->is_reading_, false)) return;
    self->mutation_->remove_reader(*self);
  }};
}

// The callbacks of the call first, as they belong to it; then those who look.
bool MutationObserverCore::refresh() {
  const auto self = shared_from_this();
  if (mutation_ && mutation_->is_settled()) call_back();
  listeners.notify();
  return watchers_ > 0;
}

void MutationObserverCore::call_back() {
  const auto callbacks = std::exchange(callbacks_, {});
  if (watchers_ == 0) return;
  const auto mutation = mutation_;
  const auto client = client_;
  const auto state = mutation->shared_state();
  const MutationOutcome outcome{.data = state->data, .error = state->error.get()};
  for (const auto& callback : {state->error ? callbacks.on_error : callbacks.on_success, callbacks.on_settled}) {
    if (!callback) continue;
    if (auto called = callback(outcome, state->variables, mutation->context()))
      report(client, std::move(*called)).detach();
  }
}

Task<void> MutationObserverCore::report(std::shared_ptr<ClientCore> client, Task<Result<void>> callback) {
  const auto result = co_await callback;
  if (!result) client->runtime().log(LogLevel::error, "a callback of mutate() failed: " + result.error().message);
}

void MutationObserverCore::read() {
  if (!mutation_ || std::exchange(is_reading_, true)) return;
  mutation_->add_reader(*this);
}

void MutationObserverCore::let_go() {
  callbacks_ = {};
  const auto mutation = std::exchange(mutation_, nullptr);
  if (std::exchange(is_reading_, false)) mutation->remove_reader(*this);
}

}  // namespace quern::query
