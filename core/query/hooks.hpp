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
#include "core/query/mutation_result.hpp"

namespace quern::query {

template <class T, class R>
QueryResult<R> use(Frame& frame, std::uint64_t site, const QueryOptions<T, R>& options) {
  return QueryResult<R>{frame.use(site, detail::erase(options))};
}

// The place's latest mutation as it was when the frame asked, and the commands to it. May be kept and called later, also
// when the place is not drawn any more; the callbacks of a call are called only while it is drawn.
template <class V, class T = void>
class MutationHandle : public MutationResult<V, T> {
 public:
  explicit MutationHandle(std::shared_ptr<MutationObserverCore> core)
      : MutationResult<V, T>(core->result()),
        core_(std::move(core)) {}

  void mutate(V variables, const MutateCallbacks<V, T>& callbacks = {}) const {
    core_->mutate(std::make_shared<const V>(std::move(variables)), detail::erase(callbacks), nullptr);
  }
  void reset() const { core_->reset(); }    // back to idle; what runs runs on
  void cancel() const { core_->cancel(); }  // what runs ends as `cancelled`, unless it was answered already

 private:
  std::shared_ptr<MutationObserverCore> core_;
};

template <class V, class T>
MutationHandle<V, T> use_mutation(Frame& frame, std::uint64_t site, const MutationOptions<V, T>& options) {
  return MutationHandle<V, T>{frame.use_mutation(site, detail::erase(options))};
}

}  // namespace quern::query
