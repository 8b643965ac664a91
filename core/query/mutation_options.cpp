#include "core/query/mutation_options.hpp"

namespace quern::query::detail {

[[gnu::noinline]] Task<Result<void>> answered(Result<void> answer) { co_return answer; }

[[gnu::noinline]] SharedMutationOptions make_options(const MutationParts& parts) {
  return std::make_shared<const ErasedMutationOptions>(
      ErasedMutationOptions{parts.variables_type, parts.answer_type, parts.fetch, parts.key, parts.optimistic,
                            parts.on_mutate, parts.on_success, parts.on_error, parts.on_settled, parts.scope,
                            parts.retry, parts.retry_delay, parts.network_mode, parts.gc_time, parts.meta});
}

}  // namespace quern::query::detail
