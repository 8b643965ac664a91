// One write on its way, and all writes of a client.
// Owned by MutationCache until gc_time after it settled and by its coroutine; those who watch it own it too.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/query/detail/runtime.hpp"
#include "core/query/filters.hpp"
#include "core/query/layers.hpp"
#include "core/query/mutation_options.hpp"

namespace quern::query {

struct MutationState {
  MutationStatus status = MutationStatus::idle;
  Data data;
  SharedError error;
  Data variables;
  int failure_count = 0;
  SharedError failure_reason;
  bool is_paused = false;  // waits for its turn, or for a connection
  TimePoint submitted_at{};
};

using MutationWaiter = UniqueFunction<void(const Result<Data>& answer)>;
class MutationCache;

class Mutation : public std::enable_shared_from_this<Mutation> {
 public:
  Mutation(std::shared_ptr<Runtime> runtime, MutationCache& cache, SharedMutationOptions options, std::uint64_t id);

  std::uint64_t id() const { return context_.id; }
  const Key& key() const { return options_->key; }
  const MutationState& state() const { return state_; }
  const ErasedMutationOptions& options() const { return *options_; }
  bool is_settled() const { return state_.status == MutationStatus::success || state_.status == MutationStatus::error; }

  void start(Data variables, MutationWaiter answer);
  void wait_for_settled(UniqueFunction<void()> callback);
  void proceed();  // a connection came, or its turn
  void abandon();  // the client ends: nothing that comes later counts
  // Taken back by who made it: it ends at once as a refusal of the kind `cancelled`, its call is told to stop, and what
  // that answers does not count. Does nothing once the write was answered.
  void cancel();

  void add_reader(Reader& reader) { readers_.push_back(&reader); }
  void remove_reader(Reader& reader);
  void wait_for_gc();

 private:
  friend class MutationCache;
  static Task<void> run(std::shared_ptr<Mutation> self);
  static Task<Result<Data>> try_until_settled(std::shared_ptr<Mutation> self);
  static Task<void> succeed(std::shared_ptr<Mutation> self, Data data);
  static Task<void> fail_with(std::shared_ptr<Mutation> self, Error error);
  static Task<void> call(std::shared_ptr<Mutation> self, const detail::ErasedCallback& callback, const void* subject,
                         Batch& batch);
  bool is_under_way() const { return cache_ && !is_answered_; }
  void change(MutationState next);
  void settle(MutationState next);
  bool should_wait() const;
  Future<void> wait();
  void wake();

  std::shared_ptr<Runtime> runtime_;
  MutationCache* cache_;  // null once abandoned
  SharedMutationOptions options_;
  MutationState state_;
  StopSource stop_;
  MutationContext context_;
  std::shared_ptr<Layer> layer_;
  std::vector<MutationWaiter> waiters_;
  std::vector<UniqueFunction<void()>> settled_waiters_;
  std::vector<Reader*> readers_;
  std::optional<Promise<void>> waiting_;
  bool is_answered_ = false;  // or taken back: only callbacks are still to come
  Timer timer_;               // retry while pending, gc once settled
};

class MutationCache {
 public:
  MutationCache(std::shared_ptr<Runtime> runtime, LayerStack& layers) : runtime_(std::move(runtime)), layers_(layers) {}

  std::shared_ptr<Mutation> add(SharedMutationOptions options);
  std::vector<std::shared_ptr<Mutation>> find_all(const MutationFilter& filter) const;  // oldest first
  void remove(Mutation& mutation);
  void clear();    // forgets all; those that run end without anybody hearing of it
  void abandon();  // the client ends

  // Lets those go on that wait for a connection, and calls `done` when they have settled.
  void resume_paused(UniqueFunction<void()> done);

 private:
  friend class Mutation;
  bool is_its_turn(const Mutation& mutation) const;
  void leave_scope(const Mutation& mutation);

  std::shared_ptr<Runtime> runtime_;
  LayerStack& layers_;
  std::map<std::uint64_t, std::shared_ptr<Mutation>> mutations_;
  std::map<std::string, std::deque<Mutation*>> scopes_;
  std::uint64_t last_id_ = 0;
};

}  // namespace quern::query
