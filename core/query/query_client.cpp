#include "core/query/query_client.hpp"

namespace quern::query {

QueryClient::QueryClient(Scheduler& scheduler, QueryClientOptions options)
    : core_(std::make_shared<ClientCore>(scheduler, std::move(options))) {}

QueryClient::~QueryClient() { core_->shut_down(); }

std::vector<std::shared_ptr<const Query>> QueryClient::find_queries(const QueryFilter& filter) const {
  const auto found = core_->cache().find_all(filter);
  return {found.begin(), found.end()};
}

std::vector<std::shared_ptr<const Mutation>> QueryClient::find_mutations(const MutationFilter& filter) const {
  const auto found = core_->mutations().find_all(filter);
  return {found.begin(), found.end()};
}

std::shared_ptr<const Mutation> QueryClient::find_mutation(const Key& key) const {
  const auto found = core_->mutations().find_all({.key = key, .exact = true});
  return found.empty() ? nullptr : found.front();
}

std::size_t QueryClient::mutating(MutationFilter filter) const {
  filter.status = MutationStatus::pending;
  return core_->mutations().find_all(filter).size();
}

Subscription QueryClient::subscribe(UniqueFunction<void(const CacheEvent&)> callback) {
  return core_->runtime().events.add(std::move(callback));
}

Subscription QueryClient::on_change(UniqueFunction<void()> callback) {
  return core_->runtime().changes.add(std::move(callback));
}

}  // namespace quern::query
