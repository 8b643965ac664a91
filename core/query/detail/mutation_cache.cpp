#include "core/query/detail/mutation_cache.hpp"

#include <utility>

namespace quern::query {

MutationCache::MutationCache(std::shared_ptr<Runtime> runtime, LayerStack& layers, const MutationCallbacks& callbacks)
    : runtime_(std::move(runtime)),
      layers_(layers),
      callbacks_{callbacks.on_mutate.erased(), callbacks.on_success.erased(), callbacks.on_error.erased(),
                 callbacks.on_settled.erased()} {}

SharedMutationOptions MutationCache::completed(SharedMutationOptions options) const {
  if (!complete_) return options;
  auto filled = std::make_shared<ErasedMutationOptions>(*options);
  complete_(*filled);
  return filled;
}

std::shared_ptr<Mutation> MutationCache::make(SharedMutationOptions options) {
  auto mutation = std::make_shared<Mutation>(runtime_, *this, std::move(options), ++last_id_);
  mutations_.emplace_hint(mutations_.end(), mutation->id(), mutation);
  runtime_->tell(mutation, MutationChange::added);
  return mutation;
}

std::shared_ptr<Mutation> MutationCache::add(SharedMutationOptions options, const Data& variables) {
  const auto runtime = runtime_;
  auto complete = completed(std::move(options));
  auto scope = complete->scope ? complete->scope(variables) : std::string{};  // which may end the client
  if (runtime->is_shut()) return nullptr;
  auto mutation = make(std::move(complete));
  join_scope(*mutation, std::move(scope));
  return mutation;
}

std::vector<std::shared_ptr<Mutation>> MutationCache::find_all(const MutationFilter& filter) const {
  std::vector<std::shared_ptr<Mutation>> found;
  for (const auto& [id, mutation] : mutations_) {
    const auto& key = mutation->key();
    if (!filter.key.is_empty() && !(filter.exact ? key == filter.key : key.starts_with(filter.key))) continue;
    if (filter.status && mutation->state().status != *filter.status) continue;
    found.push_back(mutation);
  }
  // What is asked may change the cache, even end it: from here on nothing of it is needed.
  if (filter.predicate) {
    std::erase_if(found, [&filter](const auto& mutation) { return !filter.predicate(*mutation); });
  }
  return found;
}

void MutationCache::remove(Mutation& mutation) {
  const auto self = mutation.shared_from_this();
  const Batch batch{*runtime_};
  mutations_.erase(mutation.id());
  runtime_->tell(self, MutationChange::removed);
}

void MutationCache::clear() {
  for (const auto& [id, mutation] : mutations_) {
    if (mutation->layer_) layers_.lift(std::exchange(mutation->layer_, nullptr));
    runtime_->tell(mutation, MutationChange::removed);
  }
  abandon();
}

void MutationCache::abandon() {
  for (const auto& [id, mutation] : mutations_) mutation->queue_ = nullptr;
  scopes_.clear();
  for (const auto& [id, mutation] : std::exchange(mutations_, {})) mutation->abandon();
}

// ---- scopes

void MutationCache::join_scope(Mutation& mutation, std::string scope) {
  if (scope.empty()) return;
  const auto at = scopes_.try_emplace(std::move(scope)).first;
  auto& queue = at->second;
  queue.scope = &at->first;
  mutation.queue_ = &queue;
  mutation.previous_in_scope_ = queue.last;
  (queue.last ? queue.last->next_in_scope_ : queue.first) = &mutation;
  queue.last = &mutation;
}

void MutationCache::leave_scope(Mutation& mutation) {
  auto* queue = std::exchange(mutation.queue_, nullptr);
  if (!queue) return;
  auto* next = std::exchange(mutation.next_in_scope_, nullptr);
  auto* previous = std::exchange(mutation.previous_in_scope_, nullptr);
  (previous ? previous->next_in_scope_ : queue->first) = next;
  (next ? next->previous_in_scope_ : queue->last) = previous;
  if (!queue->first) {
    scopes_.erase(scopes_.find(*queue->scope));
  } else if (!previous) {
    give_turn(turns_, next->shared_from_this());
  }
}

// In a loop, not one from within another: writes that are answered at once would pile up on the stack. It may end the
// client, so the loop stands on what it was given.
void MutationCache::give_turn(std::shared_ptr<Turns> turns, std::shared_ptr<Mutation> next) {
  turns->waiting.push_back(std::move(next));
  if (std::exchange(turns->is_being_given, true)) return;
  while (!turns->waiting.empty()) {
    for (const auto& mutation : std::exchange(turns->waiting, {})) mutation->proceed();
  }
  turns->is_being_given = false;
}

// ---- paused

void MutationCache::resume_paused(UniqueFunction<void()> done) {
  struct Rest {
    explicit Rest(UniqueFunction<void()> own_done) : done(std::move(own_done)) {}
    Rest(const Rest&) = delete;
    Rest& operator=(const Rest&) = delete;
    ~Rest() { done(); }
    UniqueFunction<void()> done;
  };
  if (!runtime_->online.is_online()) return done();
  const auto rest = std::make_shared<Rest>(std::move(done));  // its last owner calls `done`
  for (const auto& mutation : find_all({.status = MutationStatus::pending})) {
    if (!mutation->state().is_paused) continue;
    mutation->wait_for_settled([rest] {});
    mutation->proceed();
  }
}

}  // namespace quern::query
