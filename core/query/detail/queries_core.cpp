#include "core/query/detail/queries_core.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "core/query/detail/client_core.hpp"

namespace quern::query {

QueriesCore::QueriesCore(std::shared_ptr<ClientCore> client, const OptionsList& queries, Combiner combiner)
    : client_(std::move(client)),
      combiner_(std::move(combiner)) {
  const Batch batch{client_->runtime()};
  for (const auto& options : queries) members_.push_back(make_member(client_->with_defaults(options)));
}

std::unique_ptr<QueriesCore::Member> QueriesCore::make_member(SharedOptions options) {
  auto member = std::make_unique<Member>();
  member->observer = std::make_shared<ObserverCore>(client_, std::move(options));
  return member;
}

// ---- who listens

Subscription QueriesCore::subscribe(UniqueFunction<void()> callback) {
  auto inner = listeners_.add(std::move(callback));
  if (!is_attached_) attach();
  return Subscription{[self = shared_from_this(), inner = std::move(inner)]() mutable {
    inner.reset();
    if (self->listeners_.is_empty()) self->detach();
  }};
}

void QueriesCore::attach() {
  told_ = result();
  is_attached_ = true;
  const Batch batch{client_->runtime()};
  for (const auto& member : members_) attach(*member);
}

void QueriesCore::attach(Member& member) {
  member.subscription = member.observer->listeners.add([this, changed = &member] {
    changed->is_changed = true;
    tell_later();
  });
  member.observer->attach();
}

void QueriesCore::detach() {
  is_attached_ = false;
  const Batch batch{client_->runtime()};
  for (const auto& member : members_) {
    member->subscription.reset();
    member->observer->detach();
  }
}

void QueriesCore::tell_later() {
  if (std::exchange(is_telling_, true)) return;
  client_->runtime().scheduler.post([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->tell();
  });
}

void QueriesCore::tell() {
  is_telling_ = false;
  if (!is_attached_ || client_->runtime().is_shut()) return;
  look_at_changed();
  combine();
  if (std::exchange(told_, combined_) != combined_) listeners_.notify();
}

// ---- the list

// Observers go with their keys to new places; the queries of those left over are let go of when the new are watched.
void QueriesCore::set_queries(const OptionsList& queries) {
  const auto self = shared_from_this();
  const Batch batch{client_->runtime()};
  std::unordered_multimap<std::uint64_t, std::unique_ptr<Member>> left;
  for (auto& member : members_) left.emplace(member->observer->options().key.hash(), std::move(member));
  members_.clear();
  for (const auto& erased : queries) {
    auto options = client_->with_defaults(erased);
    const auto [first, last] = left.equal_range(options->key.hash());
    const auto known = std::find_if(first, last, [&options](const auto& entry) {
      const auto& old = entry.second->observer->options();
      return old.key == options->key && old.type == options->type && old.selected_type == options->selected_type;
    });
    if (known != last) {
      members_.push_back(std::move(known->second));
      left.erase(known);
      members_.back()->observer->set_options(std::move(options));
    } else {
      members_.push_back(make_member(std::move(options)));
      if (is_attached_) attach(*members_.back());
    }
  }
  look_at_all();
  if (is_attached_) tell_later();
}

void QueriesCore::set_combiner(Combiner combiner) {
  if (!combiner.identity.is_same_as(combiner_.identity)) is_combined_ = false;
  combiner_ = std::move(combiner);
  if (is_attached_) tell_later();
}

void QueriesCore::refetch() {
  const Batch batch{client_->runtime()};
  for (const auto& member : members_) member->observer->refetch({.mode = Query::WhileFetching::restart});
}

// ---- the result

const Data& QueriesCore::result() {
  look_at_all();
  combine();
  return combined_;
}

void QueriesCore::look_at_all() {
  std::vector<ResultBase> results;
  results.reserve(members_.size());
  for (const auto& member : members_) {
    member->is_changed = false;
    results.push_back(member->observer->result());
  }
  const bool is_same = std::ranges::equal(results, results_, &ResultBase::is_same_as);
  if (is_same) return;
  results_ = std::move(results);
  is_combined_ = false;
}

// When all is told anyway, only those who said so are looked at: the price of one answer is not the whole list's.
void QueriesCore::look_at_changed() {
  for (std::size_t place = 0; place < members_.size(); ++place) {
    if (!std::exchange(members_[place]->is_changed, false)) continue;
    auto result = members_[place]->observer->result();
    if (result.is_same_as(results_[place])) continue;
    results_[place] = std::move(result);
    is_combined_ = false;
  }
}

void QueriesCore::combine() {
  if (std::exchange(is_combined_, true)) return;
  combined_ = keep_equal(combiner_.type, combined_, combiner_.run(results_));
}

}  // namespace quern::query
