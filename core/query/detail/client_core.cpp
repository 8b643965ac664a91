#include "core/query/detail/client_core.hpp"

#include <cassert>
#include <utility>

namespace quern::query {
namespace {

QueryFilter matching(const Key& key, bool exact, QueryType type, const SharedFunction<bool(const Query&)>& predicate) {
  return {.key = key, .exact = exact, .type = type, .predicate = predicate};
}

Query::WhileFetching mode_of(bool cancel_refetch) {
  return cancel_refetch ? Query::WhileFetching::restart : Query::WhileFetching::join;
}

bool is_refetched(const Query& query, RefetchType type) {
  switch (type) {
    case RefetchType::active: return query.is_active();
    case RefetchType::inactive: return !query.is_active();
    case RefetchType::all: return true;
    case RefetchType::none: return false;
  }
  return false;
}

}  // namespace

ClientCore::ClientCore(Scheduler& scheduler, QueryClientOptions options)
    : runtime_(std::make_shared<Runtime>(scheduler, std::move(options.jitter))),
      cache_(runtime_),
      mutations_(runtime_, cache_.layers, options.mutation_callbacks),
      defaults_(std::make_shared<const QueryDefaults>(std::move(options.defaults))) {
  runtime_->query_callbacks = std::move(options.query_callbacks);
  runtime_->log_hook = std::move(options.log);
  focus_ = runtime_->focus.subscribe([this](bool is_focused) {
    if (is_focused) focused();
  });
  online_ = runtime_->online.subscribe([this](bool is_online) {
    if (is_online) connected();
  });
}

ClientCore::~ClientCore() { runtime_->shut_down(); }

// Nobody is told of it: whoever ends the client knows. Those who wait for an answer get `cancelled`.
void ClientCore::shut_down() {
  const auto self = shared_from_this();
  runtime_->shut_down();
  focus_.reset();
  online_.reset();
  mutations_.abandon();
  cache_.layers.clear();
  cache_.clear();
}

void ClientCore::set_default_options(Key prefix, QueryDefaults defaults) {
  std::erase_if(prefix_defaults_, [&prefix](const auto& entry) { return entry.prefix == prefix; });
  for (auto& entry : prefix_defaults_) entry.merged.clear();
  prefix_defaults_.push_back({std::move(prefix), std::move(defaults)});
}

const SharedDefaults& ClientCore::PrefixDefaults::over(const SharedDefaults& weaker) {
  for (const auto& known : merged) {
    if (known.first == weaker) return known.second;
  }
  auto both = std::make_shared<QueryDefaults>(own);
  both->fill_from(*weaker);
  return merged.emplace_back(weaker, std::move(both)).second;
}

// Of several prefixes that match the one set last counts first, as in the field.
SharedOptions ClientCore::with_defaults(std::shared_ptr<ErasedOptions> options) {
  auto defaults = defaults_;
  for (auto& entry : prefix_defaults_) {
    if (options->key.starts_with(entry.prefix)) defaults = entry.over(defaults);
  }
  options->defaults = std::move(defaults);
  return options;
}

Future<Data> ClientCore::fetch(std::shared_ptr<ErasedOptions> erased, Read content_with) {
  const Batch batch{*runtime_};
  Promise<Data> promise;
  auto answer = promise.future();
  if (runtime_->is_shut()) return answer;  // the dropped promise says `cancelled`
  const auto options = with_defaults(erased);
  if (!erased->says_retry()) erased->set_no_retry();
  const auto query = cache_.ensure(options);
  const bool is_enough =
      query->state().data && (content_with == Read::cached || !query->is_stale_by(options->stale_time(*query)));
  if (is_enough) {
    promise.resolve(query->shown());
  } else {
    query->fetch(options, {.cause = FetchCause::read},
                 [promise = std::move(promise)](const Result<Data>& data) mutable { promise.resolve(data); });
  }
  query->wait_for_gc();
  return answer;
}

Data ClientCore::shown_data(const Key& key, const DataType* type) const {
  const auto query = cache_.find(key, type);
  if (!query) return nullptr;
  assert(query->type() == type && "one key, two types of data");
  return query->type() == type ? query->shown() : nullptr;
}

Data ClientCore::server_data(const Key& key, const DataType* type) const {
  const auto query = cache_.find(key, type);
  return query && query->type() == type ? query->state().data : nullptr;
}

void ClientCore::set_data(const Key& key, const DataType* type, Data data, std::optional<TimePoint> updated_at) {
  if (!data || runtime_->is_shut()) return;
  const Batch batch{*runtime_};
  if (const auto known = cache_.find(key, type)) {
    assert(known->type() == type && "one key, two types of data");
    if (known->type() == type) known->set_data(std::move(data), updated_at);
    return;
  }
  auto options = std::make_shared<ErasedOptions>();
  options->key = key;
  options->type = type;
  cache_.ensure(with_defaults(std::move(options)))->set_data(std::move(data), updated_at);
}

// ---- by filter

Completion ClientCore::refetch_all(const std::vector<std::shared_ptr<Query>>& queries, Refetch refetch) {
  const auto gathering = std::make_shared<Gathering>();
  for (const auto& query : queries) {
    if (!query->is_cached() || query->is_disabled() || query->is_fixed()) continue;
    ((*query).*refetch.how)(refetch.request, [gathering](const Result<Data>& answer) {
      if (!answer) gathering->failed(answer.error());
    });
  }
  return gathering->completion();
}

void ClientCore::announce(const ClientCommand& command) const {
  if (runtime_->on_command) runtime_->on_command(command);
}

Completion ClientCore::invalidate(InvalidateOptions options) {
  const Batch batch{*runtime_};
  const auto filter = matching(options.key, options.exact, options.type, options.predicate);
  announce({ClientCommand::Kind::invalidate, filter, options.refetch != RefetchType::none});
  auto queries = cache_.find_all(filter, ColdAct::invalidate);
  for (const auto& query : queries) query->invalidate();
  std::erase_if(queries, [&options](const auto& query) { return !is_refetched(*query, options.refetch); });
  return refetch_all(queries, {&Query::refetch_after_invalidation,
                               {.cause = FetchCause::invalidation, .mode = mode_of(options.cancel_refetch)}});
}

Completion ClientCore::refetch(RefetchOptions options) {
  const Batch batch{*runtime_};
  auto filter = matching(options.key, options.exact, options.type, options.predicate);
  filter.stale = options.stale;
  return refetch_all(cache_.find_all(filter, ColdAct::leave),
                     {&Query::refetch, {.mode = mode_of(options.cancel_refetch)}});
}

void ClientCore::cancel(const QueryFilter& filter, bool is_reverting) {
  const Batch batch{*runtime_};
  for (const auto& query : cache_.find_all(filter, ColdAct::leave)) query->cancel(is_reverting);
}

void ClientCore::remove(const QueryFilter& filter) {
  const Batch batch{*runtime_};
  announce({ClientCommand::Kind::remove, filter});
  for (const auto& query : cache_.find_all(filter, ColdAct::drop)) cache_.remove(*query);
}

Completion ClientCore::reset(const QueryFilter& filter) {
  const Batch batch{*runtime_};
  announce({ClientCommand::Kind::reset, filter});
  auto queries = cache_.find_all(filter, ColdAct::drop);
  for (const auto& query : queries) query->reset();
  std::erase_if(queries, [](const auto& query) { return !query->is_active(); });
  return refetch_all(queries, {&Query::refetch, {.mode = Query::WhileFetching::restart}});
}

void ClientCore::clear() {
  const Batch batch{*runtime_};
  announce({ClientCommand::Kind::clear, {}});
  ++epoch_;
  cache_.layers.clear();
  mutations_.clear();
  cache_.clear();
}

// ---- the world around

void ClientCore::on_focus(bool is_focused) {
  const Batch batch{*runtime_};
  const bool is_again = is_focused && runtime_->focus.is_focused();
  runtime_->focus.report(is_focused);
  if (is_again) focused();
}

void ClientCore::on_online(bool is_online) {
  const Batch batch{*runtime_};
  runtime_->online.report(is_online);
}

void ClientCore::focused() {
  come_back([](const Runtime& runtime) { return runtime.focus.is_focused(); }, &Query::on_focus);
}

void ClientCore::connected() {
  come_back([](const Runtime& runtime) { return runtime.online.is_online(); }, &Query::on_online);
}

// Fetches that paused go on at once, since a write may wait for one of them; new ones wait for the writes, whose work they
// are to see.
void ClientCore::come_back(bool (*is_still)(const Runtime& runtime), void (Query::*look)()) {
  if (runtime_->is_shut()) return;
  const Batch batch{*runtime_};
  runtime_->proceed_paused();
  mutations_.resume_paused([weak = weak_from_this(), is_still, look] {
    const auto self = weak.lock();
    if (!self || !is_still(*self->runtime_)) return;
    const Batch telling{*self->runtime_};
    for (const auto& query : self->cache_.watched()) ((*query).*look)();
  });
}

// ---- writes

Future<Data> ClientCore::mutate(SharedMutationOptions options, Data variables) {
  Promise<Data> promise;
  auto answer = promise.future();
  if (const auto mutation = add_mutation(std::move(options), variables)) {
    mutation->start(std::move(variables),
                    [promise = std::move(promise)](const Result<Data>& data) mutable { promise.resolve(data); });
  }
  return answer;  // where the client has ended the dropped promise says `cancelled`
}

std::shared_ptr<Mutation> ClientCore::add_mutation(SharedMutationOptions options, const Data& variables) {
  return runtime_->is_shut() ? nullptr : mutations_.add(std::move(options), variables);
}

void ClientCore::cancel_mutations(const MutationFilter& filter) {
  const Batch batch{*runtime_};
  for (const auto& mutation : mutations_.find_all(filter)) mutation->cancel();
}

Completion ClientCore::resume_paused_mutations() {
  const Batch batch{*runtime_};
  const auto gathering = std::make_shared<Gathering>();
  if (!runtime_->is_shut()) mutations_.resume_paused([gathering] {});
  return gathering->completion();
}

}  // namespace quern::query
