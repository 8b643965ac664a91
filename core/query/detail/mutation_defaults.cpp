// Mutation defaults by key prefix, and what needs them: mutations restored from a life before. A program that uses neither
// does not carry this file.
#include <ranges>
#include <utility>

#include "core/query/detail/mutation_cache.hpp"
#include "core/query/query_client.hpp"

namespace quern::query {

class MutationDefaultsTable {
 public:
  void set(Key prefix, SharedMutationOptions defaults) {
    std::erase_if(entries_, [&prefix](const auto& entry) { return entry.first == prefix; });
    entries_.emplace_back(std::move(prefix), std::move(defaults));
  }

  bool complete(ErasedMutationOptions& options) const {
    bool is_alike = true;
    for (const auto& [prefix, defaults] : std::views::reverse(entries_)) {
      if (!options.key.starts_with(prefix)) continue;
      is_alike = fill(options.variables_type, defaults->variables_type) &&
                 fill(options.answer_type, defaults->answer_type) && is_alike;
      if (is_alike) fill_from(options, *defaults);
    }
    return is_alike;
  }

 private:
  static bool fill(const DataType*& type, const DataType* weaker) {
    if (!type) type = weaker;
    return !weaker || type == weaker;
  }
  static void fill_from(ErasedMutationOptions& options, const ErasedMutationOptions& weaker) {
    const auto fill = [](auto& setting, const auto& from) {
      if (!setting) setting = from;
    };
    fill(options.fetch, weaker.fetch);
    fill(options.optimistic, weaker.optimistic);
    fill(options.on_mutate, weaker.on_mutate);
    fill(options.on_success, weaker.on_success);
    fill(options.on_error, weaker.on_error);
    fill(options.on_settled, weaker.on_settled);
    fill(options.scope, weaker.scope);
    fill(options.retry, weaker.retry);
    fill(options.retry_delay, weaker.retry_delay);
    fill(options.network_mode, weaker.network_mode);
    fill(options.gc_time, weaker.gc_time);
    fill(options.meta, weaker.meta);
  }

  std::vector<std::pair<Key, SharedMutationOptions>> entries_;
};

void MutationCache::set_defaults(Key prefix, SharedMutationOptions defaults) {
  if (!defaults_) {
    defaults_ = std::make_shared<MutationDefaultsTable>();
    complete_ = [table = defaults_](ErasedMutationOptions& options) { return table->complete(options); };
  }
  defaults_->set(std::move(prefix), std::move(defaults));
}

void QueryClient::set_mutation_defaults(Key prefix, const MutationDefaults& defaults) {
  ErasedMutationOptions options;
  options.retry = defaults.retry;
  options.retry_delay = defaults.retry_delay;
  options.network_mode = defaults.network_mode;
  options.gc_time = defaults.gc_time;
  core_->mutations().set_defaults(std::move(prefix), std::make_shared<const ErasedMutationOptions>(std::move(options)));
}

std::shared_ptr<Mutation> MutationCache::restore(RestoredMutation saved) {
  if (runtime_->is_shut()) return nullptr;
  const Batch batch{*runtime_};
  ErasedMutationOptions options;
  options.key = std::move(saved.key);
  options.meta = std::move(saved.meta);
  options.variables_type = saved.variables.type;
  if (complete_ && !complete_(options)) {
    runtime_->log(LogLevel::warning, "a stored mutation has not the variables of " + options.key.to_string());
    return nullptr;
  }
  auto mutation = make(std::make_shared<const ErasedMutationOptions>(std::move(options)));
  join_scope(*mutation, std::move(saved.scope));
  mutation->start_held({.status = MutationStatus::pending,
                        .variables = std::move(saved.variables.data),
                        .context = std::move(saved.context),
                        .failure_count = saved.failure_count,
                        .failure_reason = std::move(saved.failure_reason),
                        .is_paused = true,
                        .submitted_at = saved.submitted_at});
  return mutation;
}

}  // namespace quern::query
