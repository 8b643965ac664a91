#include "core/query/use_queries.hpp"

#include <algorithm>

namespace quern::query::detail {
namespace {

struct Memo {
  std::vector<ResultBase> results;
  const DataType* type = nullptr;
  SelectIdentity identity;
  Data value;
};

}  // namespace

std::uint64_t site_of_key(std::uint64_t site, const Key& key) { return Key::extend_hash(site, key.hash()); }

Data combine_in_frame(Frame& frame, std::uint64_t site, std::vector<ResultBase> results, const DataType* type,
                      const SelectIdentity& identity, SharedFunction<Data()> run) {
  auto& kept = frame.memo(site);
  auto memo = std::static_pointer_cast<Memo>(kept);
  const bool is_same = memo && memo->type == type && memo->identity.is_same_as(identity) &&
                       std::ranges::equal(memo->results, results, &ResultBase::is_same_as);
  if (is_same) return memo->value;
  const auto old = memo && memo->type == type ? memo->value : nullptr;
  memo = std::make_shared<Memo>(std::move(results), type, identity, keep_equal(type, old, run()));
  kept = memo;
  return memo->value;
}

}  // namespace quern::query::detail
