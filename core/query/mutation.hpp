// One write on its way.
// Owned by MutationCache until gc_time after it settled and by its coroutine; those who watch it own it too.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/query/detail/erased_mutation.hpp"
#include "core/query/detail/runtime.hpp"
#include "core/query/layers.hpp"

namespace quern::query {

struct MutationState {
  MutationStatus status = MutationStatus::idle;
  Data data;
  SharedError error;
  Data variables;
  AnyData context;  // what on_mutate kept
  int failure_count = 0;
  SharedError failure_reason;
  bool is_paused = false;  // waits for its turn, or for a connection
  TimePoint submitted_at{};
};
using SharedMutationState = std::shared_ptr<const MutationState>;
const SharedMutationState& idle_state();

using MutationWaiter = UniqueFunction<void(const Result<Data>& answer)>;
class MutationCache;
struct MutationQueue;

class Mutation : public std::enable_shared_from_this<Mutation> {
 public:
  Mutation(std::shared_ptr<Runtime> runtime, MutationCache& cache, SharedMutationOptions options, std::uint64_t id);

  std::uint64_t id() const { return context_.id; }
  const Key& key() const { return context_.key; }
  const Meta& meta() const { return options_->meta; }
  const std::string& scope() const;  // "" is none
  const MutationState& state() const { return *state_; }
  const SharedMutationState& shared_state() const { return state_; }
  const ErasedMutationOptions& options() const { return *options_; }
  AnyData variables() const { return {state_->variables, options_->variables_type}; }
  AnyData data() const { return {state_->data, options_->answer_type}; }
  bool is_settled() const {
    return state_->status == MutationStatus::success || state_->status == MutationStatus::error;
  }
  bool has_observers() const { return !readers_.empty(); }

  // ---- what the cache and the observers do with it
  void start(Data variables, MutationWaiter answer);
  void start_held(MutationState state);  // from a life before: waits for proceed(), on_mutate was called there
  void wait_for_settled(UniqueFunction<void()> callback);
  void set_options(SharedMutationOptions options);  // for what is still to come; not once it settled
  void proceed();                                   // a connection came, or its turn
  void abandon();                                   // the client ends: nothing that comes later counts
  // Taken back by who made it: it ends at once as a refusal of the kind `cancelled`, its call is told to stop, and what
  // that answers does not count. Does nothing once the write was answered.
  void cancel();

  MutationContext& context() { return context_; }
  void add_reader(Reader& reader);
  void remove_reader(Reader& reader);
  void wait_for_gc();

 private:
  friend class MutationCache;
  enum class Stage : std::uint8_t { mutate, success, error };
  static Task<void> run(std::shared_ptr<Mutation> self, bool is_new);
  static Task<Result<void>> prepare(std::shared_ptr<Mutation> self);
  static Task<Result<Data>> try_until_settled(std::shared_ptr<Mutation> self);
  static Task<Result<Data>> try_once(std::shared_ptr<Mutation> self);
  static Task<void> end(std::shared_ptr<Mutation> self, Result<Data> answer);
  static Task<Result<void>> call_all(std::shared_ptr<Mutation> self, Stage stage, MutationOutcome outcome,
                                     Batch& batch);
  bool is_under_way() const { return cache_ && !is_answered_; }
  void lay_optimistically();
  void change(MutationState next, MutationChange what);
  void change_paused(bool is_paused);
  void settle(MutationState next, MutationChange what);
  bool should_wait() const;
  Future<void> wait();
  void wake();

  std::shared_ptr<Runtime> runtime_;
  MutationCache* cache_;  // null once abandoned
  SharedMutationOptions options_;
  SharedMutationState state_;
  StopSource stop_;
  MutationContext context_;
  std::shared_ptr<Layer> layer_;
  std::vector<MutationWaiter> waiters_;
  std::vector<UniqueFunction<void()>> settled_waiters_;
  std::vector<Reader*> readers_;
  std::optional<Promise<void>> waiting_;
  bool is_answered_ = false;  // or taken back: only callbacks are still to come
  bool is_held_ = false;      // restored, and not yet told to go on
  Timer timer_;               // retry while pending, gc once settled

  // Its place in the queue of its scope.
  MutationQueue* queue_ = nullptr;
  Mutation* next_in_scope_ = nullptr;
  Mutation* previous_in_scope_ = nullptr;
};

}  // namespace quern::query
