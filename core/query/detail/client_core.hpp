// The client without types. Owned by QueryClient, and by observers and hooks, which may outlive it; after shut_down()
// its calls do nothing.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/query/client_options.hpp"
#include "core/query/completion.hpp"
#include "core/query/detail/mutation_cache.hpp"
#include "core/query/detail/query_cache.hpp"
#include "core/query/filters.hpp"

namespace quern::query {

class ClientCore : public std::enable_shared_from_this<ClientCore> {
 public:
  ClientCore(Scheduler& scheduler, QueryClientOptions options);
  ~ClientCore();

  Runtime& runtime() { return *runtime_; }
  QueryCache& cache() { return cache_; }
  MutationCache& mutations() { return mutations_; }
  void shut_down();

  SharedOptions with_defaults(std::shared_ptr<ErasedOptions> options);
  void set_default_options(Key prefix, QueryDefaults defaults);

  enum class Read : std::uint8_t { fresh, cached };  // what an imperative read is content with
  Future<Data> fetch(std::shared_ptr<ErasedOptions> options, Read content_with);
  Data shown_data(const Key& key, const DataType* type) const;
  Data server_data(const Key& key, const DataType* type) const;
  void set_data(const Key& key, const DataType* type, Data data, std::optional<TimePoint> updated_at);

  Completion invalidate(InvalidateOptions options);
  Completion refetch(RefetchOptions options);
  void cancel(const QueryFilter& filter, bool is_reverting);
  void remove(const QueryFilter& filter);
  Completion reset(const QueryFilter& filter);
  void clear();
  std::uint64_t epoch() const { return epoch_; }  // of clear(): what was seen before it is nobody's any more

  void on_focus(bool is_focused);
  void on_online(bool is_online);

  Future<Data> mutate(SharedMutationOptions options, Data variables);
  // Null once the client has ended.
  std::shared_ptr<Mutation> add_mutation(SharedMutationOptions options, const Data& variables);
  void cancel_mutations(const MutationFilter& filter);
  Completion resume_paused_mutations();

 private:
  struct Refetch {
    void (Query::*how)(Query::FetchRequest, FetchWaiter);
    Query::FetchRequest request;
  };
  Completion refetch_all(const std::vector<std::shared_ptr<Query>>& queries, Refetch refetch);
  void announce(const ClientCommand& command) const;
  void focused();
  void connected();
  void come_back(bool (*is_still)(const Runtime& runtime), void (Query::*look)());

  std::shared_ptr<Runtime> runtime_;
  Subscription focus_;
  Subscription online_;
  QueryCache cache_;
  MutationCache mutations_;
  // Merged with what stands behind it once for each such: all options it concerns share what was merged.
  struct PrefixDefaults {
    Key prefix;
    QueryDefaults own;
    std::vector<std::pair<SharedDefaults, SharedDefaults>> merged{};  // (weaker, both)
    const SharedDefaults& over(const SharedDefaults& weaker);
  };
  SharedDefaults defaults_;
  std::vector<PrefixDefaults> prefix_defaults_;
  std::uint64_t epoch_ = 0;
};

}  // namespace quern::query
