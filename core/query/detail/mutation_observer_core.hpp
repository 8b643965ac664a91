// One place that writes, without types: it shows its latest mutation. MutationObserver and use_mutation() are thin faces
// of it.
#pragma once

#include <memory>
#include <optional>

#include "core/query/detail/client_core.hpp"

namespace quern::query {

// The callbacks of one call.
struct ErasedMutateCallbacks {
  detail::ErasedCallback on_success;
  detail::ErasedCallback on_error;
  detail::ErasedCallback on_settled;
};

class MutationObserverCore final : public Reader {
 public:
  explicit MutationObserverCore(std::shared_ptr<ClientCore> client) : client_(std::move(client)) {}
  ~MutationObserverCore() override { let_go(); }

  // Of the mutation under way, and of the next. Another key lets go of the last.
  void set_options(SharedMutationOptions options);
  void mutate(Data variables, ErasedMutateCallbacks callbacks, MutationWaiter answer);
  void reset();
  void cancel();
  const SharedMutationState& result() const;

  // Watched until the Subscription ends: its mutation is not collected, and the callbacks of its last call are called.
  Subscription watch();
  bool refresh() override;
  Listeners<> listeners;

 private:
  bool is_forgotten() const { return epoch_ != client_->epoch(); }
  void read();
  void let_go();
  void call_back();
  static Task<void> report(std::shared_ptr<ClientCore> client, Task<Result<void>> callback);

  std::shared_ptr<ClientCore> client_;
  SharedMutationOptions options_;
  std::shared_ptr<Mutation> mutation_;
  ErasedMutateCallbacks callbacks_;
  int watchers_ = 0;
  bool is_reading_ = false;  // among the mutation's readers
  std::uint64_t epoch_ = 0;  // ClientCore::epoch() the mutation was made in
};

}  // namespace quern::query
