#include "core/query/detail/mutation_observer_core.hpp"

#include <utility>

namespace quern::query {

void MutationObserverCore::set_options(SharedMutationOptions options) {
  if (options_ && options_->key != options->key) let_go();
  options_ = std::move(options);
}

void MutationObserverCore::mutate(Data variables) {
  const auto self = shared_from_this();
  const Batch batch{client_->runtime()};
  let_go();
  mutation_ = client_->add_mutation(options_);
  if (!mutation_) return;
  mutation_->add_reader(*this);
  mutation_->start(std::move(variables), nullptr);
}

void MutationObserverCore::cancel() {
  const auto self = shared_from_this();
  if (const auto mutation = mutation_) mutation->cancel();
}

const MutationState& MutationObserverCore::state() const {
  static const MutationState idle;
  return mutation_ ? mutation_->state() : idle;
}

void MutationObserverCore::let_go() {
  if (const auto mutation = std::exchange(mutation_, nullptr)) mutation->remove_reader(*this);
}

}  // namespace quern::query
