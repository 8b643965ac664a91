// Queries and mutations in a view that is written anew each frame:
//   const auto project = use(frame, site, project_detail(api, id));
//   if (project.is_pending()) return skeleton();
//   heading(project->name);
// Nothing to register or forget: the first use watches the query, a frame without it lets go. The key may change under
// a site. Safe in loops and conditions. The result is a snapshot, good for the frame and longer.
#pragma once

#include <memory>
#include <utility>

#include "core/query/detail/mutation_observer_core.hpp"
#include "core/query/frame.hpp"

namespace quern::query {

template <class T, class R>
QueryResult<R> use(Frame& frame, std::uint64_t site, const QueryOptions<T, R>& options) {
  return QueryResult<R>{frame.use(site, detail::erase(options))};
}

// The place's latest mutation. May be kept and called later, also when the place is not drawn any more.
template <class V, class T = void>
class MutationHandle {
 public:
  explicit MutationHandle(std::shared_ptr<MutationObserverCore> core) : core_(std::move(core)) {}

  void mutate(V variables) const { core_->mutate(std::make_shared<const V>(std::move(variables))); }
  void reset() const { core_->reset(); }    // back to idle; what runs runs on
  void cancel() const { core_->cancel(); }  // what runs ends as `cancelled`, unless it was answered already

  MutationStatus status() const { return state().status; }
  bool is_idle() const { return status() == MutationStatus::idle; }
  bool is_pending() const { return status() == MutationStatus::pending; }
  bool is_error() const { return status() == MutationStatus::error; }
  bool is_success() const { return status() == MutationStatus::success; }
  bool is_paused() const { return state().is_paused; }
  const Error& error() const {
    assert(state().error && "error() of a mutation without one");
    return *state().error;
  }
  std::shared_ptr<const Stored<T>> data() const { return as<Stored<T>>(state().data); }
  std::shared_ptr<const V> variables() const { return as<V>(state().variables); }
  int failure_count() const { return state().failure_count; }

 private:
  const MutationState& state() const { return core_->state(); }
  std::shared_ptr<MutationObserverCore> core_;
};

template <class V, class T>
MutationHandle<V, T> use_mutation(Frame& frame, std::uint64_t site, const MutationOptions<V, T>& options) {
  return MutationHandle<V, T>{frame.use_mutation(site, detail::erase(options))};
}

}  // namespace quern::query
