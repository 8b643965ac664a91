// Queries that came as bytes and that nobody asked for yet. One is decoded when its key is first asked for; invalidation
// by prefix marks it, removal, reset and clear() drop it, and so does the passing of its gc time. Owned by the cache.
#pragma once

#include <optional>
#include <unordered_map>
#include <utility>

#include "core/query/codec.hpp"
#include "core/query/detail/client_core.hpp"
#include "core/query/hydration.hpp"

namespace quern::query {

struct KeyHash {
  std::size_t operator()(const Key& key) const { return static_cast<std::size_t>(key.hash()); }
};

class ColdStore final : public ColdQueries {
 public:
  explicit ColdStore(ClientCore& client);
  static std::shared_ptr<ColdStore> of(ClientCore& client);  // made if there is none

  // False where it says nothing new, or nothing that can be read.
  bool add(DehydratedQuery query, const Codecs& codecs, std::optional<Duration> gc_time = {});  // none: as its key says
  void warm(const Key& key, const DataType* type) override;
  void act(const QueryFilter& filter, ColdAct act) override;

  struct Entry {
    DehydratedQuery query;
    const Codec* codec;
    TimePoint due;
  };
  const std::unordered_map<Key, Entry, KeyHash>& entries() const { return entries_; }
  std::size_t size() const { return entries_.size(); }

  Listeners<const QueryFilter&, ColdAct> acts;  // after it was done here, before it is done to the cache
  Listeners<const Key&> broken;                 // its bytes could not be read

 private:
  void apply(const QueryFilter& filter, ColdAct act);
  void put_into_cache(const DehydratedQuery& query, const Codec& codec);
  void discard(const Key& key, std::string_view why);
  void collect();
  Duration default_gc_time(const Key& key) const;
  void wait_until(TimePoint due);

  ClientCore& client_;
  std::unordered_map<Key, Entry, KeyHash> entries_;
  Timer timer_;
};

}  // namespace quern::query
