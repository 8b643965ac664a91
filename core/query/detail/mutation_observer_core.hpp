// One place that writes, without types: it shows its latest mutation. use_mutation() is a thin face of it.
#pragma once

#include <memory>

#include "core/query/detail/client_core.hpp"

namespace quern::query {

class MutationObserverCore final : public Reader {
 public:
  explicit MutationObserverCore(std::shared_ptr<ClientCore> client) : client_(std::move(client)) {}
  ~MutationObserverCore() override { let_go(); }

  void set_options(SharedMutationOptions options);  // of the next mutation; another key lets go of the last
  void mutate(Data variables);
  void reset() { let_go(); }
  void cancel();
  const MutationState& state() const;
  bool refresh() override { return true; }

 private:
  void let_go();

  std::shared_ptr<ClientCore> client_;
  SharedMutationOptions options_;
  std::shared_ptr<Mutation> mutation_;
};

}  // namespace quern::query
